"""Cycles as funding knows them: what is still open before governance may close one."""

from fastapi import APIRouter

from services.funding.api.access import Finance, Readers
from services.funding.api.actions import judge_cycles
from services.funding.api.forms import AcknowledgeMisfit
from services.funding.api.views import CycleView
from services.funding.domain.cycle import Cycle
from services.funding.use_cases import cycles
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["cycles"])


@router.get("/cycles/{cycle}", operation_id="getFundingCycle", responses=PROBLEMS)
async def get_cycle(cycle: str, offers: Offering, reader: Readers) -> CycleView:
    """What is open in one cycle: accounts that are not closed, contributions whose donors did not choose yet, facts
    that did not fit. Governance closes the cycle when nothing is, or waives it for a reason. From then on budgets,
    pledges and agreements of the cycle are read-only (409 `cycle-closed`), and the rest is marked `after_close`.
    Workshops that were not held by then are called off, and their contributions wait for their donors."""
    document = await reader.one(Cycle.collection, cycle)
    return await offers.one(CycleView, document, judge=judge_cycles, to=reader.actor)


@router.post("/cycles/{cycle}/acknowledgement", operation_id="acknowledgeCycleMisfit", responses=PROBLEMS)
async def acknowledge_cycle_misfit(
    cycle: str, body: AcknowledgeMisfit, offers: Offering, expected: ExpectedVersion, command: Finance
) -> CycleView:
    """Say what follows from a gathering without a budget that was held, and that the cycle was closed without. It
    stays among the `misfits`, marked `seen` and `after_close`, and leaves the work list."""
    changed = await command.run(
        lambda unit: cycles.acknowledge_misfit(
            unit,
            cycle,
            about=body.about,
            reason=body.reason,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(CycleView, to_document(changed), judge=judge_cycles, to=command.actor)

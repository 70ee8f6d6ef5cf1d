"""The cycles: what is still open in each here, until governance closes it."""

from fastapi import APIRouter
from pydantic import Field

from services.publications.api.access import Editor, Staff
from services.publications.api.actions import judge_cycles
from services.publications.api.forms import OccurredOn, Reason
from services.publications.api.views import CycleView
from services.publications.domain.cycle import Cycle
from services.publications.use_cases import cycles
from shared.domain.identifiers import Identifier
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/publications/v1", tags=["cycles"])


class AcknowledgeMisfit(Input):
    about: Identifier = Field(description="As the misfit has it", examples=["workshop-2018-2"])
    reason: Reason = Field(description="What follows from it", examples=["The Council’s record has what was said."])
    occurred_on: OccurredOn = None


@router.get("/cycles/{cycle}", operation_id="getPublicationsCycle", responses=PROBLEMS)
async def get_cycle(cycle: str, offers: Offering, reader: Staff) -> CycleView:
    """What of a cycle is still `open` here, which workshops were `held`, and the day it was closed. Governance does
    not close it while something is open, unless it waives that."""
    document = await reader.one(Cycle.collection, cycle)
    return await offers.one(CycleView, document, judge=judge_cycles, to=reader.actor)


@router.post("/cycles/{cycle}/acknowledgement", operation_id="acknowledgeMisfit", responses=PROBLEMS)
async def acknowledge_misfit(
    cycle: str, body: AcknowledgeMisfit, offers: Offering, expected: ExpectedVersion, command: Editor
) -> CycleView:
    """Say what follows from a workshop that was held, and that the cycle was closed without. It stays among the
    `misfits`, marked `seen` and `after_close`, and leaves the work list."""
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

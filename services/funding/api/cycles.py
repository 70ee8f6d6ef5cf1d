"""Cycles as funding knows them: what is still open before governance may close one."""

from fastapi import APIRouter, Response

from services.funding.api.access import Readers
from services.funding.api.views import FundingCycleView
from services.funding.domain.cycle import Cycle
from shared.http.schemas import PROBLEMS
from shared.http.versions import versioned

router = APIRouter(prefix="/funding/v1", tags=["cycles"])


@router.get("/cycles/{cycle}", operation_id="getFundingCycle", responses=PROBLEMS)
async def get_cycle(cycle: str, response: Response, reader: Readers) -> FundingCycleView:
    """What is open in one cycle: accounts that are not closed, contributions whose donors did not choose yet, facts
    that did not fit. Governance closes the cycle when nothing is, or waives it for a reason. From then on budgets,
    pledges and agreements of the cycle are read-only (409 `cycle-closed`), and the rest is marked `after_close`."""
    return versioned(response, FundingCycleView.of(await reader.one(Cycle.collection, cycle)))

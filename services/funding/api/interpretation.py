"""What events says that interpretation will cost, for whoever drafts the budget."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from services.funding.api.access import Readers
from services.funding.domain.budget import Budget
from services.funding.use_cases.workshops import INTERPRETATION_ESTIMATES
from shared.domain.errors import NotFound
from shared.domain.money import Money
from shared.http.schemas import PROBLEMS

router = APIRouter(prefix="/funding/v1", tags=["budgets"])


class InterpretationEstimateView(BaseModel):
    workshop: str
    estimate: Money
    told_on: date


@router.get("/budgets/{budget}/interpretation-estimate", operation_id="getInterpretationEstimate", responses=PROBLEMS)
async def get_interpretation_estimate(budget: str, reader: Readers) -> InterpretationEstimateView:
    """What events told last, from the programme and the house’s terms. It is no line of the budget until somebody
    drafts one (R49)."""
    workshop = (await reader.one(Budget.collection, budget))["workshop"]
    found = await reader.store[INTERPRETATION_ESTIMATES].find_one({"_id": workshop})
    if found is None:
        raise NotFound("estimate of interpretation", workshop)
    return InterpretationEstimateView.model_validate(found)

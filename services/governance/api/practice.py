"""The practice of the house over HTTP: what warns and what advises, and never decides."""

from fastapi import APIRouter, Response
from pydantic import Field

from services.governance.api.access import Administration, Membership
from services.governance.domain.practice import PRACTICE, AdviceThresholds, Practice
from services.governance.use_cases import practice
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import versioned
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["practice"])


class AdviceInput(Input):
    most_cannot_accept: int = Field(ge=0, le=1000, examples=[0])
    least_support_share: float = Field(ge=0, le=1, examples=[0.75])


class AgreePractice(Input):
    alternation: bool = Field(default=False, description="Two workshops and a conference in turn (R21)")
    notice_days: int | None = Field(default=None, ge=0, le=365, description="Notice of a consultation, in days")
    advice: AdviceInput | None = Field(default=None, description="When the configuration calls an option conclusive")


class PracticeView(View):
    """Without a record everything is off. ``version`` is 0 then."""

    alternation: bool
    notice_days: int | None
    advice: AdviceThresholds | None


@router.put("/practice", operation_id="agreePractice", responses=PROBLEMS)
async def agree_practice(body: AgreePractice, response: Response, command: Administration) -> PracticeView:
    """Record the practice of the house, whole. Nothing of it refuses or decides: it warns (R21) and advises (R18)."""
    advice = AdviceThresholds(**body.advice.model_dump()) if body.advice else None
    agreed = await command.run(
        lambda unit: practice.agree_practice(
            unit, alternation=body.alternation, notice_days=body.notice_days, advice=advice
        )
    )
    return versioned(response, PracticeView.of(to_document(agreed)))


@router.get("/practice", operation_id="getPractice", responses=PROBLEMS)
async def get_practice(response: Response, reader: Membership) -> PracticeView:
    """The practice of the house."""
    document = await reader.store[Practice.collection].find_one({"_id": PRACTICE})
    return versioned(response, PracticeView.of(document or to_document(Practice.none_yet())))

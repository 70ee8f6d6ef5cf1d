"""What requests about the balance say, and what a caller sees of it."""

from enum import StrEnum

from pydantic import BaseModel, Field

from services.events.api.forms import Line, OccurredOn, Reason
from services.events.domain.balance import AxisReading, Band, Suggestion
from services.events.domain.balance_review import SignedReview
from services.events.domain.classification import Axis
from shared.domain.text import LocalizedText
from shared.http.actions import ActionView
from shared.http.schemas import Blocking, Input, View


class Of(StrEnum):
    PARTICIPANTS = "participants"
    SPEAKERS = "speakers"


class SideView(BaseModel):
    """Participants, or speakers: they are counted apart."""

    people: int
    government: float | None = Field(description="The government’s share (R33); null of nobody")
    imbalance: float = Field(description="How far all shares together are outside their bands; 0 is balance")
    axes: list[AxisReading] = Field(description="By the versions in use; the groups of countries weigh nothing")
    other_versions: list[AxisReading] = Field(description="The same people by the versions that are not in use (R35)")
    by_gender: dict[str, int] | None = Field(
        default=None, description="Of those who said, when asked for; groups of five and more, for the secretariat all"
    )


class BalanceView(View):
    participants: SideView
    speakers: SideView
    reviews: list[SignedReview] = Field(description="As they were signed, by the versions they name; the last counts")
    review_outdated: bool = Field(description="Another version of a table is in use than the last review was read by")
    waived: str | None = Field(description="Why the programme goes without a review (R34)")
    warnings: list[Blocking] = Field(description="What is in nobody’s way: governments alone present (R37)")
    signed_by: list[str] | None = Field(description="For the Administration and auditors")
    actions: list[ActionView]


class SuggestionView(Suggestion):
    name: LocalizedText


class SuggestionsView(BaseModel):
    of: Of
    imbalance: float
    items: list[SuggestionView]


class BandForm(Input):
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class SetTargets(Input):
    bands: dict[Axis, dict[str, BandForm]] = Field(
        max_length=3, examples=[{"development": {"developing": {"low": 0.5, "high": 0.8}}}]
    )
    reason: Reason = Field(examples=["Agreed with the Membership at the first consultation."])
    occurred_on: OccurredOn = None


class TargetsView(View):
    bands: dict[Axis, dict[str, Band]]
    reason: str


class SignReview(Input):
    by: Line = Field(description="Who signs, by name: kept beside the record, and never sent")
    finding: Reason = Field(description="What follows from the figures; it names no person")
    occurred_on: OccurredOn = None


class WaiveReview(Input):
    by: Line = Field(description="Who waives it, by name: kept beside the record, and never sent")
    reason: Reason
    occurred_on: OccurredOn = None

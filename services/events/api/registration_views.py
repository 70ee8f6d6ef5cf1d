"""What a caller sees of registrations: never the public, and a member those of its own body alone."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from services.events.domain.registration import Attends, Ground, RegistrationState, Seat
from services.events.domain.seats import Approval, Seats
from shared.contracts.events import Mode, StakeholderGroup
from shared.domain.moment import Moment
from shared.domain.text import LocalizedText
from shared.http.actions import ActedView, woken
from shared.http.schemas import View
from shared.persistence.driver import Document


class ParticipantView(BaseModel):
    """Who it is. Absent fields were not given, or purged."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str | None = None
    email: str | None = None
    function: str | None = None
    gender: str | None = None
    diet: str | None = Field(default=None, description="For the secretariat alone, as access_needs")
    access_needs: str | None = None


class RegistrationView(ActedView):
    workshop: str
    group: StakeholderGroup
    body: str | None
    country: str | None
    attends: Attends
    state: RegistrationState
    received_at: Moment
    seat: Seat | None
    ground: Ground | None
    same_as: str | None
    body_left_on: date | None = Field(description="Since when its body is not of the Membership any more")
    regrouped_on: date | None = Field(default=None, description="Since when it is of this group, if of another before")
    participant: ParticipantView = ParticipantView()
    place: int | None = Field(default=None, description="In the waiting list, from 1; of one that waits")
    explained: LocalizedText | None = Field(
        default=None, description="What the person is told of the place: `place 7; governments first, R31 …`"
    )


class WaitingView(View):
    """One of the waiting list, in the order in which seats are given (R31)."""

    group: StakeholderGroup
    body: str | None
    queue: str = Field(exclude=True)
    regrouped_on: date | None = Field(default=None, description="Since when it is of this group, if of another before")
    participant: ParticipantView = ParticipantView()
    place: int = 0
    explained: LocalizedText | None = None


class SeatsView(ActedView):
    workshop: str
    capacity: int
    mode: Mode
    approval: Approval
    per_delegation: int | None
    reserved: dict[StakeholderGroup, int]
    taken: int = Field(description="In the room")
    free: int
    overbooked: int = Field(description="How many more were accepted than the room seats, since it became smaller")
    online: int
    waiting: int = Field(description="On the waiting list")
    by_group: dict[StakeholderGroup, int] = Field(description="Everybody who was accepted")
    received: int = Field(default=0, description="Registrations that wait for approval")

    @classmethod
    def of(cls, document: Document) -> Self:
        seats = woken(Seats, document)
        counted = {"taken": seats.taken, "free": seats.free, "overbooked": seats.overbooked}
        return super().of({**document, **counted})


class ApprovedLine(BaseModel):
    registration: str
    state: RegistrationState | None = Field(description="As it is now; null where this workshop has no such one")


class ApprovedView(BaseModel):
    items: list[ApprovedLine] = Field(description="In the order of the request")


class AlikeView(BaseModel):
    """Registrations that may be of one person: a suggestion, nothing is merged."""

    why: str = Field(examples=["one e-mail address", "names that read alike"])
    registrations: list[RegistrationView]


class AlikesView(BaseModel):
    items: list[AlikeView]

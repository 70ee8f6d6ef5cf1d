"""What requests about registrations say."""

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.events.api.forms import Country, Line, OccurredOn
from services.events.domain.group import GroupReason
from services.events.domain.registration import Attends
from services.events.use_cases.participants import Needs
from services.events.use_cases.registrations import Participant
from shared.contracts.events import StakeholderGroup
from shared.domain.identifiers import Identifier
from shared.http.schemas import Input

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
Gender = Literal["female", "male", "other"]


class ParticipantForm(Input):
    """Personal, all of it: kept beside the record, in no message and no log, and purged with the person."""

    name: Line = Field(examples=["Amina Example"])
    email: Email | None = Field(default=None, examples=["amina@example.org"])
    function: Line | None = Field(default=None, examples=["Director, Ministry of the Interior"])
    gender: Gender | None = Field(default=None, description="As the person says, for the optional axis of the balance")

    def participant(self) -> Participant:
        return Participant(name=self.name, email=self.email, function=self.function, gender=self.gender)


class WithNeeds(ParticipantForm):
    diet: Line | None = Field(default=None, examples=["No nuts"], description="For the secretariat alone")
    access_needs: Line | None = Field(
        default=None, examples=["A seat without steps"], description="For the secretariat alone"
    )

    def needs(self) -> Needs:
        return Needs(diet=self.diet, access_needs=self.access_needs)


class RegisterParticipant(WithNeeds):
    group: StakeholderGroup | None = Field(
        default=None, description="Of a body it follows from its type, and a member names no other (R31)"
    )
    group_reason: GroupReason | None = Field(
        default=None, description="Why it is another than that of the body; for the secretariat alone"
    )
    body: Identifier | None = Field(default=None, description="Whose delegation the person is of; a member’s own")
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-2", examples=["TN"])
    attends: Attends = Attends.ROOM
    occurred_on: OccurredOn = None


class ApproveAll(Input):
    registrations: tuple[Identifier, ...] = Field(min_length=1, max_length=500)
    occurred_on: OccurredOn = None


class RefuseRegistration(Input):
    ground: str = Field(
        max_length=100,
        examples=["duplicate"],
        description="`duplicate`, `not_sent_by_body`, `untrue_details` or `no_entry`; never a category (R32).",
    )
    same_as: Identifier | None = Field(default=None, description="Of a duplicate: the registration that stands")
    occurred_on: OccurredOn = None


class TellApart(Input):
    other: Identifier = Field(description="The registration that reads alike and is another person’s")
    occurred_on: OccurredOn = None


class MoveToDelegation(Input):
    body: Identifier | None = Field(description="The body for which the person comes now; null: for none")
    group: StakeholderGroup | None = Field(
        default=None, description="Of a body it follows from its type (R31); of none it stays, unless it is named"
    )
    group_reason: GroupReason | None = Field(default=None, description="Why it is another than that of the body")
    occurred_on: OccurredOn = None


class ChangePresence(Input):
    attends: Attends
    occurred_on: OccurredOn = None


class ChangeParticipant(WithNeeds):
    """A need that is left out stays as it is; null takes it away."""

    def named_needs(self) -> dict[str, str | None]:
        return {field: value for field, value in asdict(self.needs()).items() if field in self.model_fields_set}

    occurred_on: OccurredOn = None

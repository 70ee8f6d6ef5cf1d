"""What the log keeps of registrations and seats: audit messages, never sent, and no names in them (invariant 10)."""

from datetime import date

from shared.contracts.events import Mode, StakeholderGroup
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class RegistrationReceived(
    Message, type="int.iom.idm.events.RegistrationReceived.v1", aggregate="registration", audience=Audience.AUDIT
):
    """Somebody is registered. Who that is stands beside the record."""

    workshop: Identifier
    group: StakeholderGroup
    body: Identifier | None
    attends: str
    group_reason: str | None = None
    """Why the person is of another group than the body: a word of a list (R31, R77)."""


class RegistrationAccepted(
    Message, type="int.iom.idm.events.RegistrationAccepted.v1", aggregate="registration", audience=Audience.AUDIT
):
    """``seat``: an open one, one reserved for the group, or on line."""

    seat: str


class RegistrationPutToWait(
    Message, type="int.iom.idm.events.RegistrationPutToWait.v1", aggregate="registration", audience=Audience.AUDIT
):
    """Approved, and no seat was free for it (R31)."""


class RegistrationRefused(
    Message, type="int.iom.idm.events.RegistrationRefused.v1", aggregate="registration", audience=Audience.AUDIT
):
    """Never because of the category (R32). ``same_as`` is the registration that stands for the person."""

    ground: str
    same_as: Identifier | None = None


class RegistrationWithdrawn(
    Message, type="int.iom.idm.events.RegistrationWithdrawn.v1", aggregate="registration", audience=Audience.AUDIT
):
    """The person does not come."""

    seat: str | None


class RegistrationToldApart(
    Message, type="int.iom.idm.events.RegistrationToldApart.v1", aggregate="registration", audience=Audience.AUDIT
):
    """A person looked at two that read alike: they are two people."""

    other: Identifier


class RegistrationBodyLeft(
    Message, type="int.iom.idm.events.RegistrationBodyLeft.v1", aggregate="registration", audience=Audience.AUDIT
):
    """Its body is of the Membership no more."""

    left_on: date


class RegistrationBodyBack(
    Message, type="int.iom.idm.events.RegistrationBodyBack.v1", aggregate="registration", audience=Audience.AUDIT
):
    """Its body is of the Membership again, before anybody said for whom the person comes now."""


class RegistrationMoved(
    Message, type="int.iom.idm.events.RegistrationMoved.v1", aggregate="registration", audience=Audience.AUDIT
):
    """The person comes for another body, or for none; ``group`` and ``seat`` are as they are then (R31)."""

    before: Identifier | None
    after: Identifier | None
    group: StakeholderGroup | None = None
    group_reason: str | None = None
    seat: str | None = None


class RegistrationPresenceChanged(
    Message, type="int.iom.idm.events.RegistrationPresenceChanged.v1", aggregate="registration", audience=Audience.AUDIT
):
    """The person comes into the room, or follows on line; without ``seat`` it waits, or waits for approval."""

    attends: str
    seat: str | None


class RegistrationDetailsChanged(
    Message, type="int.iom.idm.events.RegistrationDetailsChanged.v1", aggregate="registration", audience=Audience.AUDIT
):
    """Which personal fields changed, never their values."""

    fields: tuple[str, ...]


class RegistrationOpened(
    Message, type="int.iom.idm.events.RegistrationOpened.v1", aggregate="seats", audience=Audience.AUDIT
):
    workshop: Identifier
    capacity: int
    mode: Mode
    approval: str
    per_delegation: int | None
    reserved: dict[StakeholderGroup, int]


class SeatingChanged(Message, type="int.iom.idm.events.SeatingChanged.v1", aggregate="seats", audience=Audience.AUDIT):
    """How seats are given: the room, or how it is shared out."""

    capacity: int
    mode: Mode
    approval: str
    per_delegation: int | None
    reserved: dict[StakeholderGroup, int]


class SeatMoved(Message, type="int.iom.idm.events.SeatMoved.v1", aggregate="seats", audience=Audience.AUDIT):
    """A seat, or a place in the waiting list (no ``seat``), counts for another delegation and its group."""

    registration: Identifier
    before: Identifier | None
    after: Identifier | None
    group: StakeholderGroup | None = None
    seat: str | None = None


class SeatTaken(Message, type="int.iom.idm.events.SeatTaken.v1", aggregate="seats", audience=Audience.AUDIT):
    registration: Identifier
    seat: str


class SeatFreed(Message, type="int.iom.idm.events.SeatFreed.v1", aggregate="seats", audience=Audience.AUDIT):
    registration: Identifier
    seat: str


class GendersRecounted(
    Message, type="int.iom.idm.events.GendersRecounted.v1", aggregate="seats", audience=Audience.AUDIT
):
    """What accepted people say of their gender changed, or is not kept any more. Whose and what is in no log (R77)."""


class WaitingListJoined(
    Message, type="int.iom.idm.events.WaitingListJoined.v1", aggregate="seats", audience=Audience.AUDIT
):
    """It has no seat yet. The seats record it too, so that one that becomes free at this moment is not overlooked."""

    registration: Identifier


class WaitingListLeft(
    Message, type="int.iom.idm.events.WaitingListLeft.v1", aggregate="seats", audience=Audience.AUDIT
):
    """It was withdrawn or refused before it had a seat."""

    registration: Identifier


class ParticipantsImportStarted(
    Message,
    type="int.iom.idm.events.ParticipantsImportStarted.v1",
    aggregate="participant_import",
    audience=Audience.AUDIT,
):
    workshop: Identifier
    lines: int


class ParticipantsEntered(
    Message, type="int.iom.idm.events.ParticipantsEntered.v1", aggregate="participant_import", audience=Audience.AUDIT
):
    """So many lines of the file are entered by now."""

    entered: int

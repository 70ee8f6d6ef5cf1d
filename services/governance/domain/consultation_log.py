"""What the log keeps of consultations: audit messages, never sent, with nothing personal in them (invariant 10)."""

from datetime import date

from services.governance.domain.membership import Attendee
from shared.contracts.governance import SlateKind
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import Language, LocalizedText


class ConsultationScheduled(
    Message, type="int.iom.idm.governance.ConsultationScheduled.v1", aggregate="consultation", audience=Audience.AUDIT
):
    consultation: Identifier
    title: LocalizedText
    planned_on: date
    reason: str | None = None


class ConsultationOpened(
    Message, type="int.iom.idm.governance.ConsultationOpened.v1", aggregate="consultation", audience=Audience.AUDIT
):
    consultation: Identifier
    opened_on: date


class AttendanceNoted(
    Message, type="int.iom.idm.governance.AttendanceNoted.v1", aggregate="consultation", audience=Audience.AUDIT
):
    """The bodies noted as present by this act, beside those noted before."""

    consultation: Identifier
    attendees: tuple[Attendee, ...]


class SlatePutForward(
    Message, type="int.iom.idm.governance.SlatePutForward.v1", aggregate="consultation", audience=Audience.AUDIT
):
    consultation: Identifier
    kind: SlateKind
    slate: Identifier


class FindingMade(
    Message, type="int.iom.idm.governance.FindingMade.v1", aggregate="consultation", audience=Audience.AUDIT
):
    """The consultation was found conclusive, or not, on a slate (R8)."""

    consultation: Identifier
    kind: SlateKind
    slate: Identifier
    conclusive: bool


class ConsultationClosed(
    Message, type="int.iom.idm.governance.ConsultationClosed.v1", aggregate="consultation", audience=Audience.AUDIT
):
    consultation: Identifier
    closed_on: date


class AgendaItemPlaced(
    Message, type="int.iom.idm.governance.AgendaItemPlaced.v1", aggregate="consultation", audience=Audience.AUDIT
):
    consultation: Identifier
    item: str
    about: Identifier | None = None


class AgendaSettled(
    Message, type="int.iom.idm.governance.AgendaSettled.v1", aggregate="consultation", audience=Audience.AUDIT
):
    """What became of these items; the words are in the consultation."""

    consultation: Identifier
    items: tuple[str, ...]


class PaperAdded(
    Message, type="int.iom.idm.governance.PaperAdded.v1", aggregate="consultation", audience=Audience.AUDIT
):
    consultation: Identifier
    paper: str


class RecordWritten(
    Message, type="int.iom.idm.governance.RecordWritten.v1", aggregate="consultation", audience=Audience.AUDIT
):
    """What it says is in the consultation."""

    consultation: Identifier
    languages: tuple[Language, ...]


class ProposalHeard(
    Message, type="int.iom.idm.governance.ProposalHeard.v1", aggregate="consultation", audience=Audience.AUDIT
):
    """A body proposed an option of its own; which body is in the slate."""

    consultation: Identifier
    slate: Identifier
    option: Identifier

"""What stays in the log and is never sent: audit messages. They hold nothing personal (invariant 10)."""

from datetime import date
from enum import StrEnum

from pydantic import JsonValue

from services.governance.domain.membership import Attendee, BodyType
from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.text import LocalizedText


class SlateKind(StrEnum):
    THEME = "theme"
    TOPICS = "topics"


class BodyRegistered(
    Message, type="int.iom.idm.governance.BodyRegistered.v1", aggregate="body", audience=Audience.AUDIT
):
    body: Identifier
    name: LocalizedText
    body_type: BodyType
    country: str | None = None


class ConsultationScheduled(
    Message, type="int.iom.idm.governance.ConsultationScheduled.v1", aggregate="consultation", audience=Audience.AUDIT
):
    consultation: Identifier
    title: LocalizedText
    planned_on: date


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


class ThemePutToMembership(
    Message, type="int.iom.idm.governance.ThemePutToMembership.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle's one theme slate was opened."""

    cycle: Identifier
    slate: Identifier


class ThemeSettled(Message, type="int.iom.idm.governance.ThemeSettled.v1", aggregate="cycle", audience=Audience.AUDIT):
    """The cycle has its one theme (R7); ``ThemeSelected`` of the slate tells the world."""

    cycle: Identifier
    slate: Identifier
    theme: ThemeRef


class ThemeLeftOpen(
    Message, type="int.iom.idm.governance.ThemeLeftOpen.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle is still without its theme: ``ThemeFoundInconclusive`` of the slate says where and why."""

    cycle: Identifier
    slate: Identifier


class TopicsPutToMembership(
    Message, type="int.iom.idm.governance.TopicsPutToMembership.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle's one topic slate was opened."""

    cycle: Identifier
    slate: Identifier


class TopicsSettled(
    Message, type="int.iom.idm.governance.TopicsSettled.v1", aggregate="cycle", audience=Audience.AUDIT
):
    """The cycle has its topics (R13); ``TopicsSelected`` of the slate tells the world."""

    cycle: Identifier
    slate: Identifier


class ThemeSlateOpened(
    Message, type="int.iom.idm.governance.ThemeSlateOpened.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    slate: Identifier
    cycle: Identifier
    consultation: Identifier
    options: tuple[ThemeRef, ...]


class ThemeFoundInconclusive(
    Message, type="int.iom.idm.governance.ThemeFoundInconclusive.v1", aggregate="theme_slate", audience=Audience.AUDIT
):
    """The consultation showed no clear wish of the Membership; the slate stays open."""

    slate: Identifier
    cycle: Identifier
    consultation: Identifier
    why: str


class TopicSlateOpened(
    Message, type="int.iom.idm.governance.TopicSlateOpened.v1", aggregate="topic_slate", audience=Audience.AUDIT
):
    slate: Identifier
    cycle: Identifier
    consultation: Identifier
    theme: Identifier
    topics: tuple[TopicRef, ...]


class HistoryImported(
    Message, type="int.iom.idm.governance.HistoryImported.v1", aggregate="past_year", audience=Audience.AUDIT
):
    """A year of the brochure's table was entered (R72). Audit alone: nothing reacts to the past."""

    year: int


class HistoryCellCorrected(
    Message, type="int.iom.idm.governance.HistoryCellCorrected.v1", aggregate="past_year", audience=Audience.AUDIT
):
    """A cell was restated, and why; ``before`` and ``after`` have the fields that differ (R75, R76)."""

    year: int
    fields: tuple[str, ...]
    before: dict[str, JsonValue]
    after: dict[str, JsonValue]
    reason: str

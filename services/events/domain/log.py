"""Audit messages of events: recorded, never sent, and without personal data."""

from datetime import date

from pydantic import JsonValue

from services.events.domain.speakers import SpeakerRole
from shared.contracts.events import Headcount, SessionKind, StakeholderGroup, WorkshopKind
from shared.contracts.facts import ThemeRef, YearFormat
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message
from shared.domain.moment import Moment
from shared.domain.text import Language


class CalendarOpened(
    Message, type="int.iom.idm.events.CalendarOpened.v1", aggregate="calendar", audience=Audience.AUDIT
):
    year: int


class CycleClosingNoted(
    Message, type="int.iom.idm.events.CycleClosingNoted.v1", aggregate="calendar", audience=Audience.AUDIT
):
    """Governance closed the cycle; ``not_held`` are the workshops that lapsed with it."""

    closed_on: date
    not_held: tuple[Identifier, ...]


class FormatNoted(Message, type="int.iom.idm.events.FormatNoted.v1", aggregate="calendar", audience=Audience.AUDIT):
    before: YearFormat | None
    after: YearFormat


class ThemeNoted(Message, type="int.iom.idm.events.ThemeNoted.v1", aggregate="calendar", audience=Audience.AUDIT):
    theme: ThemeRef


class TopicsNoted(Message, type="int.iom.idm.events.TopicsNoted.v1", aggregate="calendar", audience=Audience.AUDIT):
    slate: Identifier


class PlaceTaken(Message, type="int.iom.idm.events.PlaceTaken.v1", aggregate="calendar", audience=Audience.AUDIT):
    """A workshop belongs to the year; a counted one takes one of its places (R24)."""

    workshop: Identifier
    kind: WorkshopKind
    number: int | None


class PlaceFreed(Message, type="int.iom.idm.events.PlaceFreed.v1", aggregate="calendar", audience=Audience.AUDIT):
    workshop: Identifier


class PlaceHeld(Message, type="int.iom.idm.events.PlaceHeld.v1", aggregate="calendar", audience=Audience.AUDIT):
    """The workshop that has the place was held."""

    workshop: Identifier
    held_on: date


class DaysBooked(Message, type="int.iom.idm.events.DaysBooked.v1", aggregate="calendar", audience=Audience.AUDIT):
    """A workshop's local days, which R25 compares with the Council's sessions."""

    workshop: Identifier
    first: date
    last: date


class DaysFreed(Message, type="int.iom.idm.events.DaysFreed.v1", aggregate="calendar", audience=Audience.AUDIT):
    workshop: Identifier


class CouncilSessionEntered(
    Message, type="int.iom.idm.events.CouncilSessionEntered.v1", aggregate="calendar", audience=Audience.AUDIT
):
    session: Identifier
    number: int
    start: date
    end: date


class CouncilSessionDaysCorrected(
    Message, type="int.iom.idm.events.CouncilSessionDaysCorrected.v1", aggregate="calendar", audience=Audience.AUDIT
):
    """What the session's days are now; of a year that they do not fall in any more too."""

    session: Identifier
    number: int
    start: date
    end: date


class FactDidNotFit(Message, type="int.iom.idm.events.FactDidNotFit.v1", aggregate="calendar", audience=Audience.AUDIT):
    """Governance told something that the year no longer has room for; a person decides what follows."""

    fact: str
    about: str
    why: str


class FactFitsNow(Message, type="int.iom.idm.events.FactFitsNow.v1", aggregate="calendar", audience=Audience.AUDIT):
    about: str


class MisfitAcknowledged(
    Message, type="int.iom.idm.events.MisfitAcknowledged.v1", aggregate="calendar", audience=Audience.AUDIT
):
    about: str
    reason: str
    after_close: bool = False


class CouncilSessionRegistered(
    Message, type="int.iom.idm.events.CouncilSessionRegistered.v1", aggregate="council_session", audience=Audience.AUDIT
):
    number: int
    start: date
    end: date


class CouncilSessionCorrected(
    Message, type="int.iom.idm.events.CouncilSessionCorrected.v1", aggregate="council_session", audience=Audience.AUDIT
):
    start: date
    end: date


class SessionAdded(Message, type="int.iom.idm.events.SessionAdded.v1", aggregate="workshop", audience=Audience.AUDIT):
    session: Identifier
    kind: SessionKind


class SessionRemoved(
    Message, type="int.iom.idm.events.SessionRemoved.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """``speakers_told``: those who had said yes to a published programme were told."""

    session: Identifier
    speakers: tuple[Identifier, ...]
    speakers_told: bool = False


class SessionChanged(
    Message, type="int.iom.idm.events.SessionChanged.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """``speakers_asked``: those who had said yes were asked about its new time."""

    session: Identifier
    kind: SessionKind
    start: Moment
    end: Moment
    speakers_asked: bool


class SpeakersTold(Message, type="int.iom.idm.events.SpeakersTold.v1", aggregate="workshop", audience=Audience.AUDIT):
    """Who was told of a programme that changed after it was published."""

    version: int
    speakers: tuple[Identifier, ...]


class PaperAdded(Message, type="int.iom.idm.events.PaperAdded.v1", aggregate="workshop", audience=Audience.AUDIT):
    paper: Identifier
    language: Language
    session: Identifier | None = None


class PaperRemoved(Message, type="int.iom.idm.events.PaperRemoved.v1", aggregate="workshop", audience=Audience.AUDIT):
    paper: Identifier


class SpeakerAdded(Message, type="int.iom.idm.events.SpeakerAdded.v1", aggregate="workshop", audience=Audience.AUDIT):
    session: Identifier
    speaker: Identifier
    group: StakeholderGroup
    role: SpeakerRole


class SpeakerConfirmed(
    Message, type="int.iom.idm.events.SpeakerConfirmed.v1", aggregate="workshop", audience=Audience.AUDIT
):
    session: Identifier
    speaker: Identifier


class SpeakerUnconfirmed(
    Message, type="int.iom.idm.events.SpeakerUnconfirmed.v1", aggregate="workshop", audience=Audience.AUDIT
):
    session: Identifier
    speaker: Identifier


class SpeakerRemoved(
    Message, type="int.iom.idm.events.SpeakerRemoved.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """``speakers_told``: the person, who had said yes to a published programme, was told."""

    session: Identifier
    speaker: Identifier
    speakers_told: bool = False


class SpeakerReplaced(
    Message, type="int.iom.idm.events.SpeakerReplaced.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """``by`` speaks in the place of ``speaker``, from the same moment on. ``speakers_told``: ``speaker``, who had said
    yes to a published programme, was told."""

    session: Identifier
    speaker: Identifier
    by: Identifier
    group: StakeholderGroup
    role: SpeakerRole
    confirmed: bool
    speakers_told: bool = False


class MigrantsVoiceLeftOut(
    Message, type="int.iom.idm.events.MigrantsVoiceLeftOut.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """A conference goes without a Migrant's Voice session (R29)."""

    reason: str


class AttendanceRecorded(
    Message, type="int.iom.idm.events.AttendanceRecorded.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """A correction says what stood before, and why it is corrected."""

    participants: Headcount
    speakers: Headcount
    counted_by: str = "hand"
    participants_before: Headcount | None = None
    speakers_before: Headcount | None = None
    reason: str | None = None


class WorkshopLapsed(
    Message, type="int.iom.idm.events.WorkshopLapsed.v1", aggregate="workshop", audience=Audience.AUDIT
):
    """Its cycle was closed before it was held. Audit alone: ``CycleClosed`` tells everybody which ones were held."""

    closed_on: date


class HistoryImported(
    Message, type="int.iom.idm.events.HistoryImported.v1", aggregate="past_entry", audience=Audience.AUDIT
):
    """An entry of the brochure's table was entered (R72). What it is travels beside."""

    year: int
    number: int


class HistoryCellCorrected(
    Message, type="int.iom.idm.events.HistoryCellCorrected.v1", aggregate="past_entry", audience=Audience.AUDIT
):
    """A cell was restated, and why; ``before`` and ``after`` have the fields that differ (R75, R76)."""

    year: int
    number: int
    fields: tuple[str, ...]
    before: dict[str, JsonValue]
    after: dict[str, JsonValue]
    reason: str


class PastEntryListed(
    Message, type="int.iom.idm.events.PastEntryListed.v1", aggregate="past_list", audience=Audience.AUDIT
):
    """An entry has its place in the year's list, or a correction changed its title or kind there."""

    year: int
    number: int


class PastListCompleted(
    Message, type="int.iom.idm.events.PastListCompleted.v1", aggregate="past_list", audience=Audience.AUDIT
):
    """The year's list was found to have what its format asks for (R74)."""

    year: int

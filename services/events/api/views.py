"""What a caller sees."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from services.events.domain.gated import Stage, VolumeRef, stage_of
from services.events.domain.gathering import Attendance, State
from services.events.domain.papers import Paper
from services.events.domain.partners import Partner
from services.events.domain.speakers import Presence, Sex, SpeakerRole
from services.events.domain.year import BookedDays, CouncilDays, Place
from shared.contracts.events import Schedule, SessionKind, StakeholderGroup, WorkshopKind
from shared.contracts.facts import ThemeRef, TopicRef, YearFormat
from shared.domain.misfits import Misfit
from shared.domain.moment import Moment
from shared.domain.text import Language, LocalizedText
from shared.http.actions import ActedView
from shared.http.schemas import View
from shared.persistence.driver import Document


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SpeakerView(_Part):
    """A speaker without the name: that is for the secretariat, under ``/speakers``."""

    id: str
    group: StakeholderGroup
    role: SpeakerRole
    country: str | None
    body: str | None
    presence: Presence = Presence.IN_PERSON
    person: str | None = None
    confirmed: bool


class SessionView(_Part):
    id: str
    title: LocalizedText
    kind: SessionKind
    start: Moment
    end: Moment
    languages: tuple[Language, ...]
    room: str | None = None
    """Absent for the main room."""
    speaking_slots: int | None = None
    reserved_slots: dict[StakeholderGroup, int] = Field(default_factory=dict)
    """R31: governments come first where slots are short, beside those reserved for others."""
    speakers: tuple[SpeakerView, ...] | None
    """Absent for the public and partners."""


class WorkshopView(ActedView):
    """``actions`` are those of the workshop and, unless it is a row of a list, of its sessions and speakers."""

    cycle: str
    kind: WorkshopKind
    number: int | None
    title: LocalizedText
    theme: ThemeRef | None
    topics: tuple[TopicRef, ...]
    state: State
    stage: Stage
    """The state, and what it passed in it: `confirmed`, `ready`, `reported`."""
    schedule: Schedule | None
    sessions: tuple[SessionView, ...] | None
    """Absent for the public and partners until the programme is published."""
    papers: tuple[Paper, ...] = ()
    """Background papers; for the public once the programme is published."""
    migrants_voice_flagged: bool
    """The published programme lost its Migrant's Voice within seven days of the start (R28)."""
    migrants_voice_left_out: str | None
    partners: tuple[Partner, ...] = ()
    attendance: Attendance | None
    held_on: date | None
    reason: str | None
    volumes: tuple[VolumeRef, ...] = ()
    """Volumes that contain its report, as publications told them."""

    @classmethod
    def of(cls, document: Document) -> Self:
        passed = {gate: document.get(gate) is not None for gate in ("confirmed", "ready")}
        passed["reported"] = any(not one["withdrawn"] for one in document.get("volumes", ()))
        return super().of({**document, "stage": stage_of(State(document["state"]), **passed)})


class NamedSpeaker(SpeakerView):
    session: str
    name: str | None
    """Absent when the personal data was purged."""
    contact: str | None
    sex: Sex | None
    """What R30’s report counts by."""


class SpeakersView(View):
    speakers: tuple[NamedSpeaker, ...]


class PublicCalendarView(ActedView):
    year: int
    format: YearFormat | None
    theme: ThemeRef | None
    places: tuple[Place, ...]
    days: tuple[BookedDays, ...]
    council_sessions: tuple[CouncilDays, ...]
    satisfaction_survey: str | None = None
    """The year's one survey (R40)."""
    closed_on: date | None
    """The day governance closed the cycle; the year is read-only since."""


class CalendarView(PublicCalendarView):
    misfits: tuple[Misfit, ...]
    """Facts of governance that the year had no room for; a person decides what follows. For the secretariat."""


class CouncilSessionView(ActedView):
    number: int
    start: date
    end: date

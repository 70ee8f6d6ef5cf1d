"""What every gathering has: its subject, its dates and its state (the programme stands in workshop.py)."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from services.events.domain.closing import cycle_closed
from services.events.domain.days import check_schedule
from services.events.domain.log import WorkshopLapsed
from services.events.domain.partners import Partner
from services.events.domain.personal import PersonalDataPurged
from services.events.domain.programme import Session
from shared.contracts.events import (
    Headcount,
    Schedule,
    WorkshopCancelled,
    WorkshopKind,
    WorkshopPlanned,
    WorkshopPostponed,
    WorkshopScheduled,
)
from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText


class State(StrEnum):
    PLANNED = "planned"
    SCHEDULED = "scheduled"
    PROGRAMME_PUBLISHED = "programme_published"
    HELD = "held"
    POSTPONED = "postponed"
    """Put off without new dates."""
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    """Its cycle was closed before it was held."""


OPEN = frozenset(State) - {State.HELD, State.CANCELLED, State.LAPSED}
"""The states in which something may still become of it."""
_DATED = frozenset({State.SCHEDULED, State.PROGRAMME_PUBLISHED})


class CountedBy(StrEnum):
    """How it is known who came."""

    HAND = "hand"
    CHECK_IN = "check_in"
    """From the list of those who were checked in."""


class Attendance(BaseModel):
    """Heads, counted on the day. Countries are ISO 3166-1 alpha-2, of those of whom one was noted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    participants: Headcount
    speakers: Headcount
    participant_countries: dict[str, int] = Field(default_factory=dict)
    speaker_countries: dict[str, int] = Field(default_factory=dict)
    counted_by: CountedBy = CountedBy.HAND


class Gathering(Aggregate):
    """What a workshop is about, when and where it is, and what became of it."""

    cycle: Identifier
    year: int
    kind: WorkshopKind
    number: int | None = None
    title: LocalizedText
    theme: ThemeRef | None = None
    topics: tuple[TopicRef, ...] = ()
    state: State = State.PLANNED
    state_since: date | None = None
    """The day it came into this state."""
    schedule: Schedule | None = None
    sessions: tuple[Session, ...] = ()
    migrants_voice_left_out: str | None = None
    """Why a conference goes without a Migrant's Voice session (R29)."""
    migrants_voice_flagged: bool = False
    """The last one went within seven days of the start: the programme stays up and says so (R28)."""
    partners: tuple[Partner, ...] = ()
    attendance: Attendance | None = None
    held_on: date | None = None
    reason: str | None = None
    """Why it was postponed or cancelled, or that it lapsed."""
    cancelled_in_public: bool = False
    """Its programme was on the public page when it was cancelled; one that was un-published before stays so (R28)."""
    over_since: date | None = None
    """The day on which somebody said that it was held or cancelled, or that it lapsed: what is personal of it is kept
    for a time from then on, also of a past year that is entered afterwards."""
    purged: tuple[str, ...] = ()
    """The collections in which nothing personal of it is left."""

    def plan(self, act: Act) -> None:
        self.state_since = act.occurred_on
        self.record(WorkshopPlanned.model_validate(self.facts()), act=act)

    def schedule_on(self, act: Act, *, schedule: Schedule) -> None:
        """Set or move its dates, until it is held. A published programme stays published."""
        self.require_open("scheduled")
        check_schedule(schedule)
        self.schedule, self.reason = schedule, None
        if self.state is not State.PROGRAMME_PUBLISHED:
            self.enter(State.SCHEDULED, act)
        self.record(WorkshopScheduled.model_validate({**self.facts(), "schedule": schedule}), act=act)

    def postpone(self, act: Act, *, reason: str, schedule: Schedule | None) -> None:
        """Put it off; it keeps its cycle. Its programme was made for the old dates and is published no longer."""
        self.require_open("postponed")
        if schedule is not None:
            check_schedule(schedule)
        self.schedule, self.reason = schedule, reason
        self.enter(State.SCHEDULED if schedule else State.POSTPONED, act)
        self.migrants_voice_flagged = False
        self.attendance = None
        self.record(
            WorkshopPostponed(workshop=self.id, cycle=self.cycle, reason=reason, schedule=schedule),
            act=act,
        )

    def cancel(self, act: Act, *, reason: str) -> None:
        self.require_open("cancelled")
        self.reason = reason
        self.cancelled_in_public = self.state is State.PROGRAMME_PUBLISHED
        self.enter(State.CANCELLED, act)
        self.record(WorkshopCancelled(workshop=self.id, cycle=self.cycle, reason=reason), act=act)

    def lapse(self, act: Act, *, closed_on: date) -> None:
        """Its cycle was closed before it was held, and it is read-only too. Raises ``WrongState`` when it is over."""
        self.require_open("closed with its cycle")
        self.reason = f"It was not held before the cycle {self.year} was closed."
        self.state, self.state_since = State.LAPSED, closed_on
        self.over_since = act.recorded_at.date()
        self.record(WorkshopLapsed(closed_on=closed_on), act=act)

    def enter(self, state: State, act: Act) -> None:
        """Come into a state, or stay in it since the day it came."""
        if self.state is not state:
            self.state, self.state_since = state, act.occurred_on
            self.over_since = None if state in OPEN else act.recorded_at.date()

    def note_purge(self, act: Act, *, collection: str) -> None:
        """Nothing personal of it is left in a collection. Possible whatever its state: erasure is never frozen."""
        self.purged = (*self.purged, collection)
        self.record(PersonalDataPurged(collection=collection), act=act)

    def require_kept(self, collection: str) -> None:
        """Raises ``WrongState`` once its time is over: what was entered after that would never be removed."""
        if collection in self.purged:
            raise WrongState(
                f"The time for which this is kept of “{self.title.any()}” is over.",
                remedy="Nothing is entered any more.",
            )

    def obstacles_outside(self, allowed: frozenset[State], done: str) -> Obstacles:
        """``WrongState`` when it is in none of the ``allowed`` states; of a lapsed one it tells of its cycle."""
        if self.state is State.LAPSED and self.state_since is not None:
            yield cycle_closed(year=self.year, closed_on=self.state_since)
        elif self.state not in allowed:
            yield WrongState(
                f"“{self.title.any()}” is {self.state.replace('_', ' ')} and cannot be {done}.",
                remedy=f"This is possible while it is {_in_words(allowed)}.",
            )

    def obstacles_when_over(self, done: str) -> Obstacles:
        """``WrongState`` when it was held or cancelled, or lapsed."""
        yield from self.obstacles_outside(OPEN, done)

    def obstacles_when_undated(self, done: str) -> Obstacles:
        """``WrongState`` when it has no dates, or was held or cancelled, or lapsed."""
        yield from self.obstacles_outside(_DATED, done)

    def require_open(self, done: str) -> None:
        """Raises ``WrongState`` when it was held or cancelled, or lapsed."""
        refuse(self.obstacles_when_over(done))

    def dated(self, done: str) -> Schedule:
        """Its dates. Raises ``WrongState`` when it has none, or was held or cancelled, or lapsed."""
        refuse(self.obstacles_when_undated(done))
        assert self.schedule is not None  # whatever is scheduled or published has dates
        return self.schedule

    def facts(self) -> dict[str, object]:
        """What :class:`WorkshopFacts` asks for."""
        return {
            "workshop": self.id,
            "cycle": self.cycle,
            "kind": self.kind,
            "number": self.number,
            "title": self.title,
            "theme": self.theme,
            "topics": self.topics,
        }


def _in_words(states: frozenset[State]) -> str:
    """In the order of a workshop's life: “planned, scheduled or programme published”."""
    *others, last = [state.replace("_", " ") for state in State if state in states]
    return f"{', '.join(others)} or {last}" if others else last

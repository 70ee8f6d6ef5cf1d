"""A cycle as the steps of a year: which are done, what comes next, by when, and what is in the way.

Pure: what is known of the year goes in, and the steps come out. It decides nothing; ``cycle.py`` and the slates do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from services.governance.domain.chain import Chain, WorkshopState, WorkshopTrace
from services.governance.domain.cycle import Cycle
from services.governance.domain.days import day_there
from services.governance.domain.year_format import FIRST_YEAR_WITH_WORKSHOPS
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import Fact, YearFormat
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText


class Step(StrEnum):
    """In the order in which a year takes them; the format may be decided before or after the topics."""

    THEME_SLATE = "theme_slate"
    THEME = "theme"
    FORMAT = "format"
    TOPIC_SLATE = "topic_slate"
    TOPICS = "topics"
    GATHERINGS = "gatherings"
    COUNCIL_SESSION = "council_session"
    ACCOUNTS = "accounts"
    VOLUMES = "volumes"
    CLOSING = "closing"


class StepState(StrEnum):
    DONE = "done"
    OPEN = "open"
    NOT_NEEDED = "not_needed"
    """A year of one conference chooses no topics; one of the Council alone has no workshops either."""


class Forum(Fact):
    """A consultation, as far as the year is about it. Days are those of the act, not of its record."""

    id: Identifier
    title: LocalizedText
    planned_on: date
    opened_on: date | None = None
    closed_on: date | None = None


class Due(Fact):
    """By when a step is to be done. ``days_left`` counts from today and is negative once the day has passed."""

    on: date
    days_left: int
    because: str
    rule: str | None = None


class YearStep(Fact):
    step: Step
    state: StepState
    done_on: date | None = None
    """The day on which the last part of it was done."""
    due: Due | None = None


class Slates(Fact):
    """The days on which the slates of the year were put to the Membership."""

    theme_opened_on: date | None = None
    topics_opened_on: date | None = None


COUNTED = {
    YearFormat.TWO_WORKSHOPS: (WorkshopKind.INTERSESSIONAL_WORKSHOP, 2),
    YearFormat.SINGLE_CONFERENCE: (WorkshopKind.HIGH_LEVEL_CONFERENCE, 1),
}
"""The kind and number of gatherings that make a year of each format (R24)."""


def format_of(cycle: Cycle) -> YearFormat:
    """The format that was decided; until then two workshops are presumed, or the Council alone (R74)."""
    if cycle.format is not None:
        return cycle.format.format
    return YearFormat.COUNCIL_ONLY if cycle.year < FIRST_YEAR_WITH_WORKSHOPS else YearFormat.TWO_WORKSHOPS


def steps_of(
    cycle: Cycle, chain: Chain, *, forums: Iterable[Forum], slates: Slates, today: date
) -> tuple[YearStep, ...]:
    """Every step of the year, in order. ``forums`` are all consultations that are known."""
    year = _Year(cycle, chain, forums=forums, slates=slates, today=today)
    return tuple(year.step(step) for step in Step)


def stage_of(steps: Sequence[YearStep]) -> Step | None:
    """The first step that is not done; ``None`` once the year is closed."""
    return next((one.step for one in steps if one.state is StepState.OPEN), None)


class _Year:
    def __init__(self, cycle: Cycle, chain: Chain, *, forums: Iterable[Forum], slates: Slates, today: date) -> None:
        self.cycle, self.chain, self.slates, self.today = cycle, chain, slates, today
        self.format = format_of(cycle)
        ahead = (one for one in forums if one.closed_on is None and one.planned_on >= today)
        self.next_forum = min(ahead, key=lambda one: (one.planned_on, one.id), default=None)

    def step(self, step: Step) -> YearStep:
        done: Mapping[Step, date | None] = {
            Step.THEME_SLATE: self.slates.theme_opened_on,
            Step.THEME: self.cycle.theme.decided_in.on if self.cycle.theme else None,
            Step.FORMAT: self.cycle.format.decided_on if self.cycle.format else None,
            Step.TOPIC_SLATE: self.slates.topics_opened_on,
            Step.TOPICS: self.cycle.topics.decided_in.on if self.cycle.topics else None,
            Step.GATHERINGS: self._gatherings_held_on(),
            Step.COUNCIL_SESSION: self._session_held_on(),
            Step.ACCOUNTS: self._settled_on(),
            Step.VOLUMES: self._published_on(),
            Step.CLOSING: self.cycle.closed_on,
        }
        done_on = done[step]
        if done_on is not None:
            return YearStep(step=step, state=StepState.DONE, done_on=done_on)
        if self.cycle.closed_on is not None or not self._needed(step):
            return YearStep(step=step, state=StepState.NOT_NEEDED)
        return YearStep(step=step, state=StepState.OPEN, due=self._due(step))

    def _needed(self, step: Step) -> bool:
        if step in (Step.TOPIC_SLATE, Step.TOPICS):
            return self.format is YearFormat.TWO_WORKSHOPS
        if step in (Step.GATHERINGS, Step.ACCOUNTS, Step.VOLUMES):
            return self.format is not YearFormat.COUNCIL_ONLY
        return True

    def _due(self, step: Step) -> Due | None:
        year = self.cycle.year
        match step:
            case Step.THEME_SLATE:
                return self._by(date(year - 1, 12, 31), "A theme slate opens in the year before its cycle's.", "R4")
            case Step.THEME | Step.FORMAT | Step.TOPIC_SLATE | Step.TOPICS:
                if self.next_forum is None:
                    return None
                title = self.next_forum.title.any()
                return self._by(self.next_forum.planned_on, f"The next consultation is “{title}”.")
            case Step.GATHERINGS:
                return self._by_start(self._counted(), "The next gathering of the year begins.")
            case Step.COUNCIL_SESSION:
                due = self._by_start(self._sessions(), "The IDM session at the Council begins.", "R22")
                return due or self._by(date(year, 12, 31), "The IDM session is at the year-end Council session.", "R22")
            case _:
                return None

    def _by(self, day: date, because: str, rule: str | None = None) -> Due:
        return Due(on=day, days_left=(day - self.today).days, because=because, rule=rule)

    def _by_start(self, gatherings: Iterable[WorkshopTrace], because: str, rule: str | None = None) -> Due | None:
        days = [
            day_there(one.start, zone=one.zone)
            for one in gatherings
            if one.state is WorkshopState.SCHEDULED and one.start is not None
        ]
        return self._by(min(days), because, rule) if days else None

    def _counted(self) -> list[WorkshopTrace]:
        kind, _ = COUNTED.get(self.format, (None, 0))
        return [one for one in self.chain.workshops if one.kind is kind and kind is not None]

    def _sessions(self) -> list[WorkshopTrace]:
        return [one for one in self.chain.workshops if one.kind is WorkshopKind.COUNCIL_IDM_SESSION]

    def _held(self) -> list[WorkshopTrace]:
        return [one for one in self._counted() if one.state is WorkshopState.HELD]

    def _gatherings_held_on(self) -> date | None:
        _, wanted = COUNTED.get(self.format, (None, 0))
        held = [one.held_on for one in self._held() if one.held_on is not None]
        return max(held) if wanted and len(held) >= wanted else None

    def _session_held_on(self) -> date | None:
        return max((one.held_on for one in self._sessions() if one.held_on is not None), default=None)

    def _settled_on(self) -> date | None:
        """Accounts say no day of their own; they are done once those of every gathering held are closed."""
        held_on = self._gatherings_held_on()
        return held_on if held_on and all(one.accounts is not None for one in self._held()) else None

    def _published_on(self) -> date | None:
        """The day on which the last gathering that was held got its volume (R61)."""
        if self._gatherings_held_on() is None:
            return None
        days = [
            min(
                (
                    volume.published_on
                    for volume in self.chain.volumes
                    if one.id in volume.workshops and volume.published_on and not volume.withdrawn_on
                ),
                default=None,
            )
            for one in self._held()
        ]
        return max(day for day in days if day) if all(days) else None

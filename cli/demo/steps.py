"""What a step of the story is: who does what, which messages it makes travel, and what must follow elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, auto
from typing import TypeVar

from cli.demo.client import Answer, Call, Services, Who
from cli.demo.reading import Place
from cli.demo.refusals import ChangeAfterClose, Refusal
from cli.demo.schema import Year

R = TypeVar("R", bound=Refusal)
Question = Callable[[Services], str | None]
"""What is still missing, in a sentence without its full stop, or ``None``."""


class Order(IntEnum):
    """What comes first among the acts of one day."""

    BODIES = auto()
    CYCLE = auto()
    COUNCIL_SESSION = auto()
    ANNOUNCED = auto()
    OPENED = auto()
    REFUSED_SLATE = auto()
    SLATE = auto()
    READ = auto()
    INCONCLUSIVE = auto()
    SURVEY = auto()
    RESPONSE = auto()
    SURVEY_CLOSED = auto()
    DETERMINATION = auto()
    FORMAT = auto()
    TOPICS = auto()
    READ_TOPICS = auto()
    SELECTION = auto()
    CLOSED = auto()
    SCHEDULE = auto()
    BUDGET = auto()
    BUDGET_APPROVED = auto()
    REFUSED_PLEDGE = auto()
    PLEDGED = auto()
    SIGNED = auto()
    RECEIVED = auto()
    REGISTRATION = auto()
    LISTED = auto()
    LATE = auto()
    FREED = auto()
    MOVED_UP = auto()
    TABLES = auto()
    ASKED = auto()
    COMMITTED = auto()
    SPONSORSHIP = auto()
    REFUSED_FARE = auto()
    QUOTED = auto()
    PLANNED = auto()
    SPONSORED = auto()
    BOOKED = auto()
    PROGRAMME = auto()
    SPEAKER = auto()
    CONFIRMED = auto()
    BALANCE_READ = auto()
    PUBLISHED = auto()
    WITHDREW = auto()
    INTERPRETERS = auto()
    GAP_FOUND = auto()
    LAST_INTERPRETER = auto()
    GAP_CLOSED = auto()
    COUNTED = auto()
    REFUSED_HOLD = auto()
    SATISFACTION = auto()
    SATISFIED = auto()
    HELD = auto()
    SATISFACTION_CLOSED = auto()
    SATISFACTION_READ = auto()
    CLAIMED = auto()
    TRAVEL_SETTLED = auto()
    ACTUALS = auto()
    ACCOUNTS_CLOSED = auto()
    TOLD_DONOR = auto()
    SURPLUS = auto()
    INCOMPLETE_REPORT = auto()
    REFUSED_REPORT = auto()
    REPORT_WRITTEN = auto()
    REPORT_CLEARED = auto()
    REPORT_PUBLISHED = auto()
    VOLUME_PREPARED = auto()
    VOLUME_PUBLISHED = auto()
    READ_READINESS = auto()
    CYCLE_CLOSED = auto()
    REFUSED_CHANGE = auto()


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """What another service does by itself on a message, and the question to its API that shows that it did."""

    service: str
    effect: str
    question: Question


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message that travels, and what follows from it that the demonstration waits for."""

    name: str
    source: str
    reactions: tuple[Reaction, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A refusal that makes a point: by this and nothing else, a rule’s number or a slug."""

    by: str

    def is_met_by(self, answer: Answer) -> bool:
        return not answer.accepted and self.by in (answer.rule, answer.slug)


@dataclass(frozen=True, kw_only=True)
class Step:
    """``place`` is where the file says so; ``day`` is when it happened, absent for what has no day."""

    day: date
    order: Order
    place: Place
    who: Who
    text: str
    calls: Sequence[Call] = ()
    then: Callable[[Sequence[Answer]], Sequence[Call]] | None = None
    """Further calls, made from the answers of ``calls``."""
    told: Sequence[Told] = ()
    expected: Expected | None = None
    check: Question | None = None
    """Something read back."""
    tells: Callable[[Services], str] | None = None
    """What is read afterwards, in a line that is shown."""
    undated: bool = False


def attempts(year: Year, kind: type[R]) -> Iterator[tuple[Place, R]]:
    """The file’s refusals of one kind, each with its place."""
    for number, refusal in enumerate(year.refusals):
        if isinstance(refusal, kind):
            yield ("refusals", number), refusal


def attempt(refusal: Refusal, place: Place, *, order: Order, who: Who, text: str, call: Call) -> Step:
    """A step that must be refused as the file says."""
    by = refusal.slug if isinstance(refusal, ChangeAfterClose) else refusal.rule
    return Step(day=refusal.on, order=order, place=place, who=who, text=text, calls=[call], expected=Expected(by=by))

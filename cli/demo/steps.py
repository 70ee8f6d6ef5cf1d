"""What a step of the story is: who does what, which messages it makes travel, and what must follow elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, auto

from cli.demo.client import Call, Services, Who
from cli.demo.reading import Place


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
    DETERMINATION = auto()
    FORMAT = auto()
    TOPICS = auto()
    READ_TOPICS = auto()
    SELECTION = auto()
    CLOSED = auto()
    SCHEDULE = auto()
    PROGRAMME = auto()
    SPEAKER = auto()
    CONFIRMED = auto()
    PUBLISHED = auto()
    WITHDREW = auto()
    COUNTED = auto()
    REFUSED_HOLD = auto()
    HELD = auto()


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """What another service does by itself on a message: ``question`` answers what is still missing, or ``None``."""

    service: str
    effect: str
    question: Callable[[Services], str | None]


@dataclass(frozen=True, kw_only=True)
class Told:
    """A message that travels. ``reaction`` is absent where only partners listen."""

    name: str
    source: str
    about: str = ""
    reaction: Reaction | None = None


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A refusal that makes a point: this rule and no other."""

    rule: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """``place`` is where the file says so; ``day`` is when it happened, absent for what has no day."""

    day: date
    order: Order
    place: Place
    who: Who
    text: str
    calls: Sequence[Call] = ()
    told: Sequence[Told] = ()
    expected: Expected | None = None
    check: Callable[[Services], str | None] | None = None
    """Something read back: answers what is wrong with it, or ``None``."""
    undated: bool = False

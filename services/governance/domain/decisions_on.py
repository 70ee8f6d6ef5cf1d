"""What was decided about a year as it stood on a day, made again from the log alone (R76).

Two days count: the one on which a decision held, and the one until which it had been written down. A decision of
March that was recorded in June held in March, and nobody could have read it in April.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from pydantic import Field

from services.governance.domain.slate_log import ThemeFoundInconclusive
from shared.contracts.facts import Fact
from shared.contracts.governance import CycleClosed, CycleOpened, FormatDecided, ThemeSelected, TopicsSelected
from shared.domain.act import Role
from shared.domain.identifiers import Identifier
from shared.domain.message import Message

M = TypeVar("M", bound=Message)

TOLD: tuple[type[Message], ...] = (
    CycleOpened,
    FormatDecided,
    ThemeSelected,
    ThemeFoundInconclusive,
    TopicsSelected,
    CycleClosed,
)
"""The messages that say what was decided; everything else of the log is passed over."""
_BY_TYPE = {message.message_type: message for message in TOLD}


class OnRecord(Fact):
    """Where the log says so."""

    resource: Identifier
    version: int
    message: Identifier = Field(description="The row of the log")
    occurred_on: date
    recorded_on: date
    by: Role
    """The role of whoever recorded it."""


class Logged(OnRecord):
    """A row of the log, as far as a decision is made again from it. ``data`` is what the message says."""

    type: str
    data: dict[str, object]


class FormatOnDay(Fact):
    decision: FormatDecided
    on_record: OnRecord


class ThemeOnDay(Fact):
    decision: ThemeSelected
    on_record: OnRecord


class TopicsOnDay(Fact):
    decision: TopicsSelected
    on_record: OnRecord


class InconclusiveOnDay(Fact):
    """A forum was found not conclusive on the theme. It stays on record after the theme was chosen."""

    finding: ThemeFoundInconclusive
    on_record: OnRecord


class DecisionsOnDay(Fact):
    """``on``: what held on that day; ``known_on``: of what had been recorded by the end of that day, UTC."""

    cycle: Identifier
    on: date
    known_on: date
    opened_on: date | None
    format: FormatOnDay | None
    theme: ThemeOnDay | None
    found_inconclusive: tuple[InconclusiveOnDay, ...]
    topics: TopicsOnDay | None
    closed_on: date | None


def decisions_on(cycle: str, log: Iterable[Logged], *, on: date, known_on: date) -> DecisionsOnDay:
    """What stood: of two decisions on one matter the later one, by the day of the decision and then by its record.

    ``log`` are the rows of the cycle and of its slates, in any order.
    """
    rows = sorted(
        (row for row in log if row.occurred_on <= on and row.recorded_on <= known_on and row.type in _BY_TYPE),
        key=lambda row: (row.occurred_on, row.recorded_on, row.message),
    )
    opened, closed = _last(rows, CycleOpened), _last(rows, CycleClosed)
    format, theme, topics = _last(rows, FormatDecided), _last(rows, ThemeSelected), _last(rows, TopicsSelected)
    return DecisionsOnDay(
        cycle=cycle,
        on=on,
        known_on=known_on,
        opened_on=opened[0].opened_on if opened else None,
        format=FormatOnDay(decision=format[0], on_record=format[1]) if format else None,
        theme=ThemeOnDay(decision=theme[0], on_record=theme[1]) if theme else None,
        found_inconclusive=tuple(
            InconclusiveOnDay(finding=finding, on_record=where) for finding, where in _all(rows, ThemeFoundInconclusive)
        ),
        topics=TopicsOnDay(decision=topics[0], on_record=topics[1]) if topics else None,
        closed_on=closed[0].closed_on if closed else None,
    )


def _all(rows: Iterable[Logged], kind: type[M]) -> list[tuple[M, OnRecord]]:
    return [
        (kind.model_validate(row.data), OnRecord.model_validate(row.model_dump()))
        for row in rows
        if row.type == kind.message_type
    ]


def _last(rows: Sequence[Logged], kind: type[M]) -> tuple[M, OnRecord] | None:
    found = _all(rows, kind)
    return found[-1] if found else None

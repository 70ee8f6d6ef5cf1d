"""Measures two sides of one thing in the same run, round by round in turn, so that a busy machine slows both."""

import os
import statistics
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.ground import Ground


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What one side did in one round: ``value`` in the line's unit, and what is told beside it."""

    value: float
    also: Mapping[str, float] = field(default_factory=dict)


Side = Callable[[], Awaitable[Sample]]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """What ours ÷ floor must be: at least ``limit``, or at most. Without a floor it bounds the value itself."""

    limit: float
    at_most: bool = False

    def met_by(self, figure: float) -> bool:
        return figure <= self.limit if self.at_most else figure >= self.limit

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.limit:g}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the table. ``floor=None``: the thing has no floor, and is measured once. ``bound=None``: nothing is
    wanted, the two are only compared.

    ``once`` is for what takes minutes or changes what it measures: one round, and no warm-up.
    """

    name: str
    unit: str
    bound: Bound | None
    ours: Side
    floor: Side | None
    once: bool = False


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of the issue. ``lines`` prepares each line, hands it over to be measured, and clears up after it."""

    number: int
    title: str
    floor: str
    lines: Callable[["Ground"], AsyncGenerator[Line, None]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A line as measured. ``ratios`` has one figure a round; ``load`` is the machine's, before and after;
    ``servers`` are the database and the broker in words."""

    line: Line
    ours: Sequence[Sample]
    floor: Sequence[Sample]
    load: tuple[float, float]
    seconds: float
    servers: str

    @property
    def ratios(self) -> list[float]:
        """Ours ÷ floor of each round; without a floor the value itself."""
        if not self.floor:
            return [sample.value for sample in self.ours]
        return [ours.value / floor.value for ours, floor in zip(self.ours, self.floor, strict=True)]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def met(self) -> bool | None:
        return self.line.bound.met_by(self.ratio) if self.line.bound else None


async def measure(line: Line, *, rounds: int, servers: str, done: Callable[[], None] = lambda: None) -> Outcome:
    """Both sides ``rounds`` times in turn, each going first every other time; ``done`` is called after each side.

    Before that each runs once unmeasured, so that neither pays for connections and caches of the other.
    """
    began, load = time.monotonic(), os.getloadavg()[0]
    sides = [side for side in (line.ours, line.floor) if side is not None]
    if not line.once:
        for side in sides:
            await side()
    samples: list[list[Sample]] = [[] for _ in sides]
    for number in range(1 if line.once else rounds):
        order = list(enumerate(sides))
        for index, side in order if number % 2 == 0 else reversed(order):
            samples[index].append(await side())
            done()
    return Outcome(
        line=line,
        ours=samples[0],
        floor=samples[1] if len(samples) > 1 else (),
        load=(load, os.getloadavg()[0]),
        seconds=time.monotonic() - began,
        servers=servers,
    )


async def per_second(count: int, work: Callable[[], Awaitable[object]]) -> Sample:
    """``count`` things done by ``work``, as a rate."""
    began = time.perf_counter()
    await work()
    return Sample(value=count / (time.perf_counter() - began))


def spread_of(seconds: Sequence[float]) -> Sample:
    """The p50 of single times, in milliseconds, with the p99 beside it."""
    ordered = sorted(seconds)
    return Sample(
        value=statistics.median(ordered) * 1000,
        also={"p99": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] * 1000},
    )

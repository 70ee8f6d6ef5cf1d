"""Figure 7: a decision's way from governance into events, end to end."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from typing import Any

from benchmarks.governing import YEARS, Governance, both_governances
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line, Sample, Side, spread_of
from services.events.service import SERVICE
from shared.persistence.driver import Store

AT_MOST = Bound(limit=2, at_most=True)


class Hops:
    """Flips formats one after another, and sees each in the events service's calendar."""

    def __init__(self, governance: Governance, database: Any) -> None:
        self._governance, self._calendars = governance, database["calendars"]

    async def times(self, *, hops: int) -> tuple[list[float], list[float]]:
        """Seconds from the answer, and from the request, until the effect is there for anybody to read."""
        from_answer, from_request = [], []
        async with self._calendars.watch(full_document="updateLookup") as changes:
            await changes.try_next()  # else it is opened by the first wait, and misses what came before
            for number in range(hops):
                year = YEARS[number % len(YEARS)]
                asked = time.perf_counter()
                seen = asyncio.create_task(self._seen(changes, year))
                format = await self._governance.flip_format(year)
                answered = time.perf_counter()
                there, what = await asyncio.wait_for(seen, 30.0)
                assert what == format, f"{year} is {what} in events and {format} in governance"
                from_answer.append(max(there - answered, 0.0001))
                from_request.append(there - asked)
        return from_answer, from_request

    @staticmethod
    async def _seen(changes: Any, year: int) -> tuple[float, str]:
        while True:
            change = await changes.next()
            calendar = change["fullDocument"]
            if calendar["year"] == year and calendar.get("format") is not None:
                return time.perf_counter(), str(calendar["format"])


def _side(hops: Hops, *, count: int, from_request: bool) -> Side:
    async def run() -> Sample:
        times = await hops.times(hops=count)
        return spread_of(times[1 if from_request else 0])

    return run


def _events(ground: Ground, prefix: str) -> AbstractAsyncContextManager[Store]:
    return ground.store(prefix=prefix, service=SERVICE.name, migrations=SERVICE.migrations)


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    count = ground.size(len(YEARS), quick=3)
    ours_prefix, floor_prefix, topic = ground.new_prefix(), ground.new_prefix(), await ground.topic()
    extra = {"IDM_BENCH_TOPIC": topic}
    both = both_governances(ground, ours_prefix=ours_prefix, floor_prefix=floor_prefix, topic=topic)
    async with both as (ours, floor), _events(ground, ours_prefix) as real, _events(ground, floor_prefix) as bare:
        with (
            ground.process("events", prefix=ours_prefix),
            ground.process("bare", prefix=floor_prefix, module="benchmarks.bare.events", extra=extra),
            ground.driver() as client,
        ):
            our_hops, bare_hops = Hops(ours, client[real.database]), Hops(floor, client[bare.database])
            for from_request, name in ((False, "p50, answer → visible"), (True, "p50, request → visible")):
                yield Line(
                    name=name,
                    unit="ms",
                    bound=AT_MOST,
                    ours=_side(our_hops, count=count, from_request=from_request),
                    floor=_side(bare_hops, count=count, from_request=from_request),
                )


FIGURE = Figure(
    number=7,
    title="Hop from governance to events",
    floor="the same chain bare: Starlette, bare relay, bare consumer",
    lines=lines,
)

"""Figure 10: what a service keeps in memory does not grow with what it has heard."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace

import psutil

from benchmarks.figure_05_consume import on_the_wire, publish
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line, Sample
from benchmarks.sample import CONTEXT, row
from services.events.service import SERVICE
from shared.contracts.cloudevents import WireMessage
from shared.contracts.topics import topic_of
from shared.domain.message import Audience
from shared.persistence.driver import Store

STREAMS = 500
FIRST_YEAR = 3_000
MIB = 2**20
_STANDSTILL_SECONDS = 60.0
TOPIC = topic_of(service="governance", audience=Audience.PUBLIC)


def messages(count: int) -> Iterator[WireMessage]:
    """Formats decided in turn in many years, each of which changes that year's calendar."""
    templates = []
    for year in range(FIRST_YEAR, FIRST_YEAR + STREAMS):
        made = row(f"cycle-{year}", 1, act=CONTEXT.act())
        made["recorded"]["data"].update(year=year)
        templates += on_the_wire([made])
    for number in range(count):
        sequence, index = divmod(number, STREAMS)
        template = templates[index]
        headers = [
            (name, str(sequence + 1).encode() if name == "ce_sequence" else value) for name, value in template.headers
        ]
        value = template.value if sequence % 2 else template.value.replace(b"two_workshops", b"single_conference")
        yield replace(template, headers=headers, value=value)


async def _done(store: Store) -> int:
    found = await store["positions"].aggregate([{"$group": {"_id": None, "done": {"$sum": "$done"}}}])
    return int(found[0]["done"]) if found else 0


async def _memory_at(store: Store, process: psutil.Process, *, done: int) -> float:
    """MiB that the process has in memory once it did that many messages, however long a busy machine takes.

    Raises ``AssertionError`` when it does none for a minute."""
    moved, before = time.monotonic(), 0
    while (so_far := await _done(store)) < done:
        if so_far > before:
            moved, before = time.monotonic(), so_far
        assert time.monotonic() < moved + _STANDSTILL_SECONDS, f"it stopped at {so_far:,} of {done:,} messages"
        await asyncio.sleep(0.2)
    return float(process.memory_info().rss) / MIB


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    first, all_of_them = ground.size(100_000, quick=1_000), ground.size(1_000_000, quick=3_000)
    prefix = ground.new_prefix()
    await ground.platform_topics()

    async def grown(store: Store) -> Sample:
        publishing = asyncio.create_task(publish(ground.endpoints.kafka_bootstrap, TOPIC.name, messages(all_of_them)))
        with ground.process("events", prefix=prefix):
            process = next(child for child in psutil.Process().children() if "services.events" in child.cmdline())
            try:
                before = await _memory_at(store, process, done=first)
                after = await _memory_at(store, process, done=all_of_them)
            finally:
                publishing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await publishing
        return Sample(value=after - before, also={"before": before, "after": after})

    async with ground.store(prefix=prefix, service=SERVICE.name, migrations=SERVICE.migrations) as store:
        yield Line(
            name=f"growth from {first:,} to {all_of_them:,} messages",
            unit="MiB",
            bound=Bound(limit=20, at_most=True),
            ours=lambda: grown(store),
            floor=None,
            once=True,
        )


FIGURE = Figure(number=10, title="Memory of events", floor="–", lines=lines)

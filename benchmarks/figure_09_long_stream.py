"""Figure 9: one more command costs the same, however long its stream is."""

import time
from collections.abc import AsyncGenerator
from itertools import islice

import httpx2

from benchmarks.governing import CONSULTATION, FORMATS, governance_store
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line, Sample, Side, spread_of
from benchmarks.sample import CONTEXT, row
from services.governance.service import SERVICE
from shared.outbox.rows import COLLECTION
from shared.persistence.driver import Store, UpdateOne

FLAT = Bound(limit=1.4, at_most=True)
LENGTHS = {2010: 10, 2011: 1_000, 2012: 100_000}


async def lengthen(store: Store, year: int, *, messages: int) -> None:
    """The cycle of ``year`` has told that many messages by now."""
    stream, act = f"cycle-{year}", CONTEXT.act()
    made = (row(stream, sequence, act=act) for sequence in range(1, messages + 1))
    while some := list(islice(made, 10_000)):
        await store[COLLECTION].insert_many(some)
    await store["cycles"].write([UpdateOne({"_id": stream}, {"$set": {"version": messages, "sequence": messages}})])


def _side(client: httpx2.AsyncClient, year: int, *, commands: int) -> Side:
    turn = 0

    async def run() -> Sample:
        nonlocal turn
        times = []
        for _ in range(commands):
            turn += 1
            body = {
                "format": FORMATS[turn % len(FORMATS)],
                "consultation": CONSULTATION,
                "deviation_reason": f"turn {turn}",
                "occurred_on": "2026-01-01",
            }
            began = time.perf_counter()
            answer = await client.post(f"/governance/v1/cycles/cycle-{year}/format", json=body)
            times.append(time.perf_counter() - began)
            assert answer.status_code == 200, answer.text
        return spread_of(times)

    return run


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    prefix, commands = ground.new_prefix(), ground.size(200, quick=3)
    async with governance_store(ground, prefix=prefix) as store, ground.surface(SERVICE, prefix=prefix) as client:
        for year, messages in LENGTHS.items():
            await lengthen(store, year, messages=ground.size(messages, quick=min(messages, 200)))
        short, *longer = LENGTHS
        for year in longer:
            yield Line(
                name=f"p50 of one more at {LENGTHS[year]:,} messages",
                unit="ms",
                bound=FLAT,
                ours=_side(client, year, commands=commands),
                floor=_side(client, short, commands=commands),
            )


FIGURE = Figure(number=9, title="A long stream", floor="the same command on a stream of 10 messages", lines=lines)

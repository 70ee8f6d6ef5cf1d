"""Figure 3: a relay that finds a backlog, until every row is sent and marked."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from itertools import islice
from typing import Any

from benchmarks.bare.relay import BareRelay
from benchmarks.clock import Clock
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line, Sample
from benchmarks.sample import rows
from shared.outbox.lease import Lease
from shared.outbox.relay import Relay
from shared.outbox.rows import COLLECTION
from shared.outbox.sender import Sender
from shared.persistence.driver import Document, Store

STREAMS = 5_000


class TimedRelay(Relay):
    """The platform's, and a clock beside it that hears how many rows are marked."""

    clock: Clock | None = None

    async def mark(self, rows: list[Document]) -> None:
        await super().mark(rows)
        if self.clock:
            self.clock.note(len(rows))


def relay_of(store: Store, bootstrap: str) -> TimedRelay:
    """The platform's relay with its own settings' defaults."""
    return TimedRelay(
        service="governance",
        store=store,
        sender=Sender(bootstrap=bootstrap, client_id="idm.bench", delivery_seconds=10.0),
        lease=Lease(store=store, holder=secrets.token_hex(8), seconds=10.0),
        base_url="http://localhost:8000",
        poll_seconds=0.1,
        lease_seconds=10.0,
    )


async def fill(store: Store, *, count: int, topic: str) -> None:
    made = rows(streams=min(STREAMS, count // 2), each=max(2, count // STREAMS), topic=topic)
    while some := list(islice(made, 5_000)):
        await store[COLLECTION].insert_many(some)


async def _all_unsent(store: Store) -> None:
    await store[COLLECTION].update_many({}, {"$set": {"delivery": {"state": "unsent"}}})


async def ours(store: Store, bootstrap: str, *, count: int) -> Sample:
    await _all_unsent(store)
    relay, clock = relay_of(store, bootstrap), Clock(count)
    relay.clock = clock
    clock.begin()
    running = asyncio.create_task(relay.run())
    await clock.all_noted()
    relay.stop()
    await running
    return clock.sample


async def floor(store: Store, client: Any, bootstrap: str, *, count: int) -> Sample:
    await _all_unsent(store)

    async def never() -> None:
        await asyncio.Event().wait()

    relay = BareRelay(client[store.database], bootstrap=bootstrap, wait=never, linger_ms=5)

    clock = Clock(count)
    clock.begin()
    await relay.producer.start()
    while (sent := await relay.round()) > 0:
        clock.note(sent)
    await relay.producer.stop()
    return clock.sample


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    count = ground.size(50_000, quick=200)
    bootstrap = ground.endpoints.kafka_bootstrap
    async with ground.store() as store, ground.store() as beside:
        await fill(store, count=count, topic=await ground.topic())
        await fill(beside, count=count, topic=await ground.topic())
        with ground.driver() as client:
            yield Line(
                name=f"{count:,} rows over {min(STREAMS, count // 2):,} streams",
                unit="rows/s",
                bound=Bound(limit=0.8),
                ours=lambda: ours(store, bootstrap, count=count),
                floor=lambda: floor(beside, client, bootstrap, count=count),
            )


FIGURE = Figure(
    number=3,
    title="Relay, a backlog",
    floor="bare read, aiokafka idempotent and pipelined (linger 5 ms, 128 KiB), bulk mark",
    lines=lines,
)

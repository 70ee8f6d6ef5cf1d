"""Figure 4: from a commit to a consumer, at a hundred rows a second."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from benchmarks.bare.relay import BareRelay, Bell
from benchmarks.bare.rows import to_row as bare_row
from benchmarks.bare.transaction import transact
from benchmarks.figure_03_relay_backlog import relay_of
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line, Sample, spread_of
from benchmarks.sample import CONTEXT, BenchCycle
from shared.contracts.topics import topic_of
from shared.domain.message import Audience
from shared.outbox.bell import ChangeBell
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import UnitOfWork, Units

ROWS_A_SECOND = 100
OWN_TOPIC = topic_of(service="governance", audience=Audience.PUBLIC)
Commit = Callable[[str], Awaitable[None]]


class Reader:
    """A consumer without a group that notes when the first message of each stream came."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        self._topic = topic
        self._consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
        self._awaited: dict[str, asyncio.Future[float]] = {}

    def awaits(self, stream: str) -> "asyncio.Future[float]":
        return self._awaited.setdefault(stream, asyncio.get_running_loop().create_future())

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """From the topic's end of now."""
        await self._consumer.start()
        partitions = [TopicPartition(self._topic, number) for number in range(OWN_TOPIC.partitions)]
        self._consumer.assign(partitions)
        await self._consumer.seek_to_end(*partitions)
        for partition in partitions:
            await self._consumer.position(partition)
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await self._consumer.stop()

    async def _run(self) -> None:
        record: ConsumerRecord
        async for record in self._consumer:
            awaited = self._awaited.get(record.key.decode())
            if awaited is not None and not awaited.done():
                awaited.set_result(time.perf_counter())


async def at_a_steady_pace(commit: Commit, reader: Reader, *, prefix: str, count: int) -> Sample:
    """Commits one row each hundredth of a second, whether or not the one before it has come out."""

    async def one(stream: str) -> float:
        came = reader.awaits(stream)
        await commit(stream)
        committed = time.perf_counter()
        return max(0.0, await asyncio.wait_for(came, 30.0) - committed)

    began = time.perf_counter()
    running = []
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / ROWS_A_SECOND - time.perf_counter()))
        running.append(asyncio.create_task(one(f"{prefix}-{number}")))
    return spread_of(await asyncio.gather(*running))


class Wakened(StrEnum):
    """By what the relay is woken."""

    COMMIT = "a commit of its own process"
    CHANGES = "a change stream"
    POLL = "nothing but its poll"


class Ours:
    """Units of work, the relay that they wake, and a reader."""

    def __init__(self, ground: Ground, store: Store, wakened: Wakened = Wakened.COMMIT) -> None:
        self._bootstrap, self._store, self._wakened = ground.endpoints.kafka_bootstrap, store, wakened

    async def __call__(self, *, count: int) -> Sample:
        relay = relay_of(self._store, self._bootstrap)
        after_commit = relay.ring if self._wakened is Wakened.COMMIT else lambda: None
        units = Units(store=self._store, rows=to_row, after_commit=after_commit)

        async def commit(stream: str) -> None:
            async def work(unit: UnitOfWork) -> None:
                cycle = BenchCycle(id=stream)
                cycle.decide(unit.act())
                await unit.add(cycle)

            await units.run(CONTEXT, work)

        reader = Reader(self._bootstrap, OWN_TOPIC.name)
        running = asyncio.create_task(relay.run())
        bell = asyncio.create_task(ChangeBell(store=self._store, ring=relay.ring).run())
        if self._wakened is not Wakened.CHANGES:
            bell.cancel()
        try:
            async with reader.reading():
                await at_a_steady_pace(commit, reader, prefix=f"warm-{secrets.token_hex(4)}", count=20)
                return await at_a_steady_pace(commit, reader, prefix=f"round-{secrets.token_hex(4)}", count=count)
        finally:
            bell.cancel()
            relay.stop()
            await asyncio.gather(running, bell, return_exceptions=True)


class Floor:
    """Bare transactions, a bare relay that a change stream wakes, and the same reader."""

    def __init__(self, ground: Ground, database: Any, topic: str) -> None:
        self._bootstrap, self._database, self._topic = ground.endpoints.kafka_bootstrap, database, topic
        self._rounds = 0

    async def __call__(self, *, count: int) -> Sample:
        self._rounds += 1
        reader = Reader(self._bootstrap, self._topic)
        inserted = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]
        bell = Bell()
        async with self._database["outbox"].watch(inserted) as changes:
            await changes.try_next()  # else it is opened by the first wait, and misses what came before

            async def ring() -> None:
                async for _ in changes:
                    bell.ring()

            relay = BareRelay(self._database, bootstrap=self._bootstrap, wait=bell.wait)
            running = [asyncio.create_task(relay.run()), asyncio.create_task(ring())]
            try:
                async with reader.reading():
                    await at_a_steady_pace(self._commit, reader, prefix=f"warm-{self._rounds}", count=20)
                    return await at_a_steady_pace(self._commit, reader, prefix=f"round-{self._rounds}", count=count)
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)

    async def _commit(self, stream: str) -> None:
        made = {"_id": stream, "version": 1, "sequence": 1, "reason": "turn 0"}
        row = bare_row(
            "int.iom.idm.governance.FormatDecided.v1",
            aggregate="cycle",
            stream=stream,
            version=1,
            sequence=1,
            topic=self._topic,
            data={"cycle": stream, "year": 2018, "format": "two_workshops", "consultation": "consultation-1"},
        )

        async def work(session: Any) -> None:
            await self._database["cycles"].insert_one(made, session=session)
            await self._database["outbox"].insert_one(row, session=session)

        await transact(self._database.client, work)


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    count = ground.size(500, quick=20)
    await ground.platform_topics()
    async with ground.store() as store, ground.store() as beside:
        with ground.driver() as client:
            ours = Ours(ground, store)
            floor = Floor(ground, client[beside.database], await ground.topic())
            yield Line(
                name=f"p50 at {ROWS_A_SECOND} rows/s, commit → consumer",
                unit="ms",
                bound=Bound(limit=1.3, at_most=True),
                ours=lambda: ours(count=count),
                floor=lambda: floor(count=count),
            )


FIGURE = Figure(
    number=4,
    title="Relay, latency",
    floor="the same in bare transactions, with a bare relay that a change stream wakes",
    lines=lines,
)

"""Figure 5: messages consumed with one effect each, over many streams."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from benchmarks.bare.consumer import BareConsumer
from benchmarks.clock import Clock
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line, Sample
from benchmarks.sample import REACTIONS, Tally, rows
from shared.contracts.cloudevents import WireMessage, to_wire
from shared.messaging.consumer import Consumer
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.observability.watchdog import Watchdog
from shared.outbox.rows import to_row
from shared.persistence.driver import Document, Driver
from shared.persistence.migrations import aggregate_schema, collection
from shared.persistence.unit_of_work import Units

STREAMS = 2_000
MIGRATIONS = (
    collection(Tally.collection, schema=aggregate_schema(heard={"bsonType": ["int", "long"], "maximum": 999})),
)


class TimedInbox(Inbox):
    """The platform's, and a clock beside it that hears how many messages are done."""

    clock: Clock

    async def take(self, arrivals: Sequence[Arrival], beat: Callable[[], None] = lambda: None) -> None:
        self.clock.begin()
        await super().take(arrivals, beat)
        self.clock.note(len(arrivals))


async def ours(ground: Ground, topic: str, *, count: int, driver: Driver = Driver.MOTOR) -> Sample:
    """A new member of a new group on a new database reads the topic from its beginning."""
    async with ground.store(migrations=MIGRATIONS, driver=driver) as store:
        inbox = TimedInbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)
        inbox.clock = Clock(count)
        consumer = Consumer(
            service=f"bench-{secrets.token_hex(4)}",
            bootstrap=ground.endpoints.kafka_bootstrap,
            topics=[topic],
            inbox=inbox,
            watchdog=Watchdog(),
        )
        running = asyncio.create_task(consumer.run())
        await inbox.clock.all_noted()
        await consumer.stop()
        await running
        return inbox.clock.sample


def _count(tally: Document, message: Document) -> None:
    tally.update(heard=tally.get("heard", 0) + 1, last=message["deviation_reason"])


async def floor(ground: Ground, client: Any, topic: str, *, count: int) -> Sample:
    async with ground.store(migrations=MIGRATIONS) as store:
        clock = Clock(count)
        bare = BareConsumer(
            client[store.database],
            bootstrap=ground.endpoints.kafka_bootstrap,
            topic=topic,
            collection=Tally.collection,
            identifier=lambda message: f"tally-{message['cycle']}",
            effect=_count,
            before_batch=clock.begin,
            after_batch=clock.note,
        )
        running = asyncio.create_task(bare.run())
        await clock.all_noted()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return clock.sample


def on_the_wire(made: Iterable[Document]) -> list[WireMessage]:
    return [to_wire(row, epoch=1, base_url="http://localhost:8000") for row in made]


async def publish(bootstrap: str, topic: str, messages: Iterable[WireMessage]) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", enable_idempotence=True, linger_ms=5, max_batch_size=131_072
    )
    await producer.start()
    try:
        for message in messages:
            await producer.send(topic, key=message.key, value=message.value, headers=message.headers)
        await producer.flush()
    finally:
        await producer.stop()


async def filled_topic(ground: Ground) -> tuple[str, int]:
    """A topic, and how many messages are in it."""
    streams, each = ground.size(STREAMS, quick=50), ground.size(10, quick=2)
    topic = await ground.topic()
    await publish(ground.endpoints.kafka_bootstrap, topic, on_the_wire(rows(streams=streams, each=each)))
    return topic, streams * each


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    topic, count = await filled_topic(ground)
    with ground.driver() as client:
        yield Line(
            name=f"{count:,} messages over {ground.size(STREAMS, quick=50):,} streams",
            unit="messages/s",
            bound=Bound(limit=0.5),
            ours=lambda: ours(ground, topic, count=count),
            floor=lambda: floor(ground, client, topic, count=count),
        )


FIGURE = Figure(
    number=5,
    title="Consume, one effect each",
    floor="bare aiokafka, one transaction per 100 messages, a lane per partition, reads and writes in bulk",
    lines=lines,
)

"""A member of a consumer group on a real broker, and messages for it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer

from shared.contracts.cloudevents import to_wire
from shared.localstack.stack import Endpoints
from shared.messaging.consumer import Consumer
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.observability.watchdog import Watchdog
from shared.outbox.rows import COLLECTION, to_row
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.sample import CONTEXT, SampleCycle
from tests.support.tally import REACTIONS

Take = Callable[[Sequence[Arrival], Callable[[], None]], Coroutine[None, None, None]]


@asynccontextmanager
async def member(
    store: Store, endpoints: Endpoints, topic: str, *, service: str, take: Take | None = None
) -> AsyncIterator[Consumer]:
    """``service`` names the group, so that tests do not share one. ``take`` stands in for the inbox."""
    inbox = Inbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)
    if take is not None:
        inbox.take = take  # type: ignore[method-assign, assignment]
    consumer = Consumer(
        service=service, bootstrap=endpoints.kafka_bootstrap, topics=[topic], inbox=inbox, watchdog=Watchdog()
    )
    task = asyncio.create_task(consumer.run())
    try:
        yield consumer
    finally:
        await consumer.stop()
        await asyncio.wait_for(task, 30)


async def record(store: Store, streams: Sequence[str], *, messages: int) -> None:
    """``messages`` of each of ``streams`` in the outbox, unsent."""

    async def all_of_them(unit: UnitOfWork) -> None:
        for name in streams:
            cycle = SampleCycle(id=name)
            cycle.open(unit.act())
            for _ in range(messages - 1):
                cycle.decide_format(unit.act())
            await unit.add(cycle)

    await Units(store=store, rows=to_row).run(CONTEXT, all_of_them)


async def publish(store: Store, producer: AIOKafkaProducer) -> int:
    """Send what is unsent, and leave it so; answers how many."""
    rows = await store[COLLECTION].find({"delivery.state": "unsent"}, sort=[("recorded.sequence", 1)])
    for row in rows:
        wire = to_wire(row, epoch=1, base_url="http://idm.example")
        await producer.send(wire.topic, key=wire.key, value=wire.value, headers=wire.headers)
    await producer.flush()
    return len(rows)

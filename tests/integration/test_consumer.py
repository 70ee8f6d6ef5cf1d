"""A consumer on a real broker: partitions become lanes, members come and go (invariants 5 and 7)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from aiokafka import AIOKafkaProducer

from shared.localstack.stack import Endpoints
from shared.messaging import consumer as consumer_module
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.rows import to_row
from shared.outbox.storage import HELD
from shared.persistence.driver import DatabaseTrouble, Store
from shared.persistence.unit_of_work import Units
from tests.support.member import member, publish, record
from tests.support.probe import eventually
from tests.support.tally import REACTIONS, heard


async def _all_heard(store: Store, streams: Sequence[str], messages: int) -> None:
    async def missing() -> str | None:
        documents = {one["_id"]: one for one in await store["tallies"].find({})}
        short = {name: len(heard(documents.get(f"tally-{name}"))) for name in streams}
        behind = {name: count for name, count in short.items() if count < messages}
        return f"not all of {messages} were heard: {behind}" if behind else None

    await eventually(missing)


async def _each_once(store: Store, streams: Sequence[str], messages: int) -> None:
    expected = ["opened 2018", *["consultation-1"] * (messages - 1)]
    for name in streams:
        assert heard(await store["tallies"].find_one({"_id": f"tally-{name}"})) == expected
    assert await store[HELD].count({}) == 0


STREAMS = tuple(f"cycle-{number}" for number in range(30))


async def test_g5_everything_is_done_once_in_order_though_every_message_comes_twice(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    await record(store, STREAMS, messages=5)
    assert await publish(store, producer) == 150
    await publish(store, producer)
    async with member(store, endpoints, topic, service=topic) as consumer:
        await _all_heard(store, STREAMS, 5)

        async def complaint() -> str | None:
            return "; ".join(consumer.complaints) or None

        await eventually(complaint)
    await _each_once(store, STREAMS, 5)


async def test_g7_with_several_brokers_any_one_that_answers_will_do(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    await record(store, STREAMS[:2], messages=2)
    await publish(store, producer)
    several = replace(endpoints, kafka_bootstrap=f"127.0.0.1:1,{endpoints.kafka_bootstrap}")
    async with member(store, several, topic, service=topic):
        await _all_heard(store, STREAMS[:2], 2)


async def test_g5_poison_between_good_records_stops_nobody_else(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    await record(store, STREAMS, messages=3)
    for partition in range(6):
        await producer.send(topic, key=b"cycle-1", value=None, partition=partition)
        await producer.send(topic, value=b"\xff\x00", headers=[("reply_to", b"\xff\xfe")], partition=partition)
    await publish(store, producer)
    async with member(store, endpoints, topic, service=topic):
        await _all_heard(store, STREAMS, 3)
    assert await store[HELD].count({"state": "dead"}) == 12
    assert await store[HELD].count({}) == 12


async def test_g7_two_members_one_leaves_and_another_comes_and_each_message_is_done_once(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    await record(store, STREAMS, messages=8)
    async with member(store, endpoints, topic, service=topic):
        async with member(store, endpoints, topic, service=topic):
            await publish(store, producer)
        await publish(store, producer)
        async with member(store, endpoints, topic, service=topic):
            await _all_heard(store, STREAMS, 8)
    await _each_once(store, STREAMS, 8)


async def test_g7_a_database_that_is_away_is_waited_for_and_nothing_is_held(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    inbox = Inbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)
    failures: list[str] = []

    async def sometimes(arrivals: Sequence[Arrival], beat: Callable[[], None]) -> None:
        if len(failures) < 5:
            failures.append("away")
            raise DatabaseTrouble("no server answers")
        await inbox.take(arrivals)

    await record(store, STREAMS, messages=3)
    await publish(store, producer)
    async with member(store, endpoints, topic, service=topic, take=sometimes) as consumer:

        async def in_trouble() -> str | None:
            return None if any("tried again" in text for text in consumer.complaints) else "no lane is in trouble"

        await eventually(in_trouble)
        await _all_heard(store, STREAMS, 3)
    await _each_once(store, STREAMS, 3)


async def test_g8_a_consumer_that_gets_nothing_done_is_complained_of(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka has records, the lane hangs, and everything else looks alive."""
    monkeypatch.setattr(consumer_module, "LANE_LIMIT_SECONDS", 3.0)
    released = asyncio.Event()

    async def hang(arrivals: Sequence[Arrival], beat: Callable[[], None]) -> None:
        await released.wait()

    await producer.send_and_wait(topic, b"{}", key=b"cycle-1")
    async with member(store, endpoints, topic, service=topic, take=hang) as consumer:

        async def fine() -> str | None:
            found = [*consumer._watchdog.complaints(), *consumer.complaints]
            return None if sum(text.startswith("the consumer") for text in found) == 2 else f"only {found}"

        await eventually(fine)
        assert any(text.startswith("the lane") for text in consumer._watchdog.complaints())
        released.set()


async def test_g8_trap_12_a_member_whose_coordination_died_joins_anew(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    await record(store, STREAMS, messages=2)
    async with member(store, endpoints, topic, service=topic) as consumer:
        await publish(store, producer)
        await _all_heard(store, STREAMS, 2)
        first = consumer._subscriber.consumer
        assert first is not None
        dead = first._coordinator._coordination_task
        dead.cancel()

        async def the_same() -> str | None:
            current = consumer._subscriber.consumer
            coordinator = current._coordinator if current is not None else None
            joined = coordinator is not None and coordinator._coordination_task is not dead
            return None if joined and consumer.trouble is None else "the member is not back"

        await eventually(the_same)
        await producer.send_and_wait(topic, key=b"cycle-1", value=None)

        async def kept() -> str | None:
            return None if await store[HELD].count({}) == 1 else "what came afterwards was not read"

        await eventually(kept)


async def test_g9_a_member_that_stops_finishes_its_batch_and_commits_its_offsets(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    await record(store, STREAMS, messages=3)
    await publish(store, producer)
    async with member(store, endpoints, topic, service=topic):
        await _all_heard(store, STREAMS, 3)
    seen: list[Arrival] = []

    async def note(arrivals: Sequence[Arrival], beat: Callable[[], None]) -> None:
        seen.extend(arrivals)

    await producer.send_and_wait(topic, b"one more", key=b"cycle-1")
    async with member(store, endpoints, topic, service=topic, take=note):

        async def nothing() -> str | None:
            return None if seen else "the record after the committed offsets did not come"

        await eventually(nothing)
    assert [arrival.value for arrival in seen] == [b"one more"]

"""What FastStream and aiokafka do that nobody would expect, on a real broker: each trap has a test with its number.

Those that our design makes impossible are in tests/architecture/test_traps.py, with the list of all.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.contracts.cloudevents import WireMessage
from shared.contracts.topics import Topic
from shared.domain.message import Audience
from shared.localstack.stack import Endpoints
from shared.messaging.consumer import DRAIN_SECONDS
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.rows import to_row
from shared.outbox.sender import Sender
from shared.outbox.storage import HELD
from shared.outbox.topics import create_topics
from shared.persistence.driver import DatabaseTrouble, Store
from shared.persistence.unit_of_work import Units
from tests.integration.test_inbox import _arrival
from tests.support.member import member, publish, record
from tests.support.probe import eventually
from tests.support.tally import REACTIONS, heard
from tests.support.topic import read_topic

Beat = Callable[[], None]


async def _committed(endpoints: Endpoints, *, group: str, topic: str) -> dict[int, int]:
    """The offsets that a group has committed, by partition; partitions without one are left out."""
    reader = AIOKafkaConsumer(
        bootstrap_servers=endpoints.kafka_bootstrap, group_id=f"idm.{group}", enable_auto_commit=False
    )
    await reader.start()
    try:
        found = {number: await reader.committed(TopicPartition(topic, number)) for number in range(6)}
        return {number: offset for number, offset in found.items() if offset is not None}
    finally:
        await reader.stop()


class _Seen:
    """Stands in for an inbox: remembers what it was given, and may be told to wait."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []

    async def take(self, arrivals: Sequence[Arrival], beat: Beat) -> None:
        self.arrivals.extend(arrivals)

    async def any(self) -> None:
        async def nothing() -> str | None:
            return None if self.arrivals else "nothing was read"

        await eventually(nothing)


async def test_trap_1_what_was_read_and_not_done_is_read_again(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    """An unset policy commits what was read, by itself: whatever its handler did with it."""
    tried = asyncio.Event()

    async def never_done(arrivals: Sequence[Arrival], beat: Beat) -> None:
        tried.set()
        raise DatabaseTrouble("away")

    await producer.send_and_wait(topic, b"{}", key=b"cycle-1")
    async with member(store, endpoints, topic, service=topic, take=never_done):
        await asyncio.wait_for(tried.wait(), 40)
    assert await _committed(endpoints, group=topic, topic=topic) == {}
    seen = _Seen()
    async with member(store, endpoints, topic, service=topic, take=seen.take):
        await seen.any()
    assert [arrival.value for arrival in seen.arrivals] == [b"{}"]


async def test_trap_2_nothing_is_published_where_a_stranger_says(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    elsewhere = Topic(name=f"{topic}.elsewhere", service="governance", audience=Audience.PUBLIC)
    await create_topics(endpoints.kafka_bootstrap, [elsewhere])
    headers = [("reply_to", elsewhere.name.encode()), ("correlation_id", b"x")]
    await producer.send_and_wait(topic, b"{}", key=b"cycle-1", headers=headers)
    seen = _Seen()
    async with member(store, endpoints, topic, service=topic, take=seen.take) as consumer:
        await seen.any()
        assert consumer._subscriber._no_reply
    assert await read_topic(endpoints.kafka_bootstrap, elsewhere.name) == []


async def test_trap_4_and_15_a_strange_record_in_a_batch_vanishes_not_and_stops_nothing(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    """One null or unreadable header loses a batch in FastStream's parser; a tombstone arrives there as ``b""``."""
    await record(store, ["cycle-1", "cycle-2"], messages=2)
    for partition in range(6):
        await producer.send(topic, key=b"k", value=None, headers=[("ce_id", None)], partition=partition)
        await producer.send(topic, key=None, value=b"\xff", headers=[("ce_id", b"\xff\xfe")], partition=partition)
    await publish(store, producer)

    async def missing() -> str | None:
        done = [heard(await store["tallies"].find_one({"_id": f"tally-cycle-{number}"})) for number in (1, 2)]
        held = await store[HELD].count({})
        return None if [len(one) for one in done] == [2, 2] and held == 12 else f"done {done}, {held} held"

    async with member(store, endpoints, topic, service=topic):
        await eventually(missing)
    kept = {(one["value"], str(one["headers"])) for one in await store[HELD].find({})}
    assert kept == {(None, "[['ce_id', None]]"), (b"\xff", str([["ce_id", b"\xff\xfe"]]))}
    # Nothing of it comes again.
    seen = _Seen()
    await producer.send_and_wait(topic, b"the last", key=b"cycle-1")
    async with member(store, endpoints, topic, service=topic, take=seen.take):
        await seen.any()
    assert [arrival.value for arrival in seen.arrivals] == [b"the last"]


async def test_trap_6_a_lane_commits_its_own_partition_and_no_other(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    """``ack()`` would commit what was read of every partition, also of those whose work is not done."""
    in_work, released = asyncio.Event(), asyncio.Event()

    async def one_waits(arrivals: Sequence[Arrival], beat: Beat) -> None:
        if arrivals[0].partition == 1:
            in_work.set()
            await released.wait()
            raise DatabaseTrouble("and is not done")
        await in_work.wait()

    for partition in (0, 1):
        await producer.send_and_wait(topic, b"{}", key=b"cycle-1", partition=partition)
    async with member(store, endpoints, topic, service=topic, take=one_waits):

        async def not_yet() -> str | None:
            found = await _committed(endpoints, group=topic, topic=topic)
            return None if found.get(0) == 1 else f"partition 0 is not committed: {found}"

        await eventually(not_yet)
        released.set()
    assert await _committed(endpoints, group=topic, topic=topic) == {0: 1}


async def test_trap_7_a_member_gives_its_partitions_back_when_its_work_is_done(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    """Without a listener that waits, two members do one message at once."""
    in_work, released, gave_back = asyncio.Event(), asyncio.Event(), asyncio.Event()
    first, second = _Seen(), _Seen()

    async def slowly(arrivals: Sequence[Arrival], beat: Beat) -> None:
        await first.take(arrivals, beat)
        in_work.set()
        await released.wait()

    for partition in range(6):
        await producer.send_and_wait(topic, b"{}", key=b"cycle-1", partition=partition)
    async with member(store, endpoints, topic, service=topic, take=slowly) as old:
        await asyncio.wait_for(in_work.wait(), 40)
        give_back = old.give_back

        async def noted() -> None:
            await give_back()
            gave_back.set()

        old.give_back = noted  # type: ignore[method-assign]
        async with member(store, endpoints, topic, service=topic, take=second.take):

            async def keeps() -> str | None:
                goes_on = old._accepting and not gave_back.is_set()
                return "the first member goes on as if nobody had come" if goes_on else None

            await eventually(keeps)
            assert not gave_back.is_set(), "what is in work was given away"
            assert second.arrivals == []
            released.set()
            await asyncio.wait_for(gave_back.wait(), 40)
            for partition in range(6):
                await producer.send_and_wait(topic, b"more", key=b"cycle-1", partition=partition)

            async def unread() -> str | None:
                read = {one.partition for one in (*first.arrivals, *second.arrivals) if one.value == b"more"}
                return None if len(read) == 6 else f"the new ones of {sorted(read)} alone were read"

            await eventually(unread)
            assert second.arrivals, "the second member got no partition"
    timeout_ms = old._subscriber._connection_args["rebalance_timeout_ms"]
    assert timeout_ms > DRAIN_SECONDS * 1000, "a member is thrown out while it finishes"


async def test_trap_8_two_messages_with_one_id_are_two_and_one_place_is_one(store: Store) -> None:
    """FastStream's ``message_id`` is made of offset and time, and any id may collide: places cannot."""
    inbox = Inbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)
    await inbox.take([_arrival("cycle-1", 1, ce_id="same"), _arrival("cycle-2", 1, ce_id="same")])
    await inbox.take([_arrival("cycle-1", 2, ce_id="same"), _arrival("cycle-1", 2, offset=9, ce_id="another")])
    assert heard(await store["tallies"].find_one({"_id": "tally-cycle-1"})) == ["opened 2018", "c2"]
    assert heard(await store["tallies"].find_one({"_id": "tally-cycle-2"})) == ["opened 2018"]


async def test_trap_9_a_stream_keeps_to_one_partition_however_many_go_at_once(endpoints: Endpoints, topic: str) -> None:
    async with _sender(endpoints) as sender:
        for sequence in range(3):
            assert set(await sender.send(_wave(topic, 30, value=b"%d" % sequence))) == {None}
    partitions: dict[bytes, set[int]] = {}
    for one in await read_topic(endpoints.kafka_bootstrap, topic):
        partitions.setdefault(one.key, set()).add(one.partition)
    assert len(partitions) == 30
    assert [key for key, found in partitions.items() if len(found) > 1] == []
    assert len(set.union(*partitions.values())) > 1, "all went to one partition"


async def test_trap_10_what_is_sent_is_acknowledged_by_all_and_numbered(endpoints: Endpoints) -> None:
    async with _sender(endpoints) as sender:
        producer = await sender._ready()
        assert producer._sender._acks == -1
        assert producer._txn_manager is not None, "without it a repeated send is stored twice"


async def test_trap_10_a_topic_that_is_not_there_is_waited_for_and_not_made(
    store: Store, endpoints: Endpoints, topic: str
) -> None:
    nowhere = f"{topic}.nowhere"
    async with member(store, endpoints, nowhere, service=nowhere) as consumer:

        async def not_joined() -> str | None:
            begun = getattr(consumer, "_subscriber", None)
            return None if begun is not None and begun.consumer is not None else "it has not begun"

        await eventually(not_joined)
        config = consumer._subscriber._outer_config
        assert (config.allow_auto_create_topics, config.consumer_only) == (False, True)
    admin = AIOKafkaAdminClient(bootstrap_servers=endpoints.kafka_bootstrap)
    await admin.start()
    try:
        assert topic in await admin.list_topics()
        if "noida" not in endpoints.description:  # the small broker makes whatever topic it is asked about
            assert nowhere not in await admin.list_topics()
    finally:
        await admin.close()


async def test_trap_10_a_new_group_begins_at_the_beginning(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    await producer.send_and_wait(topic, b"before anybody read", key=b"cycle-1")
    seen = _Seen()
    async with member(store, endpoints, topic, service=topic, take=seen.take) as consumer:
        await seen.any()
        assert consumer._subscriber.group_id == f"idm.{topic}"
    assert seen.arrivals[0].offset == 0


async def test_trap_14_a_wave_is_in_flight_whole_and_an_empty_poll_is_short(
    endpoints: Endpoints, topic: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by one, each send waits for a round trip, and with ``linger_ms`` for that too: 164 a second."""
    sent: list[int] = []
    send = AIOKafkaProducer.send_batch

    async def counted(producer: AIOKafkaProducer, batch: BatchBuilder, topic: str, *, partition: int) -> Any:
        sent.append(batch.record_count())
        return await send(producer, batch, topic, partition=partition)

    monkeypatch.setattr(AIOKafkaProducer, "send_batch", counted)
    async with _sender(endpoints) as sender:
        assert set(await sender.send(_wave(topic, 200))) == {None}
        assert sum(sent) == 200
        assert len(sent) <= 6, "one batch for each partition"
        assert sender._producer is not None
        assert sender._producer._message_accumulator._linger_time == 0
    seen = _Seen()
    async with member(store, endpoints, topic, service=topic, take=seen.take) as consumer:
        await seen.any()
        assert 10 <= consumer._subscriber.batch_timeout_ms <= 50


async def test_trap_18_one_subscriber_reads_all_topics_and_nothing_is_filtered_away(
    store: Store, endpoints: Endpoints, topic: str, producer: AIOKafkaProducer
) -> None:
    """A record that no filter wants is neither handled nor passed: our own table of reactions decides instead."""
    await producer.send_and_wait(topic, b"nobody wants this", key=b"cycle-1", headers=[("ce_type", b"unknown")])
    async with member(store, endpoints, topic, service=topic) as consumer:

        async def not_kept() -> str | None:
            return None if await store[HELD].count({}) == 1 else "the record was not handled"

        await eventually(not_kept)
        assert consumer._subscriber.topic_names_for_subscribe == [topic]
        assert len(consumer._subscriber.calls) == 1
    seen = _Seen()
    await producer.send_and_wait(topic, b"the next", key=b"cycle-1")
    async with member(store, endpoints, topic, service=topic, take=seen.take):
        await seen.any()
    assert [arrival.value for arrival in seen.arrivals] == [b"the next"]


def _wave(topic: str, count: int, *, value: bytes = b"{}") -> list[WireMessage]:
    return [WireMessage(topic=topic, key=b"cycle-%d" % number, headers=[], value=value) for number in range(count)]


@asynccontextmanager
async def _sender(endpoints: Endpoints) -> AsyncIterator[Sender]:
    sender = Sender(bootstrap=endpoints.kafka_bootstrap, client_id="test", delivery_seconds=20.0)
    try:
        yield sender
    finally:
        await sender.close()

"""The relay on a real database and a real broker."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

import pytest
from aiokafka.errors import MessageSizeTooLargeError

from shared.contracts import topics
from shared.contracts.cloudevents import WireMessage
from shared.contracts.topics import Topic
from shared.domain.message import Audience
from shared.localstack.stack import Endpoints
from shared.outbox import relay as relay_module
from shared.outbox.lease import Lease
from shared.outbox.operations import begin_epoch, republish, verify
from shared.outbox.relay import Relay, waves
from shared.outbox.rows import COLLECTION, to_row
from shared.outbox.sender import Fate, Sender
from shared.outbox.topics import create_topics
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.sample import CONTEXT, SampleCycle
from tests.support.probe import eventually
from tests.support.topic import read_topic


@dataclass(kw_only=True)
class Running:
    relay: Relay
    task: "asyncio.Task[None]"


def _relay(store: Store, bootstrap: str, *, holder: str = "one", lease_seconds: float = 1.0) -> Relay:
    return Relay(
        service="governance",
        store=store,
        sender=Sender(bootstrap=bootstrap, client_id=holder, delivery_seconds=1.0),
        lease=Lease(store=store, holder=holder, seconds=lease_seconds),
        base_url="http://idm.example",
        poll_seconds=0.05,
        lease_seconds=lease_seconds,
    )


@pytest.fixture
async def running(store: Store, endpoints: Endpoints) -> AsyncIterator[Running]:
    relay = _relay(store, endpoints.kafka_bootstrap)
    task = asyncio.ensure_future(relay.run())
    yield Running(relay=relay, task=task)
    relay.stop()
    await task


async def _record(store: Store, *, cycles: int, messages: int, relay: Relay | None = None) -> None:
    async def all_of_them(unit: UnitOfWork) -> None:
        for number in range(cycles):
            cycle = SampleCycle(id=f"cycle-{number}")
            cycle.open(unit.act())
            for _ in range(messages - 1):
                cycle.rename(unit.act(), name="kept in the log")
                cycle.decide_format(unit.act())
            await unit.add(cycle)

    await Units(store=store, rows=to_row, after_commit=relay.ring if relay else lambda: None).run(CONTEXT, all_of_them)


async def _all_sent(store: Store) -> None:
    async def unsent() -> str | None:
        left = await store[COLLECTION].count({"delivery.state": "unsent"})
        return f"{left} rows are not sent" if left else None

    await eventually(unsent)


async def _sequences(bootstrap: str, topic: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for record in await read_topic(bootstrap, topic):
        found[record.key.decode()].append(int(dict(record.headers)["ce_sequence"]))
    return dict(found)


async def test_g4_every_row_is_sent_once_in_the_order_of_its_stream(
    store: Store, endpoints: Endpoints, topic: str, running: Running
) -> None:
    await _record(store, cycles=20, messages=5, relay=running.relay)
    await _all_sent(store)
    sequences = await _sequences(endpoints.kafka_bootstrap, topic)
    assert sequences == {f"cycle-{number}": [1, 2, 3, 4, 5] for number in range(20)}
    assert await store[COLLECTION].count({"delivery.state": "kept"}) == 80
    assert running.relay.trouble is None


async def test_g4_a_relay_without_the_lease_sends_nothing_and_takes_over_when_it_is_free(
    store: Store, endpoints: Endpoints, topic: str
) -> None:
    dead = Lease(store=store, holder="dead", seconds=1.0)
    assert await dead.hold()
    assert not await Lease(store=store, holder="other", seconds=1.0).hold()
    assert await dead.hold()
    relay = _relay(store, endpoints.kafka_bootstrap, holder="second")
    task = asyncio.ensure_future(relay.run())
    await _record(store, cycles=3, messages=2)
    assert await _sequences(endpoints.kafka_bootstrap, topic) == {}
    await _all_sent(store)
    assert sorted(map(tuple, (await _sequences(endpoints.kafka_bootstrap, topic)).values())) == [(1, 2)] * 3
    relay.stop()
    await task
    assert await Lease(store=store, holder="third", seconds=1.0).hold()


async def _all_but(
    sender: Sender, wave: Sequence[WireMessage], key: bytes, send: Callable[..., Awaitable[list[Fate]]]
) -> list[Fate]:
    """Sends the wave without the messages of ``key``, which have the fate of what a broker refuses."""
    fates = iter(await send(sender, [message for message in wave if message.key != key]))
    return [LookupError("the broker takes all but this one") if one.key == key else next(fates) for one in wave]


async def test_g4_a_stream_that_fails_stops_alone_and_in_order(
    store: Store, endpoints: Endpoints, topic: str, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[bytes] = []
    send = Sender.send

    async def sometimes(sender: Sender, wave: Sequence[WireMessage]) -> list[Fate]:
        if len(refused) < 3 and any(message.key == b"cycle-1" for message in wave):
            refused.append(b"cycle-1")
            return await _all_but(sender, wave, b"cycle-1", send)
        return await send(sender, wave)

    monkeypatch.setattr(Sender, "send", sometimes)
    await _record(store, cycles=3, messages=3)
    await _all_sent(store)
    assert len(refused) == 3
    assert await _sequences(endpoints.kafka_bootstrap, topic) == {f"cycle-{number}": [1, 2, 3] for number in range(3)}


async def test_g4_a_crash_between_the_send_and_the_mark_only_repeats(
    store: Store, endpoints: Endpoints, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(relay: Relay, rows: list[Document]) -> None:
        raise SystemError("killed here")

    await _record(store, cycles=2, messages=1)
    with monkeypatch.context() as patched:
        patched.setattr(Relay, "mark", crash)
        relay = _relay(store, endpoints.kafka_bootstrap)
        with pytest.raises(SystemError):
            await relay.run()
        await relay._sender.close()
    survivor = _relay(store, endpoints.kafka_bootstrap, holder="survivor", lease_seconds=0.5)
    task = asyncio.ensure_future(survivor.run())
    await _all_sent(store)
    survivor.stop()
    await task
    records = await read_topic(endpoints.kafka_bootstrap, topic)
    assert len(records) == 4
    assert len({dict(record.headers)["ce_id"] for record in records}) == 2


async def test_g7_trap_11_a_broker_that_is_away_costs_a_bounded_wait_and_the_producer_is_made_again(
    endpoints: Endpoints, topic: str
) -> None:
    """An idempotent send to a broker that is away would wait for ever, and so would stopping its producer."""
    message = WireMessage(topic=topic, key=b"cycle-1", headers=[], value=b"{}")
    nowhere = Sender(bootstrap="127.0.0.1:1", client_id="test", delivery_seconds=0.5)
    (fate,) = await asyncio.wait_for(nowhere.send([message]), 10)
    assert isinstance(fate, Exception)
    nowhere._bootstrap = endpoints.kafka_bootstrap
    assert await nowhere.send([message]) == [None]
    await asyncio.wait_for(nowhere.close(), 10)


async def test_g4_a_message_too_large_for_the_broker_fails_alone(endpoints: Endpoints, topic: str) -> None:
    """Sent, it would take the others of its partition with it; and a wave that fills several batches goes whole."""
    sender = Sender(bootstrap=endpoints.kafka_bootstrap, client_id="test", delivery_seconds=20.0)
    small = [WireMessage(topic=topic, key=b"cycle-%d" % one, headers=[], value=b"x" * 100_000) for one in range(40)]
    large = WireMessage(topic=topic, key=b"cycle-large", headers=[], value=b"x" * 1_100_000)
    fates = await sender.send([*small[:20], large, *small[20:]])
    await sender.close()
    assert [index for index, fate in enumerate(fates) if fate is not None] == [20]
    assert isinstance(fates[20], MessageSizeTooLargeError)
    assert sorted(one.key for one in await read_topic(endpoints.kafka_bootstrap, topic)) == sorted(
        one.key for one in small
    )


async def test_g4_a_stream_that_failed_is_out_for_the_round_however_long_its_waves_take(
    store: Store, endpoints: Endpoints, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With waves longer than the pause, later rows of the stream would overtake the one that failed."""
    failed: list[bytes] = []
    send = Sender.send

    async def slowly(sender: Sender, wave: Sequence[WireMessage]) -> list[Fate]:
        await asyncio.sleep(0.02)
        if not failed:
            failed.append(b"cycle-0")
            return await _all_but(sender, wave, b"cycle-0", send)
        return await send(sender, wave)

    monkeypatch.setattr(Sender, "send", slowly)
    monkeypatch.setattr(relay_module, "_FIRST_PAUSE_SECONDS", 0.001)
    await _record(store, cycles=2, messages=4)
    relay = _relay(store, endpoints.kafka_bootstrap)
    task = asyncio.ensure_future(relay.run())
    await _all_sent(store)
    relay.stop()
    await task
    assert await _sequences(endpoints.kafka_bootstrap, topic) == {f"cycle-{number}": [1, 2, 3, 4] for number in (0, 1)}


async def test_g9_a_relay_that_stops_sends_what_was_recorded_last(
    store: Store, endpoints: Endpoints, topic: str
) -> None:
    relay = _relay(store, endpoints.kafka_bootstrap)
    relay._poll_seconds = 60.0
    task = asyncio.ensure_future(relay.run())
    await eventually(lambda: _is_waiting(relay))
    await _record(store, cycles=2, messages=3)
    relay.stop()
    await task
    assert await store[COLLECTION].count({"delivery.state": "unsent"}) == 0


async def _is_waiting(relay: Relay) -> str | None:
    return None if relay._held_until else "the relay has not looked yet"


async def test_g11_what_is_being_sent_while_all_is_republished_is_sent_again(
    store: Store, endpoints: Endpoints, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise the new epoch would lack the rows that were under way in the old one."""
    await _record(store, cycles=3, messages=2)
    send = Sender.send
    epochs: list[int] = []

    async def meanwhile(sender: Sender, wave: Sequence[WireMessage]) -> list[Fate]:
        fates = await send(sender, wave)
        if not epochs:
            epochs.append(await begin_epoch(store))
            assert await republish(store) == 6
        return fates

    monkeypatch.setattr(Sender, "send", meanwhile)
    relay = _relay(store, endpoints.kafka_bootstrap)
    task = asyncio.ensure_future(relay.run())
    await _all_sent(store)
    relay.stop()
    await task
    assert epochs == [2]
    found = await verify(store, endpoints.kafka_bootstrap, topics.TOPICS)
    assert (found.compared, found.unsent, list(found.missing)) == (6, 0, [])


async def test_g11_a_planted_hole_is_found(store: Store, endpoints: Endpoints, topic: str, running: Running) -> None:
    await _record(store, cycles=3, messages=2)
    await _all_sent(store)
    assert (await verify(store, endpoints.kafka_bootstrap, topics.TOPICS)).missing == []
    row = await store[COLLECTION].find_one({"recorded.stream": "cycle-1", "recorded.sequence": 2})
    assert row is not None
    hole = {**row, "_id": "never-sent", "recorded": {**row["recorded"], "version": 99, "sequence": 3}}
    await store[COLLECTION].insert_many([hole])
    assert (await verify(store, endpoints.kafka_bootstrap, topics.TOPICS)).missing == [f"{topic} cycle-1 3"]


def test_g4_a_wave_has_one_row_of_each_stream() -> None:
    rows = [{"recorded": {"stream": stream}, "n": n} for n, stream in enumerate("abacab")]
    assert [[row["n"] for row in wave] for wave in waves(rows)] == [[0, 1, 3], [2, 5], [4]]


async def test_a_topic_with_other_partitions_than_the_table_says_is_refused(endpoints: Endpoints, topic: str) -> None:
    other = Topic(name=topic, service="governance", audience=Audience.PUBLIC, partitions=3)
    with pytest.raises(ValueError, match="has 6 partitions and the table says 3"):
        await create_topics(endpoints.kafka_bootstrap, [other])

"""What MongoDB, motor and pymongo do that nobody would expect, on a real database: each trap has a test."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from shared.domain.moment import to_millisecond
from shared.outbox.lease import Lease
from shared.outbox.relay import Relay
from shared.outbox.rows import COLLECTION, to_row
from shared.outbox.sender import Sender
from shared.outbox.storage import MIGRATIONS
from shared.persistence.clients import CLIENTS
from shared.persistence.driver import DatabaseTrouble, Driver, InsertOne, Session, Store, Trouble, trouble_of
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import COMMAND_SECONDS, Units
from tests.integration.test_unit_of_work import _open
from tests.sample import CONTEXT

SERVER_LIMIT_SECONDS = 60


class Heard(CommandListener):
    """Every command that the driver sends."""

    def __init__(self) -> None:
        self.commands: list[dict[str, Any]] = []

    def started(self, event: CommandStartedEvent) -> None:
        self.commands.append(dict(event.command))

    def succeeded(self, event: CommandSucceededEvent) -> None: ...

    def failed(self, event: CommandFailedEvent) -> None: ...

    def named(self, name: str, *, of: str | None = None) -> list[dict[str, Any]]:
        return [one for one in self.commands if name in one and of in (None, one[name])]


@pytest.fixture
def wire() -> Heard:
    return Heard()


@pytest.fixture(params=Driver)
async def overheard(
    request: pytest.FixtureRequest, mongodb_uri: str, database_prefix: str, wire: Heard
) -> AsyncIterator[Store]:
    """A store whose commands are heard, on either client."""
    client = CLIENTS[request.param](mongodb_uri, event_listeners=[wire])
    one = Store(client, database=f"{database_prefix}overheard_governance")
    await migrate(one, MIGRATIONS)
    wire.commands.clear()
    yield one
    await one.drop()
    await one.close()


async def test_mongo_trap_1_a_duplicate_key_ends_its_transaction_and_is_told_once(store: Store) -> None:
    """Caught inside, it is an endless loop: the transaction is over, and says so to whatever comes next."""
    await store["notes"].insert_many([{"_id": "there"}])
    runs = 0

    async def insert(session: Session) -> None:
        nonlocal runs
        runs += 1
        await store["notes"].write([InsertOne({"_id": "new"}), InsertOne({"_id": "there"})], session=session)

    with pytest.raises(DatabaseTrouble) as told:
        await asyncio.wait_for(store.transact(insert, within_seconds=COMMAND_SECONDS), 30)
    assert trouble_of(told.value) is Trouble.RACE
    assert runs == 1
    assert await store["notes"].count({}) == 1


async def test_mongo_trap_3_a_transaction_reads_a_snapshot_and_commits_to_a_majority_and_is_short(
    overheard: Store, wire: Heard
) -> None:
    await Units(store=overheard, rows=to_row).run(CONTEXT, _open)
    [first] = [one for one in wire.commands if one.get("startTransaction")]
    assert first["readConcern"]["level"] == "snapshot"
    [commit] = wire.named("commitTransaction")
    assert commit["writeConcern"]["w"] == "majority"
    # Not only in transactions.
    wire.commands.clear()
    await overheard[COLLECTION].find_one({})
    await overheard[COLLECTION].update_many({}, {"$set": {"delivery": {"state": "unsent"}}})
    assert wire.named("find")[0]["readConcern"]["level"] == "majority"
    assert wire.named("update")[0]["writeConcern"]["w"] == "majority"
    assert COMMAND_SECONDS < SERVER_LIMIT_SECONDS


async def test_mongo_trap_4_sessions_and_pipelines_are_awaited_as_this_driver_wants_it(store: Store) -> None:
    """motor awaits ``start_session``, pymongo's own client does not; it is the other way round for ``aggregate``."""

    async def work(session: Session) -> list[dict[str, Any]]:
        await store["notes"].insert_many([{"_id": "a"}, {"_id": "b"}], session=session)
        return await store["notes"].aggregate([{"$count": "notes"}], session=session)

    assert await store.transact(work, within_seconds=5) == [{"notes": 2}]
    assert await store.read_snapshot(lambda session: store["notes"].find({}, session=session)) == [
        {"_id": "a"},
        {"_id": "b"},
    ]
    assert [one async for one in store["notes"].stream({}, sort=[("_id", -1)])] == [{"_id": "b"}, {"_id": "a"}]


async def test_mongo_trap_5_a_moment_comes_back_as_it_went(store: Store) -> None:
    """The database keeps milliseconds, and the driver forgets the zone unless told."""
    local = timezone(timedelta(hours=-4))
    for given in (datetime(2026, 3, 1, 9, 30, 15, 123_999, UTC), datetime(2026, 3, 1, 23, 30, tzinfo=local)):
        moment = to_millisecond(given)
        await store["notes"].write([InsertOne({"_id": secrets.token_hex(4), "at": moment})])
        found = await store["notes"].find_one({"at": moment})
        assert found is not None
        assert found["at"] == moment
        assert found["at"].utcoffset() == timedelta(0)


async def test_mongo_trap_6_the_relay_reads_the_outbox_in_a_snapshot(overheard: Store, wire: Heard) -> None:
    """A row may be visible while an earlier one of another transaction is not yet: the later would be sent first."""
    relay = Relay(
        service="governance",
        store=overheard,
        sender=Sender(bootstrap="127.0.0.1:1", client_id="test", delivery_seconds=0.1),
        lease=Lease(store=overheard, holder="test", seconds=5),
        base_url="http://idm.example",
        poll_seconds=0.05,
        lease_seconds=5,
    )
    assert await relay._round() == 0
    reads = wire.named("aggregate", of=COLLECTION)
    assert [one["readConcern"]["level"] for one in reads] == ["snapshot"]


async def test_mongo_trap_7_rows_that_no_bell_rang_for_are_found_by_looking(store: Store) -> None:
    """A bell, of this process or of a change stream, may be missed: what is unsent is asked for again and again."""
    await Units(store=store, rows=to_row).run(CONTEXT, _open)
    looked: list[int] = []
    seen = asyncio.Event()

    class Looking(Relay):
        async def _round(self, *, last: bool = False) -> int:
            rows, _ = await self._store.read_snapshot(lambda session: self._unsent(session, []))
            looked.append(len(rows))
            if len(looked) >= 3:
                seen.set()
            return 0

    relay = Looking(
        service="governance",
        store=store,
        sender=Sender(bootstrap="127.0.0.1:1", client_id="test", delivery_seconds=0.1),
        lease=Lease(store=store, holder="test", seconds=5),
        base_url="http://idm.example",
        poll_seconds=0.01,
        lease_seconds=5,
    )
    running = asyncio.ensure_future(relay.run())
    await asyncio.wait_for(seen.wait(), 20)
    relay.stop()
    await running
    assert set(looked) == {1}

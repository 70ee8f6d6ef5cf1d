"""One suite over both clients that a store can stand on (decision 0013): what the platform relies on holds on each."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from shared.outbox.rows import to_row
from shared.outbox.storage import MIGRATIONS
from shared.persistence.driver import (
    DatabaseTrouble,
    DeleteOne,
    Driver,
    InsertOne,
    ReplaceOne,
    Session,
    Store,
    Trouble,
    UpdateOne,
    Write,
    trouble_of,
)
from shared.persistence.migrations import Index, collection, migrate, missing
from shared.persistence.unit_of_work import Units
from tests.integration.test_unit_of_work import _open, _rename
from tests.sample import CONTEXT

NOTES = collection(
    "notes",
    schema={"bsonType": "object", "properties": {"size": {"bsonType": "int", "maximum": 99}}},
    indexes=[Index(name="title", keys=(("title", 1),), unique=True, only={"title": {"$exists": True}})],
)


@pytest.fixture(params=Driver)
async def store(request: pytest.FixtureRequest, mongodb_uri: str, database_prefix: str) -> AsyncIterator[Store]:
    """A migrated database of its own, by either client."""
    one = Store.connect(mongodb_uri, database=f"{database_prefix}{secrets.token_hex(6)}_events", driver=request.param)
    await migrate(one, (*MIGRATIONS, NOTES))
    yield one
    await one.drop()
    await one.close()


async def test_documents_are_written_found_counted_and_removed(store: Store) -> None:
    notes = store["notes"]
    await notes.insert_many([])
    await notes.insert_many([{"_id": one, "size": number} for number, one in enumerate("abc")])
    assert await notes.find_one({"_id": "a"}) == {"_id": "a", "size": 0}
    assert await notes.find_one({"_id": "none"}) is None
    assert await notes.find({"size": {"$gt": 0}}, projection={"_id": 1}, sort=[("_id", -1)]) == [
        {"_id": "c"},
        {"_id": "b"},
    ]
    assert len(await notes.find({}, limit=2)) == 2
    assert [one["_id"] async for one in notes.stream({}, sort=[("size", -1)])] == ["c", "b", "a"]
    assert await notes.aggregate([{"$group": {"_id": None, "sum": {"$sum": "$size"}}}]) == [{"_id": None, "sum": 3}]
    writes: list[Write] = [
        InsertOne({"_id": "d"}),
        ReplaceOne({"_id": "a"}, {"_id": "a", "size": 7}),
        UpdateOne({"_id": "nobody"}, {"$set": {"size": 1}}),
        DeleteOne({"_id": "c"}),
    ]
    assert await notes.write(writes) == 3
    assert await notes.update_many({"_id": {"$in": ["a", "b"]}}, {"$set": {"size": 8}}) == 2
    assert await notes.find_one_and_update({"_id": "b"}, [{"$set": {"size": 9}}]) == {"_id": "b", "size": 9}
    assert await notes.find_one_and_update({"_id": "x"}, {"$set": {"size": 1}}) is None
    assert await notes.find_one_and_update({"_id": "x"}, {"$set": {"size": 1}}, upsert=True) == {"_id": "x", "size": 1}
    assert await notes.delete_many({"size": {"$gte": 8}}) == 2
    assert await notes.count({}) == 2


async def test_moments_come_back_in_utc(store: Store) -> None:
    moment = datetime(2018, 3, 26, 9, 30, 15, 123_000, UTC)
    await store["notes"].insert_many([{"_id": "a", "at": moment}])
    found = await store["notes"].find_one({"_id": "a"})
    assert found is not None
    assert found["at"] == moment
    assert found["at"].tzinfo is not None


async def test_migrations_run_once_and_make_validators_and_indexes(store: Store) -> None:
    assert await missing(store, (*MIGRATIONS, NOTES)) == []
    assert await migrate(store, (*MIGRATIONS, NOTES)) == []
    with pytest.raises(DatabaseTrouble) as refused:
        await store["notes"].insert_many([{"_id": "a", "size": 100}])
    assert trouble_of(refused.value) is Trouble.REFUSED
    with pytest.raises(DatabaseTrouble) as twice:
        await store["notes"].insert_many([{"_id": "a", "title": "one"}, {"_id": "b", "title": "one"}])
    assert trouble_of(twice.value) is Trouble.RACE


async def test_a_transaction_commits_all_or_nothing(store: Store) -> None:
    async def work(session: Session, *, fails: bool) -> str:
        await store["notes"].insert_many([{"_id": secrets.token_hex(4)}], session=session)
        assert await store["notes"].count({}, session=session) == await store["notes"].count({}) + 1
        if fails:
            raise LookupError("after the write")
        return "done"

    with pytest.raises(LookupError):
        await store.transact(lambda session: work(session, fails=True), within_seconds=5)
    assert await store["notes"].count({}) == 0
    assert await store.transact(lambda session: work(session, fails=False), within_seconds=5) == "done"
    assert await store["notes"].count({}) == 1


async def test_a_write_conflict_runs_the_work_again(store: Store) -> None:
    await store["notes"].insert_many([{"_id": "a", "size": 0}])
    runs = 0

    async def add(session: Session) -> None:
        nonlocal runs
        runs += 1
        found = await store["notes"].find_one({"_id": "a"}, session=session)
        assert found is not None
        await asyncio.sleep(0)
        await store["notes"].write([UpdateOne({"_id": "a"}, {"$set": {"size": found["size"] + 1}})], session=session)

    await asyncio.gather(*(store.transact(add, within_seconds=20) for _ in range(6)))
    assert await store["notes"].find_one({"_id": "a"}) == {"_id": "a", "size": 6}
    assert runs > 6, "they never met"


async def test_a_snapshot_does_not_move(store: Store) -> None:
    await store["notes"].insert_many([{"_id": "a"}])

    async def twice(session: Session) -> tuple[int, int]:
        before = len(await store["notes"].find({}, session=session))
        await store["notes"].insert_many([{"_id": "b"}])
        return before, len(await store["notes"].find({}, session=session))

    assert await store.transact(twice, within_seconds=5) == (1, 1)
    assert len(await store.read_snapshot(lambda session: store["notes"].find({}, session=session))) == 2
    assert await store["notes"].count({}) == 2


async def test_what_is_inserted_is_told_to_whoever_listens(store: Store) -> None:
    listening = asyncio.Event()
    told = 0

    async def listen() -> None:
        nonlocal told
        async for _ in store["notes"].inserted({"size": 1}):
            if listening.is_set():
                told += 1
                return
            listening.set()

    listener = asyncio.create_task(listen())
    await asyncio.wait_for(listening.wait(), 20)
    await store["notes"].insert_many([{"_id": "not this", "size": 2}, {"_id": "this", "size": 1}])
    await asyncio.wait_for(listener, 20)
    assert told == 1


async def test_a_unit_of_work_keeps_state_and_log_together_and_refuses_stale_versions(store: Store) -> None:
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)
    results = await asyncio.gather(
        *(units.run(CONTEXT, lambda unit: _rename(unit, name="x", expected_version=1)) for _ in range(4)),
        return_exceptions=True,
    )
    assert results.count(None) == 1
    assert await store["outbox"].count({}) == 2


@pytest.mark.parametrize("driver", Driver)
async def test_a_server_that_is_away_is_told_in_time(driver: Driver) -> None:
    nowhere = Store.connect(
        "mongodb://127.0.0.1:1/?replicaSet=rs0", database="x", driver=driver, server_trouble_seconds=0.2
    )
    with pytest.raises(DatabaseTrouble) as away:
        await asyncio.wait_for(nowhere.ping(), 20)
    assert trouble_of(away.value) is Trouble.AWAY
    with pytest.raises(DatabaseTrouble):
        await asyncio.wait_for(
            nowhere.transact(lambda session: nowhere["x"].count({}, session=session), within_seconds=1), 20
        )
    await nowhere.close()

"""A database that tests use one after the other is for each of them like a new one."""

from collections.abc import AsyncIterator

import pytest

from shared.outbox.rows import COLLECTION
from shared.outbox.storage import EPOCH, MIGRATIONS, SETTINGS
from shared.persistence.driver import DatabaseTrouble, Document, Store
from shared.persistence.migrations import migrate, missing
from tests.support.database import SharedDatabase, drop_all

REFUSES_ALL = {"bsonType": "object", "required": ["never"]}


@pytest.fixture
async def database(mongodb_uri: str, database_prefix: str) -> AsyncIterator[SharedDatabase]:
    one = SharedDatabase.connect(mongodb_uri, database=f"{database_prefix}shared")
    await migrate(one, MIGRATIONS)
    yield one
    await one.close()
    drop_all(mongodb_uri, prefix=one.database)


async def _collections(store: Store) -> dict[str, Document]:
    return {one["name"]: one["options"] async for one in await store._inner.list_collections()}


async def test_it_is_empty_and_has_its_rules_and_what_migrations_plant(database: SharedDatabase) -> None:
    new = await _collections(database)
    await database["notes"].insert_many([{"_id": "of a test"}])
    await database[SETTINGS].update_many({"_id": EPOCH}, {"$set": {"value": 7}})
    await database.empty()
    assert await database["notes"].count({}) == 0
    assert await database[SETTINGS].count({}) == 0
    await migrate(database, MIGRATIONS)
    assert await missing(database, MIGRATIONS) == []
    epoch = await database[SETTINGS].find_one({"_id": EPOCH})
    assert (epoch or {}).get("value") == 1
    found = await _collections(database)
    assert {name: found[name] for name in new} == new
    with pytest.raises(DatabaseTrouble):
        await database[COLLECTION].insert_many([{"_id": "no outbox row"}])


@pytest.mark.parametrize("collection", [COLLECTION, "notes"])
async def test_one_whose_rules_a_test_changed_is_not_kept(database: SharedDatabase, collection: str) -> None:
    await database.set_validator(collection, REFUSES_ALL)
    await database.empty()
    assert await _collections(database) == {}

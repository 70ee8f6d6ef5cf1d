"""Ordered migrations, run once each by ``python -m services.<name> migrate`` before a service starts."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.persistence.driver import Collection, Document, Store

COLLECTION = "migrations"


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One step. ``name`` is unique and never changes; ``run`` must be harmless when run again."""

    name: str
    run: Callable[[Store], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index of one collection: ``keys`` as (field, 1 or -1); ``only`` limits it to some documents."""

    name: str
    keys: Sequence[tuple[str, int]]
    unique: bool = False
    only: Mapping[str, Any] | None = None


def collection(name: str, *, schema: Mapping[str, Any], indexes: Sequence[Index] = ()) -> Migration:
    """The step that makes a collection with its validator and indexes."""

    async def run(store: Store) -> None:
        await store.set_validator(name, schema)
        for index in indexes:
            options: dict[str, Any] = {"unique": index.unique}
            if index.only is not None:
                options["partialFilterExpression"] = dict(index.only)
            await store[name].create_index(index.keys, name=index.name, **options)

    return Migration(name=f"collection {name}", run=run)


def aggregate_schema(**fields: Mapping[str, Any]) -> dict[str, Any]:
    """A validator for an aggregate's collection: its version, its sequence, and the ``fields`` named."""
    return {
        "bsonType": "object",
        "required": ["_id", "version", "sequence", *fields],
        "properties": {
            "_id": {"bsonType": "string"},
            "version": {"bsonType": ["int", "long"], "minimum": 1},
            "sequence": {"bsonType": ["int", "long"], "minimum": 0},
            **fields,
        },
    }


async def note(
    kept: Collection, where: Mapping[str, Any], fields: Callable[[Document], Awaitable[Mapping[str, Any]]]
) -> None:
    """Sets ``fields`` of each aggregate that fits ``where``, as they follow from what it is. Services may run: of one
    that was written meanwhile they are asked for again."""
    async for found in kept.stream(where, projection={"_id": 1}):
        while (one := await kept.find_one({"$and": [where, {"_id": found["_id"]}]})) is not None:
            noted = dict(await fields(one))
            if await kept.update_many({"_id": one["_id"], "version": one["version"]}, {"$set": noted}):
                break


async def migrate(store: Store, migrations: Sequence[Migration]) -> list[str]:
    """Run what was not run yet, in order; answers the names run.

    Two operators may start at once: every step is harmless when repeated, so both finish.
    """
    done = {document["_id"] for document in await store[COLLECTION].find({})}
    ran = []
    for migration in migrations:
        if migration.name in done:
            continue
        await migration.run(store)
        await store[COLLECTION].find_one_and_update(
            {"_id": migration.name}, {"$setOnInsert": {"ran_at": datetime.now(UTC)}}, upsert=True
        )
        ran.append(migration.name)
    return ran


async def missing(store: Store, migrations: Sequence[Migration]) -> list[str]:
    """The names of migrations that were not run: a service with any of them is not ready."""
    done = {document["_id"] for document in await store[COLLECTION].find({})}
    return [migration.name for migration in migrations if migration.name not in done]

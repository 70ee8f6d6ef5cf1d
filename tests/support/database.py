"""Databases that tests use one after the other: making one takes a quarter of a second, emptying it far less.

Nothing of a test is left for the next: documents are taken out, and what changed a rule is dropped whole.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import MongoClient

from shared.persistence.driver import Store
from shared.persistence.migrations import COLLECTION as MIGRATIONS

_STEP = "collection "
"""How the migration that makes a collection begins its name. The others run again in an emptied database."""


class SharedDatabase(Store):
    """A database that the next test finds like a new one: with its collections, their rules and indexes, and empty."""

    changed = False

    async def set_validator(self, collection: str, schema: Mapping[str, Any]) -> None:
        """As ever; when no migration asks for it, the next test gets a new database."""
        if await self[MIGRATIONS].count({"_id": f"{_STEP}{collection}"}):
            self.changed = True
        await super().set_validator(collection, schema)

    async def empty(self) -> None:
        """Take everything out; a database that a test gave a rule of its own is dropped."""
        found = {one["name"]: one["options"] async for one in await self._inner.list_collections()}
        made = {one["_id"] for one in await self[MIGRATIONS].find({})}
        ruled = {f"{_STEP}{name}" for name, options in found.items() if "validator" in options}
        if self.changed or ruled - made:
            await self.drop()
            return
        await asyncio.gather(*(self[name].delete_many({}) for name in await self._filled(found) if name != MIGRATIONS))
        await self[MIGRATIONS].delete_many({"_id": {"$nin": [name for name in made if name.startswith(_STEP)]}})

    async def _filled(self, names: Iterable[str]) -> list[str]:
        """Those of the collections that have a document, by one question: a test fills a few of many."""
        one_of_each = [
            {"$unionWith": {"coll": name, "pipeline": [{"$limit": 1}, {"$project": {"_id": {"$literal": name}}}]}}
            for name in names
        ]
        return [one["_id"] async for one in self._inner.aggregate([{"$documents": []}, *one_of_each])]


def drop_all(uri: str, *, prefix: str) -> None:
    """Remove every database whose name begins with ``prefix``."""
    with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=5_000) as client:
        for name in client.list_database_names():
            if name.startswith(prefix):
                client.drop_database(name)

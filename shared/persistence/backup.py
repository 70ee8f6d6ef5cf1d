"""All databases of the platform as they were at one point in time, in one stream of bytes (invariant 11).

The stream is BSON documents, one after another: what it holds, then every document with its place, then how
many there were, without which it is not whole.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

import bson
from bson.raw_bson import RawBSONDocument
from motor.motor_asyncio import AsyncIOMotorClient

from shared.persistence.driver import Login

FORMAT = 1
_SERVER_TROUBLE_SECONDS = 10.0
_INSERTED_AT_ONCE = 500
_LENGTH = struct.Struct("<i")


class NotWhole(Exception):
    """The stream is no backup, or its end is missing; the text says which."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """What a backup holds: the collections of each database, and when it was taken (UTC)."""

    taken_at: datetime
    collections: Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One document and where it belongs."""

    database: str
    collection: str
    document: RawBSONDocument


class Databases:
    """Several databases of one server, read and written document by document; close it afterwards.

    Raises ``DatabaseTrouble`` and ``OSError`` (the password's file).
    """

    def __init__(self, uri: str, login: Login | None) -> None:
        self._client: Any = AsyncIOMotorClient(
            uri,
            document_class=RawBSONDocument,
            serverSelectionTimeoutMS=int(_SERVER_TROUBLE_SECONDS * 1000),
            **(login.for_driver() if login else {}),
        )

    def close(self) -> None:
        self._client.close()

    async def collections(self, database: str) -> list[str]:
        found = await self._client.get_database(database).list_collection_names()
        return sorted(name for name in found if not name.startswith("system."))

    async def write(self, databases: Sequence[str], output: BinaryIO) -> int:
        """Write all of them as they are at one moment, while services go on; answers how many documents."""
        held = {database: await self.collections(database) for database in databases}
        header = {"format": FORMAT, "taken_at": datetime.now(UTC), "collections": held}
        output.write(bson.encode(header))
        count = 0
        # One session: its first read sets the moment, and all others, in whichever database, see the same.
        async with await self._client.start_session(snapshot=True) as session:
            for database, names in held.items():
                for name in names:
                    cursor = self._client.get_database(database)[name].find({}, session=session)
                    async for document in cursor:
                        output.write(bson.encode({"database": database, "collection": name, "document": document}))
                        count += 1
        output.write(bson.encode({"count": count}))
        output.flush()
        return count

    async def put(self, documents: Iterable[Kept]) -> None:
        """Insert them, in their order, into collections that are there."""
        batch: list[Kept] = []
        for one in documents:
            if batch and (len(batch) == _INSERTED_AT_ONCE or _place(batch[0]) != _place(one)):
                await self._insert(batch)
                batch = []
            batch.append(one)
        if batch:
            await self._insert(batch)

    async def empty(self, database: str, collection: str) -> None:
        await self._client.get_database(database)[collection].delete_many({})

    async def _insert(self, batch: Sequence[Kept]) -> None:
        database, collection = _place(batch[0])
        target = self._client.get_database(database)[collection]
        await target.insert_many([one.document for one in batch], ordered=True)


def _place(one: Kept) -> tuple[str, str]:
    return one.database, one.collection


def read_header(source: BinaryIO) -> Header:
    """The first document of a stream. Raises :class:`NotWhole`."""
    first = next(_documents(source), None)
    found = bson.decode(first.raw) if first is not None else {}
    if found.get("format") != FORMAT:
        raise NotWhole("this is no backup of the platform, or one of another version")
    return Header(taken_at=found["taken_at"], collections=found["collections"])


def read_documents(source: BinaryIO) -> Iterator[Kept]:
    """What follows the header, to the end. Raises :class:`NotWhole` there when something is missing."""
    count = 0
    for raw in _documents(source):
        if "count" in raw:
            if raw["count"] != count:
                raise NotWhole(f"it should hold {raw['count']} documents and holds {count}")
            return
        count += 1
        yield Kept(database=raw["database"], collection=raw["collection"], document=raw["document"])
    raise NotWhole(f"it ends after {count} documents, and not where it should")


def _documents(source: BinaryIO) -> Iterator[RawBSONDocument]:
    while head := source.read(_LENGTH.size):
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
        body = source.read(length - _LENGTH.size) if length > _LENGTH.size else b""
        if len(body) != length - _LENGTH.size:
            raise NotWhole("it breaks off in the middle of a document")
        try:
            yield RawBSONDocument(head + body)
        except bson.errors.InvalidBSON:
            raise NotWhole("it holds something that is no document") from None

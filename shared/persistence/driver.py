"""The driver seam: the only place that speaks to MongoDB's driver (decisions 0002 and 0013).

Everything else asks a :class:`Store` (one service's database) for a :class:`Collection`. Documents are
plain JSON-like dictionaries, except where a real BSON date is needed (leases, delivery marks).
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Self, TypeVar, cast

import pymongo
from bson.codec_options import CodecOptions
from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.persistence.clients import CLIENTS, Client, Driver, Login
from shared.persistence.trouble import DatabaseTrouble, DuplicateKey, Trouble, trouble_of

__all__ = [
    "Collection",
    "DatabaseTrouble",
    "DeleteOne",
    "Document",
    "Driver",
    "DuplicateKey",
    "InsertOne",
    "Login",
    "ReplaceOne",
    "Session",
    "Sort",
    "Store",
    "Trouble",
    "UpdateOne",
    "Write",
    "trouble_of",
]

Document = dict[str, Any]
Session = Any  # the driver's client session; only this module looks inside
Write = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | DeleteOne
Sort = Sequence[tuple[str, int | str]]
"""Fields with 1 or -1; of an index also with its kind, such as ``text``."""
T = TypeVar("T")

_MAJORITY = WriteConcern("majority")
_SERVER_TROUBLE_SECONDS = 3.0
_FIRST_PAUSE_SECONDS = 0.003
_LONGEST_PAUSE_SECONDS = 0.25


class Collection:
    """One collection. Every method takes the session of the transaction it is part of, if any."""

    def __init__(self, inner: Any, client: Client) -> None:
        self._inner = inner
        self._client = client

    async def find_one(
        self,
        where: Mapping[str, Any],
        *,
        projection: Mapping[str, Any] | None = None,
        sort: Sort | None = None,
        session: Session = None,
    ) -> Document | None:
        return cast(
            "Document | None", await self._inner.find_one(where, projection=projection, sort=sort, session=session)
        )

    async def find(
        self,
        where: Mapping[str, Any],
        *,
        projection: Mapping[str, Any] | None = None,
        sort: Sort | None = None,
        limit: int = 0,
        session: Session = None,
    ) -> list[Document]:
        """All matching documents, or the first ``limit`` of them (0: no limit)."""
        cursor = self._inner.find(
            where, projection=projection, sort=sort, limit=limit, batch_size=limit or 0, session=session
        )
        return cast("list[Document]", await cursor.to_list(None))

    async def stream(
        self, where: Mapping[str, Any], *, projection: Mapping[str, Any] | None = None, sort: Sort | None = None
    ) -> AsyncIterator[Document]:
        """All matching documents one by one, however many there are."""
        async for document in self._inner.find(where, projection=projection, sort=sort, batch_size=1_000):
            yield document

    async def aggregate(
        self, pipeline: Sequence[Mapping[str, Any]], *, at_once: int = 0, session: Session = None
    ) -> list[Document]:
        """All that comes out; up to ``at_once`` of it in the first round trip (0: as the driver likes)."""
        batch = {"batchSize": at_once} if at_once else {}
        cursor = await self._client.aggregate(self._inner, list(pipeline), session=session, **batch)
        return cast("list[Document]", await cursor.to_list(None))

    async def inserted(self, where: Mapping[str, Any]) -> AsyncIterator[None]:
        """Yields once when it listens, and then for each new document that matches; a change stream.

        A hint: what came before it listened, or while it was broken, is not told. Raises ``DatabaseTrouble``.
        """
        pipeline = [
            {"$match": {"operationType": "insert", **{f"fullDocument.{name}": value for name, value in where.items()}}},
            {"$project": {"_id": 1}},
        ]
        async with self._client.changes(self._inner, pipeline) as stream:
            await stream.try_next()  # Motor opens it at the first wait, and would miss what came before
            yield
            async for _ in stream:
                yield

    async def count(self, where: Mapping[str, Any], *, session: Session = None) -> int:
        return int(await self._inner.count_documents(where, session=session))

    async def insert_many(self, documents: Sequence[Document], *, session: Session = None) -> None:
        """Insert all or raise; an empty sequence is nothing to do."""
        if documents:
            await self._inner.insert_many(documents, ordered=True, session=session)

    async def write(self, writes: Sequence[Write], *, session: Session = None) -> int:
        """Run writes in order in one round trip; answers how many documents they found or made."""
        result = await self._inner.bulk_write(list(writes), ordered=True, session=session)
        return int(result.matched_count + result.inserted_count + result.upserted_count + result.deleted_count)

    async def update_many(
        self, where: Mapping[str, Any], change: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> int:
        """Answers how many documents matched."""
        result = await self._inner.update_many(where, change)
        return int(result.matched_count)

    async def find_one_and_update(
        self,
        where: Mapping[str, Any],
        change: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        *,
        upsert: bool = False,
    ) -> Document | None:
        """Answers the document after the change, ``None`` when nothing matched."""
        return cast(
            "Document | None",
            await self._inner.find_one_and_update(
                where, change, upsert=upsert, return_document=pymongo.ReturnDocument.AFTER
            ),
        )

    async def delete_many(self, where: Mapping[str, Any]) -> int:
        result = await self._inner.delete_many(where)
        return int(result.deleted_count)

    async def create_index(self, keys: Sort, *, name: str, **options: Any) -> None:
        await self._inner.create_index(list(keys), name=name, **options)


class Store:
    """One service's database. Reads see what a majority has; writes are acknowledged by a majority."""

    def __init__(self, client: Client, *, database: str) -> None:
        self._client = client
        self.database = database
        self._inner = client.inner.get_database(
            database,
            codec_options=CodecOptions(tz_aware=True),
            write_concern=_MAJORITY,
            read_concern=ReadConcern("majority"),
        )

    @classmethod
    def connect(
        cls,
        uri: str,
        *,
        database: str,
        login: Login | None = None,
        driver: Driver = Driver.MOTOR,
        server_trouble_seconds: float = _SERVER_TROUBLE_SECONDS,
    ) -> Self:
        """A store on ``uri``. Nothing is sent yet; a server that is away shows in the first call.

        ``server_trouble_seconds`` bounds how long a call looks for a server before it raises
        :data:`DatabaseTrouble`.
        """
        client = CLIENTS[driver](
            uri,
            serverSelectionTimeoutMS=int(server_trouble_seconds * 1000),
            connectTimeoutMS=int(server_trouble_seconds * 1000),
            retryWrites=True,
            maxPoolSize=100,
            **(login.for_driver() if login else {}),
        )
        return cls(client, database=database)

    def __getitem__(self, collection: str) -> Collection:
        return Collection(self._inner[collection], self._client)

    async def transact(self, work: Callable[[Session], Awaitable[T]], *, within_seconds: float) -> T:
        """Run ``work`` in one transaction (snapshot read, majority write) and commit.

        ``work`` runs again from its beginning when the database says the trouble was transient, so it
        may have no effect but its writes. Raises what ``work`` raises, with nothing written, and
        :data:`DatabaseTrouble` when ``within_seconds`` are over; then a commit may have happened or not.
        A duplicate key is never caught inside: it ends the transaction and reaches the caller.

        Not the driver's own ``with_transaction``: it tries for 120 s whatever the bound, and without a
        pause while no server is there.
        """
        deadline = time.monotonic() + within_seconds
        pause = _FIRST_PAUSE_SECONDS
        with pymongo.timeout(within_seconds):
            async with await self._client.session() as session:
                while True:
                    try:
                        return await self._attempt(session, work, deadline)
                    except PyMongoError as error:
                        if not error.has_error_label("TransientTransactionError"):
                            raise
                        if time.monotonic() + pause > deadline:
                            raise
                    await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                    pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _attempt(self, session: Session, work: Callable[[Session], Awaitable[T]], deadline: float) -> T:
        await self._client.begin(session, read_concern=ReadConcern("snapshot"), write_concern=_MAJORITY)
        try:
            result = await work(session)
        except BaseException:
            # What failed is told, not that ending it failed too: the server ends it by itself.
            with contextlib.suppress(PyMongoError):
                await session.abort_transaction()
            raise
        while True:
            try:
                await session.commit_transaction()
                return result
            except PyMongoError as error:
                unknown = error.has_error_label("UnknownTransactionCommitResult")
                if not unknown or time.monotonic() + _LONGEST_PAUSE_SECONDS > deadline:
                    raise
            await asyncio.sleep(_LONGEST_PAUSE_SECONDS)

    async def read_snapshot(self, work: Callable[[Session], Awaitable[T]]) -> T:
        """Run reads that all see the database at one point in time.

        A row that is visible to an ordinary read may have an earlier sibling that is not visible yet;
        in a snapshot the earlier one is always there too.
        """
        async with await self._client.session(snapshot=True) as session:
            return await work(session)

    async def collections(self) -> list[str]:
        """The names of the collections there are, sorted."""
        return sorted(await self._inner.list_collection_names())

    async def ping(self) -> str:
        """The server's version; raises :data:`DatabaseTrouble` when there is none to answer."""
        return str((await self._client.inner.server_info())["version"])

    async def set_validator(self, collection: str, schema: Mapping[str, Any]) -> None:
        """Make sure the collection exists and refuses documents that do not fit ``schema``."""
        names = await self._inner.list_collection_names(filter={"name": collection})
        if not names:
            await self._inner.create_collection(collection)
        await self._inner.command("collMod", collection, validator={"$jsonSchema": schema})

    async def drop(self) -> None:
        """Remove the whole database (tests and ``idm stack reset`` only)."""
        await self._client.inner.drop_database(self.database)

    async def close(self) -> None:
        await self._client.close()

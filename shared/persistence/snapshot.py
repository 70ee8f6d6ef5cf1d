"""What one transaction reads: each document once, and what many units ask for in one round trip (decision 0015)."""

from collections.abc import Collection

from shared.persistence.driver import Document, Session, Sort, Store
from shared.persistence.staging import Key

_OUTBOX = "outbox"


class NotReadYet(BaseException):
    """What a unit asks for is read with what the others ask for; then it runs again.

    Not an ``Exception``: no use case may catch it and go on.
    """


class Snapshot:
    """The database as one transaction sees it. It cannot change under the transaction, so nothing is read twice.

    While ``gathers`` is set, a unit that asks for what was not read yet is stopped by :class:`NotReadYet`, and
    :meth:`read_gathered` reads for all of them together.
    """

    def __init__(self, *, store: Store, session: Session) -> None:
        self.gathers = False
        self._store = store
        self._session = session
        self._known: dict[Key, Document | None] = {}
        self._owners: dict[str, str | None] = {}
        self._answers: dict[tuple[str, str, int], list[Document]] = {}
        self._gathered: dict[str, set[str]] = {}

    async def document(self, key: Key) -> Document | None:
        """The document, or ``None``. It is shared: whoever changes it takes a copy."""
        collection, identifier = key
        if key not in self._known:
            self._may_wait(collection, identifier)
            self._known[key] = await self._store[collection].find_one({"_id": identifier}, session=self._session)
        return self._known[key]

    async def owner(self, stream: str) -> str | None:
        """The type of the aggregate whose stream it is; ``None`` when the stream is free."""
        if stream not in self._owners:
            self._may_wait(_OUTBOX, stream)
            await self._read_owners({stream})
        return self._owners[stream]

    async def query(self, collection: str, where: Document, *, limit: int, sort: Sort | None = None) -> list[Document]:
        """Documents by other fields than their identifier; asked at once, and once. They are shared."""
        key = (collection, repr((where, sort)), limit)
        if key not in self._answers:
            self._answers[key] = await self._store[collection].find(
                where, sort=sort, limit=limit, session=self._session
            )
        return self._answers[key]

    async def read_ahead(self, collection: str, identifiers: Collection[str]) -> None:
        """Read these documents and the owners of these streams at once, so that asking for each costs nothing."""
        await self.read_documents(collection, identifiers)
        await self._read_owners(set(identifiers))

    async def read_documents(self, collection: str, identifiers: Collection[str]) -> None:
        """Read these documents at once, so that asking for each costs nothing."""
        found = await self._store[collection].find({"_id": {"$in": sorted(identifiers)}}, session=self._session)
        self._known.update({(collection, identifier): None for identifier in identifiers})
        self._known.update({(collection, document["_id"]): document for document in found})

    async def read_gathered(self) -> None:
        """Read what the stopped units asked for, one round trip for each collection."""
        gathered, self._gathered = self._gathered, {}
        await self._read_owners(gathered.pop(_OUTBOX, set()))
        for collection, identifiers in gathered.items():
            await self.read_documents(collection, identifiers)

    def _may_wait(self, collection: str, identifier: str) -> None:
        if self.gathers:
            self._gathered.setdefault(collection, set()).add(identifier)
            raise NotReadYet

    async def _read_owners(self, streams: set[str]) -> None:
        if not streams:
            return
        # Every stream has a first message, and a log keeps everything: one row each, however long they are.
        first = {"recorded.stream": {"$in": sorted(streams)}, "recorded.version": 1}
        wanted = {"recorded.stream": 1, "recorded.aggregate": 1}
        self._owners.update(dict.fromkeys(streams))
        for row in await self._store[_OUTBOX].find(first, projection=wanted, session=self._session):
            self._owners[row["recorded"]["stream"]] = str(row["recorded"]["aggregate"])

"""The unit of work: one MongoDB transaction per command, or per batch of messages (design.md 4).

Writes are gathered in memory and flushed just before the commit. What was gathered is read back, so a
use case sees its own writes, and the work of one message in a batch can be dropped without the others.
"""

import copy
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from shared.domain.act import Act
from shared.domain.aggregate import Aggregate, Recorded
from shared.domain.errors import AlreadyExists, NotFound, StaleVersion
from shared.persistence.context import Context
from shared.persistence.driver import Collection, Document, InsertOne, ReplaceOne, Session, Sort, Store, Write
from shared.persistence.reading import read
from shared.persistence.seals import sealed
from shared.persistence.snapshot import Snapshot
from shared.persistence.staging import Fact, Key, Layer, Staged

A = TypeVar("A", bound=Aggregate)
T = TypeVar("T")

COMMAND_SECONDS = 10.0
"""How long one command may look for a database, wait for locks and commit."""


class ChangeWithoutMessage(RuntimeError):
    """A bug: an aggregate changed and recorded nothing, so the log would not tell (invariant 1)."""


class Transaction:
    """What one database transaction will write. Units are layers on top of it."""

    def __init__(self, *, store: Store, session: Session, rows: Callable[[Fact], Document]) -> None:
        self.session = session
        self.snapshot = Snapshot(store=store, session=session)
        self._store = store
        self._rows = rows
        self._kept = Layer()
        self._extra: list[tuple[str, Write]] = []

    def unit(self, context: Context) -> "UnitOfWork":
        """A new unit on top of what was kept so far."""
        return UnitOfWork(transaction=self, context=context)

    def collection(self, name: str) -> Collection:
        return self._store[name]

    def also(self, collection: str, write: Write) -> None:
        """A write that belongs to the transport (positions, held messages), flushed with the rest.

        Each must find or make one document: else somebody was faster, and the flush raises ``StaleVersion``.
        """
        self._extra.append((collection, write))

    @property
    def facts(self) -> Sequence[Fact]:
        return tuple(self._kept.facts)

    def keep(self, layer: Layer) -> None:
        self._kept.absorb(layer)

    def staged_aggregate(self, key: Key) -> Staged | None:
        return self._kept.aggregates.get(key)

    def staged_document(self, key: Key) -> Document | None:
        return self._kept.documents.get(key)

    async def stream_owner(self, stream: str) -> str | None:
        """The type of the aggregate that has this identifier, whatever its type; ``None`` when it is free."""
        for fact in self._kept.facts:
            if fact.stream == stream:
                return fact.recorded.message.aggregate
        return await self.snapshot.owner(stream)

    async def flush(self) -> None:
        """Send every gathered write, one round trip per collection.

        Each row of the log is sealed to the one before it in its stream, whose hash the aggregate keeps: nothing is
        read for it. Raises :class:`StaleVersion` when an aggregate is no longer at the version it was read at.
        """
        rows = self._sealed_rows()
        for collection, wanted in self._aggregate_writes().items():
            await self._write(collection, [write for _, write in wanted], kind=wanted[0][0])
        by_collection: dict[str, list[Write]] = {}
        for (collection, identifier), document in self._kept.documents.items():
            write: Write = ReplaceOne({"_id": identifier}, {**document, "_id": identifier}, upsert=True)
            by_collection.setdefault(collection, []).append(write)
        for collection, writes in by_collection.items():
            await self._store[collection].write(writes, session=self.session)
        await self._store["outbox"].insert_many(rows, session=self.session)
        extra: dict[str, list[Write]] = {}
        for collection, write in self._extra:
            extra.setdefault(collection, []).append(write)
        for collection, writes in extra.items():
            await self._write(collection, writes, kind=collection)

    def _sealed_rows(self) -> list[Document]:
        """The new rows; each changed aggregate is given the hash of its last one."""
        changed = {identifier: staged for (_, identifier), staged in self._kept.aggregates.items() if staged.changed}
        last = {stream: staged.document["seal"] for stream, staged in changed.items()}
        rows = sealed([self._rows(fact) for fact in self._kept.facts], last=last)
        for row in rows:
            staged = changed[row["recorded"]["stream"]]
            staged.document = {**staged.document, "seal": row["seal"]["hash"]}
        return rows

    def _aggregate_writes(self) -> dict[str, list[tuple[str, Write]]]:
        writes: dict[str, list[tuple[str, Write]]] = {}
        for (collection, identifier), staged in self._kept.aggregates.items():
            if not staged.changed:
                continue
            write: Write
            if staged.base_version is None:
                write = InsertOne(staged.document)
            else:
                write = ReplaceOne({"_id": identifier, "version": staged.base_version}, staged.document)
            writes.setdefault(collection, []).append((identifier, write))
        return writes

    async def _write(self, collection: str, writes: list[Write], *, kind: str) -> None:
        if await self._store[collection].write(writes, session=self.session) != len(writes):
            raise StaleVersion(collection, kind)


class UnitOfWork:
    """The work of one command or one message. Loads see the unit's own saves, then earlier units'."""

    def __init__(self, *, transaction: Transaction, context: Context) -> None:
        self._transaction = transaction
        self._layer = Layer()
        # The aggregate is kept beside its document so that its id() is not reused within this unit.
        self._awake: dict[int, tuple[Aggregate, Document]] = {}
        self.context = context

    def act(self, occurred_on: date | None = None) -> Act:
        """The act of this unit's actor. Raises ``OccursInTheFuture``."""
        return self.context.act(occurred_on)

    async def find(self, kind: type[A], identifier: str) -> A | None:
        """The aggregate, or ``None``."""
        key = (kind.collection, identifier)
        staged = self._layer.aggregates.get(key) or self._transaction.staged_aggregate(key)
        if staged is None:
            document = await self._transaction.snapshot.document(key)
            if document is None:
                return None
            staged = Staged(document=document, base_version=document["version"], changed=False)
            self._layer.aggregates[key] = staged
        return self._wake(kind, staged.document)

    async def load(self, kind: type[A], identifier: str, *, expected_version: int | None = None) -> A:
        """The aggregate. Raises ``NotFound``, or ``StaleVersion`` when it is not at ``expected_version``."""
        aggregate = await self.find(kind, identifier)
        if aggregate is None:
            raise NotFound(kind.aggregate_type.replace("_", " "), identifier)
        if expected_version is not None and aggregate.version != expected_version:
            raise StaleVersion(kind.aggregate_type.replace("_", " "), identifier)
        return aggregate

    async def load_all(self, kind: type[A], identifiers: Sequence[str]) -> list[A]:
        """Aggregates of one kind as :meth:`load` does, with one round trip however many they are."""
        await self._transaction.snapshot.read_documents(kind.collection, set(identifiers))
        return [await self.load(kind, one) for one in identifiers]

    async def add(self, aggregate: Aggregate) -> None:
        """Save a new aggregate. Raises ``AlreadyExists`` when there is one with its identifier."""
        if await self.find(type(aggregate), aggregate.id) is not None:
            kind = aggregate.aggregate_type.replace("_", " ")
            raise AlreadyExists(
                f"There is a {kind} with the identifier “{aggregate.id}” already.",
                remedy="Change the one there is, or choose another identifier.",
            )
        # An identifier is a stream, and two kinds of things in one stream would share its numbers.
        other = await self._transaction.stream_owner(aggregate.id)
        if other is not None:
            raise AlreadyExists(
                f"The identifier “{aggregate.id}” belongs to a {other.replace('_', ' ')} already.",
                remedy="Choose another identifier.",
            )
        self._stage(aggregate, base_version=None)

    async def add_all(self, aggregates: Sequence[Aggregate]) -> None:
        """Save new aggregates of one kind as :meth:`add` does, with two round trips however many they are."""
        if len(aggregates) > 1:
            identifiers = {one.id for one in aggregates}
            await self._transaction.snapshot.read_ahead(aggregates[0].collection, identifiers)
        for aggregate in aggregates:
            await self.add(aggregate)

    def save(self, aggregate: Aggregate) -> None:
        """Save a loaded aggregate. Raises :class:`ChangeWithoutMessage` when it changed in silence."""
        key = (aggregate.collection, aggregate.id)
        staged = self._layer.aggregates.get(key) or self._transaction.staged_aggregate(key)
        if staged is None:
            raise RuntimeError(f"{aggregate.aggregate_type} {aggregate.id} was neither loaded nor added in this unit")
        self._stage(aggregate, base_version=staged.base_version)

    async def find_document(self, collection: str, identifier: str) -> Document | None:
        """A plain document beside the aggregates (personal data that can be purged), or ``None``."""
        key = (collection, identifier)
        staged = self._layer.documents.get(key) or self._transaction.staged_document(key)
        if staged is not None:
            # As it will be once it is written.
            return {"_id": identifier, **copy.deepcopy(staged)}
        return copy.deepcopy(await self._transaction.snapshot.document(key))

    def put_document(self, collection: str, identifier: str, document: Document) -> None:
        """Write a plain document whole, replacing the one there is."""
        self._layer.documents[(collection, identifier)] = document

    async def query(self, collection: str, where: Document, *, limit: int, sort: Sort | None = None) -> list[Document]:
        """Read documents by other fields than their identifier, as the database has them now.

        What this transaction gathered is *not* seen: reactions load by identifier instead.
        """
        return copy.deepcopy(await self._transaction.snapshot.query(collection, where, limit=limit, sort=sort))

    def keep(self) -> None:
        """Hand everything this unit gathered to its transaction. Without it the unit leaves no trace."""
        self._transaction.keep(self._layer)
        self._layer = Layer()

    def _wake(self, kind: type[A], document: Document) -> A:
        aggregate = from_document(kind, document)
        self._awake[id(aggregate)] = (aggregate, document)
        return aggregate

    def _stage(self, aggregate: Aggregate, *, base_version: int | None) -> None:
        document = to_document(aggregate)
        _, before = self._awake.get(id(aggregate), (None, None))
        recorded = aggregate.recorded
        if not recorded:
            if before is None or (document != before and document != _as_stored_now(type(aggregate), before)):
                raise ChangeWithoutMessage(f"{aggregate.aggregate_type} {aggregate.id} changed and recorded no message")
            return
        self._layer.aggregates[(aggregate.collection, aggregate.id)] = Staged(
            document=document, base_version=base_version, changed=True
        )
        self._layer.facts.extend(_new_facts(aggregate.id, recorded, self.context, self._layer.facts))
        self._awake[id(aggregate)] = (aggregate, document)


def _new_facts(stream: str, recorded: Iterable[Recorded], context: Context, known: list[Fact]) -> list[Fact]:
    """What was recorded since the last save of the same aggregate in this unit."""
    saved = {fact.recorded.version for fact in known if fact.stream == stream}
    return [Fact(stream=stream, recorded=one, context=context) for one in recorded if one.version not in saved]


def to_document(aggregate: Aggregate) -> Document:
    """The stored form: JSON values, ``id`` as ``_id``."""
    document = aggregate.model_dump(mode="json")
    return {"_id": document.pop("id"), **document}


def _as_stored_now(kind: type[Aggregate], document: Document) -> Document:
    """As this version would store what one before it did: a field that is new stands there with its default."""
    return to_document(from_document(kind, document))


def from_document(kind: type[A], document: Document, *, whole: bool = True) -> A:
    """The aggregate that a document keeps. Raises :class:`WrittenByAnotherVersion`.

    ``whole``: with all that is stored, as it must be to be written back; else what this version knows of it.
    """
    return read(kind, document, whole=whole, named=kind.aggregate_type)


class Units:
    """Runs units of work, each in a transaction of its own."""

    def __init__(
        self, *, store: Store, rows: Callable[[Fact], Document], after_commit: Callable[[], None] = lambda: None
    ) -> None:
        self._store = store
        self._rows = rows
        self._after_commit = after_commit

    async def run(
        self, context: Context, work: Callable[[UnitOfWork], Awaitable[T]], *, within_seconds: float = COMMAND_SECONDS
    ) -> T:
        """Run one unit and commit it: everything it saved, its messages, or nothing at all.

        ``work`` may run more than once (transient trouble), so it has no other effect. Raises what it
        raises, ``StaleVersion`` for a lost race and ``DatabaseTrouble`` when the database is away.
        """

        async def one(transaction: Transaction) -> T:
            unit = transaction.unit(context)
            result = await work(unit)
            unit.keep()
            return result

        return await self.transact(one, within_seconds=within_seconds)

    async def transact(
        self, work: Callable[[Transaction], Awaitable[T]], *, within_seconds: float = COMMAND_SECONDS
    ) -> T:
        """Run ``work`` with a bare transaction; a lane's batch keeps many units in one."""
        sends = False

        async def in_session(session: Session) -> T:
            nonlocal sends
            transaction = Transaction(store=self._store, session=session, rows=self._rows)
            result = await work(transaction)
            await transaction.flush()
            sends = any(fact.recorded.sequence is not None for fact in transaction.facts)
            return result

        result = await self._store.transact(in_session, within_seconds=within_seconds)
        if sends:
            self._after_commit()
        return result

"""What an operator does with held messages: see them, try one again, give one up (invariant 6).

Each act compares and sets the position's revision, so it excludes arrivals, retries and other operators:
who is slower raises ``StaleVersion`` and looks again.
"""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.errors import NotFound, Rule, RuleBroken, WrongState
from shared.messaging.inbox import ANOTHER_VERSION, GAP, Inbox
from shared.messaging.incoming import arrival_of, place_of
from shared.outbox.positions import HeldState, Position, discard, held_id, mark_dead, positions_of, release
from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.driver import Document, Store, Trouble, trouble_of
from shared.persistence.unit_of_work import Transaction, Units

_OPEN = {"$in": [HeldState.DEAD.value, HeldState.WAITING.value]}
IN_ORDER = Rule(
    number="G5", slug="stream-keeps-its-order", sentence="The messages of a stream are settled in their order."
)


class Request(Protocol):
    """A request that may come again. Both look and write in the transaction of what was asked for."""

    async def recall(self, transaction: Transaction) -> str | None:
        """The held message that this request was about when it was done before; ``None`` when it was not."""

    def keep(self, transaction: Transaction, *, resource: str, version: int) -> None:
        """Remember that it is done: to which message, and at which revision of its position."""


class HeldMessages:
    """The held messages of one service. ``request``, where there is one, is done once however often it comes."""

    def __init__(self, *, consumer: str, store: Store, units: Units, inbox: Inbox) -> None:
        self._consumer = consumer
        self._store = store
        self._units = units
        self._inbox = inbox

    async def counts(self) -> dict[str, int]:
        """How many are dead and how many wait."""
        grouped = await self._store[HELD].aggregate(
            [{"$match": {"state": _OPEN}}, {"$group": {"_id": "$state", "count": {"$sum": 1}}}]
        )
        found = {document["_id"]: int(document["count"]) for document in grouped}
        return {state.value: found.get(state.value, 0) for state in (HeldState.DEAD, HeldState.WAITING)}

    async def gaps(self) -> int:
        """In how many streams a message is missing: the first that came after it waits, and says so."""
        grouped = await self._store[HELD].aggregate(
            [
                {"$match": {"state": HeldState.WAITING.value, "why": GAP}},
                {"$group": {"_id": {"topic": "$topic", "stream": "$stream"}}},
                {"$count": "streams"},
            ]
        )
        return int(grouped[0]["streams"]) if grouped else 0

    async def listed(self, *, limit: int) -> Sequence[Document]:
        """The first ``limit`` open ones: dead ones first, since the waiting ones mostly stand behind them."""
        return await self._store[HELD].find(
            {"state": _OPEN}, projection={"value": 0, "headers": 0}, sort=[("state", 1), ("_id", 1)], limit=limit
        )

    async def one(self, identifier: str) -> Document:
        """A held message whole. Raises ``NotFound``."""
        found = await self._store[HELD].find_one({"_id": identifier})
        if found is None:
            raise NotFound("held message", identifier)
        return found

    async def retry(self, identifier: str, *, request: Request | None = None) -> str | None:
        """Try one again, then what waits behind it; answers why it is still dead, ``None`` when it was done.

        One that was done meanwhile is done: a lost answer may be asked for again. Raises ``NotFound``,
        ``WrongState`` when it was given up, ``RuleBroken`` when one before it is held.
        """
        about = await self._units.transact(request.recall) if request else None
        if about is not None:
            return await self._why_dead(about)
        if await self._was_done(identifier):
            if request:  # as in discard
                await self._units.transact(request.recall)
            return None
        document = await self.one(identifier)
        if "stream" not in document:
            return await self._retry_unplaced(document, request)

        async def again(transaction: Transaction) -> str | None:
            if request and await request.recall(transaction) is not None:
                return await self._why_dead(identifier)
            held, position = await self._head(transaction, identifier)
            why = await self._inbox.do(transaction, arrival_of(held))
            position.changed = True
            if why is None:
                release(transaction, identifier)
                self._settle(position, held)
            elif why != ANOTHER_VERSION:
                mark_dead(transaction, identifier, why=why)
            transaction.also(POSITIONS, position.write())
            if request:
                request.keep(transaction, resource=identifier, version=position.revision + 1)
            return why

        try:
            why = await self._units.transact(again)
        except Exception as error:
            if trouble_of(error) is not Trouble.REFUSED:
                raise
            return f"the database refuses its effect: {type(error).__name__}"
        if why is None:
            await self._inbox.retry_stream(document["topic"], document["stream"])
        return why

    async def discard(self, identifier: str, *, by: str, reason: str, request: Request | None = None) -> None:
        """Give one up, and do what waited behind it; again for the same reason changes nothing.

        Raises as :meth:`retry` does.
        """
        if request and await self._units.transact(request.recall) is not None:
            return
        document = await self.one(identifier)
        earlier = document.get("discarded", {})
        if (earlier.get("by"), earlier.get("reason")) == (by, reason):
            if request:  # a twin may have done it since the key was looked for: then the answer is a repeated one
                await self._units.transact(request.recall)
            return

        async def give_up(transaction: Transaction) -> None:
            if request and await request.recall(transaction) is not None:
                return
            revision = 0
            if "stream" in document:
                held, position = await self._head(transaction, identifier)
                self._settle(position, held)
                transaction.also(POSITIONS, position.write())
                revision = position.revision + 1
            elif document["state"] == HeldState.DISCARDED.value:
                raise _given_up(identifier)
            discard(transaction, identifier, by=by, reason=reason)
            if request:
                request.keep(transaction, resource=identifier, version=revision)

        await self._units.transact(give_up)
        if "stream" in document:
            await self._inbox.retry_stream(document["topic"], document["stream"])

    async def _was_done(self, identifier: str) -> bool:
        """True when it is held no more because its position has passed it."""
        position, _, sequence = identifier.rpartition("|")
        if not sequence.isdigit() or await self._store[HELD].count({"_id": identifier}):
            return False
        found = await self._store[POSITIONS].find_one({"_id": position})
        return found is not None and found["done"] >= int(sequence)

    async def _why_dead(self, identifier: str) -> str | None:
        """Why it is held now; ``None`` when it is held no more."""
        found = await self._store[HELD].find_one({"_id": identifier})
        return str(found["why"]) if found else None

    async def _head(self, transaction: Transaction, identifier: str) -> tuple[Document, Position]:
        """The held message and its position, when it is the next of its stream."""
        held = await transaction.collection(HELD).find_one({"_id": identifier}, session=transaction.session)
        if held is None:
            raise NotFound("held message", identifier)
        if held["state"] == HeldState.DISCARDED.value:
            raise _given_up(identifier)
        topic, stream = held["topic"], held["stream"]
        position = (await positions_of(transaction, consumer=self._consumer, topic=topic, streams=[stream]))[stream]
        if held["sequence"] != position.done + 1:
            raise RuleBroken(
                IN_ORDER,
                f"Number {held['sequence']} of {stream} waits for number {position.done + 1}.",
                remedy=f"Settle number {position.done + 1} first; if it never came, have its sender republish it.",
            )
        return held, position

    @staticmethod
    def _settle(position: Position, held: Document) -> None:
        position.note_done(held["sequence"])
        position.note_released()

    async def _retry_unplaced(self, document: Document, request: Request | None) -> str | None:
        """A record without a readable stream stays dead unless today's code can read it."""
        if document["state"] == HeldState.DISCARDED.value:
            raise _given_up(document["_id"])
        arrival = arrival_of(document)
        place = place_of(arrival)
        if place is None:
            return str(document["why"])
        identifier = held_id(consumer=self._consumer, topic=arrival.topic, stream=place.stream, sequence=place.sequence)

        async def forget(transaction: Transaction) -> None:
            if request and await request.recall(transaction) is not None:
                return
            release(transaction, document["_id"])
            if request:
                request.keep(transaction, resource=identifier, version=0)

        # Taken before it is forgotten: who dies in between takes it again, which is a duplicate and does nothing.
        await self._inbox.take([arrival])
        await self._units.transact(forget)
        return await self._why_dead(identifier)


def _given_up(identifier: str) -> WrongState:
    return WrongState(f"The message {identifier} was given up.", remedy="Read with `show` who did so and why.")

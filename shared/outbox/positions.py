"""How far a consumer came in each stream, and what it holds back (invariants 5 and 6)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.driver import DeleteOne, Document, InsertOne, ReplaceOne, UpdateOne, Write
from shared.persistence.unit_of_work import Transaction


class HeldState(StrEnum):
    """``dead`` cannot be processed as it is; ``waiting`` stands behind a gap or another held message.

    ``discarded`` was given up by a person, and is kept with who and why.
    """

    DEAD = "dead"
    WAITING = "waiting"
    DISCARDED = "discarded"


@dataclass(kw_only=True)
class Position:
    """One consumer's place in one stream of one topic.

    ``received`` is the highest sequence seen, ``done`` the highest with all before it done, ``held``
    how many are held between them. ``revision`` is compared and set by every write, so two members
    that work on one stream at once cannot both commit.
    """

    id: str
    stream: str
    received: int = 0
    done: int = 0
    held: int = 0
    revision: int = 0
    changed: bool = field(default=False, compare=False)

    def note_done(self, sequence: int) -> None:
        self.done, self.received, self.changed = sequence, max(self.received, sequence), True

    def note_held(self, sequence: int) -> None:
        self.held, self.received, self.changed = self.held + 1, max(self.received, sequence), True

    def note_released(self) -> None:
        self.held, self.changed = self.held - 1, True

    def write(self) -> Write:
        fields = {"received": self.received, "done": self.done, "held": self.held, "revision": self.revision + 1}
        if self.revision == 0:
            return InsertOne({"_id": self.id, **fields})
        return UpdateOne({"_id": self.id, "revision": self.revision}, {"$set": fields})


async def positions_of(
    transaction: Transaction, *, consumer: str, topic: str, streams: Iterable[str]
) -> dict[str, Position]:
    """The positions of ``streams``, new ones at 0."""
    found = {stream: Position(id=f"{consumer}|{topic}|{stream}", stream=stream) for stream in streams}
    ids = {position.id: position for position in found.values()}
    for document in await transaction.collection(POSITIONS).find(
        {"_id": {"$in": list(ids)}}, session=transaction.session
    ):
        position = ids[document["_id"]]
        position.received, position.done = document["received"], document["done"]
        position.held, position.revision = document["held"], document["revision"]
    return found


def held_id(*, consumer: str, topic: str, stream: str, sequence: int) -> str:
    return f"{consumer}|{topic}|{stream}|{sequence}"


def hold(transaction: Transaction, identifier: str, document: Document, *, state: HeldState, why: str) -> None:
    """Keep a message byte for byte; doing so twice keeps it once."""
    kept = {"_id": identifier, **document, "state": state.value, "why": why, "held_at": datetime.now(UTC)}
    transaction.also(HELD, ReplaceOne({"_id": identifier}, kept, upsert=True))


def release(transaction: Transaction, identifier: str) -> None:
    """Forget a held message: it was done."""
    transaction.also(HELD, DeleteOne({"_id": identifier}))


def discard(transaction: Transaction, identifier: str, *, by: str, reason: str) -> None:
    """Give a held message up; it stays to be read."""
    change = {"state": HeldState.DISCARDED.value, "discarded": {"by": by, "reason": reason, "at": datetime.now(UTC)}}
    transaction.also(HELD, UpdateOne({"_id": identifier}, {"$set": change}))


def mark_dead(transaction: Transaction, identifier: str, *, why: str) -> None:
    """What waited was tried and cannot be processed."""
    change = {"$set": {"state": HeldState.DEAD.value, "why": why, "held_at": datetime.now(UTC)}}
    transaction.also(HELD, UpdateOne({"_id": identifier}, change))

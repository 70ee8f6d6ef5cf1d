"""What happened to a command: what it made a service record, and what became of messages where they are heard.

A command's correlation id is the ``X-Request-ID`` of its answer; all that follows from it carries the same.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.outbox.positions import HeldState
from shared.outbox.rows import COLLECTION, Delivery
from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.driver import Document, Store

MOST = 500
"""So much of what one service recorded because of a command is looked at."""
_PLACE = re.compile(r"([A-Za-z0-9._-]{1,120})/([A-Za-z0-9._:-]{1,100})/([1-9][0-9]{0,15})")


class Fate(StrEnum):
    """What became of a message at a service that hears it."""

    DONE = "done"
    PENDING = "pending"
    """It did not arrive yet, or is not done yet: wait."""
    HELD = "held"
    """It waits for a person, or behind one that does."""
    DISCARDED = "discarded"
    """A person gave it up."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A message's place on Kafka: n-th of its stream in a topic. Written ``topic/stream/sequence``."""

    topic: str
    stream: str
    sequence: int

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises ``ValueError``."""
        found = _PLACE.fullmatch(text)
        if found is None:
            raise ValueError(f"“{text}” is not topic/stream/sequence")
        return cls(topic=found[1], stream=found[2], sequence=int(found[3]))

    def __str__(self) -> str:
        return f"{self.topic}/{self.stream}/{self.sequence}"


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One thing that a service recorded. ``place`` is ``None`` for what stays in its log."""

    id: str
    type: str
    aggregate: str
    stream: str
    version: int
    recorded_at: str
    causation_id: str
    place: Place | None
    delivery: Delivery


class Tracer:
    """Looks into one service's database; writes nothing. Raises ``DatabaseTrouble``."""

    def __init__(self, *, consumer: str, store: Store) -> None:
        self._consumer = consumer
        self._store = store

    async def recorded(self, correlation_id: str) -> tuple[Sequence[Recorded], bool]:
        """What it recorded because of the command, oldest first, :data:`MOST` at most, and whether there is more."""
        rows = await self._store[COLLECTION].find(
            {"recorded.correlation_id": correlation_id},
            projection={"recorded.data": 0},
            sort=[("_id", 1)],
            limit=MOST + 1,
        )
        return [_recorded(row) for row in rows[:MOST]], len(rows) > MOST

    async def fates(self, places: Iterable[Place]) -> dict[Place, Fate]:
        """What became here of messages at these places; ask only for topics that this service hears."""
        wanted = {self._id(place, sequence=True): place for place in places}
        streams = {self._id(place, sequence=False) for place in wanted.values()}
        held = {row["_id"]: row["state"] for row in await self._by_id(HELD, wanted, {"state": 1})}
        done = {row["_id"]: row["done"] for row in await self._by_id(POSITIONS, streams, {"done": 1})}
        return {
            place: _fate(held.get(identifier), done.get(self._id(place, sequence=False), 0), place)
            for identifier, place in wanted.items()
        }

    async def _by_id(self, collection: str, ids: Iterable[str], fields: dict[str, int]) -> list[Document]:
        return await self._store[collection].find({"_id": {"$in": list(ids)}}, projection=fields)

    def _id(self, place: Place, *, sequence: bool) -> str:
        of_stream = f"{self._consumer}|{place.topic}|{place.stream}"
        return f"{of_stream}|{place.sequence}" if sequence else of_stream


def _fate(held: str | None, done: int, place: Place) -> Fate:
    if held == HeldState.DISCARDED.value:
        return Fate.DISCARDED
    if held is not None:
        return Fate.HELD
    return Fate.DONE if done >= place.sequence else Fate.PENDING


def _recorded(row: Document) -> Recorded:
    recorded = row["recorded"]
    topic = recorded["topic"]
    return Recorded(
        id=row["_id"],
        type=recorded["type"],
        aggregate=recorded["aggregate"],
        stream=recorded["stream"],
        version=recorded["version"],
        recorded_at=recorded["recorded_at"],
        causation_id=recorded["causation_id"],
        place=Place(topic=topic, stream=recorded["stream"], sequence=recorded["sequence"]) if topic else None,
        delivery=Delivery(row["delivery"]["state"]),
    )

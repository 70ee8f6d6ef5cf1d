"""What the message path did, counted in the databases of a stack that is the demonstration's own.

- **sent**: outbox rows of all services that Kafka has acknowledged.
- **effects**: outbox rows that a service recorded because of a message (its actor is the system); every
  change records a row (guarantee 1), so these are all the changes that messages made.
- **doubled**: effects that one message made more than once: rows of one cause that say the same of the
  same stream. Kafka itself may carry a message twice; that is allowed and not counted.
- **held**: messages that a service could not process or that wait behind a gap.
"""

import asyncio
import importlib
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cli.demo.failing import DemoFailed
from cli.demo.steps import Told
from shared.contracts.catalogue import REGISTRY
from shared.contracts.closing import CycleReview
from shared.contracts.events import PastEntryRecorded
from shared.contracts.governance import PastYearRecorded
from shared.outbox.rows import COLLECTION, Delivery
from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.driver import DatabaseTrouble, Document, Store
from shared.runtime.service import topics_heard

SETTLE_SECONDS = 20.0
_LOOK_SECONDS = 0.05
REVIEWS = frozenset(kind.__name__ for kind in REGISTRY if issubclass(kind, CycleReview))
"""What the services say of a year whenever their answer changes: no single act of the story sends them."""
_BEFORE = frozenset({PastYearRecorded.__name__, PastEntryRecorded.__name__})
"""What the import of the years before tells."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    sent: int
    effects: int
    doubled: int
    held: int


async def count(uri: str, *, prefix: str, services: Sequence[str], told: Sequence[Told]) -> Counts:
    """Wait until everything recorded is sent and done, then count.

    Raises :class:`DemoFailed` when something stays unsent, undone or held, is doubled, leaves a hole in a
    stream, or when other messages travelled than were shown, reviews of the year and the years before it apart.
    """
    stores = {name: Store.connect(uri, database=f"{prefix}{name}") for name in services}
    try:
        rows = await _settled(stores)
        held = sum([await store[HELD].count({}) for store in stores.values()])
    except DatabaseTrouble as away:
        raise DemoFailed(
            f"The messages cannot be counted, for the database went away: {type(away).__name__}."
        ) from None
    finally:
        for store in stores.values():
            await store.close()
    everything = [row for found in rows.values() for row in found]
    effects = [row["recorded"] for row in everything if row["recorded"]["actor"]["role"] == "system"]
    counts = Counts(
        sent=sum(row["delivery"]["state"] == Delivery.SENT for row in everything),
        effects=len(effects),
        doubled=doubled(effects),
        held=held,
    )
    judge(counts, rows, told)
    return counts


def doubled(effects: Sequence[Document]) -> int:
    """How many of these recorded effects repeat another one of the same cause."""
    said = Counter(
        (one["causation_id"], one["stream"], one["type"], json.dumps(one["data"], sort_keys=True, default=str))
        for one in effects
    )
    return sum(times - 1 for times in said.values())


def holes(rows: Sequence[Document]) -> list[str]:
    """Streams of one service whose versions are not 1, 2, 3 … or whose sent messages are not numbered so."""
    versions: dict[str, list[int]] = {}
    sequences: dict[str, list[int]] = {}
    for row in rows:
        recorded = row["recorded"]
        versions.setdefault(recorded["stream"], []).append(recorded["version"])
        if recorded.get("sequence") is not None:
            sequences.setdefault(recorded["stream"], []).append(recorded["sequence"])
    return sorted(
        {
            stream
            for numbers in (versions, sequences)
            for stream, found in numbers.items()
            if sorted(found) != list(range(1, len(found) + 1))
        }
    )


async def _settled(stores: dict[str, Store]) -> dict[str, list[Document]]:
    """All outbox rows, once every one that travels is sent and done by whoever hears it."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        rows = {name: await store[COLLECTION].find({}, sort=[("_id", 1)]) for name, store in stores.items()}
        missing = await _unfinished(stores, rows)
        if missing is None:
            return rows
        if time.monotonic() > deadline:
            raise DemoFailed(f"{SETTLE_SECONDS:.0f} seconds after the last act {missing}.")
        await asyncio.sleep(_LOOK_SECONDS)


async def _unfinished(stores: dict[str, Store], rows: dict[str, list[Document]]) -> str | None:
    for name, found in rows.items():
        unsent = sum(row["delivery"]["state"] == Delivery.UNSENT for row in found)
        if unsent:
            return f"{unsent} messages of {name} are not sent"
    everything = [row["recorded"] for found in rows.values() for row in found]
    for hearer, topics in topics_by_hearer(tuple(stores)).items():
        done = {position["_id"]: position["done"] for position in await stores[hearer][POSITIONS].find({})}
        for position, highest in _highest(hearer, [one for one in everything if one.get("topic") in topics]).items():
            if done.get(position, 0) != highest:
                return f"{hearer} has done {done.get(position, 0)} of the {highest} messages of {position}"
    return None


@cache
def topics_by_hearer(services: tuple[str, ...]) -> dict[str, list[str]]:
    """The topics that each service reads, by its own table of reactions."""
    return {name: topics_heard(importlib.import_module(f"services.{name}.service").SERVICE) for name in services}


def _highest(hearer: str, sent: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The last sequence of every stream that travels, under the identifier of the hearer's position in it."""
    highest: dict[str, int] = {}
    for recorded in sent:
        if recorded.get("sequence") is not None:
            position = f"{hearer}|{recorded['topic']}|{recorded['stream']}"
            highest[position] = max(highest.get(position, 0), recorded["sequence"])
    return highest


def judge(counts: Counts, rows: Mapping[str, Sequence[Document]], told: Sequence[Told]) -> None:
    """``rows``: the outbox of each service. Raises :class:`DemoFailed` as :func:`count` does."""
    if counts.held:
        raise DemoFailed(f"{counts.held} messages are held: see the collection “{HELD}” of each service.")
    if counts.doubled:
        raise DemoFailed(f"{counts.doubled} effects were made twice by one message.")
    # Services name their streams alike: each has a stream of the cycle.
    if torn := [f"{stream} of {name}" for name, found in rows.items() for stream in holes(found)]:
        raise DemoFailed(f"These streams have a hole in their numbers: {', '.join(torn)}.")
    everything = (row for found in rows.values() for row in found)
    sent = Counter(_name(row) for row in everything if row["recorded"].get("sequence") is not None)
    travelled = Counter({name: count for name, count in sent.items() if name not in REVIEWS | _BEFORE})
    shown = Counter(one.name for one in told)
    if travelled != shown:
        differing = sorted(name for name in travelled | shown if travelled[name] != shown[name])
        said = ", ".join(f"{name} {travelled[name]} instead of {shown[name]}" for name in differing)
        raise DemoFailed(f"Other messages travelled than the story tells: {said}.")


def _name(row: Document) -> str:
    return str(row["recorded"]["type"].split(".")[4])

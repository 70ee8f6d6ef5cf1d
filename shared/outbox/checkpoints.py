"""Checkpoints of the log: from time to time the last seal of every stream that moved is written down, in a chain.

The seals show what is wrong within a stream; a checkpoint also shows that the end of one was cut off, that a whole
one is gone, or that one was written anew from some row on (decision 0012). The newest checkpoint's hash, noted where
nobody who writes to the database can write, covers everything before it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from shared.domain.moment import write_moment
from shared.outbox.rows import COLLECTION
from shared.outbox.storage import CHECKPOINTS
from shared.persistence.driver import Document, InsertOne, Session, Store

MOVED_AT_MOST = 10_000
"""Streams in one checkpoint: a document holds 16 MB, and this is some 2 MB."""
WITHIN_SECONDS = 30.0


class Checkpoints:
    """Writes the checkpoints of one service. Several may run at once: they meet in the number, and one of them finds
    nothing left to do."""

    def __init__(self, *, store: Store) -> None:
        self._store = store
        self._covered: dict[str, int] = {}
        self._last: Document | None = None

    async def write(self) -> Document | None:
        """Write one, if anything was recorded since the last; answers it.

        Raises ``DatabaseTrouble``, also when another instance wrote one at the same moment.
        """
        return await self._store.transact(self._write, within_seconds=WITHIN_SECONDS)

    async def _write(self, session: Session) -> Document | None:
        await self._read_new(session)
        heads = await self._store[COLLECTION].aggregate(
            [
                # With the index on stream and version only the last row of each stream is read.
                {"$sort": {"recorded.stream": -1, "recorded.version": -1}},
                {
                    "$group": {
                        "_id": "$recorded.stream",
                        "version": {"$first": "$recorded.version"},
                        "hash": {"$first": "$seal.hash"},
                    }
                },
            ],
            session=session,
        )
        moved = sorted(
            (head for head in heads if head["hash"] and head["version"] > self._covered.get(head["_id"], 0)),
            key=lambda head: str(head["_id"]),
        )
        if not moved:
            return None
        checkpoint = following(self._last, moved[:MOVED_AT_MOST], covered=self._covered, at=datetime.now(UTC))
        await self._store[CHECKPOINTS].write([InsertOne(checkpoint)], session=session)
        return checkpoint

    async def _read_new(self, session: Session) -> None:
        """What was written since the last time, also by others."""
        since = self._last["_id"] if self._last else 0
        for checkpoint in await self._store[CHECKPOINTS].find(
            {"_id": {"$gt": since}}, sort=[("_id", 1)], session=session
        ):
            self._covered.update({one["stream"]: one["version"] for one in checkpoint["moved"]})
            self._last = checkpoint


def following(
    last: Document | None, moved: Sequence[Document], *, covered: Mapping[str, int], at: datetime
) -> Document:
    """The checkpoint after ``last``. ``rows`` counts all rows of the log that are covered by now."""
    rows = sum({**covered, **{one["_id"]: one["version"] for one in moved}}.values())
    content = {
        "_id": (last["_id"] if last else 0) + 1,
        "at": write_moment(at),
        "moved": [{"stream": one["_id"], "version": one["version"], "hash": one["hash"]} for one in moved],
        "rows": rows,
        "before": last["hash"] if last else None,
    }
    return {**content, "hash": checkpoint_hash(content)}


def checkpoint_hash(checkpoint: Mapping[str, object]) -> str:
    """SHA-256, in hexadecimal digits, of everything in it but the hash itself, written as a row is for its seal."""
    content = {name: value for name, value in checkpoint.items() if name != "hash"}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

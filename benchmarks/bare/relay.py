"""A bare relay: read what is unsent, send it pipelined with an idempotent producer, mark it in one write."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from benchmarks.bare.rows import to_record

ROWS_AT_ONCE = 2_000


class BareRelay:
    """``wait`` answers when there may be something to send: a bell, or a change stream."""

    def __init__(
        self, database: Any, *, bootstrap: str, wait: Callable[[], Awaitable[object]], linger_ms: int = 0
    ) -> None:
        self._outbox = database["outbox"]
        self._client = database.client
        self._wait = wait
        # An idempotent producer keeps a stream's order by itself, however many are on their way.
        self.producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            acks="all",
            enable_idempotence=True,
            linger_ms=linger_ms,
            max_batch_size=131_072,
        )

    async def run(self) -> None:
        """Until cancelled."""
        await self.producer.start()
        try:
            while True:
                if await self.round() < ROWS_AT_ONCE:
                    await self._wait()
        finally:
            await self.producer.stop()

    async def round(self) -> int:
        async with await self._client.start_session(snapshot=True) as session:
            found = self._outbox.find(
                {"delivery.state": "unsent"},
                sort=[("recorded.sequence", 1), ("_id", 1)],
                limit=ROWS_AT_ONCE,
                batch_size=ROWS_AT_ONCE,
                session=session,
            )
            rows = await found.to_list(None)
        if not rows:
            return 0
        await asyncio.gather(*[await self.producer.send(**to_record(row)) for row in rows])
        await self._outbox.update_many(
            {"_id": {"$in": [row["_id"] for row in rows]}},
            {"$set": {"delivery": {"state": "sent", "at": datetime.now(UTC)}}},
        )
        return len(rows)


class Bell:
    """Rung in this process after a commit; a poll of 100 ms stands behind it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self) -> None:
        try:
            await asyncio.wait_for(self._rung.wait(), 0.1)
        except TimeoutError:
            return
        finally:
            self._rung.clear()

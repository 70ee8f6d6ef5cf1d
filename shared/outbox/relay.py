"""The relay: reads what was not sent yet and sends it, each stream in its order (invariant 4)."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.contracts.cloudevents import to_wire
from shared.observability.metrics import SENT
from shared.outbox.lease import Lease
from shared.outbox.rows import COLLECTION, Delivery
from shared.outbox.sender import Sender
from shared.outbox.storage import EPOCH, SETTINGS
from shared.persistence.driver import DatabaseTrouble, Document, Session, Store

ROWS_AT_ONCE = 2_000
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10.0


@dataclass(kw_only=True)
class Pause:
    """A stream, or the whole relay, that waits after a failure: each time twice as long, up to 10 s."""

    until: float = 0.0
    seconds: float = 0.0

    def lengthen(self) -> None:
        self.seconds = min(max(self.seconds * 2, _FIRST_PAUSE_SECONDS), _LONGEST_PAUSE_SECONDS)
        self.until = time.monotonic() + self.seconds


class Relay:
    """Runs until it is stopped; every failure is waited out. ``ring`` wakes it, the poll is the truth."""

    def __init__(
        self,
        *,
        service: str,
        store: Store,
        sender: Sender,
        lease: Lease,
        base_url: str,
        poll_seconds: float,
        lease_seconds: float,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._service = service
        self._beat = beat
        self._store = store
        self._sender = sender
        self._lease = lease
        self._base_url = base_url
        self._poll_seconds = poll_seconds
        self._renew_seconds = lease_seconds / 3
        self._held_until = 0.0
        self._bell = asyncio.Event()
        self._stopping = False
        self._pauses: dict[str, Pause] = {}
        self.trouble: str | None = None
        """Why nothing is sent right now, for /readyz; ``None`` when all is well."""

    def ring(self) -> None:
        """Something was committed."""
        self._bell.set()

    async def run(self) -> None:
        """Send until :meth:`stop`, then let another take over."""
        pause = Pause()
        while not self._stopping:
            self._beat()
            try:
                sent = await self._round()
                pause = Pause()
                self.trouble = self._streams_in_trouble()
            except DatabaseTrouble as away:
                sent = 0
                pause.lengthen()
                self._held_until = 0.0
                self.trouble = f"the database does not answer: {away}"
            if sent < ROWS_AT_ONCE:
                await self._wait(pause.seconds or self._poll_seconds)
        await self._sender.close()
        try:
            await self._lease.release()
        except DatabaseTrouble:
            return  # then the next relay waits until the lease has run out

    def stop(self) -> None:
        """Finish the round in work, then end."""
        self._stopping = True
        self._bell.set()

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._bell.clear()

    async def _round(self) -> int:
        """Answers how many rows were sent; 0 also while another relay holds the lease."""
        if not await self._holds():
            return 0
        now = time.monotonic()
        paused = [stream for stream, pause in self._pauses.items() if pause.until > now]
        rows = await self._store.read_snapshot(lambda session: self._unsent(session, paused))
        if not rows:
            return 0
        epoch = await self._epoch()
        sent = 0
        for wave in waves(rows):
            still = [row for row in wave if not self._is_paused(row)]
            if not still or not await self._holds():
                break
            sent += await self._send(still, epoch=epoch)
        return sent

    async def _holds(self) -> bool:
        if time.monotonic() < self._held_until:
            return True
        asked_at = time.monotonic()
        if not await self._lease.hold():
            return False
        self._held_until = asked_at + self._renew_seconds
        return True

    async def _unsent(self, session: Session, paused: list[str]) -> list[Document]:
        where: dict[str, Any] = {"delivery.state": Delivery.UNSENT.value}
        if paused:
            where["recorded.stream"] = {"$nin": paused}
        return await self._store[COLLECTION].find(
            where, sort=[("recorded.sequence", 1), ("_id", 1)], limit=ROWS_AT_ONCE, session=session
        )

    async def _epoch(self) -> int:
        setting = await self._store[SETTINGS].find_one({"_id": EPOCH})
        return int(setting["value"]) if setting else 1

    async def _send(self, rows: list[Document], *, epoch: int) -> int:
        fates = await self._sender.send([to_wire(row, epoch=epoch, base_url=self._base_url) for row in rows])
        acknowledged = []
        for row, fate in zip(rows, fates, strict=True):
            stream = row["recorded"]["stream"]
            if fate is None:
                acknowledged.append(row["_id"])
                self._pauses.pop(stream, None)
            else:
                self._pauses.setdefault(stream, Pause()).lengthen()
        if acknowledged:
            await self.mark(acknowledged)
            SENT.labels(self._service).inc(len(acknowledged))
        return len(acknowledged)

    async def mark(self, identifiers: list[str]) -> None:
        """Write down that Kafka has these rows."""
        await self._store[COLLECTION].update_many(
            {"_id": {"$in": identifiers}},
            {"$set": {"delivery": {"state": Delivery.SENT.value, "at": datetime.now(UTC)}}},
        )

    def _is_paused(self, row: Document) -> bool:
        pause = self._pauses.get(row["recorded"]["stream"])
        return pause is not None and pause.until > time.monotonic()

    def _streams_in_trouble(self) -> str | None:
        if not self._pauses:
            return None
        return f"{len(self._pauses)} streams are not acknowledged by Kafka, such as {next(iter(self._pauses))}"


def waves(rows: Iterable[Document]) -> list[list[Document]]:
    """Rows in order, cut so that a wave has one row of each stream at most.

    The next wave is sent after this one was acknowledged, so n+1 of a stream never overtakes n.
    """
    result: list[list[Document]] = []
    depth: dict[str, int] = {}
    for row in rows:
        stream = row["recorded"]["stream"]
        at = depth.get(stream, 0)
        depth[stream] = at + 1
        if at == len(result):
            result.append([])
        result[at].append(row)
    return result

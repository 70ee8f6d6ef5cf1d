"""The relay: reads what was not sent yet and sends it, each stream in its order (invariant 4)."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shared.contracts.cloudevents import to_wire
from shared.observability.metrics import BACKOFFS, SENT
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
        self._last_seconds = max(lease_seconds, 2.0)
        self._held_until = 0.0
        self._bell = asyncio.Event()
        self._stopping = False
        self._pauses: dict[str, Pause] = {}
        self.trouble: str | None = None
        """Why nothing is sent right now, for /readyz; ``None`` when all is well."""

    def ring(self) -> None:
        """Something was committed. While another relay holds the lease it is not for this one."""
        if self._held_until:
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
                BACKOFFS.labels(self._service, "relay").inc()
                self._held_until = 0.0
                self.trouble = f"the database does not answer: {away}"
            if sent < ROWS_AT_ONCE:
                await self._wait(pause.seconds or self._poll_seconds)
        try:
            # What the last commands and batches recorded; a broker that is away is not waited for.
            await asyncio.wait_for(self._round(last=True), self._last_seconds)
            await self._lease.release()
        except (DatabaseTrouble, TimeoutError):
            pass  # the rows wait for the next relay, which waits until the lease has run out
        await self._sender.close()

    def stop(self) -> None:
        """Finish the wave in work, send what is left if that goes at once, then end."""
        self._stopping = True
        self._bell.set()

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._bell.clear()

    async def _round(self, *, last: bool = False) -> int:
        """Answers how many rows were sent; 0 also while another relay holds the lease."""
        if not await self._holds():
            self._pauses.clear()  # another relay sends now, and its trouble is its own
            return 0
        now = time.monotonic()
        paused = [stream for stream, pause in self._pauses.items() if pause.until > now]
        rows, epoch = await self._store.read_snapshot(lambda session: self._unsent(session, paused))
        if len(rows) < ROWS_AT_ONCE:
            self._forget_all_but({row["recorded"]["stream"] for row in rows} | set(paused))
        sent = 0
        failed: set[str] = set()
        for wave in waves(rows):
            # A stream that failed is out for the whole round: its later rows must not overtake.
            still = [row for row in wave if row["recorded"]["stream"] not in failed]
            if not still or (self._stopping and not last) or not await self._holds():
                break
            self._beat()
            sent += await self._send(still, epoch=epoch, failed=failed)
        return sent

    def _forget_all_but(self, waiting: set[str]) -> None:
        """A stream without unsent rows is in no trouble: another relay may have sent them."""
        self._pauses = {stream: pause for stream, pause in self._pauses.items() if stream in waiting}

    async def _holds(self) -> bool:
        if time.monotonic() < self._held_until:
            return True
        asked_at = time.monotonic()
        if not await self._lease.hold():
            self._held_until = 0.0
            return False
        self._held_until = asked_at + self._renew_seconds
        return True

    async def _unsent(self, session: Session, paused: list[str]) -> tuple[list[Document], int]:
        """What is to be sent next, and the epoch that is sent with it, of one moment and in one round trip."""
        where: dict[str, Any] = {"delivery.state": Delivery.UNSENT.value}
        if paused:
            where["recorded.stream"] = {"$nin": paused}
        *rows, epoch = await self._store[COLLECTION].aggregate(
            [
                {"$match": where},
                {"$sort": {"recorded.sequence": 1, "_id": 1}},
                {"$limit": ROWS_AT_ONCE},
                {"$unionWith": {"coll": SETTINGS, "pipeline": [{"$match": {"_id": EPOCH}}]}},
            ],
            at_once=ROWS_AT_ONCE + 1,
            session=session,
        )
        return rows, int(epoch["value"])

    async def _send(self, rows: list[Document], *, epoch: int, failed: set[str]) -> int:
        """Send one wave; streams that were not acknowledged are added to ``failed``."""
        fates = await self._sender.send([to_wire(row, epoch=epoch, base_url=self._base_url) for row in rows])
        acknowledged = []
        for row, fate in zip(rows, fates, strict=True):
            stream = row["recorded"]["stream"]
            if fate is None:
                acknowledged.append(row)
                self._pauses.pop(stream, None)
            else:
                failed.add(stream)
                self._pauses.setdefault(stream, Pause()).lengthen()
                BACKOFFS.labels(self._service, "relay").inc()
        if acknowledged:
            await self.mark(acknowledged)
            SENT.labels(self._service).inc(len(acknowledged))
        return len(acknowledged)

    async def mark(self, rows: list[Document]) -> None:
        """Write down that Kafka has these rows, unless they are to be sent again since they were read."""
        by_turn: dict[str | None, list[str]] = {}
        for row in rows:
            by_turn.setdefault(row["delivery"].get("turn"), []).append(row["_id"])
        for turn, identifiers in by_turn.items():
            await self._store[COLLECTION].update_many(
                {"_id": {"$in": identifiers}, "delivery.turn": turn},
                {"$set": {"delivery": {"state": Delivery.SENT.value, "at": datetime.now(UTC)}}},
            )

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

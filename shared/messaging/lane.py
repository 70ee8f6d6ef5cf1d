"""A lane: the records of one partition, taken in order, up to 100 in one transaction (invariants 5 and 7)."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog
from aiokafka.errors import KafkaError

from shared.messaging.incoming import Arrival
from shared.observability.metrics import BACKOFFS
from shared.persistence.driver import Trouble, trouble_of

_log = structlog.get_logger(__name__)
RECORDS_AT_ONCE = 100
COMMIT_SECONDS = 5.0
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0
_RACES_AT_ONCE = 3


class Lane:
    """Works until it is closed. Trouble that may pass is waited out for ever, with everything kept.

    ``take`` processes records whole or raises, and beats while it gets on; ``commit`` tells Kafka the next
    offset to read from; ``beat`` is called for every step and every wait.
    """

    def __init__(
        self,
        *,
        service: str,
        name: str,
        take: Callable[[Sequence[Arrival], Callable[[], None]], Awaitable[None]],
        commit: Callable[[int], Awaitable[None]],
        beat: Callable[[], None],
    ) -> None:
        self.name = name
        self._service = service
        self._take = take
        self._commit = commit
        self._beat = beat
        self._queue: deque[Arrival] = deque()
        self._came = asyncio.Event()
        self._closing = asyncio.Event()
        self.trouble: str | None = None
        self.done_before: int | None = None
        """All offsets before this one are done; ``None`` before anything came."""
        self._in_work = False
        self._task = asyncio.create_task(self._run(), name=f"lane {name}")

    def put(self, arrivals: Sequence[Arrival]) -> None:
        if self.done_before is None:
            self.done_before = arrivals[0].offset
        self._queue.extend(arrivals)
        self._came.set()

    def __len__(self) -> int:
        """How many records wait here."""
        return len(self._queue)

    @property
    def is_idle(self) -> bool:
        return not self._queue and not self._in_work

    async def close(self) -> None:
        """Drop what is queued or in back-off (the position protects it) and finish what is in work."""
        self._closing.set()
        self._came.set()
        await self._task

    async def _run(self) -> None:
        while not self._closing.is_set():
            if not self._queue:
                self._came.clear()
                await self._came.wait()
                continue
            batch = [self._queue.popleft() for _ in range(min(RECORDS_AT_ONCE, len(self._queue)))]
            self._in_work = True
            if await self._until_done(batch):
                self.done_before = batch[-1].offset + 1
                await self._tell_kafka(self.done_before)
            self._in_work = False

    async def _until_done(self, batch: Sequence[Arrival]) -> bool:
        """True when the batch is done, false when the lane was closed before."""
        pause, races = _FIRST_PAUSE_SECONDS, 0
        while not self._closing.is_set():
            self._beat()
            try:
                await self._take(batch, self._beat)
            except Exception as error:
                self.trouble = f"{self.name}: {type(error).__name__}, tried again in {pause:.1f} s"
                BACKOFFS.labels(self._service, "lane").inc()
                if trouble_of(error) is Trouble.NOT_OURS:
                    _log.error("a batch failed, and is tried again", lane=self.name, exc_info=error)
                else:
                    _log.warning("a batch waits", lane=self.name, trouble=trouble_of(error), error=type(error).__name__)
                races += trouble_of(error) is Trouble.RACE
                at_once = trouble_of(error) is Trouble.RACE and races <= _RACES_AT_ONCE
                await self._wait(0.0 if at_once else pause * random.uniform(0.5, 1.0))
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            else:
                self.trouble = None
                self._beat()
                return True
        return False

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return

    async def _tell_kafka(self, offset: int) -> None:
        """An offset that is not committed costs a few duplicates after a restart, nothing else."""
        try:
            await asyncio.wait_for(self._commit(offset), COMMIT_SECONDS)
        except (KafkaError, OSError, TimeoutError) as error:
            _log.info("offset not committed", lane=self.name, error=type(error).__name__)

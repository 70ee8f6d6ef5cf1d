"""A change stream as the relay's bell: it rings for what any instance of the service committed (decision 0014)."""

import asyncio
from collections.abc import Callable

import structlog

from shared.outbox.rows import COLLECTION, Delivery
from shared.persistence.driver import DatabaseTrouble, Store

_log = structlog.get_logger(__name__)
_PAUSE_SECONDS = 1.0


class ChangeBell:
    """Rings ``ring`` for every row to be sent that comes into the outbox. Only a hint: the poll is the truth."""

    def __init__(self, *, store: Store, ring: Callable[[], None]) -> None:
        self._outbox = store[COLLECTION]
        self._ring = ring

    async def run(self) -> None:
        """Until cancelled. A stream that breaks is opened again, and what it may have missed is rung for."""
        while True:
            try:
                async for _ in self._outbox.inserted({"delivery.state": Delivery.UNSENT.value}):
                    self._ring()
            except DatabaseTrouble as away:
                _log.info("the bell is silent", error=type(away).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)

"""Waiting for records where a broker does not wait."""

import asyncio
import contextlib
from typing import Any

from aiokafka import AIOKafkaConsumer

_EMPTY_SECONDS = 0.025


def wait_for_records(consumer: AIOKafkaConsumer) -> None:
    """Ask again only after a while when a broker said at once that it has nothing.

    Apache Kafka keeps such a question for ``fetch_max_wait_ms``. The local broker answers it at once, some two
    thousand times a second, so that each service would keep a whole core busy.
    """
    fetcher = consumer._fetcher
    fetch = fetcher._proc_fetch_request

    async def fetch_at_leisure(*asked: Any) -> bool:
        loop = asyncio.get_running_loop()
        earliest = loop.time() + _EMPTY_SECONDS
        found: bool = await fetch(*asked)
        if not found:
            # Whoever ends the fetch waits for its answer, as for the one it is made around, and for no cancellation.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(earliest - loop.time())
        return found

    fetcher._proc_fetch_request = fetch_at_leisure

"""Waits for what must become true, and says what was missing when it did not."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def eventually(question: Callable[[], Awaitable[str | None]], *, within_seconds: float = 40.0) -> None:
    """Ask until the answer is ``None``; at the deadline raise ``AssertionError`` with the last answer."""
    deadline = time.monotonic() + within_seconds
    while (missing := await question()) is not None:
        assert time.monotonic() < deadline, f"after {within_seconds:.0f} s still: {missing}"
        await asyncio.sleep(0.03)

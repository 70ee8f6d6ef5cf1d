"""Whoever takes or frees seats in this process, or corrects who has one, takes turns.

Only so that a crowd does not collide: all write the one document of the seats, and of a thousand that try at once
hardly any would come through before its time is up. That no seat is given twice hangs on the document's version,
whoever else writes it, in this process or another.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from shared.http.problems import HttpProblem

LONGEST_WAIT_SECONDS = 60.0
"""Then the database is away, or the crowd is larger than it will bear."""


@asynccontextmanager
async def turn_of(request: Request) -> AsyncIterator[None]:
    """The caller's turn. Raises :class:`HttpProblem` (503) when it does not come."""
    lock = _lock_of(request)
    try:
        async with asyncio.timeout(LONGEST_WAIT_SECONDS):
            await lock.acquire()
    except TimeoutError:
        raise HttpProblem(
            503,
            "many-at-once",
            "More people ask for seats than can be served right now; nothing was changed.",
            remedy="Wait a few seconds and send the request again.",
            headers={"Retry-After": "5"},
        ) from None
    try:
        yield
    finally:
        lock.release()


def _lock_of(request: Request) -> asyncio.Lock:
    """That of the running loop: what has waited in one loop cannot be waited for in another."""
    state, loop = request.app.state, asyncio.get_running_loop()
    known: tuple[asyncio.AbstractEventLoop, asyncio.Lock] | None = getattr(state, "turn_of_seats", None)
    if known is None or known[0] is not loop:
        known = state.turn_of_seats = (loop, asyncio.Lock())
    return known[1]

"""EPUBs are checked one after the other, and few wait for it.

Each EPUBCheck takes about 180 MB and ten seconds. Whoever waits does so here and not in a thread: the threads are few,
and everything else that must not hold up the service runs in them too.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request

from shared.http.problems import HttpProblem

MOST_WAITING = 3
LONGEST_WAIT_SECONDS = 15.0
"""With the time EPUBCheck may take, less than the 60 seconds after which the proxy gives an answer up."""


class _Turns:
    def __init__(self) -> None:
        self.free = asyncio.Semaphore(1)
        self.waiting = 0


@asynccontextmanager
async def turn_of(request: Request) -> AsyncIterator[None]:
    """The caller's turn. Raises :class:`HttpProblem` (503) where enough wait already, or it does not come in time."""
    turns = _turns_of(request)
    if turns.free.locked() and turns.waiting >= MOST_WAITING:
        raise _too_many()
    turns.waiting += 1
    try:
        async with asyncio.timeout(LONGEST_WAIT_SECONDS):
            await turns.free.acquire()
    except TimeoutError:
        raise _too_many() from None
    finally:
        turns.waiting -= 1
    try:
        yield
    finally:
        turns.free.release()


def _turns_of(request: Request) -> _Turns:
    """Those of the running loop: what has waited in one loop cannot be waited for in another."""
    state, loop = request.app.state, asyncio.get_running_loop()
    known: tuple[asyncio.AbstractEventLoop, _Turns] | None = getattr(state, "turns_of_epubs", None)
    if known is None or known[0] is not loop:
        known = state.turns_of_epubs = (loop, _Turns())
    return known[1]


def _too_many() -> HttpProblem:
    return HttpProblem(
        503,
        "many-at-once",
        "More EPUBs are made than can be checked right now; nothing was changed.",
        remedy="Wait a few seconds and send the request again.",
        headers={"Retry-After": "10"},
    )

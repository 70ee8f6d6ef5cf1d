"""Starts a real service that kills itself between two lines: ``python -m tests.resilience.wrapped serve``.

``CRASH_SERVICE`` names the service, ``CRASH_AT`` the line, ``CRASH_AFTER`` how many times it is passed
before. Product code knows nothing of this.
"""

import importlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from shared.messaging.lane import Lane
from shared.outbox.relay import Relay
from shared.persistence.unit_of_work import Transaction, Units
from shared.runtime.verbs import main

_passes = int(os.environ.get("CRASH_AFTER", "0"))


def _die() -> None:
    global _passes
    if _passes == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    _passes -= 1


def after_commit_before_publish() -> None:
    transact = Units.transact

    async def dying(units: Units, work: Callable[[Transaction], Awaitable[Any]], **options: Any) -> Any:
        result = await transact(units, work, **options)
        _die()
        return result

    Units.transact = dying  # type: ignore[method-assign, assignment]


def after_publish_before_mark() -> None:
    mark = Relay.mark

    async def dying(relay: Relay, rows: list[Any]) -> None:
        _die()
        await mark(relay, rows)

    Relay.mark = dying  # type: ignore[method-assign, assignment]


def between_effect_and_offset() -> None:
    until_done = Lane._until_done

    async def dying(lane: Lane, batch: Sequence[Any]) -> bool:
        done = await until_done(lane, batch)
        _die()
        return done

    Lane._until_done = dying  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    {one.__name__: one for one in (after_commit_before_publish, after_publish_before_mark, between_effect_and_offset)}[
        os.environ["CRASH_AT"]
    ]()
    sys.exit(main(importlib.import_module(f"services.{os.environ['CRASH_SERVICE']}.service").SERVICE, sys.argv[1:]))

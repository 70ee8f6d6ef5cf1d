"""Ends a process that lives and gets nothing done (invariant 8): a live loop is not progress."""

import os
import threading
import time
from collections.abc import Callable

import structlog

_log = structlog.get_logger(__name__)
_LOOK_SECONDS = 1.0
_STOPPED_SECONDS = 5.0
STALLED_EXIT_CODE = 70


class Part:
    """One thing that must say now and then that it gets on, or that it waits on purpose."""

    def __init__(self, name: str, *, limit_seconds: float) -> None:
        self.name = name
        self._limit_seconds = limit_seconds
        self._said_at = time.monotonic()

    def beat(self) -> None:
        """It progressed, had nothing to do, or began a back-off shorter than its limit."""
        self._said_at = time.monotonic()

    @property
    def complaint(self) -> str | None:
        silent = time.monotonic() - self._said_at
        if silent <= self._limit_seconds:
            return None
        return f"{self.name} has not moved for {silent:.0f} s (limit {self._limit_seconds:.0f} s)"


class Watchdog:
    """Looks at every part from a thread of its own, so that a blocked event loop is seen too."""

    def __init__(self, *, end: Callable[[], None] = lambda: os._exit(STALLED_EXIT_CODE)) -> None:
        self._parts: list[Part] = []
        self._end = end
        self._closed = threading.Event()

    def part(self, name: str, *, limit_seconds: float) -> Part:
        part = Part(name, limit_seconds=limit_seconds)
        self._parts.append(part)
        return part

    def forget(self, part: Part) -> None:
        """It ended in good order."""
        self._parts.remove(part)

    def complaints(self) -> list[str]:
        return [part.complaint for part in list(self._parts) if part.complaint]

    def start(self) -> None:
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def close(self) -> None:
        self._closed.set()

    def _watch(self) -> None:
        looked_at = time.monotonic()
        while not self._closed.wait(_LOOK_SECONDS):
            now = time.monotonic()
            if now - looked_at > _STOPPED_SECONDS:
                # The whole process stood still (SIGSTOP, a sleeping machine): nobody could have said anything.
                for part in list(self._parts):
                    part.beat()
            looked_at = now
            if complaints := self.complaints():
                _log.critical("stalled: this process ends itself", complaints=complaints)
                self._end()
                return

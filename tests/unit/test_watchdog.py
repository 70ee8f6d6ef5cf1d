"""A process that lives and gets nothing done says so and ends itself (invariant 8)."""

import subprocess
import sys
import threading

import pytest

from shared.observability import watchdog
from shared.observability.watchdog import STALLED_EXIT_CODE, Watchdog

_BLOCKED_LOOP = """
import asyncio, threading
from shared.observability.watchdog import Watchdog
dog = Watchdog()
heart = dog.part("the event loop", limit_seconds=1)
dog.start()
async def main():
    heart.beat()
    threading.Event().wait()
asyncio.run(main())
"""


def test_g8_a_part_that_is_silent_is_complained_of_and_one_that_beats_is_not() -> None:
    dog = Watchdog()
    silent, lively = dog.part("the relay", limit_seconds=-1), dog.part("a lane", limit_seconds=60)
    lively.beat()
    (complaint,) = dog.complaints()
    assert complaint.startswith("the relay has not moved")
    dog.forget(silent)
    assert dog.complaints() == []


def test_g8_a_blocked_event_loop_ends_its_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BLOCKED_LOOP], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == STALLED_EXIT_CODE
    assert "stalled" in done.stdout


def test_g8_a_process_that_was_stopped_as_a_whole_is_given_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """After SIGSTOP and SIGCONT every part is late and none is at fault."""
    monkeypatch.setattr(watchdog, "_STOPPED_SECONDS", -1.0)
    monkeypatch.setattr(watchdog, "_LOOK_SECONDS", 0.01)
    ended = threading.Event()
    dog = Watchdog(end=ended.set)
    dog.part("the relay", limit_seconds=0.05)
    dog.start()
    assert not ended.wait(0.5)
    monkeypatch.setattr(watchdog, "_STOPPED_SECONDS", 5.0)
    assert ended.wait(10)
    dog.close()

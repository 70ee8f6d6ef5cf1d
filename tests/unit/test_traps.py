"""Traps of Kafka's clients that a lane keeps us out of: no server is needed to see it."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from shared.messaging.incoming import Arrival
from shared.messaging.lane import RECORDS_AT_ONCE, Lane
from shared.persistence.driver import DatabaseTrouble, DuplicateKey


def _arrivals(count: int) -> list[Arrival]:
    return [Arrival(topic="t", partition=0, offset=number, key=None, headers=[], value=b"") for number in range(count)]


class _Tried:
    """Takes nothing until it has refused ``times``; remembers batches, offsets told to Kafka, and pauses."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, times: int, error: Exception) -> None:
        self.batches: list[int] = []
        self.committed: list[int] = []
        self.pauses: list[float] = []
        self.done = asyncio.Event()
        self.all_committed = asyncio.Event()
        self._left, self._error = times, error

        async def wait(lane: Lane, seconds: float) -> None:
            self.pauses.append(seconds)
            await asyncio.sleep(0)

        monkeypatch.setattr(Lane, "_wait", wait)

    async def take(self, arrivals: Sequence[Arrival], beat: Callable[[], None]) -> None:
        self.batches.append(len(arrivals))
        if self._left:
            self._left -= 1
            raise self._error
        self.done.set()

    async def commit(self, offset: int) -> None:
        self.committed.append(offset)
        if offset == 250:
            self.all_committed.set()

    def lane(self) -> Lane:
        return Lane(service="test", name="t/0", take=self.take, commit=self.commit, beat=lambda: None)


async def test_trap_5_what_fails_is_tried_again_after_pauses_that_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A nack would bring it back at once, for ever: thousands of times in a few seconds."""
    tried = _Tried(monkeypatch, times=12, error=DatabaseTrouble("away"))
    lane = tried.lane()
    lane.put(_arrivals(3))
    await asyncio.wait_for(tried.done.wait(), 10)
    await lane.close()
    assert len(tried.pauses) == 12
    for number, pause in enumerate(tried.pauses):
        longest = min(0.1 * 2**number, 5.0)
        assert longest / 2 <= pause <= longest, (number, pause)
    assert len({pause / min(0.1 * 2**number, 5.0) for number, pause in enumerate(tried.pauses)}) > 6, "no jitter"
    assert tried.committed == [3]


async def test_trap_5_a_lost_race_is_tried_at_once_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = _Tried(monkeypatch, times=6, error=DuplicateKey("somebody was faster"))
    lane = tried.lane()
    lane.put(_arrivals(1))
    await asyncio.wait_for(tried.done.wait(), 10)
    await lane.close()
    assert [pause == 0 for pause in tried.pauses] == [True, True, True, False, False, False]


async def test_trap_13_a_backlog_is_taken_and_committed_by_the_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction and one commit for each record: 126 a second; for a hundred together: thousands."""
    tried = _Tried(monkeypatch, times=0, error=DatabaseTrouble("never"))
    lane = tried.lane()
    lane.put(_arrivals(250))
    await asyncio.wait_for(tried.all_committed.wait(), 10)
    await lane.close()
    assert tried.batches == [RECORDS_AT_ONCE, RECORDS_AT_ONCE, 50]
    assert RECORDS_AT_ONCE >= 100
    assert tried.committed == [100, 200, 250]


async def test_trap_16_a_lane_that_closes_finishes_what_is_in_work_and_says_so_to_kafka() -> None:
    started, finish = asyncio.Event(), asyncio.Event()
    committed: list[int] = []

    async def slowly(arrivals: Sequence[Arrival], beat: Callable[[], None]) -> None:
        started.set()
        await finish.wait()

    async def commit(offset: int) -> None:
        committed.append(offset)

    lane = Lane(service="test", name="t/0", take=slowly, commit=commit, beat=lambda: None)
    lane.put(_arrivals(2))
    await asyncio.wait_for(started.wait(), 10)
    closing = asyncio.ensure_future(lane.close())
    await asyncio.sleep(0)
    assert not closing.done()
    finish.set()
    await asyncio.wait_for(closing, 10)
    assert committed == [2]

"""EPUBs are checked one at a time; few wait, none for long, and none in a thread."""

import asyncio

import pytest
from fastapi import FastAPI, Request

from services.publications.api import turns
from services.publications.api.book_checks import _LONGEST_SECONDS
from services.publications.api.turns import turn_of
from shared.http.problems import HttpProblem


def _request() -> Request:
    return Request({"type": "http", "app": FastAPI()})


async def test_one_has_a_turn_three_wait_and_the_next_is_told_to_come_again() -> None:
    request, let_go, most, now = _request(), asyncio.Event(), 0, 0

    async def check() -> None:
        nonlocal most, now
        async with turn_of(request):
            now += 1
            most = max(most, now)
            await let_go.wait()
            now -= 1

    waiting = [asyncio.create_task(check()) for _ in range(1 + turns.MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(HttpProblem) as refused:
        await check()
    assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "10"})
    let_go.set()
    await asyncio.gather(*waiting)
    await check()
    assert most == 1


async def test_who_waits_too_long_is_told_so_and_waits_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_WAIT_SECONDS", 0.01)
    request = _request()
    async with turn_of(request):
        for _ in range(2 + turns.MOST_WAITING):
            with pytest.raises(HttpProblem):
                async with turn_of(request):
                    raise AssertionError("two at a time")
    async with turn_of(request):
        pass


def test_turns_are_taken_in_any_loop() -> None:
    request = _request()

    async def two() -> None:
        async def one() -> None:
            async with turn_of(request):
                await asyncio.sleep(0)

        await asyncio.gather(one(), one())

    asyncio.run(two())
    asyncio.run(two())


def test_an_answer_comes_before_the_proxy_gives_it_up() -> None:
    assert turns.LONGEST_WAIT_SECONDS + _LONGEST_SECONDS < 60

"""Turns at the seats belong to the loop that runs: an app that was used in one is as good in the next."""

import asyncio

from fastapi import FastAPI, Request

from services.events.api.turns import turn_of


def test_who_waits_in_another_loop_than_those_before_has_a_turn_too() -> None:
    request = Request({"type": "http", "app": FastAPI()})

    async def crowd() -> int:
        served, now = 0, 0

        async def one() -> None:
            nonlocal served, now
            async with turn_of(request):
                now += 1
                assert now == 1, "two at a time"
                await asyncio.sleep(0)
                now -= 1
                served += 1

        await asyncio.gather(*(one() for _ in range(3)))
        return served

    assert [asyncio.run(crowd()) for _ in range(2)] == [3, 3]

"""How far the making of an edition is, while it runs and afterwards, through the API."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import Request

from services.publications.api import book_files, turns
from services.publications.api.turns import turn_of
from services.publications.domain.made import MAKINGS
from tests.integration.publications.flow import FIRST, VOLUME, change, create_volume, get, publish_report
from tests.support.api import Answer, Api
from tests.support.probe import eventually

MAKING = f"{VOLUME}/editions/en/making"
PAGE = {"formats": ["html"], "occurred_on": "2018-09-01"}


@pytest.fixture
async def volume(publications: Api) -> Api:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    return publications


class _Held:
    """The checks wait for ``let_go``, in their thread; ``begun`` when the first one does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self._let_go, self._loop = asyncio.Event(), threading.Event(), asyncio.get_running_loop()
        real = book_files._checked

        def wait(*said: Any) -> Any:
            self._loop.call_soon_threadsafe(self.begun.set)
            if not self._let_go.wait(20):
                raise AssertionError("nobody let it go")
            return real(*said)

        monkeypatch.setattr(book_files, "_checked", wait)

    @asynccontextmanager
    async def while_it_runs(self, making: asyncio.Task[Answer]) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(20):
                await self.begun.wait()
            assert not making.done()
            yield
        finally:
            self._let_go.set()


async def make(api: Api, **fields: Any) -> Answer:
    return await change(api, "POST", VOLUME, "/editions/en", {**PAGE, **fields})


async def nothing_is_made(api: Api) -> None:
    assert (await get(api, MAKING)).status == 404
    assert await api.store[MAKINGS].count({}) == 0


async def test_a_making_is_seen_while_it_runs_and_gone_afterwards(volume: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    await nothing_is_made(volume)
    held = _Held(monkeypatch)
    making = asyncio.create_task(make(volume, formats=["pdf", "html"]))
    async with held.while_it_runs(making):
        seen = (await get(volume, MAKING)).ok()
        assert {**seen.body, "id": "", "began_at": "", "step_since": ""} == {
            "id": "",
            "version": 3,
            "volume": "volume-1",
            "language": "en",
            "formats": ["pdf", "html"],
            "step": "check-pdf",
            "number": 3,
            "steps": 6,
            "began_at": "",
            "step_since": "",
        }
        assert seen.headers["cache-control"] == "no-store"
        assert seen.body["began_at"] <= seen.body["step_since"]
        assert (await get(volume, MAKING.replace("/en/", "/fr/"))).status == 404
        assert (await get(volume, MAKING.replace("volume-1", "volume-9"))).status == 404
        for role, status in (("auditor", 200), ("administration", 200), ("member", 403), (None, 401)):
            assert (await get(volume, MAKING, role=role)).status == status
    (await making).ok()
    await nothing_is_made(volume)


async def test_a_making_that_came_to_nothing_is_gone_and_the_next_one_is_made(
    volume: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(book_files, "content_of", lambda *_: 1 / 0)
        assert (await make(volume)).status == 500
    await nothing_is_made(volume)
    with monkeypatch.context() as slow:
        held = _Held(slow)
        making = asyncio.create_task(make(volume))
        async with held.while_it_runs(making):
            print_code = {"print_code": "67_18", "occurred_on": "2018-09-01"}
            (await change(volume, "PUT", VOLUME, "/imprint", print_code)).ok()
        assert (await making).status == 412
    await nothing_is_made(volume)
    (await make(volume)).ok()


async def test_an_epub_that_waits_for_its_turn_says_so(volume: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def begun() -> str | None:
        return None if await volume.store[MAKINGS].count({}) else "the making"

    monkeypatch.setattr(turns, "LONGEST_WAIT_SECONDS", 1.0)
    volume.app.state.turns_of_epubs = None
    async with turn_of(Request({"type": "http", "app": volume.app})):
        making = asyncio.create_task(make(volume, formats=["epub"]))
        await eventually(begun)
        seen = (await get(volume, MAKING)).ok().body
        assert (seen["step"], seen["number"], seen["steps"]) == ("wait-for-turn", 1, 5)
        assert (await making).status == 503
    await nothing_is_made(volume)


async def test_what_a_process_that_was_ended_left_is_no_making_and_blocks_none(
    volume: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = _Held(monkeypatch)
    making = asyncio.create_task(make(volume))
    async with held.while_it_runs(making):
        [left] = await volume.store[MAKINGS].find({})
    (await making).ok()
    soon = datetime.now(UTC) + timedelta(minutes=1)
    await volume.store[MAKINGS].insert_many([{**left, "expires_at": soon}])
    assert (await get(volume, MAKING)).ok().body["id"] == left["_id"]
    (await make(volume)).ok()
    await volume.store[MAKINGS].update_many({}, {"$set": {"expires_at": datetime.now(UTC)}})
    assert (await get(volume, MAKING)).status == 404


async def test_a_making_does_not_depend_on_being_told(volume: Api) -> None:
    await volume.store.set_validator(MAKINGS, {"bsonType": "object", "required": ["what it never has"]})
    (await make(volume)).ok()
    assert (await get(volume, MAKING)).status == 404

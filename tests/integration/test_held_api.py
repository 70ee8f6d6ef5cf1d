"""Held messages as an operator meets them: over HTTP, and at the terminal (invariant 6)."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from services.events.service import SERVICE
from shared.http.storage import IDEMPOTENCY
from shared.localstack.stack import Endpoints
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.rows import to_row
from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import Units
from tests.integration.test_inbox import TOPIC, _arrival
from tests.support.api import Answer, Api, api_of

_DEAD = f"events|{TOPIC}|cycle-1|1"
_BEHIND = f"events|{TOPIC}|cycle-1|2"
_KEY = {"Idempotency-Key": "key-1"}


@pytest.fixture
async def events(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    async with api_of(SERVICE, store=store, folder=tmp_path) as api:
        inbox = Inbox(
            consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=SERVICE.reactions
        )
        unknown = _arrival("cycle-1", 1, ce_type="int.iom.idm.governance.CycleOpened.v9")
        await inbox.take([unknown, _arrival("cycle-1", 2)])
        yield api


async def test_g6_an_operator_lists_shows_retries_and_discards(events: Api) -> None:
    listed = (await events.get("/events/v1/held", role="operator")).ok()
    assert (listed.body["dead"], listed.body["waiting"]) == (1, 1)
    assert listed.body["items"][0]["id"] == _DEAD
    address = f"/events/v1/held/{quote(_DEAD)}"
    shown = (await events.get(address, role="operator")).ok()
    assert '"year":2018' in shown.body["body"].replace(" ", "")
    tried = await events.post(f"{address}/retry?validate_only=true", role="operator")
    assert (tried.status, tried.body["type"]) == (422, "urn:idm:problem:not-to-be-tried")
    again = (await events.post(f"{address}/retry", role="operator")).ok()
    assert again.body["why"].startswith("unknown version")
    given_up = (await events.post(f"{address}/discard", {"reason": "never published"}, role="operator")).ok()
    assert given_up.body["discarded"]["reason"] == "never published"
    assert (await events.get("/events/v1/held", role="operator")).body["waiting"] == 0
    assert (await events.post(f"{address}/retry", role="operator")).status == 409


async def test_g6_nobody_but_operators_touches_what_is_held(events: Api) -> None:
    address = f"/events/v1/held/{quote(_DEAD)}"
    assert (await events.get("/events/v1/held", role="auditor")).status == 200
    assert (await events.get(address, role="auditor")).status == 403
    assert (await events.post(f"{address}/retry", role="administration")).status == 403
    assert (await events.get("/events/v1/held", role=None)).status == 401
    assert (await events.get("/events/v1/held/nothing", role="operator")).status == 404


async def _kept(api: Api) -> list[Document]:
    return await api.store[IDEMPOTENCY].find({})


def _replayed(answer: Answer) -> bool:
    return bool(answer.headers.get("Idempotency-Replayed") == "true")


async def test_a_retry_that_is_sent_again_is_not_made_again(events: Api) -> None:
    """Though it is still dead, trying it changed its position: the repeat does not."""
    address = f"/events/v1/held/{quote(_DEAD)}/retry"
    first = (await events.post(address, role="operator", headers=_KEY)).ok()
    before = await events.store[POSITIONS].find({})
    again = (await events.post(address, role="operator", headers=_KEY)).ok()
    assert (_replayed(first), _replayed(again)) == (False, True)
    assert again.body == first.body
    assert again.body["why"].startswith("unknown version")
    assert await events.store[POSITIONS].find({}) == before
    [kept] = await _kept(events)
    assert (kept["status"], kept["aggregate"], kept["resource"]) == (200, "held_message", _DEAD)
    assert kept["version"] == before[0]["revision"]
    # Another operator, and another operation, have keys of their own.
    assert not _replayed(await events.post(address, role="operator", subject="account-8", headers=_KEY))


async def test_a_retry_that_did_it_is_answered_again_though_nothing_is_held_any_more(
    events: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/events/v1/held/{quote(_DEAD)}/retry"
    known = _arrival("cycle-1", 1)
    headers = [[name, value] for name, value in known.headers]
    await events.store[HELD].update_many({"_id": _DEAD}, {"$set": {"headers": headers}})  # as if the code had grown
    first = (await events.post(address, role="operator", headers=_KEY)).ok()
    again = (await events.post(address, role="operator", headers=_KEY)).ok()
    assert (first.body, again.body, _replayed(again)) == ({"why": None}, {"why": None}, True)


async def test_a_message_is_given_up_once_and_a_key_is_for_one_request(events: Api) -> None:
    address = f"/events/v1/held/{quote(_DEAD)}/discard"
    body = {"reason": "never published"}
    assert (await events.post(f"/events/v1/held/{quote(_BEHIND)}/discard", body, role="operator")).status == 409
    refused = await events.post(f"/events/v1/held/{quote(_BEHIND)}/discard", body, role="operator", headers=_KEY)
    assert (refused.status, await _kept(events)) == (409, []), "a refusal does not use its key up"
    first = (await events.post(address, body, role="operator", headers=_KEY)).ok()
    again = (await events.post(address, body, role="operator", headers=_KEY)).ok()
    assert (again.body, _replayed(first), _replayed(again)) == (first.body, False, True)
    for path, other in ((address, {"reason": "another"}), (address.replace("%7C1/", "%7C2/"), body)):
        reused = await events.post(path, other, role="operator", headers=_KEY)
        assert (reused.status, reused.body["type"]) == (422, "urn:idm:problem:idempotency-key-reused"), path
    [kept] = await _kept(events)
    assert "never published" not in str(kept)


@pytest.mark.parametrize(("act", "body"), [("retry", {}), ("discard", {"reason": "never published"})])
async def test_twins_in_flight_do_it_once(events: Api, act: str, body: dict[str, str]) -> None:
    address = f"/events/v1/held/{quote(_DEAD)}/{act}"
    [before] = await events.store[POSITIONS].find({})
    answers = await asyncio.gather(
        *(events.post(address, body, role="operator", headers=_KEY) for _ in range(6)), return_exceptions=False
    )
    assert [answer.status for answer in answers] == [200] * 6
    assert sum(not _replayed(answer) for answer in answers) == 1
    assert len({str(answer.body) for answer in answers}) == 1
    [after] = await events.store[POSITIONS].find({})
    # One act, and the one behind a message that was given up.
    assert after["revision"] - before["revision"] == (1 if act == "retry" else 2)
    assert len(await _kept(events)) == 1


async def test_a_record_without_a_stream_that_can_be_read_by_now_is_done_once(events: Api) -> None:
    await Inbox(
        consumer="events",
        store=events.store,
        units=Units(store=events.store, rows=to_row),
        reactions=SERVICE.reactions,
    ).take([Arrival(topic=TOPIC, partition=0, offset=7, key=None, headers=[], value=b"\xff")])
    [unplaced] = await events.store[HELD].find({"stream": None})
    address = f"/events/v1/held/{quote(unplaced['_id'])}/retry"
    assert (await events.post(address, role="operator", headers=_KEY)).ok().body[
        "why"
    ] == "no readable stream and sequence"
    assert await _kept(events) == [], "nothing was done"
    known = _arrival("cycle-2019", 1)
    readable = {"key": known.key, "value": known.value, "headers": [[name, value] for name, value in known.headers]}
    await events.store[HELD].update_many({"_id": unplaced["_id"]}, {"$set": readable})
    for replayed in (False, True):
        answer = (await events.post(address, role="operator", headers=_KEY)).ok()
        assert (answer.body, _replayed(answer)) == ({"why": None}, replayed)
    assert await events.store[HELD].count({"_id": unplaced["_id"]}) == 0


async def test_g6_the_same_at_the_terminal(events: Api, store: Store, endpoints: Endpoints) -> None:
    def idm(*words: str) -> "subprocess.CompletedProcess[str]":
        prefix = store.database.removesuffix("events")
        environment = {
            **os.environ,
            "IDM_MONGODB_URI": endpoints.mongodb_uri,
            "IDM_KAFKA_BOOTSTRAP": endpoints.kafka_bootstrap,
            "IDM_DATABASE_PREFIX": prefix,
            "COLUMNS": "40",
        }
        command = [sys.executable, "-m", "cli", "held", *words, "--service", "events"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    found = idm("list")
    assert found.returncode == 1
    assert f"\n{_BEHIND}\n" in found.stdout, "however narrow the terminal, it can be copied"
    assert "1 dead, 1 waiting" in found.stdout
    assert "unknown version" in idm("show", _DEAD).stdout
    assert idm("retry", _DEAD).stderr.startswith("Still dead: unknown version")
    assert idm("retry", "nothing").stderr.startswith("There is no held message")
    assert idm("discard", _DEAD, "--reason", "never published").returncode == 0
    assert idm("list").stdout.strip() == "Nothing is held."

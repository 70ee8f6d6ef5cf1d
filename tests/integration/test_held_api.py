"""Held messages as an operator meets them: over HTTP, and at the terminal (invariant 6)."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from services.events.service import SERVICE
from shared.localstack.stack import Endpoints
from shared.messaging.inbox import Inbox
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import Units
from tests.integration.test_inbox import TOPIC, _arrival
from tests.support.api import Api, api_of

_DEAD = f"events|{TOPIC}|cycle-1|1"


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


async def test_g6_the_same_at_the_terminal(events: Api, store: Store, endpoints: Endpoints) -> None:
    def idm(*words: str) -> "subprocess.CompletedProcess[str]":
        prefix = store.database.removesuffix("events")
        environment = {
            **os.environ,
            "IDM_MONGODB_URI": endpoints.mongodb_uri,
            "IDM_KAFKA_BOOTSTRAP": endpoints.kafka_bootstrap,
            "IDM_DATABASE_PREFIX": prefix,
            "COLUMNS": "120",
        }
        command = [sys.executable, "-m", "cli", "held", *words, "--service", "events"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    found = idm("list")
    assert found.returncode == 1
    assert "1 dead, 1 waiting" in found.stdout
    assert "unknown version" in idm("show", _DEAD).stdout
    assert idm("retry", _DEAD).stdout.startswith("Still dead: unknown version")
    assert idm("retry", "nothing").stdout.startswith("There is no held message")
    assert idm("discard", _DEAD, "--reason", "never published").returncode == 0
    assert idm("list").stdout.strip() == "Nothing is held."

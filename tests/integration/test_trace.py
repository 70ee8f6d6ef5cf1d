"""What became of a command: over HTTP for each service's part, and at the terminal for the whole."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.events.service import SERVICE as EVENTS
from services.governance.service import SERVICE as GOVERNANCE
from shared.contracts.cloudevents import to_wire
from shared.localstack.stack import Endpoints
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.rows import COLLECTION, to_row
from shared.outbox.storage import MIGRATIONS
from shared.persistence.driver import Document, Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import Units
from tests.support.api import Api, api_of

_ID = "request-of-the-trace"
_PLACE = "idm.governance.v1/cycle-2019/1"


@pytest.fixture
async def governance(store: Store, mongodb_uri: str, tmp_path: Path) -> AsyncIterator[Api]:
    own = Store.connect(mongodb_uri, database=store.database.replace("_events", "_governance"))
    await migrate(own, MIGRATIONS)
    try:
        async with api_of(GOVERNANCE, store=own, folder=tmp_path) as api:
            opened = await api.post(
                "/governance/v1/cycles", {"year": 2019, "occurred_on": "2018-03-01"}, headers={"X-Request-ID": _ID}
            )
            assert opened.ok(201).headers["x-request-id"] == _ID
            yield api
    finally:
        await own.drop()
        await own.close()


@pytest.fixture
async def events(store: Store, tmp_path: Path) -> AsyncIterator[Api]:
    async with api_of(EVENTS, store=store, folder=tmp_path / "events") as api:
        yield api


async def _deliver(governance: Api, events: Api, *, spoiled: bool = False) -> None:
    """As the relay and the consumer would; ``spoiled`` in a version that events does not know."""
    [row] = await governance.store[COLLECTION].find({"recorded.correlation_id": _ID})
    wire = to_wire(row, epoch=1, base_url="http://localhost")
    headers = [
        (name, value.replace(b".v1", b".v9") if spoiled and name == "ce_type" else value)
        for name, value in wire.headers
    ]
    units = Units(store=events.store, rows=to_row)
    inbox = Inbox(consumer="events", store=events.store, units=units, reactions=EVENTS.reactions)
    await inbox.take(
        [Arrival(topic=wire.topic, partition=0, offset=0, key=wire.key, headers=headers, value=wire.value)]
    )
    await governance.store[COLLECTION].update_many({}, {"$set": {"delivery": {"state": "sent"}}})


async def test_what_a_command_recorded_waits_is_sent_and_is_done_elsewhere(governance: Api, events: Api) -> None:
    path = f"/governance/v1/traces/{_ID}"
    waits = (await governance.get(path, role="operator")).ok().body
    assert (waits["settled"], waits["recorded"][0]["place"], waits["recorded"][0]["delivery"]) == (
        False,
        _PLACE,
        "unsent",
    )
    asked = f"/events/v1/traces/{_ID}?heard={_PLACE}&heard=idm.nobody.v1/x/1"
    pending = (await events.get(asked, role="auditor")).ok().body
    assert (pending["settled"], pending["heard"]) == (False, [{"place": _PLACE, "fate": "pending"}])
    await _deliver(governance, events)
    assert (await governance.get(path, role="operator")).body["settled"] is True
    done = (await events.get(asked, role="auditor")).ok().body
    assert (done["settled"], done["heard"][0]["fate"]) == (False, "done"), "what events says of it waits for Kafka"
    await events.store[COLLECTION].update_many({"delivery.state": "unsent"}, {"$set": {"delivery.state": "sent"}})
    assert (await events.get(asked, role="auditor")).body["settled"] is True
    assert [one["type"] for one in done["recorded"]], "what events made of it has the same correlation id"


async def test_what_is_held_is_told_as_held(governance: Api, events: Api) -> None:
    await _deliver(governance, events, spoiled=True)
    told = (await events.get(f"/events/v1/traces/{_ID}?heard={_PLACE}", role="operator")).ok().body
    assert (told["settled"], told["heard"][0]["fate"]) == (False, "held")


async def test_traces_are_for_operators_and_auditors_and_take_places_only(governance: Api) -> None:
    path = f"/governance/v1/traces/{_ID}"
    assert (await governance.get(path, role="administration")).status == 403
    assert (await governance.get(path, role=None)).status == 401
    unread = await governance.get(f"{path}?heard=somewhere", role="operator")
    assert (unread.status, unread.body["type"]) == (422, "urn:idm:problem:payload-does-not-fit")


def _idm(correlation: str, store: Store, endpoints: Endpoints) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "IDM_MONGODB_URI": endpoints.mongodb_uri,
        "IDM_KAFKA_BOOTSTRAP": endpoints.kafka_bootstrap,
        "IDM_DATABASE_PREFIX": store.database.removesuffix("events"),
        "COLUMNS": "200",
    }
    command = [sys.executable, "-m", "cli", "trace", correlation]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


async def test_the_whole_at_the_terminal(governance: Api, events: Api, store: Store, endpoints: Endpoints) -> None:
    await _deliver(governance, events)
    told = _idm(_ID, store, endpoints)
    assert "CycleOpened · cycle-2019 1" in told.stdout
    assert "events: done, funding: pending, publications: pending" in told.stdout
    assert told.returncode == 1
    unknown = _idm("nobody-asked", store, endpoints)
    assert (unknown.returncode, "No service recorded anything" in unknown.stdout) == (1, True)


async def test_what_is_too_much_to_look_at_is_not_told_as_done(
    governance: Api, store: Store, endpoints: Endpoints
) -> None:
    """A command that made a service record 500 things, all done, and then one more."""
    [row] = await governance.store[COLLECTION].find({"recorded.correlation_id": _ID})

    def kept(number: int) -> Document:
        of_a_log = {"version": number, "correlation_id": "much", "topic": None, "sequence": None}
        recorded = {**row["recorded"], **of_a_log}
        return {**row, "_id": f"much-{number:03}", "recorded": recorded, "delivery": {"state": "kept"}}

    async def told() -> tuple[bool, bool, int]:
        said = (await governance.get("/governance/v1/traces/much", role="operator")).ok().body
        return said["settled"], said["more"], len(said["recorded"])

    await governance.store[COLLECTION].insert_many([kept(number) for number in range(2, 502)])
    assert await told() == (True, False, 500)
    whole = _idm("much", store, endpoints)
    assert ("All of it is done." in whole.stdout, whole.returncode) == (True, 0)
    await governance.store[COLLECTION].insert_many([kept(502)])
    assert await told() == (False, True, 500)
    cut = _idm("much", store, endpoints)
    assert "governance recorded more than 500: not all was looked at." in cut.stdout
    assert ("All of it is done." in cut.stdout, cut.returncode) == (False, 1)

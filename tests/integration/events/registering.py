"""People registered for the workshop of :mod:`tests.integration.events.flow`, through the API."""

from typing import Any

from tests.integration.events.flow import ROOT, WORKSHOP
from tests.support.api import Answer, Api

SEATS = f"{WORKSHOP}/seats"
REGISTRATIONS = f"{WORKSHOP}/registrations"
PERSON = {"name": "Amina Example", "email": "amina@example.org", "function": "Director", "country": "TN"}


async def opened(events: Api, **fields: Any) -> Answer:
    return (await events.post(SEATS, {"approval": "automatic", **fields})).ok(201)


async def registered(events: Api, name: str, group: str | None = "government", **fields: Any) -> Any:
    body = {"name": name, "group": group, **fields}
    return (await events.post(REGISTRATIONS, body)).ok(201).body


async def done(events: Api, one: Any, what: str, body: Any = None) -> Answer:
    path = f"{ROOT}/registrations/{one['id']}"
    etag = (await events.get(path)).ok().etag
    return await events.post(f"{path}/{what}", body or {}, if_match=etag)


async def names_waiting(events: Api) -> list[str]:
    rows = (await events.get(f"{WORKSHOP}/waiting-list")).ok().body["items"]
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    return [row["participant"]["name"] for row in rows]

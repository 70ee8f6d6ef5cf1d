"""A programme in Indico’s form, through the API: whole or not at all, and back as it went out."""

import copy
from typing import Any

import pytest

from tests.integration.events.flow import PLENARY, VOICE, WORKSHOP, change, hear, schedule
from tests.integration.events.sample import topics_selected
from tests.support.api import Answer, Api

INDICO = f"{WORKSHOP}/agenda/indico.json?draft=true"
SECOND = "/events/v1/workshops/workshop-2018-2"


@pytest.fixture(autouse=True)
async def _a_programme(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()
    for session in (VOICE, {**PLENARY, "title": {"en": "Opening", "fr": "Ouverture"}, "languages": ["fr", "en"]}):
        (await events.post(f"{WORKSHOP}/sessions", session)).ok(201)


async def send(events: Api, export: Any, *, to: str = WORKSHOP, query: str = "", **options: Any) -> Answer:
    return await events.post(f"{to}/programme/import{query}", {"export": export}, **options)


async def sessions_of(events: Api, workshop: str = WORKSHOP) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await events.get(workshop)).ok().body["sessions"]
    return [{key: value for key, value in one.items() if key != "actions"} for one in found]


async def test_a_programme_that_went_out_comes_back_the_same(events: Api) -> None:
    before, export = await sessions_of(events), (await events.get(INDICO)).ok().body
    for one in before:
        (await change(events, "DELETE", f"/sessions/{one['id']}")).ok()
    assert (await send(events, export, role="member", body_id="body-1")).status == 403
    assert (await send(events, export, query="?validate_only=true")).status == 204
    assert await sessions_of(events) == []
    (await send(events, export)).ok(201)
    assert await sessions_of(events) == before
    assert len(before) == 2


async def test_every_entry_that_does_not_fit_is_named_and_nothing_is_entered(events: Api) -> None:
    before, export = await sessions_of(events), (await events.get(INDICO)).ok().body
    assert (await send(events, export, to=SECOND)).status == 409, "it has no dates yet"
    [event] = export["results"]
    moved = copy.deepcopy(event["sessions"][0])
    moved["id"] = "another"
    event["sessions"].append(moved)
    for query in ("", "?validate_only=true"):
        refused = await send(events, export, query=query)
        assert (refused.status, refused.body["type"]) == (422, "urn:idm:problem:import-refused")
        places = [one["field"].removeprefix("export.results.0.sessions.") for one in refused.body["fields"]]
        assert places == ["0.id", "1.id", "2.room"]
        assert all(one["reason"] for one in refused.body["fields"])
    event["sessions"][0]["startDate"]["date"] = "tomorrow"
    del event["sessions"][1]["endDate"]
    refused = await send(events, export)
    assert (refused.status, [one["field"] for one in refused.body["fields"]]) == (
        422,
        ["export.results.0.sessions.0.startDate.date", "export.results.0.sessions.1.endDate"],
    )
    nonsense: list[Any] = [None, [], {}, {"results": []}, {"results": [{"sessions": [{"title": "\0"}]}]}]
    for broken in nonsense:
        assert (await send(events, broken)).status == 422
    assert await sessions_of(events) == before

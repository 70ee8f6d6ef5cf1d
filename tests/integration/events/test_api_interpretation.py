"""R38 through the API: assignments, the grid, readiness, the house's terms, and the estimate that funding is told."""

import json
from typing import Any

import pytest

from services.events.storage import MIGRATIONS
from shared.persistence.migrations import migrate
from tests.integration.events.flow import (
    PLENARY,
    ROOT,
    WORKSHOP,
    change,
    hear,
    last_told,
    publish,
    schedule,
    with_voice,
)
from tests.integration.events.sample import topics_selected
from tests.support.api import Answer, Api

GRID = f"{WORKSHOP}/interpretation"
ON = {"occurred_on": "2018-02-12"}
PRICE = {"amount": "800.00", "currency": "CHF"}
TERMS = {"alone_minutes": 60, "pair_minutes": 180, "daily_minutes": 420, "break_minutes": 15}
COVERAGE = {"rule": "confirmed-below-coverage", "by": "A. Head", "reason": "A pledge is on its way."}
INTERPRETED = {"rule": "plenaries-interpreted", "by": "A. Head", "reason": "Whispered interpretation will do."}


@pytest.fixture(autouse=True)
async def _a_published_programme(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()
    await with_voice(events)
    plenary = {**PLENARY, "languages": ["en", "fr", "es"]}
    (await events.post(f"{WORKSHOP}/sessions", plenary)).ok(201)
    (await publish(events)).ok()
    (await change(events, "POST", "/confirmation", {**ON, "waivers": [COVERAGE]})).ok()


async def assign(events: Api, into: str, number: int = 1, **fields: Any) -> Answer:
    body = {
        **{"id": f"{into}-{number}", "session": "opening", "interpreter": f"i-{into}-{number}", "into": into},
        **{"name": "Ines Marked", "contact": "ines@example.org", **ON, **fields},
    }
    return await events.post(f"{GRID}/assignments", body)


async def ready(events: Api, *waivers: dict[str, str]) -> Answer:
    return await change(events, "POST", "/readiness", {**ON, "waivers": waivers})


async def test_r38_it_is_ready_once_the_plenary_is_interpreted_into_all_three(events: Api) -> None:
    (await ready(events)).refused("R38")
    (await events.put(f"{ROOT}/interpretation-terms", TERMS, if_match="*")).ok()
    for into in ("en", "fr"):
        (await assign(events, into)).ok(201)
    refused = await ready(events)
    refused.refused("R38")
    assert "opening into es (0 of 1)" in refused.body["detail"]
    view = (await assign(events, "es")).ok(201).body
    assert view["gaps"] == []
    assert (await ready(events)).ok().body["stage"] == "ready"
    released = await events.delete(f"{GRID}/assignments/es-1?occurred_on=2018-02-13", if_match='"3"')
    assert [(one["session"], one["into"]) for one in released.ok().body["gaps"]] == [("opening", "es")]
    assert (await events.get(WORKSHOP)).ok().body["stage"] == "programme_published"
    (await ready(events)).refused("R38")
    (await ready(events, INTERPRETED)).ok()
    standing = (await events.get(f"{WORKSHOP}/standing")).ok().body
    assert [one["number"] for one in standing["ready"]["waived"]] == ["R38"]


async def test_interpreters_rest_and_their_names_stay_with_the_secretariat(events: Api) -> None:
    (await assign(events, "fr")).ok(201)
    voice = await assign(events, "fr", 2, session="voice", interpreter="i-fr-1")
    assert (voice.status, voice.body["type"]) == (409, "urn:idm:problem:interpreter-unrested")
    assert (await assign(events, "pt")).status == 422
    assert (await assign(events, "es", session="nowhere")).status == 404
    view = (await events.get(GRID)).ok().body
    assert [one["name"] for one in view["assignments"]] == ["Ines Marked"]
    assert [cell["cell"] for cell in view["grid"][0]["languages"]] == ["open", "short", "open"]
    for role in ("finance", "auditor"):
        assert "Ines" not in json.dumps((await events.get(GRID, role=role)).ok().body)
    assert (await events.get(GRID, role="member", body_id="body-1")).status == 403
    kept = [await events.store[name].find({}) for name in ("outbox", "interpretations", "workshops")]
    assert "Ines" not in json.dumps(kept, default=str)
    picture = await events.get(f"{GRID}/grid.svg", role="auditor")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "FR ! 1 of 2" in picture.body


async def test_funding_is_told_what_it_costs(events: Api) -> None:
    estimate = await events.post(f"{GRID}/estimate", ON, if_match="*")
    assert estimate.status == 409, "the terms have no prices"
    prices = dict.fromkeys(("interpreter_day", "booth_day", "receiver_day", "link_day"), PRICE)
    half = {**TERMS, "booth_day": PRICE}
    assert (await events.put(f"{ROOT}/interpretation-terms", half, if_match="*")).status == 422
    assert (await events.put(f"{ROOT}/interpretation-terms", TERMS, if_match='"1"')).status == 404
    (await events.put(f"{ROOT}/interpretation-terms", {**TERMS, **prices}, if_match="*")).ok()
    view = (await events.post(f"{GRID}/estimate", ON, if_match="*")).ok().body
    # One hour for one interpreter into each language, three booths, two hundred receivers.
    assert view["estimate"] == {"amount": "164800.00", "currency": "CHF"}
    told = await last_told(events, "interpretation-workshop-2018-1")
    assert (told["interpreter_days"], told["booths"], told["receivers"], told["video_link"]) == (3, 3, 200, False)
    assert (await events.post(f"{GRID}/estimate", ON, if_match="*")).status == 409
    assert view["estimate_outdated"] is False
    (await schedule(events, mode="hybrid")).ok()
    assert (await events.get(GRID, role="finance")).ok().body["estimate_outdated"] is True
    notes = (await events.get(f"{WORKSHOP}/standing")).ok().body["notes"]
    assert any("tell it the estimate again" in note for note in notes)
    assert (await events.post(f"{GRID}/estimate", ON, if_match="*")).ok().body["estimate_outdated"] is False
    assert (await events.get(f"{ROOT}/interpretation-terms", role="finance")).ok().body["version"] == 1


async def test_an_interpreter_of_two_workshops_is_kept_for_each_of_them(events: Api) -> None:
    second = f"{ROOT}/workshops/workshop-2018-2"
    (await schedule(events, "2018-06-04", "2018-06-05", workshop=second)).ok()
    session = {**PLENARY, "start": "2018-06-04T10:00:00-04:00", "end": "2018-06-04T11:00:00-04:00"}
    (await events.post(f"{second}/sessions", session)).ok(201)
    (await assign(events, "fr")).ok(201)
    again = {"id": "a-1", "session": "opening", "interpreter": "i-fr-1", "into": "fr", **ON}
    view = (await events.post(f"{second}/interpretation/assignments", again)).ok(201).body
    assert [one["name"] for one in view["assignments"]] == ["Ines Marked"]
    records = [{"collection": "interpreters", "record": "workshop-2018-2:i-fr-1"}]
    (await events.post(f"{ROOT}/personal-data/erasure", {"records": records, "ground": "not_needed"})).ok(201)
    for path, names in ((GRID, ["Ines Marked"]), (f"{second}/interpretation", [None])):
        assert [one["name"] for one in (await events.get(path)).ok().body["assignments"]] == names


async def test_interpreters_of_before_are_kept_by_workshop_once_it_is_migrated(events: Api) -> None:
    (await assign(events, "fr")).ok(201)
    kept = events.store["interpreters"]
    await kept.delete_many({})
    before = {"workshop": "workshop-2018-2", "name": "Ines Marked", "contact": None}
    await kept.insert_many([{"_id": "i-fr-1", **before}, {"_id": "i-0", "workshop": "w", "removed": True}])
    await events.store["migrations"].delete_many({"_id": "interpreters are kept by workshop"})
    assert await migrate(events.store, MIGRATIONS) == ["interpreters are kept by workshop"]
    assert sorted(one["_id"] for one in await kept.find({})) == [
        "i-0",
        "workshop-2018-1:i-fr-1",
        "workshop-2018-2:i-fr-1",
    ]
    assert [one["name"] for one in (await events.get(GRID)).ok().body["assignments"]] == ["Ines Marked"]


async def test_the_migration_gives_no_interpreter_back_to_a_workshop_that_was_purged(events: Api) -> None:
    (await assign(events, "fr")).ok(201)
    kept = events.store["interpreters"]
    await kept.delete_many({})
    before = {"name": "Ines Marked", "contact": None}
    await kept.insert_many(
        [
            {"_id": "i-fr-1", "workshop": "workshop-2018-2", **before},
            {"_id": "i-2", "workshop": "workshop-2018-1", **before},
        ]
    )
    await events.store["workshops"].update_many({"_id": "workshop-2018-1"}, {"$set": {"purged": ["interpreters"]}})
    await events.store["migrations"].delete_many({"_id": "interpreters are kept by workshop"})
    assert await migrate(events.store, MIGRATIONS) == ["interpreters are kept by workshop"]
    assert [one["_id"] for one in await kept.find({})] == ["workshop-2018-2:i-fr-1"]

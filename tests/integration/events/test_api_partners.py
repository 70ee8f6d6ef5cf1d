"""Partners of a gathering over HTTP, until ``WorkshopHeld`` tells them (R70, R71)."""

import pytest

from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    ROOT,
    WORKSHOP,
    change,
    hear,
    last_told,
    publish,
    schedule,
    with_voice,
)
from tests.integration.events.sample import OPENED, format_decided, theme_selected, topics_selected
from tests.support.api import Api


async def test_r70_partners_fit_the_theme_and_are_told_when_it_was_held(events: Api) -> None:
    await hear(events, OPENED, format_decided(), theme_selected(), topics_selected())
    (await schedule(events)).ok()
    path = f"{WORKSHOP}/partners"
    agency = {"id": "agency", "name": "An agency", "expertise": ["partnerships", "cooking"]}
    added = (await events.post(path, {**agency, "occurred_on": "2018-02-01"})).ok(201).body
    assert added["partners"] == [{**agency, "matches": ["partnerships"], "agreement": None}]
    (await events.post(path, {"name": "A bakery", "expertise": ["cooking"]})).refused("R70")
    (await events.post(path, {"id": "other", "name": "Another", "expertise": ["topic-1"]})).ok(201)
    best = (await events.get(path)).ok().body["ranked"]
    assert [(one["name"], one["score"], one["here"]) for one in best] == [("An agency", 3, True), ("Another", 2, True)]
    assert [fit["points"] for fit in best[0]["fits"]] == [3, 0]
    assert best[0]["fits"][0]["because"].startswith("“partnerships” stands in the theme ")
    assert (await events.get(path, role="member")).status == 403
    assert (await events.get("/events/v1/workshops/none/partners")).status == 404
    (await change(events, "DELETE", "/partners/other")).ok()
    assert len((await events.get(WORKSHOP, role=None)).ok().body["partners"]) == 1
    await with_voice(events)
    (await publish(events)).ok()
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    stranger = {**HELD, "partners": ["AN AGENCY", "A university"]}
    refused = await change(events, "POST", "/held", stranger)
    refused.refused("R70")
    assert refused.body["detail"] == "No partner was entered under this name: “A university”."
    (await change(events, "POST", "/held", {**HELD, "partners": ["AN AGENCY"]})).ok()
    assert (await last_told(events))["partners"] == ["An agency"]


@pytest.mark.parametrize("partners", [[], ["A university"]])
async def test_r71_a_gathering_is_held_with_a_partner_or_without_and_tells_which(
    events: Api, partners: list[str]
) -> None:
    await hear(events, OPENED, format_decided(), theme_selected(), topics_selected())
    (await schedule(events)).ok()
    await with_voice(events)
    (await publish(events)).ok()
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    for name in partners:
        (await events.post(f"{WORKSHOP}/partners", {"name": name, "expertise": ["partnerships"]})).ok(201)
    assert (await change(events, "POST", "/held", HELD)).ok().body["state"] == "held"
    assert (await last_told(events))["partners"] == partners


async def test_the_agreement_with_a_partner_is_recorded_and_the_public_does_not_see_it(events: Api) -> None:
    await hear(events, OPENED, format_decided(), theme_selected(), topics_selected())
    path = f"{WORKSHOP}/partners"
    signed = {"kind": "memorandum_of_understanding", "signed_on": "2018-01-29", "reference": "MOU-2018-014"}
    agency = {"id": "agency", "name": "An agency", "expertise": ["partnerships"]}
    unfit = ({"signed_on": "9999-12-31"}, {"kind": "a handshake"}, {"reference": ""}, {"by": "a person"})
    for wrong in unfit:
        refused = await events.post(path, {**agency, "agreement": {**signed, **wrong}})
        assert refused.status == 422, wrong
    assert (await events.get(WORKSHOP)).ok().body["partners"] == []
    (await events.post(path, {**agency, "agreement": signed})).ok(201)
    for role, shown in (("administration", signed), ("auditor", signed), ("partner", None), (None, None)):
        [partner] = (await events.get(WORKSHOP, role=role)).ok().body["partners"]
        assert (partner["name"], partner["agreement"]) == ("An agency", shown)
        [listed] = [
            one for one in (await events.get(f"{ROOT}/workshops", role=role)).ok().body["items"] if one["partners"]
        ]
        assert listed["partners"] == [partner]
    (await change(events, "DELETE", "/partners/agency")).ok()
    renewed = {**signed, "kind": "contract"}
    added = (await events.post(path, {**agency, "agreement": renewed})).ok(201).body
    assert added["partners"][0]["agreement"] == renewed

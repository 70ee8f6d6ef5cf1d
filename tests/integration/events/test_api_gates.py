"""R25, R26, R58 and the gates through the API: everything that blocks at once, waivers, venues and holidays."""

import json
from typing import Any

import pytest

from services.events.use_cases.gates import COVERAGES
from shared.contracts.catalogue import REGISTRY
from shared.contracts.funding import Coverage, CoverageChanged
from shared.domain.money import Money
from tests.contracts.golden import read
from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    PLENARY,
    ROOT,
    WORKSHOP,
    change,
    council_session,
    dates,
    hear,
    last_told,
    plan,
    publish,
    schedule,
    with_voice,
)
from tests.integration.events.sample import topics_selected
from tests.support.api import Answer, Api

HOLIDAYS = {"source": "A gazette of 2017", "days": [{"day": "2018-03-27", "name": "A day off"}]}
ON = {"occurred_on": "2018-02-12"}
HOLIDAY = {"rule": "official-holidays", "by": "A. Head", "reason": "The host asks for it."}
MONEY = {"rule": "confirmed-below-coverage", "by": "A. Head", "reason": "A pledge is on its way."}


@pytest.fixture(autouse=True)
async def _a_scheduled_workshop(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()


def francs(amount: str) -> Money:
    return Money.model_validate({"amount": amount, "currency": "CHF"})


def covered(share: str) -> CoverageChanged:
    nothing = francs("0.00")
    coverage = Coverage(
        pledged=nothing, received=nothing, secured=nothing, estimate=francs("100.00"), share=share, items=()
    )
    return CoverageChanged(
        workshop="workshop-2018-1", cycle="cycle-2018", budget="budget-workshop-2018-1", coverage=coverage
    )


async def confirm(events: Api, *waivers: dict[str, str]) -> Answer:
    return await change(events, "POST", "/confirmation", {**ON, "waivers": waivers})


async def test_r58_it_is_confirmed_at_the_configured_coverage_and_not_below(events: Api) -> None:
    (await confirm(events)).refused("R58")
    await hear(events, covered("0.7499"))
    (await confirm(events)).refused("R58")
    await hear(events, covered("0.7500"))
    assert (await confirm(events)).ok().body["stage"] == "confirmed"
    assert (await confirm(events)).status == 409
    assert len(await events.store[COVERAGES].find({})) == 1


async def test_r25_a_holiday_blocks_with_everything_else_and_is_waived_by_name_and_for_a_reason(events: Api) -> None:
    missing = "No official holidays of US 2018 are entered; nothing was compared (R25)."
    assert missing in (await events.get(f"{WORKSHOP}/standing")).ok().body["notes"]
    table = f"{ROOT}/official-holidays/US/2018"
    (await events.put(table, HOLIDAYS, if_match="*")).ok()
    standing = (await events.get(f"{WORKSHOP}/standing")).ok().body
    assert [(one["slug"], one["lifted_by"]) for one in standing["to_confirm"]] == [
        ("official-holidays", "administration"),
        ("confirmed-below-coverage", "head of the secretariat"),
    ]
    assert missing not in standing["notes"]
    refused = await confirm(events)
    refused.refused("R25")
    assert "A day off" in refused.body["detail"]
    assert "no estimate" in refused.body["detail"]
    (await confirm(events, HOLIDAY)).refused("R58")
    assert (await confirm(events, {**HOLIDAY, "rule": "migrants-voice"}, MONEY)).status == 422
    (await confirm(events, HOLIDAY, MONEY)).ok()
    standing = (await events.get(f"{WORKSHOP}/standing", role="auditor")).ok().body
    assert [one["number"] for one in standing["confirmed"]["waived"]] == ["R25", "R58"]
    rows = json.dumps(await events.store["outbox"].find({}), default=str)
    assert "The host asks for it." in rows
    assert "A. Head" not in rows
    (await schedule(events, "2018-04-03", "2018-04-04")).ok()
    assert (await events.get(WORKSHOP)).ok().body["stage"] == "scheduled"
    assert (await events.put(table, HOLIDAYS, if_match='"7"')).status == 412
    bad = {"source": "x", "days": [{"day": "2019-01-01", "name": "x"}]}
    assert (await events.put(table, bad, if_match="*")).status == 422
    assert (await events.put(f"{ROOT}/official-holidays/ZZ/2018", {**HOLIDAYS}, if_match="*")).status == 422
    assert (await events.get(f"{ROOT}/official-holidays/ZZ/2018", role=None)).status == 404


async def test_publishing_and_held_are_refused_with_each_rule_that_blocks_and_who_may_lift_it(events: Api) -> None:
    held = await change(events, "POST", "/held", HELD)
    held.refused("R39")
    assert [(one["number"], one["lifted_by"]) for one in held.body["blocked_by"]] == [
        ("R39", None),
        ("R27", "head of the secretariat"),
    ]
    (await events.post(f"{WORKSHOP}/sessions", PLENARY)).ok(201)
    (await schedule(events, "2018-04-03", "2018-04-04")).ok()
    published = await publish(events)
    published.refused("R27")
    assert [(one["number"], one["slug"], one["lifted_by"]) for one in published.body["blocked_by"]] == [
        (None, "wrong-state", None),
        ("R27", "migrants-voice", None),
        ("R34", "balance-reviewed", "administration"),
    ]
    assert "opening" in published.body["blocked_by"][0]["detail"]


async def test_it_is_ready_after_all_gates_and_a_change_of_mode_is_confirmed_anew(events: Api) -> None:
    await with_voice(events)
    refused = await change(events, "POST", "/readiness", ON)
    assert refused.status == 409
    (await publish(events)).ok()
    await hear(events, covered("1.0000"))
    (await confirm(events)).ok()
    assert (await change(events, "POST", "/readiness", ON)).ok().body["stage"] == "ready"
    assert (await events.get(WORKSHOP, role=None)).ok().body["stage"] == "ready"
    (await schedule(events, mode="hybrid", capacity=100)).ok()
    answer = (await events.get(WORKSHOP)).ok().body
    assert (answer["stage"], answer["state"]) == ("programme_published", "programme_published")
    standing = (await events.get(f"{WORKSHOP}/standing")).ok().body
    said = [(one["slug"], one["detail"].split(":")[0]) for one in standing["to_be_ready"]]
    assert [slug for slug, _ in said] == ["wrong-state", "wrong-state"]
    assert said[1][1] == "Speakers were not told what changed"
    assert any("R31" in note for note in standing["notes"])
    assert (await events.get(f"{WORKSHOP}/standing", role="member", body_id="body-1")).status == 403


async def test_r24_what_another_year_means_for_places_survey_and_money_is_told(events: Api) -> None:
    def rules(notes: list[str]) -> set[str]:
        return {rule for rule in ("R24", "R40", "R47") if any(f"({rule})" in note for note in notes)}

    assert rules((await events.get(f"{WORKSHOP}/standing")).ok().body["notes"]) == set()
    put_off = {"reason": "A storm", "schedule": dates("2019-02-05", "2019-02-06"), **ON}
    (await change(events, "POST", "/postponement", put_off)).ok()
    notes = (await events.get(f"{WORKSHOP}/standing")).ok().body["notes"]
    assert rules(notes) == {"R24", "R40", "R47"}
    assert any("takes place in 2019 and stays in the cycle 2018" in note for note in notes)


async def test_a_workshop_keeps_to_the_seats_and_the_clocks_of_its_venue(events: Api) -> None:
    venue = {"name": "A hall", "city": "New York", "country": "US", "zone": "America/New_York", "capacity": 150}
    assert (await events.post(f"{ROOT}/venues", {**venue, "country": "ZZ"})).status == 422
    made = (await events.post(f"{ROOT}/venues", {**venue, "id": "hall"})).ok(201)
    at_hall: dict[str, Any] = {"venue": None, "registered_venue": "hall"}
    assert (await schedule(events, **at_hall)).status == 422, "it seats 150, and not 200"
    assert (await schedule(events, registered_venue="hall", capacity=150)).status == 422, "the venue is given twice"
    assert (await schedule(events, venue=None, registered_venue="nowhere")).status == 404
    answer = (await schedule(events, capacity=150, **at_hall)).ok()
    assert answer.body["schedule"]["venue"] == {"name": "A hall", "city": "New York", "country": "US"}
    (await events.put(f"{ROOT}/venues/hall", {**venue, "capacity": 90}, if_match=made.etag)).ok()
    [listed] = (await events.get(f"{ROOT}/venues")).ok().body["items"]
    assert listed["capacity"] == 90
    postponed = {"reason": "A storm", "schedule": {**dates("2018-05-08", "2018-05-09"), **at_hall}, **ON}
    assert (await change(events, "POST", "/postponement", postponed)).status == 422


async def test_r26_the_year_waits_for_a_seminar_to_name_its_session_of_the_council(events: Api) -> None:
    (await plan(events, "expert_seminar", id="seminar-1")).ok(201)
    assert ("seminar-not-presented", "seminar-1") in await waits_for(events)
    path, body = (
        f"{ROOT}/calendars/2018/presentations",
        {"workshop": "seminar-1", "council_session": "council-session-109"},
    )
    etag = (await events.get(f"{ROOT}/calendars/2018")).ok().etag
    assert (await events.post(path, body, if_match=etag)).status == 404
    (await council_session(events)).ok(201)
    etag = (await events.get(f"{ROOT}/calendars/2018")).ok().etag
    (await events.post(path, {**body, "workshop": "workshop-2018-1"}, if_match=etag)).refused("R26")
    (await events.post(path, body, if_match=etag)).ok()
    assert ("seminar-not-presented", "seminar-1") not in await waits_for(events)


async def waits_for(events: Api) -> list[tuple[str, str]]:
    return [(one["what"], one["about"]) for one in (await last_told(events, "calendar-2018"))["open"]]


async def test_a_workshop_that_was_held_is_reported_by_a_volume_and_not_by_one_that_is_withdrawn(events: Api) -> None:
    await with_voice(events)
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    (await change(events, "POST", "/held", HELD)).ok()
    for name, stage in (("VolumePublished", "reported"), ("VolumeWithdrawn", "held")):
        kind = REGISTRY.find(f"int.iom.idm.publications.{name}.v1")
        assert kind is not None
        told = kind.model_validate_json(read(kind.message_type).value())
        await hear(events, told, told)
        shown = (await events.get(WORKSHOP, role=None)).ok().body
        assert (shown["stage"], [one["volume"] for one in shown["volumes"]]) == (stage, ["volume-27"])

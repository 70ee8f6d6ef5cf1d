"""``actions`` as a web application reads them. That they never disagree with refusals is in tests/unit."""

from typing import Any

from shared.contracts.facts import YearFormat
from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    ROOT,
    WORKSHOP,
    change,
    dates,
    hear,
    plan,
    publish,
    schedule,
    with_voice,
)
from tests.integration.events.sample import OPENED, format_decided, theme_selected, topics_selected
from tests.support.api import Answer, Api

TITLE = {"en": "A gathering"}


def _allowed(answer: Answer) -> set[str]:
    return {action["name"] for action in answer.body["actions"] if action["allowed"]}


def _blocked_by(answer: Answer, name: str) -> list[str | None]:
    [found] = [action["blocked_by"] for action in answer.body["actions"] if action["name"] == name]
    return [one["number"] for one in found]


async def test_r27_blocks_a_programme_until_there_is_a_migrants_voice(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()
    (await events.post(f"{WORKSHOP}/sessions", _session("opening", "plenary"))).ok(201)
    seen = await events.get(WORKSHOP)
    assert _blocked_by(seen, "publishProgramme") == ["R27", "R34"]
    refused = await publish(events)
    refused.refused("R27")
    [action] = [one for one in seen.body["actions"] if one["name"] == "publishProgramme"]
    why, unreviewed = action["blocked_by"]
    assert why["sentence"] == refused.body["rule"]["sentence"]
    assert refused.body["detail"] == f"{why['detail']} {unreviewed['detail']}", "the refusal says everything at once"
    assert (action["method"], action["href"], why["lifted_by"]) == ("POST", f"{WORKSHOP}/programme", None)
    await with_voice(events)
    assert "publishProgramme" in _allowed(await events.get(WORKSHOP))
    (await publish(events)).ok()


async def test_r27_of_the_day_is_lifted_by_the_head_of_the_secretariat(events: Api) -> None:
    await hear(events, topics_selected())
    scheduled = (await schedule(events)).ok()
    assert _blocked_by(scheduled, "holdWorkshop") == ["R39", "R27"]
    recorded = (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    [action] = [one for one in recorded.body["actions"] if one["name"] == "holdWorkshop"]
    assert [(one["number"], one["lifted_by"]) for one in action["blocked_by"]] == [("R27", "head of the secretariat")]
    (await change(events, "POST", "/held", HELD)).refused("R27")
    departure = {"by": "The head", "reason": "The speaker fell ill."}
    held = (await change(events, "POST", "/held", {**HELD, "migrants_voice_departure": departure})).ok()
    assert _allowed(held) == set()


async def test_r39_blocks_held_before_the_last_day(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events, "2099-03-26", "2099-03-27")).ok()
    (await change(events, "PUT", "/attendance", {**ATTENDANCE, "occurred_on": "2018-03-27"})).refused("R39")
    workshop = await events.get(WORKSHOP)
    assert _blocked_by(workshop, "recordAttendance") == ["R39"]
    assert _blocked_by(workshop, "holdWorkshop") == ["R39", "R39", "R27"]


async def test_the_actions_of_sessions_and_speakers_come_with_the_workshop_itself(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()
    await with_voice(events)
    whole = (await events.get(WORKSHOP)).ok().body["actions"]
    speaker = f"{WORKSHOP}/sessions/voice/speakers/speaker-1"
    assert [(one["name"], one["method"], one["allowed"]) for one in whole if one["href"].startswith(speaker)] == [
        ("confirmSpeaker", "POST", False),
        ("unconfirmSpeaker", "DELETE", True),
        ("removeSpeaker", "DELETE", True),
        ("replaceSpeaker", "POST", True),
    ]
    [row] = (await events.get(f"{ROOT}/workshops?state=scheduled")).ok().body["items"]
    assert row["actions"] == [one for one in whole if "/sessions/" not in one["href"]]


async def test_what_a_role_may_not_do_is_left_out(events: Api) -> None:
    await hear(events, topics_selected())
    for role in (None, "partner", "member", "auditor"):
        listed = (await events.get(f"{ROOT}/workshops", role=role, body_id="body-1")).ok().body
        assert (listed["actions"], listed["items"][0]["actions"]) == ([], []), role
        for path in (WORKSHOP, f"{ROOT}/calendars/2018"):
            assert (await events.get(path, role=role, body_id="body-1")).ok().body["actions"] == [], role


async def test_r24_a_year_says_what_it_has_room_for(events: Api) -> None:
    await hear(events, OPENED, format_decided())
    assert _allowed(await events.get(f"{ROOT}/calendars/2018")) == {"planIntersessionalWorkshop"}
    await hear(events, topics_selected())
    full = await events.get(f"{ROOT}/calendars/2018")
    assert (_allowed(full), _blocked_by(full, "planIntersessionalWorkshop")) == ({"openSatisfactionSurvey"}, ["R24"])
    (await plan(events)).refused("R24")
    for path, name in (("workshops", "planWorkshop"), ("council-sessions", "registerCouncilSession")):
        [action] = (await events.get(f"{ROOT}/{path}")).ok().body["actions"]
        assert (action["name"], action["href"], action["allowed"]) == (name, f"{ROOT}/{path}", True)


async def test_a_misfit_is_acknowledged_once_and_stays_on_record(events: Api) -> None:
    await hear(events, format_decided(YearFormat.SINGLE_CONFERENCE), topics_selected())
    calendar = f"{ROOT}/calendars/2018"
    assert "acknowledgeMisfit" in _allowed(await events.get(calendar))
    body = {"about": "topic-slate-1", "reason": "The topics wait for 2019.", "occurred_on": "2018-01-20"}
    other = {**body, "about": "topic-slate-9"}
    assert (await change(events, "POST", "/acknowledgement", other, workshop=calendar)).status == 404
    seen = (await change(events, "POST", "/acknowledgement", body, workshop=calendar)).ok()
    assert [(one["about"], one["seen"]) for one in seen.body["misfits"]] == [("topic-slate-1", True)]
    assert "acknowledgeMisfit" not in _allowed(seen)
    await hear(events, topics_selected())
    again = await change(events, "POST", "/acknowledgement", body, workshop=calendar)
    assert (again.status, again.body["type"]) == (409, "urn:idm:problem:wrong-state")


async def test_a_cancellation_plans_what_waited_for_the_place(events: Api) -> None:
    await hear(events, theme_selected(), topics_selected(), format_decided(YearFormat.SINGLE_CONFERENCE))
    calendar = f"{ROOT}/calendars/2018"
    facts = [one["fact"] for one in (await events.get(calendar)).body["misfits"]]
    assert facts == ["FormatDecided", "TopicsSelected"]
    for number in (1, 2):
        path = f"{ROOT}/workshops/workshop-2018-{number}"
        body: dict[str, Any] = {"reason": "A conference takes its place.", "occurred_on": "2018-01-20"}
        (await change(events, "POST", "/cancellation", body, workshop=path)).ok()
    assert [one["fact"] for one in (await events.get(calendar)).body["misfits"]] == ["TopicsSelected"]
    assert (await events.get(f"{ROOT}/workshops/conference-2018")).ok().body["state"] == "planned"


async def test_a_workshop_planned_before_the_format_is_known_is_no_misfit(events: Api) -> None:
    session = {"number": 109, "start": "2018-11-27", "end": "2018-11-30", "occurred_on": "2018-01-10"}
    (await events.post(f"{ROOT}/council-sessions", session)).ok(201)
    (await plan(events)).ok(201)
    await hear(events, OPENED)
    assert (await events.get(f"{ROOT}/calendars/2018")).ok().body["misfits"] == []


def _session(identifier: str, kind: str) -> dict[str, Any]:
    times = {"start": dates()["start"], "end": "2018-03-26T10:00:00-04:00"}
    return {
        "id": identifier,
        "title": TITLE,
        "kind": kind,
        **times,
        "room": kind,
        "languages": ["en"],
        "occurred_on": "2018-02-01",
    }

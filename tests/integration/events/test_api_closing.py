"""A closed cycle through the API: what is refused, and what a web application sees of it."""

from typing import Any

import pytest

from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    MIGRANT,
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
    told,
    with_voice,
)
from tests.integration.events.sample import CLOSED, OPENED, format_decided, theme_selected, topics_selected
from tests.support.api import Answer, Api

CALENDAR = f"{ROOT}/calendars/2018"
SECOND = f"{ROOT}/workshops/workshop-2018-2"
WHY = "The cycle 2018 was closed on 2019-05-06, and its workshops are read-only."
SPEAKER = "/sessions/voice/speakers/speaker-1"


def _is_closed(answer: Answer) -> None:
    assert (answer.status, answer.body["type"]) == (409, "urn:idm:problem:cycle-closed"), answer.body
    assert answer.body["detail"] == WHY


def _blocked(answer: Answer) -> dict[str, list[tuple[str, str]]]:
    return {
        action["name"]: [(one["slug"], one["detail"]) for one in action["blocked_by"]]
        for action in answer.ok().body["actions"]
    }


async def _closed_with_a_programme(events: Api) -> None:
    """The first workshop was published and not held."""
    await hear(events, OPENED, format_decided(), theme_selected(), topics_selected())
    (await schedule(events)).ok()
    await with_voice(events)
    (await publish(events)).ok()
    await hear(events, CLOSED)


CHANGES: list[tuple[str, str, Any]] = [
    ("PUT", "/schedule", dates()),
    ("POST", "/postponement", {"reason": "A storm"}),
    ("POST", "/cancellation", {"reason": "No venue"}),
    ("POST", "/programme", {}),
    ("PUT", "/attendance", ATTENDANCE),
    ("POST", "/held", HELD),
    ("DELETE", "/sessions/voice", None),
    ("POST", f"{SPEAKER}/confirmation", {}),
    ("DELETE", f"{SPEAKER}/confirmation", None),
    ("DELETE", SPEAKER, None),
    ("POST", "/migrants-voice-waiver", {"reason": "A panel stands for it."}),
]


@pytest.mark.parametrize(("method", "path", "body"), CHANGES, ids=[f"{one[0]} {one[1]}" for one in CHANGES])
async def test_a_workshop_of_a_closed_cycle_is_read_only(method: str, path: str, body: Any, events: Api) -> None:
    await _closed_with_a_programme(events)
    before = (await events.get(WORKSHOP)).ok().body
    _is_closed(await change(events, method, path, body))
    assert (await events.get(WORKSHOP)).body == before


async def test_nothing_is_added_to_a_closed_cycle(events: Api) -> None:
    await _closed_with_a_programme(events)
    _is_closed(await events.post(f"{WORKSHOP}/sessions", PLENARY))
    _is_closed(await events.post(f"{WORKSHOP}/sessions/voice/speakers", {**MIGRANT, "id": "speaker-2"}))
    for kind in ("intersessional_workshop", "high_level_conference", "expert_seminar"):
        _is_closed(await plan(events, kind))
    _is_closed(await council_session(events))
    (await council_session(events, "2019-11-26", "2019-11-29", number=110)).ok(201)
    (await events.get(f"{ROOT}/calendars/2019")).ok()


async def test_a_workshop_that_was_held_says_so_also_when_its_cycle_is_closed(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()
    await with_voice(events)
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    (await change(events, "POST", "/held", HELD)).ok()
    assert (await last_told(events, "calendar-2018"))["held"] == ["workshop-2018-1"]
    await hear(events, CLOSED)
    answer = await change(events, "POST", "/cancellation", {"reason": "No venue"})
    assert (answer.status, answer.body["type"]) == (409, "urn:idm:problem:wrong-state")
    assert "is held and cannot be cancelled" in answer.body["detail"]
    assert (await events.get(WORKSHOP)).body["held_on"] == "2018-03-27"


async def test_the_year_and_its_workshops_show_that_the_cycle_is_closed(events: Api) -> None:
    await hear(events, OPENED)
    assert (await events.get(CALENDAR, role=None)).ok().body["closed_on"] is None
    await _closed_with_a_programme(events)
    public = (await events.get(CALENDAR, role=None)).ok()
    assert (public.body["closed_on"], public.body["actions"]) == ("2019-05-06", [])
    workshop = (await events.get(WORKSHOP, role=None)).ok().body
    assert (workshop["state"], workshop["reason"]) == ("lapsed", "It was not held before the cycle 2018 was closed.")
    assert workshop["sessions"] is None, "the programme is published no longer"
    listed = (await events.get(f"{ROOT}/workshops?state=lapsed&cycle=cycle-2018", role=None)).ok().body
    assert [one["id"] for one in listed["items"]] == ["council-idm-session-2018", "workshop-2018-1", "workshop-2018-2"]
    assert (await told(events))[-1] == "ProgrammeConfirmed", "the close of the cycle tells partners, not the workshop"


async def test_actions_tell_that_the_cycle_is_closed(events: Api) -> None:
    await _closed_with_a_programme(events)
    closed = ("cycle-closed", WHY)
    for path in (WORKSHOP, SECOND):
        blocked = _blocked(await events.get(path))
        assert {name for name, why in blocked.items() if why[:1] != [closed]} == set(), path
    year = _blocked(await events.get(CALENDAR))
    assert (year["planIntersessionalWorkshop"][0], year["planConference"][0]) == (closed, closed)
    assert year["acknowledgeMisfit"][0][0] == "wrong-state"
    assert _blocked(await events.get(f"{ROOT}/workshops?cycle=cycle-2018")) == {"planWorkshop": [closed]}
    for others in ("", "?cycle=cycle-2019", "?cycle=none"):
        assert _blocked(await events.get(f"{ROOT}/workshops{others}")) == {"planWorkshop": []}
    assert _blocked(await events.get(f"{ROOT}/council-sessions")) == {"registerCouncilSession": []}
    public = (await events.get(f"{ROOT}/workshops?cycle=cycle-2018", role=None)).ok().body
    assert public["actions"] == []


async def test_of_a_closed_year_only_what_nobody_has_seen_waits(events: Api) -> None:
    await hear(events, OPENED, format_decided(), theme_selected())
    (await plan(events, "expert_seminar", id="seminar-1")).ok(201)
    waiting = (await events.get(f"{ROOT}/work-list")).ok().body["items"]
    assert {one["what"] for one in waiting} == {"workshop-to-schedule"}
    await hear(events, CLOSED, topics_selected())
    [item] = (await events.get(f"{ROOT}/work-list")).ok().body["items"]
    assert (item["what"], item["action"]) == ("fact-that-did-not-fit", "acknowledgeMisfit")
    assert "came after the cycle 2018 was closed on 2019-05-06" in item["why"]
    body = {"about": "topic-slate-1", "reason": "It came too late."}
    (await change(events, "POST", "/acknowledgement", body, workshop=CALENDAR)).ok()
    assert (await events.get(f"{ROOT}/work-list")).ok().body["items"] == []

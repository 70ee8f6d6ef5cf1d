"""R23, R24 and R25 through the API."""

from typing import Any

import pytest

from shared.contracts.facts import YearFormat
from tests.integration.events.flow import ROOT, WORKSHOP, change, council_session, dates, hear, plan, schedule, told
from tests.integration.events.sample import OPENED, format_decided, theme_selected, topics_selected
from tests.support.api import Api

ALL_KINDS = [
    "council_idm_session",
    "council_session_workshop",
    "intersessional_workshop",
    "high_level_conference",
    "expert_seminar",
]


@pytest.mark.parametrize("kind", ALL_KINDS)
async def test_r23_a_kind_of_the_brochure_is_planned(kind: str, events: Api) -> None:
    await hear(events, OPENED)
    answer = (await plan(events, kind)).ok(201)
    assert (answer.body["kind"], answer.body["state"]) == (kind, "planned")


@pytest.mark.parametrize("kind", ["webinar", "council_session_topic", ""])
async def test_r23_another_kind_is_refused(kind: str, events: Api) -> None:
    await hear(events, OPENED)
    (await plan(events, kind)).refused("R23")


async def test_r24_two_workshops_by_hand_are_numbered_and_a_third_is_refused(events: Api) -> None:
    await hear(events, OPENED, format_decided())
    assert (await plan(events, number=2)).ok(201).body["number"] == 2
    assert (await plan(events)).ok(201).body["number"] == 1
    (await plan(events)).refused("R24")
    (await plan(events, "high_level_conference")).refused("R24")
    (await plan(events, "expert_seminar")).ok(201)


async def test_r24_beside_the_two_of_the_decision_no_third_is_planned(events: Api) -> None:
    await hear(events, format_decided(), topics_selected())
    answer = await plan(events)
    answer.refused("R24")
    assert "workshop-2018-1, workshop-2018-2" in answer.body["detail"]


@pytest.mark.parametrize("number", [0, 3])
async def test_r24_a_number_beyond_first_and_second_is_refused(number: int, events: Api) -> None:
    await hear(events, OPENED, format_decided())
    (await plan(events, number=number)).refused("R24")


async def test_r24_a_conference_year_has_one_conference_and_no_workshop(events: Api) -> None:
    await hear(events, OPENED, format_decided(YearFormat.SINGLE_CONFERENCE))
    (await plan(events)).refused("R24")
    (await plan(events, "high_level_conference", id="conference-2018")).ok(201)
    (await plan(events, "high_level_conference")).refused("R24")


async def test_r24_a_cancelled_workshop_frees_its_place_and_a_postponed_one_does_not(events: Api) -> None:
    await hear(events, topics_selected())
    (await change(events, "POST", "/postponement", {"reason": "A storm"})).ok()
    (await plan(events)).refused("R24")
    answer = (await change(events, "POST", "/cancellation", {"reason": "No venue"})).ok()
    assert (answer.body["state"], answer.body["reason"]) == ("cancelled", "No venue")
    assert (await plan(events)).ok(201).body["number"] == 1
    assert await told(events) == ["WorkshopPlanned", "WorkshopPostponed", "WorkshopCancelled"]


async def test_r25_the_day_before_a_council_session_is_accepted_and_its_first_day_refused(events: Api) -> None:
    await hear(events, topics_selected())
    (await council_session(events)).ok(201)
    answer = await schedule(events, "2018-11-26", "2018-11-27")
    answer.refused("R25")
    assert "session 109" in answer.body["detail"]
    (await schedule(events, "2018-11-25", "2018-11-26")).ok()
    (await schedule(events, "2018-11-30", "2018-12-01")).refused("R25")
    (await schedule(events, "2018-12-01", "2018-12-02")).ok()
    assert await told(events) == ["WorkshopPlanned", "WorkshopScheduled", "WorkshopScheduled"]


async def test_r25_days_are_those_of_the_venue(events: Api) -> None:
    await hear(events, topics_selected())
    (await council_session(events)).ok(201)
    late = {"start": "2018-11-26T09:00:00-05:00", "end": "2018-11-26T23:30:00-05:00"}
    (await schedule(events, **late)).ok()
    (await schedule(events, **late, zone="Europe/Zurich")).refused("R25")


async def test_r25_a_council_event_lies_inside_a_session(events: Api) -> None:
    await hear(events, theme_selected())
    session = f"{ROOT}/workshops/council-idm-session-2018"
    (await schedule(events, "2018-11-28", "2018-11-29", workshop=session)).refused("R25")
    (await council_session(events)).ok(201)
    (await schedule(events, "2018-11-28", "2018-12-01", workshop=session)).refused("R25")
    (await schedule(events, "2018-11-27", "2018-11-30", workshop=session)).ok()


async def test_r25_a_session_registered_later_is_refused_and_names_the_workshop(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events, "2018-11-26", "2018-11-27")).ok()
    answer = await council_session(events)
    answer.refused("R25")
    assert "workshop-2018-1" in answer.body["detail"]
    (await council_session(events, start="2018-11-28")).ok(201)


async def test_r25_new_dates_of_a_postponed_workshop_are_checked_again(events: Api) -> None:
    await hear(events, topics_selected())
    (await council_session(events)).ok(201)
    (await schedule(events)).ok()
    body = {"reason": "A storm", "schedule": dates("2018-11-30", "2018-12-01"), "occurred_on": "2018-02-01"}
    (await change(events, "POST", "/postponement", body)).refused("R25")
    body["schedule"] = dates("2018-12-01", "2018-12-02")
    answer = (await change(events, "POST", "/postponement", body)).ok()
    assert (answer.body["state"], answer.body["cycle"]) == ("scheduled", "cycle-2018")
    (await council_session(events, "2018-03-26", "2018-03-27", number=110)).ok(201)


async def test_the_calendar_shows_the_year_and_its_misfits_to_the_secretariat_alone(events: Api) -> None:
    await hear(events, format_decided(YearFormat.SINGLE_CONFERENCE), theme_selected(), topics_selected())
    (await council_session(events)).ok(201)
    seen = (await events.get(f"{ROOT}/calendars/2018")).ok().body
    assert [place["workshop"] for place in seen["places"]] == ["council-idm-session-2018", "conference-2018"]
    assert [misfit["fact"] for misfit in seen["misfits"]] == ["TopicsSelected"]
    public = (await events.get(f"{ROOT}/calendars/2018", role=None)).ok().body
    assert public["council_sessions"][0]["number"] == 109
    assert "misfits" not in public
    assert "misfits" not in (await events.get(f"{ROOT}/calendars/2018", role="partner")).ok().body
    assert (await events.get(f"{ROOT}/calendars/2017")).status == 404


async def test_the_council_sessions_are_listed(events: Api) -> None:
    created = (await council_session(events)).ok(201)
    assert (created.body["id"], created.etag) == ("council-session-109", '"1"')
    assert (await council_session(events)).status == 409
    listed = (await events.get(f"{ROOT}/council-sessions", role=None)).ok().body
    assert [one["number"] for one in listed["items"]] == [109]


async def test_workshops_are_listed_by_cycle_and_state_page_by_page(events: Api) -> None:
    await hear(events, topics_selected(), theme_selected())
    (await schedule(events)).ok()
    everything = (await events.get(f"{ROOT}/workshops?cycle=cycle-2018&limit=2", role=None)).ok().body
    assert len(everything["items"]) == 2
    rest = (await events.get(everything["next"], role=None)).ok().body
    assert [one["id"] for one in rest["items"]] == ["workshop-2018-2"]
    scheduled = (await events.get(f"{ROOT}/workshops?state=scheduled")).ok().body
    assert [one["id"] for one in scheduled["items"]] == ["workshop-2018-1"]
    assert (await events.get(f"{ROOT}/workshops?cycle=cycle-2017")).ok().body["items"] == []
    assert (await events.get(f"{ROOT}/workshops?state=lost")).status == 422


async def test_only_the_secretariat_plans_and_every_change_names_its_version(events: Api) -> None:
    await hear(events, topics_selected())
    for role in ("member", "partner", "finance"):
        assert (await events.post(f"{ROOT}/workshops", {}, role=role, body_id="body-1")).status == 403
    assert (await events.post(f"{ROOT}/workshops", {}, role=None)).status == 401
    body = dates()
    assert (await events.put(f"{WORKSHOP}/schedule", body)).status == 428
    assert (await events.put(f"{WORKSHOP}/schedule", body, if_match='"7"')).status == 412
    assert (await events.put(f"{WORKSHOP}/schedule", body, if_match='"1"')).ok().etag == '"2"'


async def test_what_makes_no_sense_in_itself_is_unfit(events: Api) -> None:
    await hear(events, topics_selected())
    unfit: tuple[dict[str, Any], ...] = (
        {"zone": "Mars/Olympus"},
        {"venue": None},
        {"mode": "online"},
        {"end": "2018-03-26T08:00:00-04:00"},
        {"end": "2018-03-27T17:00:00"},
        {"capacity": 0},
        {"languages": []},
        {"surprise": 1},
        {"venue": {"name": "A hall", "city": "Geneva", "country": "Switzerland"}},
    )
    for wrong in unfit:
        assert (await schedule(events, **wrong)).status == 422, wrong
    (await schedule(events, mode="online", venue=None)).ok()
    assert (await plan(events, "expert_seminar", number=1)).status == 422
    assert (await plan(events, "expert_seminar", id="workshop-2019-1")).status == 422
    assert (await plan(events, "expert_seminar", cycle="cycle-2031")).status == 404
    assert (await plan(events, "expert_seminar", id="workshop-2018-1")).status == 422

"""A session of the Council that was registered with wrong days, through the API (R25, R26)."""

from typing import Any

from tests.integration.events.flow import ROOT, council_session, hear, plan, schedule
from tests.integration.events.sample import topics_selected
from tests.support.api import Answer, Api

SESSION = f"{ROOT}/council-sessions/council-session-109"
SEMINAR = f"{ROOT}/workshops/seminar-1"


async def corrected(events: Api, start: str, end: str) -> Answer:
    return await events.put(SESSION, {"start": start, "end": end}, if_match=(await events.get(SESSION)).ok().etag)


async def presented(events: Api) -> Answer:
    calendar = f"{ROOT}/calendars/2018"
    body = {"workshop": "seminar-1", "council_session": "council-session-109"}
    return await events.post(f"{calendar}/presentations", body, if_match=(await events.get(calendar)).ok().etag)


async def entered(events: Api, year: int) -> Any:
    return (await events.get(f"{ROOT}/calendars/{year}", role=None)).ok().body["council_sessions"]


async def test_r25_r26_a_session_gets_other_days_where_they_fit_what_is_booked_and_presented(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()
    (await plan(events, "expert_seminar", id="seminar-1")).ok(201)
    (await schedule(events, "2018-04-10", "2018-04-11", workshop=SEMINAR)).ok()
    (await council_session(events, "2018-04-05", "2018-04-09")).ok(201)
    (await presented(events)).refused("R26")
    (await corrected(events, "2018-03-27", "2018-04-10")).refused("R25")
    moved = (await corrected(events, "2018-03-28", "2018-04-10")).ok().body
    assert (moved["number"], moved["start"], moved["end"]) == (109, "2018-03-28", "2018-04-10")
    (await presented(events)).ok()
    (await corrected(events, "2018-03-28", "2018-04-09")).refused("R26")
    assert [one["end"] for one in await entered(events, 2018)] == ["2018-04-10"]
    assert [(one["name"], one["allowed"]) for one in (await events.get(SESSION)).ok().body["actions"]] == [
        ("correctCouncilSession", True)
    ]
    (await corrected(events, "2019-06-04", "2019-06-07")).ok()
    assert (await entered(events, 2018), len(await entered(events, 2019))) == ([], 1)
    assert (await corrected(events, "2019-06-07", "2019-06-04")).status == 422
    assert (await corrected(events, "2019-06-04", "2019-06-07")).status == 409

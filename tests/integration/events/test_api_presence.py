"""A strike in the city, through the API: who leaves the room for the link, and what becomes of the seats (R31)."""

from typing import Any

import pytest

from tests.integration.events.flow import hear, schedule
from tests.integration.events.registering import REGISTRATIONS, SEATS, done, names_waiting, opened, registered
from tests.integration.events.sample import body_listed, topics_selected
from tests.support.api import Api

ON_LINE: dict[str, Any] = {"mode": "online", "venue": None}


@pytest.fixture(autouse=True)
async def _a_room_of_two(events: Api) -> None:
    await hear(events, topics_selected(), body_listed("atlantis"))
    (await schedule(events, capacity=2)).ok()
    await opened(events)


async def seats(events: Api) -> tuple[int, ...]:
    read = (await events.get(SEATS)).ok().body
    return tuple(read[one] for one in ("taken", "online", "waiting", "overbooked"))


async def test_r31_in_a_strike_who_follows_on_line_leaves_the_seat_to_whoever_is_next(events: Api) -> None:
    first, second = [await registered(events, name, body="atlantis") for name in ("First", "Second")]
    await registered(events, "Academic", "academia")
    await registered(events, "Minister")
    refused = await done(events, first, "presence", {"attends": "online"})
    assert refused.status == 422, refused.body
    read = (await events.get(f"/events/v1/registrations/{first['id']}")).ok()
    [action] = [one for one in read.body["actions"] if one["name"] == "changePresence"]
    assert (action["allowed"], action["blocked_by"][0]["detail"]) == (False, "Nobody attends this workshop on line.")
    (await schedule(events, capacity=2, mode="hybrid")).ok()
    member: dict[str, Any] = {"role": "member"}
    path = f"/events/v1/registrations/{first['id']}"
    read = (await events.get(path, body_id="atlantis", **member)).ok()
    assert "changePresence" in [one["name"] for one in read.body["actions"] if one["allowed"]]
    going: dict[str, Any] = {"if_match": read.etag, **member}
    assert (await events.post(f"{path}/presence", {"attends": "online"}, body_id="borduria", **going)).status == 404
    gone = (await events.post(f"{path}/presence", {"attends": "online"}, body_id="atlantis", **going)).ok().body
    assert (gone["state"], gone["seat"], gone["attends"]) == ("accepted", "online", "online")
    assert await names_waiting(events) == ["Academic"]
    assert await seats(events) == (2, 1, 1, 0)
    # Back: no seat is free, and the place is that of the registration.
    back = (await done(events, first, "presence", {"attends": "room"})).ok().body
    assert (back["state"], back["place"]) == ("waiting", 1)
    (await done(events, second, "withdrawal")).ok()
    assert await names_waiting(events) == ["Academic"]
    assert await seats(events) == (2, 0, 1, 0)
    assert (await done(events, second, "presence", {"attends": "online"})).status == 409


async def test_who_was_seated_on_line_is_counted_in_the_room_that_comes_back_before_anybody_who_waits(
    events: Api,
) -> None:
    for name in ("First", "Second", "Third"):
        await registered(events, name)
    (await schedule(events, capacity=2, **ON_LINE)).ok()
    assert await seats(events) == (2, 1, 0, 0)
    link = await registered(events, "Fourth", attends="online")
    (await schedule(events, capacity=2)).ok()
    assert await seats(events) == (3, 1, 0, 1)
    assert (await registered(events, "Fifth"))["state"] == "waiting"
    (await done(events, link, "presence", {"attends": "room"})).ok()
    assert await names_waiting(events) == ["Fourth", "Fifth"]
    (await schedule(events, capacity=4)).ok()
    assert await seats(events) == (4, 0, 1, 0)
    rows = (await events.get(REGISTRATIONS)).ok().body["items"]
    assert {row["participant"]["name"]: row["seat"] for row in rows} == {
        "First": "open",
        "Second": "open",
        "Third": "open",
        "Fourth": "open",
        "Fifth": None,
    }

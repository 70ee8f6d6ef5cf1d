"""Who came, from the list of those who were checked in: all of it or nothing, and nobody's name (R39)."""

import base64
import json
from typing import Any

import pytest

from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    WORKSHOP,
    change,
    hear,
    last_told,
    publish,
    schedule,
    told,
    with_voice,
)
from tests.integration.events.sample import OPENED, format_decided, theme_selected, topics_selected
from tests.support.api import Answer, Api

HEAD = "ID,Name,Email Address,Checked in,Group,Role,Presence,Body type,Country\n"
PATH = "/attendance/import"


async def _scheduled(events: Api) -> None:
    await hear(events, OPENED, format_decided(), theme_selected(), topics_selected())
    (await schedule(events, mode="hybrid")).ok()


async def _import(events: Api, content: str, **fields: Any) -> Answer:
    file = base64.b64encode(content.encode()).decode()
    return await change(events, "POST", PATH, {"file": file, "format": "csv", "occurred_on": "2018-03-27", **fields})


def _people(many: int, *, group: str = "government", presence: str = "room", first: int = 1) -> str:
    return "".join(
        f"{number},Zelda Marked,zelda-{number}@marked.example,True,{group},,{presence},member_state,TN\n"
        for number in range(first, first + many)
    )


async def test_r39_half_of_the_participants_were_remote_and_held_tells_it(events: Api) -> None:
    await _scheduled(events)
    await with_voice(events)
    (await publish(events)).ok()
    speaker = "99,Zelda Marked,zelda@marked.example,True,migrant,speaker,room,,\n"
    content = HEAD + _people(6) + _people(6, group="civil_society", presence="remote", first=50) + speaker
    counted = (await _import(events, content)).ok().body["attendance"]
    assert counted["counted_by"] == "check_in"
    assert counted["participants"]["by_presence"] == {"room": 6, "remote": 6}
    assert counted["participant_countries"] == {"TN": 12}
    (await change(events, "POST", "/held", HELD)).ok()
    held = await last_told(events)
    assert held["participants"]["by_group"] == {"government": 6, "civil_society": 6}
    assert held["participants"]["by_presence"] == {"room": 6, "remote": 6}
    assert (held["speakers"]["by_group"], held["participant_shares"]["government"]) == ({"migrant": 1}, 0.5)
    assert held["participant_shares"]["axes"]["region"]["africa"] == 1.0
    assert held["participant_shares"]["axes"]["development"] == {"developed": 0.0, "developing": 1.0}
    assert "axes" not in held["speaker_shares"], "of no speaker a country was noted"
    assert "TN" not in json.dumps(held["participants"])
    public = (await events.get(WORKSHOP, role=None)).ok().body["attendance"]
    assert (public["participants"]["by_presence"]["remote"], public["participant_countries"]) == (6, {})
    everything = [await events.store[name].find({}) for name in await events.store.collections()]
    assert "arked" not in str(everything)


async def test_r39_every_bad_line_is_reported_and_nothing_is_half_imported(events: Api) -> None:
    await _scheduled(events)
    bad = HEAD + _people(1) + "2,B,b@x.example,maybe,press,,,,\n1,C,c@x.example,True,academia,,,,Tunisia\n"
    refused = await _import(events, bad)
    assert (refused.status, refused.body["type"]) == (422, "urn:idm:problem:import-refused")
    assert [one["field"] for one in refused.body["fields"]] == [
        "line 3, checked in",
        "line 3, group",
        "line 4, country",
        "line 4, id",
    ]
    assert (await events.get(WORKSHOP)).ok().body["attendance"] is None
    assert "AttendanceRecorded" not in await told(events)


async def test_r39_a_correction_says_why_and_what_stood_before(events: Api) -> None:
    await _scheduled(events)
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    assert (await _import(events, HEAD + _people(2))).status == 422
    (await _import(events, HEAD + _people(2), reason="The list came later.")).ok()
    row = (await events.store["outbox"].find({"recorded.type": {"$regex": "AttendanceRecorded"}}))[-1]["recorded"]
    assert row["data"]["participants_before"]["by_group"] == ATTENDANCE["participants"]["by_group"]  # type: ignore[index]
    assert (row["data"]["reason"], row["actor"]["role"]) == ("The list came later.", "administration")


async def test_r39_nobody_is_checked_in_before_the_first_day(events: Api) -> None:
    await _scheduled(events)
    (await _import(events, HEAD + _people(1), occurred_on="2018-03-25")).refused("R39")


async def test_indico_s_json_is_read_too(events: Api) -> None:
    await _scheduled(events)
    people = [{"registrant_id": str(one), "id": one, "checked_in": one < 3, "Group": "academia"} for one in range(5)]
    content = json.dumps({"registrants": people})
    counted = (await _import(events, content, format="json")).ok().body["attendance"]
    assert counted["participants"]["by_group"] == {"academia": 3}


@pytest.mark.parametrize("content", ["", "{", "7", "[7]", '{"registrants": 7}', "[" * 100_000])
async def test_what_is_no_list_of_registrants_is_refused(content: str, events: Api) -> None:
    await _scheduled(events)
    refused = await _import(events, content, format="json")
    assert (refused.status, "no list of registrants" in refused.body["detail"]) == (422, True)

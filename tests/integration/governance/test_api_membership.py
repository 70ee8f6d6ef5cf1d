"""Bodies over time, their delegates, and bodies as files."""

import base64
from typing import Any

from tests.integration.governance.story import ROOT, Story

HEAD = "id,name_en,name_fr,name_es,type,country,since\n"


async def _import(governance: Story, text: str, **options: Any) -> Any:
    body = {"file": base64.b64encode(text.encode()).decode(), "format": "csv"}
    return await governance.api.post(f"{ROOT}/bodies/import", body, **options)


async def test_r1_a_body_that_changes_its_type_or_leaves_keeps_what_it_was(governance: Story) -> None:
    (await governance.body("borduria", "observer_state")).ok(201)
    await governance.consultation(bodies=("borduria",))
    change = {"type": "member_state", "communication": "Note of 14 June", "occurred_on": "2017-06-14"}
    changed = (await governance.post("/bodies/borduria/type", change)).ok().body
    assert (changed["type"], [one["type"] for one in changed["spells"]]) == (
        "member_state",
        ["observer_state", "member_state"],
    )
    (await governance.post("/bodies/borduria/type", {**change, "type": "ngo"})).refused("R1")
    assert (await governance.get("/consultations/consultation-1")).body["attendance"][0]["type"] == "observer_state"
    left = {"communication": "Note", "occurred_on": "2017-08-01"}
    (await governance.post("/bodies/borduria/departure", left)).ok()
    await governance.consultation("consultation-2", opened="2017-09-01", bodies=())
    present = {"bodies": ["borduria"], "occurred_on": "2017-09-01"}
    (await governance.post("/consultations/consultation-2/attendance", present)).refused("R1")


async def test_who_spoke_for_a_body_is_told_and_in_no_log(governance: Story) -> None:
    (await governance.body()).ok(201)
    term = {"person": "Ada Delegate", "since": "2017-01-10", "credential": "Note No. 1", "occurred_on": "2017-01-10"}
    named = (await governance.post("/bodies/atlantis/delegates", term)).ok(201).body
    told = (await governance.get("/bodies/atlantis/delegates?on=2017-03-01", role="member")).ok().body
    assert (told["type"], [one["person"] for one in told["delegates"]]) == ("member_state", ["Ada Delegate"])
    other = {"role": "member", "body_id": "borduria"}
    assert (await governance.get("/bodies/atlantis/delegates?on=2017-03-01", **other)).status == 403
    path = f"/bodies/atlantis/delegates/{named['terms'][0]['delegate']}/end"
    etag = (await governance.get("/bodies/atlantis")).etag
    (await governance.post(path, {"occurred_on": "2018-06-30"}, if_match=etag)).ok()
    assert (await governance.get("/bodies/atlantis/delegates?on=2018-07-01")).body["delegates"] == []
    assert all("Ada" not in str(row) for row in await governance.store["outbox"].find({}))


async def test_bodies_go_out_and_come_in_again_as_a_file(governance: Story) -> None:
    (await governance.post("/bodies", {"id": "a", "name": {"fr": "Élan"}, "type": "member_state", "country": "CH"})).ok(
        201
    )
    csv = (await governance.get("/bodies/export")).ok().body
    assert csv.splitlines()[1] == "a,,Élan,,member_state,CH,"
    (await governance.store["bodies"].delete_many({}))
    await governance.store["outbox"].delete_many({})
    key = {"headers": {"Idempotency-Key": "once"}}
    first = (await _import(governance, csv, **key)).ok(201)
    assert first.body["entered"] == ["a"]
    assert (await _import(governance, csv, **key)).ok(201).body == first.body
    assert await governance.store["bodies"].count({}) == 1


async def test_r1_an_import_names_every_bad_line_and_enters_nothing(governance: Story) -> None:
    (await governance.body()).ok(201)
    lines = (
        "good,Good,,,member_state,CH,\n"
        "atlantis,Again,,,member_state,,\n"
        "ngo,An NGO,,,ngo,,\n"
        "xx,Nowhere,,,member_state,XX,\n"
    )
    answer = await _import(governance, HEAD + lines)
    assert (answer.status, answer.body["type"]) == (422, "urn:idm:problem:import-refused")
    for said in ("line 3, id: ", "line 4, type: “ngo” is not a type", "line 5, country: “XX” is no country code"):
        assert said in answer.body["detail"]
    assert [one["field"] for one in answer.body["fields"]] == ["line 3, id", "line 4, type", "line 5, country"]
    unread = await _import(
        governance, HEAD + "a b,,,,member_state,,yesterday\nc,C,,,member_state,,\nc,C,,,member_state,,\n"
    )
    for said in ("line 2, id: ", "line 2, name_en: ", "line 2, since: ", "line 3, id: Another line"):
        assert said in unread.body["detail"]
    assert (await _import(governance, "id;name\n")).status == 422
    assert await governance.store["bodies"].count({}) == 1
    assert (await _import(governance, HEAD, role="member", body_id="atlantis")).status == 403


TERMS = "body,person,function,since,until,credential\n"


async def _import_delegates(governance: Story, text: str, **options: Any) -> Any:
    body = {"file": base64.b64encode((TERMS + text).encode()).decode(), "format": "csv"}
    return await governance.api.post(f"{ROOT}/bodies/delegates/import", body, **options)


async def test_delegates_go_out_and_come_in_as_a_file_and_every_bad_line_is_named(governance: Story) -> None:
    for body in ("atlantis", "borduria"):
        (await governance.body(body)).ok(201)
    left = {"communication": "Note", "occurred_on": "2017-08-01"}
    (await governance.post("/bodies/borduria/departure", left)).ok()
    good = "atlantis,Ada Delegate,Counsellor,2017-01-10,,Note No. 1\natlantis,مندوب,,2017-01-10,2017-06-30,Note No. 2\n"
    bad = (
        "nobody,A,,2017-01-10,,Note\n"
        "atlantis,B,,2017-02-01,2017-01-01,Note\n"
        "borduria,C,,2017-08-01,,Note\n"
        "a b,,,yesterday,,Note\n"
    )
    unread = await _import_delegates(governance, good + bad)
    assert [one["field"] for one in unread.body["fields"]] == ["line 7, body", "line 7, person", "line 7, since"]
    refused = await _import_delegates(governance, good + bad.rpartition("a b")[0] + good)
    assert (refused.status, refused.body["type"]) == (422, "urn:idm:problem:import-refused")
    fields = ["line 4, body", "line 5, until", "line 6, since", "line 7, person", "line 8, person"]
    assert [one["field"] for one in refused.body["fields"]] == fields
    assert await governance.store["delegates"].count({}) == 0
    assert len((await _import_delegates(governance, good)).ok(201).body["entered"]) == 2
    csv = (await governance.get("/bodies/delegates/export")).ok().body
    assert csv.replace("\r\n", "\n").lstrip("\ufeff") == TERMS + good
    spoke = (await governance.get("/bodies/delegates/export?on=2017-07-01", role="member")).ok().body
    assert [line.split(",")[1] for line in spoke.splitlines()[1:]] == ["Ada Delegate"]
    other = {"role": "member", "body_id": "borduria"}
    assert len((await governance.get("/bodies/delegates/export", **other)).ok().body.splitlines()) == 1
    again = await _import_delegates(governance, good)
    assert [one["field"] for one in again.body["fields"]] == ["line 2, person", "line 3, person"]
    assert (await _import_delegates(governance, good, **other)).status == 403
    rows = await governance.store["outbox"].find({})
    assert not [row for row in rows if "Ada" in str(row) or "مندوب" in str(row)]

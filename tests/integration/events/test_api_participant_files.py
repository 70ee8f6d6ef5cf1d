"""Participants as files, through the API: every bad line is named, and a long file is entered whole and once."""

import base64
import csv
import io
import json
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest

from services.events.use_cases import participant_imports
from shared.domain.act import Role
from shared.http.sheets import read_rows, xlsx_of
from tests.integration.events.flow import ROOT, WORKSHOP, hear, schedule
from tests.integration.events.sample import body_listed, topics_selected
from tests.support.api import Answer, Api

REGISTRATIONS = f"{WORKSHOP}/registrations"
COLUMNS = ("name", "email", "function", "gender", "group", "body", "country", "attends")


@pytest.fixture(autouse=True)
async def _an_open_registration(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events, capacity=3)).ok()
    (await events.post(f"{WORKSHOP}/seats", {"approval": "automatic"})).ok(201)


def lines(*rows: tuple[str, ...]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([COLUMNS, *rows])
    return stream.getvalue().encode()


async def send(events: Api, content: bytes, format: str = "csv", *, key: str = "") -> Answer:
    body = {"file": base64.b64encode(content).decode(), "format": format}
    headers = {"Idempotency-Key": key} if key else {}
    return await events.post(f"{REGISTRATIONS}/import", body, headers=headers)


def before_second_part(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Awaitable[None]], *, part: int) -> None:
    """Parts have so many lines, and before the second is entered something happens, once."""
    monkeypatch.setattr(participant_imports, "PART", part)
    enter, parts = participant_imports.enter_next_part, count(1)

    async def entered(*args: Any, **options: Any) -> Any:
        if next(parts) == 2:
            await happens()
        return await enter(*args, **options)

    monkeypatch.setattr(participant_imports, "enter_next_part", entered)


async def _breaks() -> None:
    raise ConnectionResetError


async def test_r31_a_file_is_entered_governments_first_and_comes_out_again(events: Api) -> None:
    rows = [(f"Person {n}", "", "", "", "academia" if n % 2 else "government", "", "CH", "") for n in range(6)]
    done = (await send(events, xlsx_of(COLUMNS, rows, sheet="People"), "xlsx")).ok(201).body
    assert (done["lines"], done["entered"]) == (6, 6)
    out = await events.get(f"{REGISTRATIONS}/export?format=csv")
    found = list(csv.DictReader(io.StringIO(out.body.lstrip("\ufeff"))))
    assert [row["name"] for row in found if row["state"] == "accepted"] == ["Person 0", "Person 2", "Person 4"]
    assert [row["name"] for row in found if row["state"] == "waiting"] == ["Person 1", "Person 3", "Person 5"]
    token = events.issuer.token(role=Role.ADMINISTRATION, subject="account-7")
    book = await events.client.get(
        f"{REGISTRATIONS}/export?format=xlsx",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert len(read_rows(book.content)) == 7


async def test_every_bad_line_is_named_and_nobody_is_entered(events: Api) -> None:
    content = lines(
        ("Good Person", "good@example.org", "", "female", "government", "body-ch", "CH", "room"),
        ("", "no address", "", "", "", "", "Switzerland", ""),
        ("Somebody", "", "", "unknown", "donor", "a body", "", "by ship"),
    )
    answer = await send(events, content)
    assert answer.status == 422
    assert [(one["field"]) for one in answer.body["fields"]] == [
        "line 3, name",
        "line 3, email",
        "line 3, group",
        "line 3, country",
        "line 4, gender",
        "line 4, group",
        "line 4, attends",
        "line 4, body",
    ]
    answer = await send(events, lines(("One", "", "", "", "government", "", "", "online")))
    assert answer.body["fields"] == [{"field": "line 2, attends", "reason": "Nobody attends this workshop on line."}]
    await hear(events, body_listed("union", "observer_organization"))
    jumps = lines(("One", "", "", "", "government", "union", "", ""))
    [line] = (await send(events, jumps)).body["fields"]
    assert line["field"] == "line 2, group"
    for broken in (b"name\n", b"\xff\xfe", lines()):
        assert (await send(events, broken)).status == 422
    assert (await events.get(REGISTRATIONS)).ok().body["items"] == []


async def test_a_file_that_was_interrupted_goes_on_and_enters_nobody_twice(
    events: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = lines(*((f"Person {n}", "", "", "", "other", "", "", "") for n in range(5)))
    before_second_part(monkeypatch, _breaks, part=2)
    assert (await send(events, content, key="a-file-1")).status == 500
    assert len((await events.get(REGISTRATIONS)).ok().body["items"]) == 2
    for key in ("a-file-1", ""):
        assert (await send(events, content, key=key)).ok(201).body["entered"] == 5
        assert len((await events.get(REGISTRATIONS)).ok().body["items"]) == 5


async def test_r31_a_file_is_entered_whole_though_a_body_and_the_mode_change_between_two_parts(
    events: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hear(events, body_listed("union", "observer_organization"))
    group = "intergovernmental_organization"
    content = lines(*((f"Person {n}", "", "", "", group, "union", "", "room") for n in range(5)))

    async def meanwhile() -> None:
        await hear(events, body_listed("union", "member_state"))
        (await schedule(events, capacity=3, mode="online", venue=None)).ok()

    before_second_part(monkeypatch, meanwhile, part=2)
    assert (await send(events, content)).ok(201).body["entered"] == 5
    rows = (await events.get(REGISTRATIONS)).ok().body["items"]
    assert [row["group"] for row in rows] == [group] * 5
    assert (await events.get(WORKSHOP)).ok().body["schedule"]["mode"] == "online"  # it did happen
    # The same people in another file are judged by what is so now.
    assert (await send(events, content + b"\n\n")).status == 422


async def test_r31_an_import_that_was_started_before_it_kept_the_reason_has_the_one_that_is_sent_again(
    events: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hear(events, body_listed("union", "observer_organization"))
    content = lines(*((f"Person {n}", "", "", "", "academia", "union", "", "") for n in range(2)))
    body = {"file": base64.b64encode(content).decode(), "format": "csv", "group_reason": "works_elsewhere"}
    before_second_part(monkeypatch, _breaks, part=1)
    assert (await events.post(f"{REGISTRATIONS}/import", body)).status == 500
    await events.store["participant_imports"].update_many({}, {"$unset": {"group_reason": 1}})
    assert (await events.post(f"{REGISTRATIONS}/import", body)).ok(201).body["entered"] == 2
    received = {"recorded.type": "int.iom.idm.events.RegistrationReceived.v1"}
    reasons = [row["recorded"]["data"]["group_reason"] for row in await events.store["outbox"].find(received)]
    assert reasons == ["works_elsewhere"] * 2


async def test_a_file_with_bad_lines_without_number_is_told_all_of_them(events: Api) -> None:
    began = time.monotonic()
    content = lines(*((f"Person {n}", "", "", "", "donor", "", "", "") for n in range(20_000)))
    answer = await send(events, content)
    assert answer.status == 422
    assert len(answer.body["fields"]) == 20_000
    assert time.monotonic() - began < 20
    assert (await send(events, lines(*[("Person", "", "", "", "other", "", "", "")] * 20_001))).status == 422


async def test_what_is_exported_as_indico_does_comes_back_as_the_same_people(events: Api) -> None:
    rows = (
        ("Ada Example", "ada@example.org", "Director", "female", "government", "body-ch", "CH", "room"),
        ("Bo “B” d’Été", "", "", "", "academia", "", "", "room"),
    )
    (await send(events, lines(*rows))).ok(201)
    (await events.post(REGISTRATIONS, {"name": "Eva Example", "group": "other", "diet": "No nuts"})).ok(201)
    export = f"{REGISTRATIONS}/export?format=json"
    out = (await events.get(export)).ok().body
    assert "No nuts" not in str(out)
    assert "No nuts" in str((await events.get(f"{export}&needs=true")).ok().body)
    other = f"{ROOT}/workshops/workshop-2018-2"
    (await schedule(events, "2018-06-04", "2018-06-05", workshop=other, capacity=3)).ok()
    (await events.post(f"{other}/seats", {"approval": "automatic"})).ok(201)
    sent = {"file": base64.b64encode(json.dumps(out).encode()).decode(), "format": "json"}
    assert (await events.post(f"{other}/registrations/import", sent)).ok(201).body["entered"] == 3
    found = [
        list(csv.DictReader(io.StringIO((await events.get(f"{one}/registrations/export")).ok().body.lstrip("\ufeff"))))
        for one in (WORKSHOP, other)
    ]
    ours, theirs = [sorted(tuple(row[name] for name in COLUMNS) for row in those) for those in found]
    assert ours == theirs == sorted((*rows, ("Eva Example", "", "", "", "other", "", "", "room")))


async def test_registrations_as_indico_exports_them_go_the_way_of_a_file_with_lines(events: Api) -> None:
    def registrant(name: str, group: str, **fields: Any) -> dict[str, Any]:
        first, last = name.split()
        return {
            "registrant_id": name,
            "personal_data": {"title": "Dr", "firstName": first, "surname": last, "position": "Expert", **fields},
            "form": [{"fields": [{"title": "Group", "data": group}, {"title": "Country code", "data": "CH"}]}],
        }

    people = [registrant("Ada Late", "academia", email="ada@example.org"), registrant("Eva First", "government")]
    bad = [people[0], registrant("No Group", "donor", email="nowhere")]
    answer = await send(events, json.dumps({"registrants": bad}).encode(), "json")
    assert (answer.status, answer.body["type"]) == (422, "urn:idm:problem:import-refused")
    assert [one["field"] for one in answer.body["fields"]] == ["line 2, email", "line 2, group"]
    for broken in (b"{", b"[1]", b"\xff", b"[]", b"9" * 5000, b"[" * 100_000, json.dumps([{}] * 20_001).encode()):
        assert (await send(events, broken, "json")).status == 422
    assert (await events.get(REGISTRATIONS)).ok().body["items"] == []
    for _ in range(2):
        assert (await send(events, json.dumps(people).encode(), "json")).ok(201).body["entered"] == 2
    out = await events.get(f"{REGISTRATIONS}/export?format=csv")
    rows = list(csv.DictReader(io.StringIO(out.body.lstrip("\ufeff"))))
    assert [tuple(row[name] for name in COLUMNS[:3]) for row in rows] == [
        ("Eva First", "", "Expert"),
        ("Ada Late", "ada@example.org", "Expert"),
    ]
    assert {(row["country"], row["attends"]) for row in rows} == {("CH", "room")}

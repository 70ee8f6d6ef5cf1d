"""The entries of past years in events, through its API."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from shared.persistence.driver import Document
from tests.integration.history.conftest import Import
from tests.support.api import Answer, Api

ROOT = "/events/v1/history"
CELL = {"printed_title": "Trade and Migration", "kind": "intersessional_workshop", "lines": [248]}


async def _put(events: Api, number: int = 1, year: int = 2004, **fields: Any) -> Answer:
    return await events.put(f"{ROOT}/{year}/entries/{number}", {**CELL, **fields})


async def _log(events: Api, stream: str) -> list[Document]:
    rows = await events.store["outbox"].find({"recorded.stream": stream}, sort=[("_id", 1)])
    return [row["recorded"] for row in rows]


async def test_r72_the_whole_table_is_imported_and_counted(events: Api, import_entries: Import) -> None:
    assert await import_entries() == [201] * 36
    entries = (await events.get(f"{ROOT}?limit=200", role=None)).ok().body["items"]
    printed = [one for one in entries if not one["cell"]["derived_from_theme"]]
    assert len(printed) == 35
    assert Counter(one["cell"]["kind"] for one in printed) == {
        "intersessional_workshop": 28,
        "council_session_topic": 3,
        "council_session_workshop": 2,
        "high_level_conference": 1,
        "expert_seminar": 1,
    }
    assert sum(one["cell"]["flag"] == "**" for one in entries) == 2
    [derived] = [one for one in entries if one["cell"]["derived_from_theme"]]
    assert (derived["id"], derived["cell"]["kind"]) == ("history-2015-1", "high_level_conference")


async def test_r72_imported_twice_changes_nothing_and_each_entry_is_told_once(
    events: Api, import_entries: Import
) -> None:
    await import_entries()
    before = (await events.get(f"{ROOT}?limit=200")).body
    rows = len(await events.store["outbox"].find({}))
    assert await import_entries() == [200] * 36
    assert (await events.get(f"{ROOT}?limit=200")).body == before
    after = await events.store["outbox"].find({})
    assert len(after) == rows == 36 + 36 + 36 + 18
    assert {(row["recorded"]["sequence"], row["recorded"]["topic"], row["delivery"]["state"]) for row in after} == {
        (None, None, "kept"),
        (1, "idm.events.v1", "unsent"),
    }
    # The import decides nothing of the past: no workshop and no calendar came of it.
    assert [await events.store[name].count({}) for name in ("workshops", "calendars")] == [0, 0]


async def test_r73_one_title_in_two_years_is_accepted_and_twice_in_one_refused(events: Api) -> None:
    (await _put(events, 2, 2003)).ok(201)
    (await _put(events, 2, 2004)).ok(201)
    (await _put(events, 1, 2004)).refused("R73")
    years = [one["year"] for one in (await events.get(ROOT, role=None)).body["items"]]
    assert years == [2003, 2004]
    assert len((await events.get(f"{ROOT}?year=2003", role=None)).body["items"]) == 1


@pytest.mark.parametrize(("year", "kind"), [(2002, "council_session_topic"), (2013, "high_level_conference")])
async def test_r74_a_year_with_what_it_had_is_completed(events: Api, year: int, kind: str) -> None:
    (await _put(events, year=year, kind=kind)).ok(201)
    completed = (await events.post(f"{ROOT}/{year}/completion")).ok()
    assert completed.body["completed"]
    assert (await events.post(f"{ROOT}/{year}/completion")).ok().etag == completed.etag


async def test_r74_the_year_2001_is_complete_without_any_entry(events: Api) -> None:
    assert (await events.get(f"{ROOT}/2001", role=None)).status == 404
    (await events.post(f"{ROOT}/2001/completion")).ok()
    assert (await events.get(f"{ROOT}/2001", role=None)).ok().body["entries"] == []


async def test_r74_a_year_of_two_workshops_is_completed_with_both_and_takes_no_third(events: Api) -> None:
    (await _put(events, 1)).ok(201)
    (await events.post(f"{ROOT}/2004/completion")).refused("R74")
    listed = (await events.get(f"{ROOT}/2004")).ok().body
    [action] = listed["actions"]
    assert (action["name"], action["allowed"], action["blocked_by"][0]["number"]) == ("completePastList", False, "R74")
    (await _put(events, 2, printed_title="Health and Migration")).ok(201)
    (await _put(events, 3, printed_title="The Image of Migrants")).refused("R74")
    (await _put(events, 3, printed_title="The Image of Migrants", kind="council_session_workshop")).ok(201)
    (await events.post(f"{ROOT}/2004/completion")).ok()
    late = await _put(events, 4, printed_title="Late", kind="expert_seminar")
    assert (late.status, late.body["type"]) == (409, "urn:idm:problem:wrong-state")
    (await _put(events, 2, printed_title="Health and Migration", kind="expert_seminar", reason="Why.")).refused("R74")


@pytest.mark.parametrize(
    ("year", "kind"),
    [
        (2001, "intersessional_workshop"),
        (2002, "high_level_conference"),
        (2013, "intersessional_workshop"),
        (2015, "intersessional_workshop"),
        (2014, "high_level_conference"),
        (2003, "council_session_topic"),
    ],
)
async def test_r74_what_the_year_had_no_place_for_is_refused(events: Api, year: int, kind: str) -> None:
    (await _put(events, year=year, kind=kind)).refused("R74")
    assert await events.store["outbox"].count({}) == 0


async def test_r74_two_people_who_enter_the_last_workshop_at_once_get_it_once(events: Api) -> None:
    (await _put(events, 1)).ok(201)
    answers = await asyncio.gather(*(_put(events, number, printed_title=f"Title {number}") for number in range(2, 6)))
    assert sorted(one.status for one in answers)[0] == 201
    assert sum(one.status == 201 for one in answers) == 1
    assert {one.status for one in answers} <= {201, 409, 412}
    assert len((await events.get(f"{ROOT}/2004")).body["entries"]) == 2


async def test_r75_printed_text_lines_flag_and_doubt_are_shown_to_everybody(
    events: Api, import_entries: Import
) -> None:
    await import_entries()
    read = (await events.get(f"{ROOT}/2003/entries/3", role=None)).ok().body
    assert read["cell"] == read["imported"]
    assert read["cell"]["doubt"].startswith("D3")
    assert {name: read["cell"][name] for name in ("printed_title", "flag", "lines", "confidence", "subtopics")} == {
        "printed_title": "Labour Mobility / Capacity Building",
        "flag": "**",
        "lines": [241],
        "confidence": "medium",
        "subtopics": ["Labour Mobility", "Capacity Building"],
    }


async def test_r75_a_correction_needs_a_reason_is_audited_and_keeps_what_was_imported(events: Api) -> None:
    (await _put(events)).ok(201)
    (await _put(events, official_title="Trade and Migration: In Full")).refused("R75")
    corrected = (await _put(events, official_title="Trade and Migration: In Full", reason="From the report.")).ok()
    assert corrected.body["cell"]["official_title"] == "Trade and Migration: In Full"
    assert (corrected.body["imported"]["official_title"], corrected.body["corrections"][0]["reason"]) == (
        None,
        "From the report.",
    )
    assert [action["name"] for action in corrected.body["actions"]] == ["correctPastEntry"]
    log = await _log(events, "history-2004-1")
    names = ["HistoryImported", "PastEntryRecorded", "HistoryCellCorrected", "PastEntryRecorded"]
    assert [one["type"].split(".")[4] for one in log] == names
    assert (log[2]["data"]["fields"], log[2]["data"]["reason"]) == (["official_title"], "From the report.")
    assert log[2]["actor"]["subject"] == "account-7"
    # The file again: the correction stands.
    assert (await _put(events)).ok().body == (await events.get(f"{ROOT}/2004/entries/1")).body == corrected.body
    assert len(await _log(events, "history-2004-1")) == 4


async def test_r75_a_corrected_title_moves_in_the_list_of_its_year(events: Api) -> None:
    (await _put(events, 1)).ok(201)
    (await _put(events, 2, printed_title="Health and Migration")).ok(201)
    (await _put(events, 2, reason="Why.")).refused("R73")
    (await _put(events, 1, printed_title="Trade & Migration", reason="Read again.")).ok()
    titles = [one["title"] for one in (await events.get(f"{ROOT}/2004", role=None)).body["entries"]]
    assert titles == ["Trade & Migration", "Health and Migration"]


async def test_what_is_no_entry_of_the_table_is_a_422(events: Api) -> None:
    for number, year, fields in (
        (0, 2004, {}),
        (10, 2004, {}),
        (1, 2019, {}),
        (1, 2004, {"kind": "council_idm_session"}),
        (1, 2004, {"lines": []}),
        (1, 2004, {"derived_from_theme": True}),
        (1, 2004, {"title": "T"}),
    ):
        assert (await _put(events, number, year, **fields)).status == 422
    assert (await events.get(f"{ROOT}/2004/entries/1")).status == 404


async def test_the_administration_alone_imports(events: Api) -> None:
    for role, status in (("auditor", 403), ("operator", 403), (None, 401)):
        assert (await events.put(f"{ROOT}/2004/entries/1", CELL, role=role)).status == status
        assert (await events.post(f"{ROOT}/2004/completion", role=role)).status == status

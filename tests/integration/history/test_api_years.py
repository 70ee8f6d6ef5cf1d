"""The past years in governance, through its API."""

from typing import Any

import pytest

from services.governance.service import SERVICE as GOVERNANCE
from shared.contracts.governance import PastYearRecorded
from shared.persistence.driver import Document
from shared.persistence.migrations import migrate
from tests.integration.history.conftest import Import
from tests.support.api import Api

ROOT = "/governance/v1"
CELL = {"theme": "Valuing Migration", "format": "two_workshops", "lines": [246]}
WRONG = {"council_only": (2003, 2013, 2018), "single_conference": (2001, 2012, 2014), "two_workshops": (2002, 2015)}


async def _put(governance: Api, year: int = 2004, **fields: Any) -> Any:
    return await governance.put(f"{ROOT}/history/{year}", {**CELL, **fields})


async def _log(governance: Api) -> list[Document]:
    return [row["recorded"] for row in await governance.store["outbox"].find({}, sort=[("_id", 1)])]


async def test_r72_eighteen_years_are_imported_and_read_page_by_page(governance: Api, import_years: Import) -> None:
    assert await import_years() == [201] * 18
    first = (await governance.get(f"{ROOT}/history?limit=10", role=None)).ok().body
    second = (await governance.get(first["next"], role=None)).ok().body
    assert [one["year"] for one in first["items"] + second["items"]] == list(range(2001, 2019))
    assert second["next"] is None


async def test_r72_imported_twice_changes_nothing_and_each_year_is_told_once(
    governance: Api, import_years: Import
) -> None:
    await import_years()
    before = (await governance.get(f"{ROOT}/history?limit=200")).body
    assert await import_years() == [200] * 18
    assert (await governance.get(f"{ROOT}/history?limit=200")).body == before
    rows = await governance.store["outbox"].find({})
    assert len(rows) == 18 + 18
    assert {(row["recorded"]["sequence"], row["recorded"]["topic"], row["delivery"]["state"]) for row in rows} == {
        (None, None, "kept"),
        (1, "idm.governance.v1", "unsent"),
    }


async def test_r75_printed_text_lines_flags_and_doubt_are_shown_to_everybody(
    governance: Api, import_years: Import
) -> None:
    await import_years()
    read = (await governance.get(f"{ROOT}/history/2013", role=None)).ok().body
    assert read["cell"] == read["imported"]
    assert {name: read["cell"][name] for name in ("theme", "format", "theme_flag", "lines", "confidence")} == {
        "theme": "Diaspora Ministerial Conference",
        "format": "single_conference",
        "theme_flag": "****",
        "lines": [303],
        "confidence": "high",
    }
    assert read["cell"]["footnote"].startswith("In 2013 the IDM dedicated")
    assert read["cell"]["doubt"].startswith("D6")
    assert (read["corrections"], read["actions"]) == ([], [])


async def test_r75_a_correction_needs_a_reason_is_audited_and_keeps_what_was_imported(governance: Api) -> None:
    (await _put(governance)).ok(201)
    (await _put(governance, theme="Valuing migration")).refused("R75")
    corrected = (await _put(governance, theme="Valuing migration", reason="Read again.")).ok()
    assert (corrected.body["cell"]["theme"], corrected.body["imported"]["theme"]) == (
        "Valuing migration",
        "Valuing Migration",
    )
    assert corrected.body["corrections"][0]["fields"] == ["theme"]
    assert [action["name"] for action in corrected.body["actions"]] == ["correctPastYear"]
    log = await _log(governance)
    names = ["HistoryImported", "PastYearRecorded", "HistoryCellCorrected", "PastYearRecorded"]
    assert [one["type"].split(".")[4] for one in log] == names
    assert (log[2]["stream"], log[2]["actor"]["subject"], log[2]["sequence"]) == ("history-2004", "account-7", None)
    assert log[2]["data"] == {
        "year": 2004,
        "fields": ["theme"],
        "before": {"theme": "Valuing Migration"},
        "after": {"theme": "Valuing migration"},
        "reason": "Read again.",
    }
    # The file again: the correction stands.
    assert (await _put(governance)).ok().body["cell"]["theme"] == "Valuing migration"
    assert len(await _log(governance)) == 4


async def test_r75_years_imported_before_there_was_a_message_are_told_once_by_the_migration(governance: Api) -> None:
    (await _put(governance)).ok(201)
    store = governance.store
    await store["outbox"].delete_many({"recorded.type": PastYearRecorded.message_type})
    await store["past_years"].update_many({}, {"$set": {"version": 1, "sequence": 0}})
    await store["migrations"].delete_many({"_id": {"$regex": "PastYearRecorded"}})
    assert len(await migrate(store, GOVERNANCE.migrations)) == 1
    told = (await _log(governance))[1]
    assert (told["type"], told["sequence"], told["actor"]["role"]) == (PastYearRecorded.message_type, 1, "system")
    assert told["data"]["cell"]["theme"] == "Valuing Migration"
    await store["migrations"].delete_many({"_id": {"$regex": "PastYearRecorded"}})
    await migrate(store, GOVERNANCE.migrations)
    assert len(await _log(governance)) == 2


@pytest.mark.parametrize(("format", "year"), [(format, year) for format, years in WRONG.items() for year in years])
async def test_r74_a_format_that_the_year_did_not_have_is_refused(governance: Api, format: str, year: int) -> None:
    (await _put(governance, year=year, format=format)).refused("R74")


@pytest.mark.parametrize(
    ("format", "year"), [("council_only", 2001), ("two_workshops", 2003), ("single_conference", 2015)]
)
async def test_r74_the_format_that_the_year_had_is_accepted(governance: Api, format: str, year: int) -> None:
    (await _put(governance, year=year, format=format)).ok(201)


async def test_what_is_no_year_of_the_table_or_no_cell_is_a_422(governance: Api) -> None:
    for year, fields in ((2000, {}), (2019, {}), (2004, {"lines": []}), (2004, {"flag": "*"}), (2004, {"theme": " "})):
        assert (await _put(governance, year=year, **fields)).status == 422
    assert (await governance.get(f"{ROOT}/history/2004")).status == 404


async def test_the_administration_alone_imports(governance: Api) -> None:
    for role, status in (("auditor", 403), ("operator", 403), (None, 401)):
        answer = await governance.put(f"{ROOT}/history/2004", CELL, role=role)
        assert answer.status == status


async def test_past_years_stand_beside_live_cycles(governance: Api, import_years: Import) -> None:
    await import_years()
    for year in (2018, 2019):
        (await governance.post(f"{ROOT}/cycles", {"year": year, "occurred_on": f"{year - 1}-02-01"})).ok(201)
    years = (await governance.get(f"{ROOT}/years", role=None)).ok().body["items"]
    assert [one["year"] for one in years] == list(range(2001, 2020))
    assert [one["year"] for one in years if one["live"]] == [2018, 2019]
    past, both, live = years[3], years[17], years[18]
    assert (past["theme"]["en"], past["format"], past["cycle"]) == ("Valuing Migration", "two_workshops", None)
    assert past["printed"]["lines"] == [246]
    assert (both["cycle"], both["printed"]["lines"]) == ("cycle-2018", [332, 333])
    assert (both["theme"], both["format"]) == (None, None), "the Membership has not decided, whatever is printed"
    assert (live["cycle"], live["theme"], live["printed"]) == ("cycle-2019", None, None)


async def test_what_the_cycle_decided_stands_before_what_is_printed(governance: Api) -> None:
    (await _put(governance)).ok(201)
    await governance.store["cycles"].insert_many(
        [{"_id": "cycle-2004", "version": 3, "sequence": 1, "year": 2004, "opened_on": "2003-02-01"}]
    )
    await governance.store["cycles"].find_one_and_update(
        {"_id": "cycle-2004"},
        {"$set": {"theme": {"id": "t", "title": {"fr": "Les migrations"}}, "format": {"format": "two_workshops"}}},
    )
    [one] = (await governance.get(f"{ROOT}/years")).ok().body["items"]
    assert (one["theme"]["fr"], one["version"], one["printed"]["theme"]) == ("Les migrations", 3, "Valuing Migration")

"""The log of governance over HTTP: who did what, when, from what to what, and why; and a decision on a day."""

import csv
import io
import json
from typing import Any

import pytest

from shared.outbox.checkpoints import Checkpoints
from shared.outbox.verification import verify_rows
from tests.integration.governance.story import ROOT, Story

SLATE = "/audit/resources/theme-slate-1"


async def _trail(governance: Story, path: str) -> list[dict[str, Any]]:
    return list((await governance.get(path)).ok().body["entries"])


async def test_r76_a_trail_says_who_when_from_to_and_why(governance: Story) -> None:
    await governance.with_decisions()
    again = {"format": "single_conference", "consultation": "consultation-2", "occurred_on": "2017-10-01"}
    reasoned = {**again, "deviation_reason": "Funds reach for one gathering."}
    refused = await governance.post("/cycles/cycle-2018/format", again)
    assert refused.status == 422
    (await governance.post("/cycles/cycle-2018/format", reasoned, subject="account-8")).ok()
    entries = await _trail(governance, "/audit/resources/cycle-2018")
    assert [one["version"] for one in entries] == list(range(1, len(entries) + 1))
    assert [one["before"] for one in entries] == [None, *(one["hash"] for one in entries[:-1])]
    # The topics were chosen for two workshops: one gathering is noted as what they no longer fit.
    *_, last, misfit = entries
    assert misfit["what"] == "NoLongerFits"
    assert (last["what"], last["occurred_on"]) == ("FormatDecided", "2017-10-01")
    assert last["by"] == {"role": "administration", "subject": "account-8", "body": None}
    assert last["reason"] == "Funds reach for one gathering."
    changes = {one["field"]: (one["before"], one["after"]) for one in last["changes"]}
    assert changes == {
        "format": ("two_workshops", "single_conference"),
        "decided_on": ("2017-09-02", "2017-10-01"),
    }
    [opened, selected] = await _trail(governance, SLATE)
    assert (opened["what"], selected["what"]) == ("ThemeSlateOpened", "ThemeSelected")
    assert selected["reason"] == "Every body that spoke preferred it."
    assert selected["correlation_id"] != opened["correlation_id"]


async def test_r76_no_operation_changes_the_log(governance: Story) -> None:
    await governance.with_theme_slate()
    before = await _trail(governance, SLATE)
    operations = (await governance.get("/openapi.json")).ok().body["paths"]
    reads = {method for path, by_method in operations.items() if "/audit" in path for method in by_method}
    assert reads == {"get"}
    for method in ("PUT", "PATCH", "DELETE", "POST"):
        for path in (SLATE, "/audit"):
            assert (await governance.api.call(method, f"{ROOT}{path}", json={"reason": "Another one."})).status == 405
    assert await _trail(governance, SLATE) == before


async def test_a_refused_act_leaves_no_trail(governance: Story) -> None:
    await governance.with_theme_slate()
    (await governance.post("/cycles/cycle-2018/format", {"format": "two_workshops", "consultation": "none"}))
    assert [one["what"] for one in await _trail(governance, SLATE)] == ["ThemeSlateOpened"]
    assert (await governance.get("/audit/resources/none")).status == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("resource=consultation-1&limit=200", {"consultation-1"}),
        ("aggregate=theme_slate", {"theme-slate-1"}),
        ("since=2999-01-01", set()),
        ("until=2001-01-01", set()),
        ("correlation=none", set()),
    ],
)
async def test_the_log_is_narrowed(governance: Story, query: str, expected: set[str]) -> None:
    await governance.with_theme()
    found = (await governance.get(f"/audit?{query}")).ok().body["items"]
    assert {one["resource"] for one in found} == expected


async def test_the_log_is_read_page_by_page(governance: Story) -> None:
    await governance.with_theme()
    seen, path = [], "/governance/v1/audit?limit=3"
    while path:
        page = (await governance.api.get(path, role="auditor")).ok().body
        seen += [one["id"] for one in page["items"]]
        path = page["next"]
    assert len(seen) == len(set(seen)) == await governance.store["outbox"].count({})


@pytest.mark.parametrize(("role", "status"), [("auditor", 200), ("member", 403), ("finance", 403), (None, 401)])
async def test_auditors_and_the_administration_read_the_log_and_nobody_else(
    governance: Story, role: str | None, status: int
) -> None:
    await governance.cycle()
    for path in ("/audit", "/audit/resources/cycle-2018", "/audit/checkpoints", "/audit/export"):
        assert (await governance.get(path, role=role)).status == status


async def test_an_export_can_be_verified_by_whoever_has_it(governance: Story) -> None:
    await governance.with_theme()
    answer = (await governance.get("/audit/export", role="auditor")).ok()
    rows = [json.loads(line) for line in answer.body.splitlines()]
    assert len(rows) == await governance.store["outbox"].count({})
    assert verify_rows(rows, whole=True).findings == []
    rows[3]["recorded"]["actor"]["subject"] = "account-9"
    [finding] = verify_rows(rows, whole=True).findings
    assert finding.what == "edited"


async def test_an_export_for_a_spreadsheet_shows_no_formula(governance: Story) -> None:
    formula = '=HYPERLINK("http://elsewhere.example")'
    (await governance.post("/bodies", {"id": "atlantis", "name": {"en": formula}, "type": "member_state"})).ok(201)
    await governance.with_theme_slate()
    (await governance.determine(why=formula)).ok()
    text = (await governance.get("/audit/export?format=csv&resource=theme-slate-1")).ok().body
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["what"] for row in rows] == ["ThemeSlateOpened", "ThemeSelected"]
    assert rows[1]["reason"] == f"'{formula}"
    assert json.loads(rows[1]["data"])["determination"]["why"] == formula


async def test_checkpoints_are_shown_the_newest_first(governance: Story) -> None:
    writer = Checkpoints(store=governance.store)
    (await governance.cycle()).ok(201)
    await writer.write()
    await governance.consultation()
    await writer.write()
    newest, first = (await governance.get("/audit/checkpoints", role="auditor")).ok().body["items"]
    assert (newest["number"], newest["before"], first["number"]) == (2, first["hash"], 1)
    assert (first["rows"], newest["streams"]) == (1, 2)


async def test_r76_decisions_made_again_from_the_log_are_those_of_the_cycle(governance: Story) -> None:
    await governance.with_decisions()
    kept = (await governance.get("/cycles/cycle-2018/decisions")).ok().body
    made = (await governance.get("/cycles/cycle-2018/decisions/on/2017-09-02")).ok().body
    assert kept["theme"] == {
        **{name: made["theme"]["decision"][name] for name in ("slate", "origin", "sources", "decided_in")},
        "determination": made["theme"]["decision"]["determination"],
        **made["theme"]["decision"]["theme"],
    }
    assert kept["topics"] == {name: made["topics"]["decision"][name] for name in kept["topics"]}
    notice = {"repeats_last_year": False}  # R21: no decision, but what is said beside it
    assert (
        kept["format"] == {name: made["format"]["decision"][name] for name in kept["format"].keys() - notice} | notice
    )
    assert (made["theme"]["on_record"]["by"], made["theme"]["on_record"]["resource"]) == (
        "administration",
        "theme-slate-1",
    )
    earlier = (await governance.get("/cycles/cycle-2018/decisions/on/2017-09-01", role="member")).ok().body
    assert (earlier["topics"], earlier["format"], earlier["theme"]) == (None, None, made["theme"])
    # All of it was recorded today: the day before, nobody could have known.
    unknown = (await governance.get("/cycles/cycle-2018/decisions/on/2017-09-02?known_on=2018-01-01")).ok().body
    assert (unknown["opened_on"], unknown["theme"]) == (None, None)
    assert (await governance.get("/cycles/cycle-2019/decisions/on/2017-09-01")).status == 404

"""The report of what was taken out of reports, and what waits (R30, R77, row 53)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.contracts.events import ConsentUse
from tests.integration.publications.flow import CONTENT, FIRST, REPORT, ROOT, agreed, change, get, publish_report, tell
from tests.support.api import Api

PURGES = f"{ROOT}/personal-data/purges"


async def _report(api: Api) -> dict[str, list[tuple[Any, ...]]]:
    [found] = (await get(api, PURGES, role="auditor")).ok().body["items"]
    assert found["id"] == FIRST
    return {
        "purged": [(one["what"].split()[0], one["on"], one["records"]) for one in found["purged"]],
        "kept": [(one["what"].split()[0], one["until"], one["records"]) for one in found["kept"]],
    }


async def test_r77_the_report_of_purges_says_what_was_taken_out_when_and_what_waits(publications: Api) -> None:
    assert (await get(publications, PURGES, role="administration")).ok().body["items"] == []
    await publish_report(publications)
    assert await _report(publications) == {"purged": [], "kept": []}
    for role in (None, "member", "editor"):
        assert (await get(publications, PURGES, role=role)).status in (401, 403)
    await tell(publications, agreed(withdrawn=(ConsentUse.STORY, ConsentUse.NAME, ConsentUse.PICTURE)))
    assert (await _report(publications))["kept"] == [("Stories", None, 1), ("Names", None, 1)]
    (await change(publications, "POST", REPORT, "/withdrawals-followed", {})).ok()
    (await change(publications, "POST", REPORT, "/withdrawal", {"reason": "The story goes."})).ok()
    stale = (await get(publications, REPORT)).ok().etag
    (await change(publications, "POST", REPORT, "/comments", {"text": "Who writes it?"})).ok(201)
    written = {**CONTENT, "sections": []}
    refused = await publications.put(f"{REPORT}/content", written, role="editor", if_match=stale)
    assert refused.status == 412
    (await change(publications, "PUT", REPORT, "/content", written)).ok()
    rows = await publications.store["outbox"].find({"recorded.type": {"$regex": "WithdrawalFollowed|ReportWithdrawn"}})
    [day] = {row["recorded"]["recorded_at"][:10] for row in rows}
    week = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    assert await _report(publications) == {
        "purged": [("Names", day, 1), ("Stories", day, 1)],
        "kept": [("Texts", week, 1)],
    }


async def test_r77_a_story_that_left_a_draft_is_in_the_report_of_purges(publications: Api) -> None:
    await publish_report(publications)
    (await change(publications, "POST", REPORT, "/withdrawal", {"reason": "A table is wrong."})).ok()
    await tell(publications, agreed(FIRST, ConsentUse.SESSION))
    assert await _report(publications) == {"purged": [], "kept": [("Stories", None, 1)]}
    await tell(publications, agreed(withdrawn=(ConsentUse.STORY,)))
    assert (await _report(publications))["kept"] == []
    assert [(what, many) for what, _, many in (await _report(publications))["purged"]] == [("Stories", 1)]

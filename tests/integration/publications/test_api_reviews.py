"""Reviewers, decisions and comments over HTTP."""

from typing import Any

from tests.integration.publications.flow import CONTENT, REPORT, ROOT, agreed, change, get, held, publish_report, tell
from tests.support.api import Answer, Api

DAY = {"occurred_on": "2018-05-03"}


async def _decide(api: Api, *, by: str, **body: Any) -> Answer:
    etag = (await get(api, REPORT)).etag
    return await api.post(f"{REPORT}/decisions", {**body, **DAY}, role="administration", subject=by, if_match=etag)


async def test_a_report_waits_for_the_reviewers_it_has(publications: Api) -> None:
    await tell(publications, held(), agreed())
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    (await change(publications, "PUT", REPORT, "/reviewers", {"reviewers": ["account-1"], **DAY})).ok()
    assert (await _decide(publications, by="account-1", approved=True)).status == 409, "its editors are not done"
    (await change(publications, "POST", REPORT, "/review", DAY)).ok()
    waits = (await publications.get(f"{ROOT}/work-list", role="administration", subject="account-1")).ok().body["items"]
    assert ("report-to-review", REPORT) in [(one["what"], one["resource"]) for one in waits]
    others = (
        (await publications.get(f"{ROOT}/work-list", role="administration", subject="account-2")).ok().body["items"]
    )
    assert "report-to-review" not in [one["what"] for one in others]
    refused = await change(publications, "POST", REPORT, "/clearance", DAY)
    assert (refused.status, "waits for 1 of its 1 reviewers" in refused.body["detail"]) == (409, True)
    assert (await _decide(publications, by="account-2", approved=True)).status == 403
    assert (await _decide(publications, by="account-1", approved=False)).status == 422
    (await _decide(publications, by="account-1", approved=False, why="A figure is wrong.")).ok()
    again = (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok().body
    assert (again["state"], [one["current"] for one in again["decisions"]]) == ("draft", [False])
    (await change(publications, "POST", REPORT, "/review", DAY)).ok()
    (await _decide(publications, by="account-1", approved=True)).ok()
    (await change(publications, "POST", REPORT, "/clearance", DAY)).ok()


async def test_comments_are_for_staff_and_move_the_etag(publications: Api) -> None:
    await publish_report(publications)
    before = (await get(publications, REPORT)).etag
    body = {"id": "c-1", "about": "lesson-1", "text": "Which <b>cities?", **DAY}
    made = await publications.post(f"{REPORT}/comments", body, role="editor")
    [comment] = made.ok(201).body["comments"]
    assert (comment["about"], comment["by"], comment["resolved"]) == ("lesson-1", "account-7", False)
    assert made.etag != before
    assert (await get(publications, REPORT, role=None)).ok().body["comments"] == []
    assert (
        await publications.post(f"{REPORT}/comments", {**body, "id": "c-2", "about": "x"}, role="editor")
    ).status == 404
    (await change(publications, "POST", REPORT, "/comments/c-1/resolution", DAY)).ok()
    assert (await change(publications, "POST", REPORT, "/comments/c-1/resolution", DAY)).status == 409
    assert (await change(publications, "POST", REPORT, "/comments/c-9/resolution", DAY)).status == 404

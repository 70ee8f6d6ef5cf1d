"""What editors see and may do once a cycle is closed (domain.md 1.8)."""

from typing import Any

from shared.persistence.driver import Document
from tests.integration.publications.flow import (
    CONTENT,
    CYCLE,
    ENGLISH,
    FIRST,
    FRENCH,
    RECORD,
    REPORT,
    ROOT,
    SECOND,
    VOLUME,
    agreed,
    cancelled,
    change,
    closed,
    create_volume,
    get,
    held,
    opened,
    publish_report,
    publish_volume,
    set_editions,
    tell,
)
from tests.support.api import Answer, Api

CLOSED = "urn:idm:problem:cycle-closed"
SECOND_REPORT = f"{ROOT}/reports/report-{SECOND}"
AFTERWARDS = {"occurred_on": "2019-09-02"}
ERRATUM = {"reason": "A name is wrong.", **AFTERWARDS}


def _action(answer: Answer, name: str) -> Document:
    return next(one for one in answer.body["actions"] if one["name"] == name)


async def test_a_cycle_shows_what_is_open_which_workshops_were_held_and_when_it_was_closed(publications: Api) -> None:
    assert (await get(publications, CYCLE)).status == 404
    await tell(publications, opened(), held())
    body = (await get(publications, CYCLE)).ok().body
    assert (body["year"], body["opened_on"], body["closed_on"]) == (2018, "2017-05-04", None)
    assert body["held"] == [FIRST]
    assert body["open"] == [
        {
            "what": "report-not-published",
            "about": f"report-{FIRST}",
            "why": f"The report on “The gathering {FIRST}” is not published.",
        }
    ]
    await publish_report(publications)
    await tell(publications, closed(FIRST))
    body = (await get(publications, CYCLE)).ok().body
    assert (body["open"], body["held"], body["closed_on"]) == ([], [FIRST], "2019-05-06")


async def test_a_cycle_is_shown_to_editors_the_secretariat_and_auditors(publications: Api) -> None:
    await tell(publications, opened())
    for role in ("editor", "administration", "auditor"):
        (await get(publications, CYCLE, role=role)).ok()
    for role in ("member", "finance", "partner"):
        assert (await get(publications, CYCLE, role=role)).status == 403, role
    assert (await get(publications, CYCLE, role=None)).status == 401


async def test_a_late_report_is_written_and_comes_out_in_a_volume_after_the_close_and_is_marked(
    publications: Api,
) -> None:
    await tell(publications, held(), agreed(), closed(FIRST))
    assert [one["what"] for one in (await get(publications, CYCLE)).ok().body["open"]] == ["report-not-published"]
    waiting = [item["what"] for item in (await get(publications, f"{ROOT}/work-list")).ok().body["items"]]
    assert sorted(waiting) == ["report-to-write", "volume-overdue"]
    written = (await change(publications, "PUT", REPORT, "/content", {**CONTENT, **AFTERWARDS})).ok().body
    assert (written["state"], written["after_close"], written["closed_on"]) == ("draft", True, "2019-05-06")
    (await change(publications, "POST", REPORT, "/review", AFTERWARDS)).ok()
    (await change(publications, "POST", REPORT, "/clearance", AFTERWARDS)).ok()
    (await change(publications, "POST", REPORT, "/publication", AFTERWARDS)).ok()
    assert (await get(publications, CYCLE)).ok().body["open"] == []
    (await create_volume(publications, FIRST, **AFTERWARDS)).ok(201)
    (await set_editions(publications, ENGLISH)).ok()
    out = (await change(publications, "POST", VOLUME, "/publication", AFTERWARDS)).ok().body
    assert (out["state"], out["after_close"]) == ("published", True)
    assert (await get(publications, f"{ROOT}/work-list")).ok().body["items"] == []


async def test_a_report_whose_workshop_the_cycle_was_closed_without_is_read_only(publications: Api) -> None:
    await tell(publications, held(), agreed())
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    await tell(publications, closed())
    seen = (await get(publications, REPORT)).ok()
    assert (seen.body["state"], seen.body["closed_on"]) == ("dropped", "2019-05-06")
    assert seen.body["lessons_learned"][0]["id"] == "lesson-1", "what was written is kept"
    attempts: tuple[tuple[str, str, str, Any], ...] = (
        ("writeReport", "PUT", "/content", CONTENT),
        ("sendReportToReview", "POST", "/review", {}),
        ("clearReport", "POST", "/clearance", {}),
        ("publishReport", "POST", "/publication", {}),
    )
    for name, method, path, body in attempts:
        refused = await change(publications, method, REPORT, path, body)
        assert (refused.status, refused.body["type"]) == (409, CLOSED), name
        assert [one["detail"] for one in _action(seen, name)["blocked_by"]] == [refused.body["detail"]]
    uncovered = await create_volume(publications, FIRST)
    assert (uncovered.status, uncovered.body["type"]) == (409, CLOSED)
    [item] = (await get(publications, f"{ROOT}/work-list")).ok().body["items"]
    assert (item["what"], item["resource"], item["since"]) == ("fact-that-did-not-fit", CYCLE, "2019-05-06")
    assert (await get(publications, CYCLE)).ok().body["misfits"][0]["about"] == FIRST


async def test_a_published_report_is_corrected_after_the_close_and_marked(publications: Api) -> None:
    await publish_report(publications)
    await tell(publications, closed(FIRST))
    assert (await get(publications, REPORT)).ok().body["after_close"] is False
    (await change(publications, "POST", REPORT, "/withdrawal", ERRATUM)).ok()
    body = (await get(publications, CYCLE)).ok().body
    assert [one["what"] for one in body["open"]] == ["report-not-published"], "it is out of sight for the moment"
    (await change(publications, "PUT", REPORT, "/content", {**CONTENT, **AFTERWARDS})).ok()
    (await change(publications, "POST", REPORT, "/review", AFTERWARDS)).ok()
    (await change(publications, "POST", REPORT, "/clearance", AFTERWARDS)).ok()
    again = (await change(publications, "POST", REPORT, "/publication", AFTERWARDS)).ok().body
    assert (again["state"], again["after_close"], again["closed_on"]) == ("published", True, "2019-05-06")
    public = (await get(publications, REPORT, role=None)).ok().body
    assert (public["after_close"], public["closed_on"]) == (True, None)


async def test_volumes_editions_and_withdrawals_stay_possible_after_the_close_and_are_marked(publications: Api) -> None:
    await publish_volume(publications)
    store = publications.store
    assert (await get(publications, VOLUME)).ok().body["after_close"] is False
    await tell(publications, closed(FIRST))
    (await set_editions(publications, ENGLISH, FRENCH)).ok()
    assert (await get(publications, RECORD)).ok().body["after_close"] is True
    (await change(publications, "POST", VOLUME, "/withdrawal", ERRATUM)).ok()
    made = (await create_volume(publications, FIRST)).ok(201).body
    assert made["after_close"] is True
    rows = await store["outbox"].find({"recorded.topic": "idm.publications.v1"}, sort=[("recorded.sequence", 1)])
    told = [(row["recorded"]["type"].split(".")[-2], row["recorded"]["data"].get("after_close")) for row in rows]
    assert told == [("VolumePublished", None), ("VolumePublished", True), ("VolumeWithdrawn", True)]


async def test_a_workshop_held_that_the_cycle_was_closed_without_waits_for_a_person(publications: Api) -> None:
    await tell(publications, closed(), held())
    seen = (await get(publications, REPORT)).ok().body
    assert (seen["state"], seen["held"]["held_on"], seen["after_close"]) == ("dropped", "2018-03-27", True)
    [item] = (await get(publications, f"{ROOT}/work-list")).ok().body["items"]
    assert (item["what"], item["resource"], item["since"]) == ("fact-that-did-not-fit", CYCLE, "2019-05-06")
    assert item["why"] == (
        f"“The gathering {FIRST}” was recorded as held, and the cycle 2018 was closed on 2019-05-06 without it."
    )
    cycle = (await get(publications, CYCLE)).ok()
    assert _action(cycle, item["action"])["allowed"]
    seen_by = {"about": FIRST, "reason": "The Council’s record has what was said.", **AFTERWARDS}
    assert (await change(publications, "POST", CYCLE, "/acknowledgement", seen_by, role="auditor")).status == 403
    other = await change(publications, "POST", CYCLE, "/acknowledgement", {**seen_by, "about": SECOND})
    assert other.status == 404
    assert (await publications.post(f"{CYCLE}/acknowledgement", seen_by, role="editor")).status == 428
    done = (await change(publications, "POST", CYCLE, "/acknowledgement", seen_by)).ok()
    assert [(one["seen"], one["after_close"]) for one in done.body["misfits"]] == [(True, True)]
    assert (await get(publications, f"{ROOT}/work-list")).ok().body["items"] == []
    refused = await change(publications, "POST", CYCLE, "/acknowledgement", seen_by)
    assert (refused.status, refused.body["type"]) == (409, "urn:idm:problem:wrong-state")
    assert [one["detail"] for one in _action(done, "acknowledgeMisfit")["blocked_by"]] == [refused.body["detail"]]


async def test_a_published_report_called_off_after_the_close_waits_and_can_be_taken_back(publications: Api) -> None:
    await publish_report(publications)
    await tell(publications, closed(FIRST), cancelled())
    body = (await get(publications, CYCLE)).ok().body
    assert [one["what"] for one in body["open"]] == ["report-of-called-off-workshop"]
    items = (await get(publications, f"{ROOT}/work-list")).ok().body["items"]
    assert "published-report-called-off" in [item["what"] for item in items]
    (await change(publications, "POST", REPORT, "/withdrawal", ERRATUM)).ok()
    assert (await get(publications, CYCLE)).ok().body["open"] == []


async def test_the_other_report_of_a_closed_year_is_not_touched_by_what_is_corrected(publications: Api) -> None:
    await publish_report(publications, FIRST)
    await tell(publications, held(SECOND), closed(FIRST, SECOND))
    before = (await get(publications, SECOND_REPORT)).ok()
    (await change(publications, "POST", REPORT, "/withdrawal", ERRATUM)).ok()
    assert (await get(publications, SECOND_REPORT)).ok().etag == before.etag

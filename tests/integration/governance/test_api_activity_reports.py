"""Activity reports over HTTP: figures build themselves until the report is filed, and stay from then on."""

from typing import Any

from shared.contracts.events import SatisfactionSurveyClosed, WorkshopHeld
from shared.contracts.funding import AccountsClosed
from shared.contracts.publications import VolumePublished
from tests.integration.governance.story import Story
from tests.support.api import Answer
from tests.unit.governance.heard import told

REPORT = "/activity-reports/report-1"
SECRET = "a name that stands in no log"


async def _open(governance: Story) -> None:
    await governance.with_decisions()
    body = {"id": "report-1", "cycle": "cycle-2018", "occurred_on": "2017-09-01"}
    (await governance.post("/activity-reports", body)).ok(201)


async def _read(governance: Story, **options: Any) -> dict[str, Any]:
    return dict((await governance.get(REPORT, **options)).ok().body)


async def _write(governance: Story, section: str, text: str | None) -> Answer:
    etag = (await governance.get(REPORT)).etag
    body = {"text": {"en": text} if text else None}
    return await governance.api.put(f"/governance/v1{REPORT}/sections/{section}", body, if_match=etag)


async def _file(governance: Story) -> Answer:
    filing = {"consultation": "consultation-2", "occurred_on": "2017-09-02"}
    return await governance.post(f"{REPORT}/filing", filing)


async def test_figures_build_themselves_and_texts_do_not_lose_them(governance: Story) -> None:
    await _open(governance)
    assert (await _read(governance))["figures"]["participation"] == []
    (await _write(governance, "participation", "Many came.")).ok()
    await governance.hear(told(WorkshopHeld), told(AccountsClosed), told(VolumePublished))
    read = await _read(governance, role="member")
    assert read["texts"] == {"participation": {"en": "Many came.", "fr": None, "es": None}}
    [came] = read["figures"]["participation"]
    assert came["participants"] == told(WorkshopHeld).participants.model_dump(mode="json")
    assert read["figures"]["money"]["totals"][0]["actual"] == {"amount": "134837.15", "currency": "CHF"}
    assert [one["series_number"] for one in read["figures"]["volumes"]] == [27]
    await governance.hear(told(SatisfactionSurveyClosed))
    [survey] = (await _read(governance))["figures"]["satisfaction"]
    assert (survey["respondents"], survey["benchmark_passed"]) == (124, True)
    (await _write(governance, "participation", None)).ok()
    assert (await _read(governance))["texts"] == {}


async def test_r3_what_was_filed_stays_whatever_comes_later(governance: Story) -> None:
    await _open(governance)
    (await _file(governance)).ok()
    await governance.hear(told(WorkshopHeld))
    read = await _read(governance)
    assert (read["filed_on"], read["consultation"], read["figures"]["participation"]) == (
        "2017-09-02",
        "consultation-2",
        [],
    )
    assert {one["name"]: one["allowed"] for one in read["actions"]} == {
        "writeSection": False,
        "fileActivityReport": False,
    }
    assert (await _write(governance, "money", "Later.")).status == 409
    assert (await _file(governance)).status == 409


async def test_what_was_suggested_and_what_became_of_it_is_in_the_report(governance: Story) -> None:
    said = {"about": "theme", "said_in": "other_forum", "reference": "A forum", "occurred_on": "2016-10-11"}
    for id, cycle in (("suggestion-cities", None), ("suggestion-2", "cycle-2018"), ("suggestion-3", "cycle-2018")):
        one = {**said, "id": id, "text": {"en": f"Text of {id}"}, "cycle": cycle}
        (await governance.post("/suggestions", one)).ok(201)
    (await governance.post("/suggestions/suggestion-2/reply", {"note": "It is for another year."})).ok()
    await _open(governance)
    suggested = (await _read(governance))["figures"]["suggestions"]
    assert suggested["recorded"] == 3
    assert [(one["id"], len(one["chosen"]), one["reply"]) for one in suggested["answered"]] == [
        ("suggestion-2", 0, "It is for another year."),
        ("suggestion-cities", 1, None),
    ]
    assert "body" not in suggested["answered"][0]
    (await _file(governance)).ok()
    (await governance.post("/suggestions/suggestion-3/reply", {"note": "Too late for the report."})).ok()
    assert (await _read(governance))["figures"]["suggestions"] == suggested


async def test_r71_gatherings_without_a_partner_count_in_the_share_of_the_year(governance: Story) -> None:
    await _open(governance)

    async def partners() -> Any:
        return (await _read(governance, role="member"))["figures"]["partners"]

    assert await partners() == {"names": [], "partnered": 0, "held": 0}
    await governance.hear(told(WorkshopHeld, partners=()))
    assert await partners() == {"names": [], "partnered": 0, "held": 1}
    await governance.hear(told(WorkshopHeld, workshop="workshop-2018-9", partners=("A university",)))
    assert await partners() == {"names": ["A university"], "partnered": 1, "held": 2}
    (await _file(governance)).ok()
    assert await partners() == {"names": ["A university"], "partnered": 1, "held": 2}


async def test_g10_a_text_may_name_people_and_is_in_no_log(governance: Story) -> None:
    await _open(governance)
    (await _write(governance, "partners", SECRET)).ok()
    rows = await governance.store["outbox"].find({})
    assert SECRET not in str(rows)
    assert [row["data"] for row in await governance.messages("SectionWritten")] == [
        {"section": "partners", "languages": ["en"]}
    ]


async def test_two_who_write_at_once_do_not_lose_each_others_text(governance: Story) -> None:
    await _open(governance)
    etag = (await governance.get(REPORT)).etag
    path = f"/governance/v1{REPORT}/sections"
    (await governance.api.put(f"{path}/money", {"text": {"en": "One."}}, if_match=etag)).ok()
    assert (await governance.api.put(f"{path}/money", {"text": {"en": "Two."}}, if_match=etag)).status == 412
    assert (await governance.api.put(f"{path}/weather", {"text": None}, if_match=etag)).status == 422


async def test_the_report_is_read_as_a_pdf(governance: Story) -> None:
    await _open(governance)
    await governance.hear(told(WorkshopHeld))
    answer = await governance.get(f"{REPORT}/report.pdf?language=fr", role="member")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body.startswith("%PDF-")
    assert (await governance.get("/activity-reports/none/report.pdf")).status == 404


async def test_the_membership_reads_reports(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    (await governance.post("/activity-reports", {"id": "report-1", "cycle": "cycle-2018"})).ok(201)
    for role, status in (("member", 200), ("auditor", 200), ("partner", 403), (None, 401)):
        for path in ("/activity-reports", REPORT, f"{REPORT}/report.pdf"):
            assert (await governance.get(path, role=role)).status == status

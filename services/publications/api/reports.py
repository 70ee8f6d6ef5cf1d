"""Reports on workshops: written, sent to review, cleared, published."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.publications.api.access import Anybody, Editor
from services.publications.api.actions import judge_reports
from services.publications.api.forms import ContentForm, Happened, OccurredOn, Reason
from services.publications.api.set_aside import both_kept
from services.publications.api.views import PublishedReportView, ReportView
from services.publications.domain.parts import State
from services.publications.domain.report import Report
from services.publications.queries import criteria, sees_drafts, sees_who_waived, visible
from services.publications.use_cases import reports
from services.publications.use_cases.reports import WAIVED_BY
from shared.domain.act import Actor
from shared.http.acting import Command
from shared.http.actions import Listing, Offering, Offers
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input, WaiverForm
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/publications/v1", tags=["reports"])


class WriteReport(ContentForm):
    """Everything the report says; what is left out is gone, but for `machine_languages`."""

    occurred_on: OccurredOn = None


class PublishReport(Input):
    waivers: tuple[WaiverForm, ...] = Field(default=(), max_length=10)
    occurred_on: OccurredOn = None


class WithdrawReport(Input):
    reason: Reason
    occurred_on: OccurredOn = None


def view_for(actor: Actor | None) -> type[ReportView]:
    return ReportView if sees_drafts(actor) else PublishedReportView


async def changed(report: Report, offers: Offers, command: Command) -> ReportView:
    """The answer to whoever changed it."""
    return await offers.one(ReportView, to_document(report), judge=judge_reports, to=command.actor)


@router.get("/reports", operation_id="listReports", responses=PROBLEMS)
async def list_reports(
    offers: Offering,
    reader: Anybody,
    paging: Paging,
    cycle: Annotated[str | None, Query(max_length=100, examples=["cycle-2018"])] = None,
    state: State | None = None,
) -> Listing[ReportView]:
    """Reports in order of identifier, of one cycle or in one state if wished. Editors, the secretariat and
    auditors see all of them, everybody else those that are published."""
    return await offers.listing(
        view_for(reader.actor),
        criteria(reader.actor, state=state, cycle=cycle),
        collection="reports",
        paging=paging,
        judge=judge_reports,
        to=reader.actor,
    )


@router.get("/reports/{report}", operation_id="getReport", responses=PROBLEMS)
async def get_report(report: str, offers: Offering, reader: Anybody) -> ReportView:
    """One report; its identifier is `report-` and that of its workshop."""
    found = visible(await reader.one("reports", report), kind="report", to=reader.actor)
    if sees_who_waived(reader.actor) and found.get("waived"):
        kept = await reader.store[WAIVED_BY].find_one({"_id": report})
        found = {**found, "waived_by": kept["by"] if kept else {}}
    return await offers.one(view_for(reader.actor), found, judge=judge_reports, to=reader.actor)


@router.put("/reports/{report}/content", operation_id="writeReport", responses=PROBLEMS)
async def write_report(
    report: str, body: WriteReport, offers: Offering, expected: ExpectedVersion, command: Editor
) -> ReportView:
    """Replace its content: key messages, lessons learned, effective practices, and the text of each session.
    A report in review, or cleared, is a draft again. The text of whoever comes too late is kept, too (`set-aside`)."""
    content = body.content()
    async with both_kept(command, report, content):
        result = await command.run(
            lambda unit: reports.write_report(
                unit, report, content=content, occurred_on=body.occurred_on, expected_version=expected
            )
        )
    return await changed(result, offers, command)


@router.post("/reports/{report}/review", operation_id="sendReportToReview", responses=PROBLEMS)
async def send_report_to_review(
    report: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Editor
) -> ReportView:
    """Say that it is written: its reviewers decide on it now, and it is cleared once all of them approved. With none
    named, whoever clears it is its review. A change of the text makes it a draft again."""
    result = await command.run(
        lambda unit: reports.send_to_review(unit, report, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await changed(result, offers, command)


@router.post("/reports/{report}/clearance", operation_id="clearReport", responses=PROBLEMS)
async def clear_report(
    report: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Editor
) -> ReportView:
    """Record that it was checked as it is. Refused before it was sent to review, and while a reviewer is waited for."""
    result = await command.run(
        lambda unit: reports.clear_report(unit, report, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await changed(result, offers, command)


@router.post("/reports/{report}/publication", operation_id="publishReport", responses=PROBLEMS)
async def publish_report(
    report: str, body: PublishReport, offers: Offering, expected: ExpectedVersion, command: Editor
) -> ReportView:
    """Publish it. Refused (R63) without a key message, a lesson learned and an effective practice, unless the head of
    the secretariat waives that, by name and for a reason. Taken back, it is published again with all three, or with
    another waiver."""
    waivers = [one.waiver() for one in body.waivers]
    result = await command.run(
        lambda unit: reports.publish_report(
            unit, report, waivers=waivers, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await changed(result, offers, command)


@router.post("/reports/{report}/withdrawals-followed", operation_id="followWithdrawals", responses=PROBLEMS)
async def follow_withdrawals(
    report: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Editor
) -> ReportView:
    """Say that every name and picture in `taken_back` was looked for, and is in no text, document or file any more
    (R30): the report waits for nobody then, nor does a volume that is out with it. Where a published text shows it,
    take that back first."""
    result = await command.run(
        lambda unit: reports.follow_withdrawals(unit, report, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await changed(result, offers, command)


@router.post("/reports/{report}/withdrawal", operation_id="withdrawReport", responses=PROBLEMS)
async def withdraw_report(
    report: str, body: WithdrawReport, offers: Offering, expected: ExpectedVersion, command: Editor
) -> ReportView:
    """Take a published report back, to correct it: it is a draft again. Refused while it is in a published volume."""
    result = await command.run(
        lambda unit: reports.withdraw_report(
            unit, report, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await changed(result, offers, command)

"""Activity reports over HTTP: figures that build themselves, texts in named sections, and the whole as a PDF."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import etag
from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.governance.api.access import Administration, Membership
from services.governance.api.actions import chains_of
from services.governance.api.activity_pdf import pdf_of
from services.governance.domain.activity import Activity
from services.governance.domain.activity_figures import Figures, Section, figures_of
from services.governance.domain.activity_report import ActivityReport
from services.governance.domain.cycle import Cycle
from services.governance.use_cases import activity_reports
from services.governance.use_cases.suggestions import traces_of_year
from shared.domain.act import Actor
from shared.domain.actions import Action
from shared.domain.errors import NotFound
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText
from shared.http.actions import ActedView, Listing, Offering, by_id, judging, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion, versioned
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["activity reports"])
_PDF: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    200: {"description": "A tagged PDF (PDF/UA-1)", "content": {"application/pdf": {}}},
}


class OpenActivityReport(Input):
    id: Identifier | None = Field(default=None, examples=["activity-report-2018"])
    cycle: Identifier = Field(examples=["cycle-2018"])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2019-02-01"])


class WriteSection(Input):
    text: LocalizedText | None = Field(description="Null takes the text out; the figures stay in any case")


class FileActivityReport(Input):
    consultation: Identifier = Field(examples=["consultation-2019-1"])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2019-03-01"])


class ActivityReportRow(ActedView):
    """A report in a list: without figures and texts."""

    cycle: str
    opened_on: date
    filed_on: date | None
    consultation: str | None


class ActivityReportView(ActivityReportRow):
    """`figures` are of this moment until the report is filed, and then those it was filed with. `texts` has the
    sections that somebody wrote."""

    texts: dict[Section, LocalizedText]
    figures: Figures


def _of_report(report: ActivityReport, _: date) -> list[Action]:
    at = {"id": report.id}
    return [
        Action(
            operation="writeSection",
            at={**at, "section": Section.DECISIONS.value},
            obstacles=tuple(report.obstacles_to_write()),
        ),
        Action(operation="fileActivityReport", at=at, obstacles=tuple(report.obstacles_to_file())),
    ]


_judge = judging(ActivityReport, _of_report)


@router.post("/activity-reports", status_code=201, operation_id="openActivityReport", responses=PROBLEMS)
async def open_activity_report(
    body: OpenActivityReport, offers: Offering, command: Administration
) -> ActivityReportView:
    """Begin a report on a year. Its figures are there at once, and build themselves until it is filed."""
    report = await command.run(
        lambda unit: activity_reports.open_activity_report(
            unit, id=body.id, cycle=body.cycle, occurred_on=body.occurred_on
        )
    )
    return await _shown(report, offers, actor=command.actor)


@router.put("/activity-reports/{id}/sections/{section}", operation_id="writeSection", responses=PROBLEMS)
async def write_section(
    id: str, section: Section, body: WriteSection, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ActivityReportView:
    """Write what a section says beside its figures, in as many languages as there are; the figures stay."""
    report = await command.run(
        lambda unit: activity_reports.write_section(
            unit, report=id, section=section, text=body.text, expected_version=expected
        )
    )
    return await _shown(report, offers, actor=command.actor)


@router.post("/activity-reports/{id}/filing", operation_id="fileActivityReport", responses=PROBLEMS)
async def file_activity_report(
    id: str, body: FileActivityReport, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ActivityReportView:
    """Put the report before the Membership at a consultation (R3, F22). Figures and texts stay as they are now."""
    report = await command.run(
        lambda unit: activity_reports.file_activity_report(
            unit,
            report=id,
            consultation=body.consultation,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await _shown(report, offers, actor=command.actor)


@router.get("/activity-reports", operation_id="listActivityReports", responses=PROBLEMS)
async def list_activity_reports(reader: Membership, paging: Paging, offers: Offering) -> Listing[ActivityReportRow]:
    """The reports, in order of identifier."""
    return await offers.listing(
        ActivityReportRow,
        {},
        collection=ActivityReport.collection,
        paging=paging,
        judge=_judge,
        to=reader.actor,
        creates=[Action(operation="openActivityReport")],
    )


@router.get("/activity-reports/{id}", operation_id="getActivityReport", responses=PROBLEMS)
async def get_activity_report(id: str, reader: Membership, offers: Offering) -> ActivityReportView:
    """One report with figures and texts."""
    return await _shown(await _one(reader.store, id), offers, actor=reader.actor)


@router.get(
    "/activity-reports/{id}/report.pdf",
    operation_id="readActivityReport",
    response_class=Response,
    responses=_PDF,
)
async def read_activity_report(
    id: str,
    reader: Membership,
    response: Response,
    language: Annotated[Language, Query(description="The language of texts, where there is one")] = Language.EN,
) -> Response:
    """The report to read or print. The same report makes the same bytes."""
    report = await _one(reader.store, id)
    cycles = await by_id(reader.store, Cycle, [report.cycle])
    pdf = await pdf_of(
        report, figures=await _figures(reader.store, report), year=cycles[report.cycle].year, language=language
    )
    headers = {
        "Cache-Control": response.headers["Cache-Control"],
        "ETag": etag.format_etag(hashlib.sha256(pdf).hexdigest()[:32]),
        "Content-Disposition": f'inline; filename="{report.id}.{language.value}.pdf"',
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


async def _one(store: Store, id: str) -> ActivityReport:
    found = await store[ActivityReport.collection].find_one({"_id": id})
    if found is None:
        raise NotFound("activity report", id)
    return woken(ActivityReport, found)


async def _figures(store: Store, report: ActivityReport) -> Figures:
    if report.figures is not None:
        return report.figures
    cycles = await by_id(store, Cycle, [report.cycle])
    [chain] = await chains_of(store, [report.cycle])
    heard = await store[Activity.collection].find_one({"_id": report.cycle})
    activity = Activity.of(heard) if heard else Activity(id=report.cycle)
    year = cycles[report.cycle]

    async def find(collection: str, where: Document) -> Sequence[Document]:
        return await store[collection].find(where)

    return figures_of(year, chain, activity, traces=await traces_of_year(find, year, chain))


async def _shown(report: ActivityReport, offers: Offering, *, actor: Actor | None) -> ActivityReportView:
    actions: Sequence[Action] = _of_report(report, offers.today)
    view = ActivityReportView.of(
        {
            **to_document(report),
            "figures": await _figures(offers.store, report),
            "actions": offers.shown(actions, to=actor),
        }
    )
    return versioned(offers.response, view)

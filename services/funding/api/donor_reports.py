"""Reports to donors over HTTP: what a contribution did, as JSON, as a PDF and as a workbook."""

import hashlib
from typing import Annotated, Any

import etag
from fastapi import APIRouter, Query, Response

from services.funding.api.access import Readers
from services.funding.api.donor_report_files import pdf_of, sheet_of
from services.funding.domain.contribution import Contribution
from services.funding.domain.donor_report import DonorReport, report_on
from services.funding.queries import whole_of
from shared.domain.text import Language
from shared.http.acting import Reader
from shared.http.actions import Offering, Offers, woken
from shared.http.schemas import PROBLEMS
from shared.http.sheets import XLSX

router = APIRouter(prefix="/funding/v1", tags=["reports to donors"])
In = Annotated[Language, Query(description="The language of the report, and of titles where there is one")]
_PDF: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    200: {"description": "A tagged PDF (PDF/UA-1)", "content": {"application/pdf": {}}},
}
_XLSX: dict[int | str, dict[str, Any]] = {**PROBLEMS, 200: {"description": "A workbook", "content": {XLSX: {}}}}


@router.get("/contributions/{contribution}/report", operation_id="getDonorReport", responses=PROBLEMS)
async def get_donor_report(contribution: str, offers: Offering, reader: Readers) -> DonorReport:
    """What one contribution did: what it paid per cost item and what is left of it, whom it brought (countries and
    groups, no names), with which partners the workshop was held, and which volume came of it. Beside its figures
    stands what the ledger has (`checks`)."""
    return await _report(reader, offers, contribution)


@router.get(
    "/contributions/{contribution}/report.pdf",
    operation_id="readDonorReport",
    response_class=Response,
    responses=_PDF,
)
async def read_donor_report(
    contribution: str, offers: Offering, reader: Readers, language: In = Language.EN
) -> Response:
    """The report to send to the donor: tagged, in one of the three languages. The same report makes the same bytes."""
    report = await _report(reader, offers, contribution)
    pdf = await pdf_of(report, language=language)
    return _file(pdf, "application/pdf", f"{contribution}.{language.value}.pdf")


@router.get(
    "/contributions/{contribution}/report.xlsx",
    operation_id="exportDonorReport",
    response_class=Response,
    responses=_XLSX,
)
async def export_donor_report(
    contribution: str, offers: Offering, reader: Readers, language: In = Language.EN
) -> Response:
    """The report as a workbook. Amounts are text with their currency, so that none is rounded."""
    report = await _report(reader, offers, contribution)
    return _file(sheet_of(report, language=language), XLSX, f"{contribution}.{language.value}.xlsx")


async def _report(reader: Reader, offers: Offers, identifier: str) -> DonorReport:
    contribution = woken(Contribution, await reader.one(Contribution.collection, identifier))
    return report_on(contribution, await whole_of(reader.store, contribution), as_of=offers.today)


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {
        "Cache-Control": "no-store",
        "ETag": etag.format_etag(hashlib.sha256(content).hexdigest()[:32]),
        "Content-Disposition": f'inline; filename="{name}"',
    }
    return Response(content, media_type=media_type, headers=headers)

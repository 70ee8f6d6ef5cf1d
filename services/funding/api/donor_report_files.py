"""A report to a donor as a PDF (tagged, the same bytes for the same report) and as a workbook."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.funding.api.donor_report_words import WORDS, word
from services.funding.domain.brought import Brought
from services.funding.domain.donor_report import DonorReport
from shared.domain.text import Language
from shared.http.pdf import set_pdf
from shared.http.sheets import xlsx_of

_TEMPLATE = Path(__file__).with_name("donor_report.typ").read_bytes()
Section = dict[str, Any]
"""``title``, ``columns`` and ``rows`` of text; ``none`` is what is said when there is no row."""


async def pdf_of(report: DonorReport, *, language: Language) -> bytes:
    """Everything goes into the template as data, so that no text of a person is ever taken for markup."""
    content = json.dumps(content_of(report, language=language), ensure_ascii=False)
    day = datetime.combine(report.as_of, datetime.min.time(), UTC)
    return await asyncio.to_thread(_set, content, day)


def _set(content: str, day: datetime) -> bytes:
    """Fonts are those that the setter carries, and the day is the report's: nothing hangs on this machine."""
    return set_pdf(_TEMPLATE, name="report", content=content, day=day)


def sheet_of(report: DonorReport, *, language: Language) -> bytes:
    """All sections below one another. Amounts are text with their currency: a spreadsheet would make floats of them."""
    content = content_of(report, language=language)
    rows: list[tuple[str, ...]] = [(content["note"],)]
    for section in content["sections"]:
        rows += [(), (section["title"],)]
        rows += [tuple(section["columns"]), *map(tuple, section["rows"])] if section["rows"] else [(section["none"],)]
    return xlsx_of((content["title"],), rows, sheet=report.contribution[:31])


def content_of(report: DonorReport, *, language: Language) -> dict[str, Any]:
    """What the template sets: a title, a note, and the sections in their order."""

    def said(key: str) -> str:
        return word(key, language)

    workshop = getattr(report.title, language.value) or report.title.any()
    note = said("final" if report.final else "interim").format(workshop=workshop, day=report.as_of.isoformat())
    return {
        "lang": language.value,
        "title": said("title").format(donor=report.donor),
        "note": note,
        "sections": [
            _contribution(report, said),
            _section(
                said("what_it_paid"),
                [said("item"), said("paid"), said("cost")],
                [[said(one.item.value), str(one.paid), str(one.cost)] for one in report.paid],
                none=said("no_cost"),
            ),
            _section(
                said("whom"), [said("who"), said("travellers")], _brought(report.brought, said), none=said("nobody")
            ),
            _section(
                said("partners"),
                [said("partner_of_the_workshop")],
                [[one] for one in report.partners],
                none=said("no_partner"),
            ),
            _section(
                said("volumes"),
                [said("number"), said("volume"), said("published")],
                [
                    [
                        str(one.series_number),
                        getattr(one.title, language.value) or one.title.any(),
                        one.published_on.isoformat(),
                    ]
                    for one in report.volumes
                ],
                none=said("no_volume"),
            ),
            _section(
                said("checks"),
                [said("figure"), said("reported"), said("ledger"), said("same")],
                [
                    [said(one.figure), str(one.reported), str(one.ledger), said("yes" if one.ties_out else "no")]
                    for one in report.checks
                ],
                none="",
            ),
        ],
    }


def _contribution(report: DonorReport, said: Callable[[str], str]) -> Section:
    item, travellers = report.earmark.item, report.earmark.travellers
    meant = said(item.value) if item else said("everything")
    if travellers is not None:
        meant = f"{meant} ({said(travellers) if travellers in WORDS else travellers})"
    rows = [[said("earmark"), meant]]
    if report.conditions:
        rows.append([said("conditions"), report.conditions])
    figures, back = ["pledged", "received_original"], bool(report.returned_original.amount)
    if back:
        figures.append("returned_original")
    if report.worth.currency != report.pledged.currency:
        figures += ["worth", "received", *(["returned"] if back else []), "gained"]
    figures += ["to_come", "paid_in_all", "left"]
    rows += [[said(one), str(getattr(report, one))] for one in figures]
    return _section(said("contribution"), [said("figure"), said("amount")], rows, none="")


def _brought(brought: Brought, said: Callable[[str], str]) -> list[list[str]]:
    """Regions and groups with their numbers, then the countries without."""
    if not brought.anybody:
        return []
    if brought.travellers is None:
        return [[said("in_all"), said("fewer_than_five")]]
    counted = [(said(one.name), one.travellers) for one in (*brought.by_region, *brought.by_group)]
    return [
        [said("in_all"), str(brought.travellers)],
        *([name, str(travellers)] for name, travellers in counted),
        [said("countries"), ", ".join(brought.countries)],
    ]


def _section(title: str, columns: list[str], rows: list[list[str]], *, none: str) -> Section:
    return {"title": title, "columns": columns, "rows": rows, "none": none}

"""What is done with activity reports."""

from collections.abc import Sequence
from datetime import date

from services.governance.domain.activity_figures import Section, figures_of
from services.governance.domain.activity_report import ActivityReport
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.use_cases.activity import activity_of
from services.governance.use_cases.chains import chain_of
from services.governance.use_cases.identity import identity
from services.governance.use_cases.suggestions import traces_of_year
from shared.domain.text import LocalizedText
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork

MOST_SUGGESTIONS = 10_000


async def open_activity_report(
    unit: UnitOfWork, *, id: str | None, cycle: str, occurred_on: date | None
) -> ActivityReport:
    year = await unit.load(Cycle, cycle)
    report = ActivityReport.open(id=identity(id), cycle=year, act=unit.act(occurred_on))
    await unit.add(report)
    return report


async def write_section(
    unit: UnitOfWork, *, report: str, section: Section, text: LocalizedText | None, expected_version: int | None
) -> ActivityReport:
    written = await unit.load(ActivityReport, report, expected_version=expected_version)
    written.write(section, text, act=unit.act())
    unit.save(written)
    return written


async def file_activity_report(
    unit: UnitOfWork, *, report: str, consultation: str, occurred_on: date | None, expected_version: int | None
) -> ActivityReport:
    """Freeze the figures as they are now and put the report before the Membership."""
    filed = await unit.load(ActivityReport, report, expected_version=expected_version)
    year = await unit.load(Cycle, filed.cycle)
    chain = await chain_of(unit, year.id)

    async def find(collection: str, where: Document) -> Sequence[Document]:
        return await unit.query(collection, where, limit=MOST_SUGGESTIONS)

    traces = await traces_of_year(find, year, chain)
    figures = figures_of(year, chain, await activity_of(unit, year.id), traces=traces)
    forum = await unit.load(Consultation, consultation)
    filed.file(consultation=forum, figures=figures, act=unit.act(occurred_on))
    unit.save(filed)
    return filed

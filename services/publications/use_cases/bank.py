"""The bank is written with the report it comes from: what is published is there at the same moment, and of what is
taken back a tombstone."""

from services.publications.domain.bank import COLLECTION, entries_of, tombstones_of
from services.publications.domain.report import Report
from shared.persistence.unit_of_work import UnitOfWork


def keep_entries(unit: UnitOfWork, report: Report) -> None:
    """Every entry of a report as it is now, and the tombstone of each that there was before."""
    for entry in (*entries_of(report), *tombstones_of(report)):
        document = entry.model_dump(mode="json")
        unit.put_document(COLLECTION, document.pop("id"), document)

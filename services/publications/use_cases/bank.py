"""The bank is written with the report it comes from: what is published is there at the same moment, and what is taken
back is not."""

from services.publications.domain.bank import COLLECTION, entries_of
from services.publications.domain.report import Report
from shared.persistence.unit_of_work import UnitOfWork


def keep_entries(unit: UnitOfWork, report: Report) -> None:
    """Every entry of a report that was published or taken back. While it is out its content does not change, so those
    that it had are those that it has."""
    for entry in entries_of(report):
        document = entry.model_dump(mode="json")
        unit.put_document(COLLECTION, document.pop("id"), document)

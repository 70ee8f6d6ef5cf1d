"""What governance and events tell of the brochure's table: kept as it was told last, for the page of a year."""

from shared.contracts.events import PastEntryRecorded
from shared.contracts.governance import PastYearRecorded
from shared.persistence.unit_of_work import UnitOfWork

PRINTED_YEARS = "printed_years"
PRINTED_ENTRIES = "printed_entries"


def keep_year(unit: UnitOfWork, told: PastYearRecorded) -> None:
    unit.put_document(PRINTED_YEARS, str(told.year), told.model_dump(mode="json"))


def keep_entry(unit: UnitOfWork, told: PastEntryRecorded) -> None:
    unit.put_document(PRINTED_ENTRIES, f"{told.year}-{told.number}", told.model_dump(mode="json"))

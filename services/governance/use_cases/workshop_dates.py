"""What is done with the days of gatherings: each change is noted in the record from which calendars are made."""

from services.governance.domain.chain import WorkshopTold
from services.governance.domain.workshop_dates import WorkshopDates
from shared.persistence.unit_of_work import UnitOfWork


async def note_dates(unit: UnitOfWork, message: WorkshopTold) -> None:
    """Nothing is written when the message tells nothing new."""
    found = await unit.find_document(WorkshopDates.collection, message.workshop)
    before = WorkshopDates.of(found) if found else WorkshopDates(id=message.workshop, cycle=message.cycle)
    after = before.hear(message, at=unit.context.recorded_at)
    if after != before:
        unit.put_document(WorkshopDates.collection, message.workshop, after.stored())

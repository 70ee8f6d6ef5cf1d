"""What is done with the record from which activity reports are built."""

from services.governance.domain.activity import Activity
from shared.contracts.events import SatisfactionSurveyClosed, WorkshopHeld
from shared.contracts.funding import AccountsClosed
from shared.persistence.unit_of_work import UnitOfWork


async def activity_of(unit: UnitOfWork, cycle: str) -> Activity:
    """What was heard of the cycle so far; also of one that governance never opened."""
    found = await unit.find_document(Activity.collection, cycle)
    return Activity.of(found) if found else Activity(id=cycle)


async def note_activity(unit: UnitOfWork, message: WorkshopHeld | AccountsClosed | SatisfactionSurveyClosed) -> None:
    """Nothing is written when the message tells nothing new."""
    before = await activity_of(unit, message.cycle)
    after = before.hear(message)
    if after != before:
        unit.put_document(Activity.collection, message.cycle, after.stored())

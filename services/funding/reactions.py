"""What funding does on the messages of events. They come in any order, and may come again."""

from services.funding.domain.items import KINDS_WITH_BUDGET
from services.funding.use_cases import workshops
from shared.contracts.events import WorkshopCancelled, WorkshopHeld, WorkshopScheduled
from shared.messaging.reactions import Reactions
from shared.persistence.unit_of_work import UnitOfWork


async def on_workshop_scheduled(unit: UnitOfWork, message: WorkshopScheduled) -> None:
    """A budget with its accounts, for the kinds that have one (A16)."""
    if message.kind in KINDS_WITH_BUDGET:
        await workshops.open_budget(unit, workshop=message.workshop, cycle=message.cycle, title=message.title)


async def on_workshop_held(unit: UnitOfWork, message: WorkshopHeld) -> None:
    """Settlement starts."""
    if message.kind in KINDS_WITH_BUDGET:
        await workshops.start_settlement(unit, workshop=message.workshop, cycle=message.cycle, title=message.title)


async def on_workshop_cancelled(unit: UnitOfWork, message: WorkshopCancelled) -> None:
    """Contributions wait for their donors. The message does not say the kind: what has no budget is noted."""
    await workshops.call_off(unit, workshop=message.workshop, cycle=message.cycle)


REACTIONS: Reactions = {
    WorkshopScheduled: on_workshop_scheduled,
    WorkshopHeld: on_workshop_held,
    WorkshopCancelled: on_workshop_cancelled,
}

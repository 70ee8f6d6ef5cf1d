"""What publications does on events' messages. They come in any order, and may come again."""

from datetime import date

from services.publications.domain.report import HeldWorkshop
from services.publications.use_cases import reports
from shared.contracts.events import WorkshopCancelled, WorkshopHeld, WorkshopPostponed
from shared.domain.act import Act
from shared.messaging.reactions import Reactions
from shared.persistence.unit_of_work import UnitOfWork


async def on_workshop_held(unit: UnitOfWork, message: WorkshopHeld) -> None:
    """The workshop's report is opened, with a section for each session."""
    held = HeldWorkshop(
        kind=message.kind,
        number=message.number,
        title=message.title,
        theme=message.theme,
        held_on=message.held_on,
    )
    act = _act(unit, message.held_on)
    await reports.note_held(
        unit, act, workshop=message.workshop, cycle=message.cycle, held=held, sessions=message.sessions
    )


async def on_workshop_cancelled(unit: UnitOfWork, message: WorkshopCancelled) -> None:
    """A draft is dropped."""
    await reports.note_called_off(
        unit, unit.act(), workshop=message.workshop, cycle=message.cycle, reason=message.reason
    )


async def on_workshop_postponed(unit: UnitOfWork, message: WorkshopPostponed) -> None:
    """A draft is dropped until the workshop is held."""
    await reports.note_called_off(
        unit, unit.act(), workshop=message.workshop, cycle=message.cycle, reason=message.reason
    )


def _act(unit: UnitOfWork, day: date) -> Act:
    """What follows from a workshop happened on its last day. Clocks differ around midnight, and no fact is refused."""
    return unit.act(min(day, unit.context.recorded_at.date()))


REACTIONS: Reactions = {
    WorkshopHeld: on_workshop_held,
    WorkshopCancelled: on_workshop_cancelled,
    WorkshopPostponed: on_workshop_postponed,
}

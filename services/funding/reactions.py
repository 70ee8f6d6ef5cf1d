"""What funding does on the messages of the other services. They come in any order, and may come again."""

from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.funding.domain.items import KINDS_WITH_BUDGET
from services.funding.use_cases import balance_targets, cycles, partners, volumes, workshops
from shared.contracts.events import (
    BalanceTargetsChanged,
    InterpretationEstimated,
    Schedule,
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopPlanned,
    WorkshopPostponed,
    WorkshopScheduled,
)
from shared.contracts.governance import CycleClosed, CycleOpened
from shared.contracts.publications import VolumePublished, VolumeWithdrawn
from shared.messaging.reactions import Reactions
from shared.persistence.unit_of_work import UnitOfWork


async def on_cycle_opened(unit: UnitOfWork, message: CycleOpened) -> None:
    """Governance is told what is open in it: nothing yet, unless something was heard before."""
    await cycles.open_cycle(unit, cycle=message.cycle, opened_on=message.opened_on)


async def on_cycle_closed(unit: UnitOfWork, message: CycleClosed) -> None:
    """The money of the year is read-only, but for what is settled after close; what was not held is called off."""
    await cycles.close_cycle(unit, cycle=message.cycle, closed_on=message.closed_on, held=message.held)


async def on_workshop_planned(unit: UnitOfWork, message: WorkshopPlanned) -> None:
    """A budget with its accounts, for the kinds that have one (A16): whether the money suffices is asked before anybody
    knows the day (domain.md 1.8)."""
    await _open_budget(unit, message, starts_on=None)


async def on_workshop_scheduled(unit: UnitOfWork, message: WorkshopScheduled) -> None:
    """Its first day, by which money must be in; its budget where it was not heard to be planned."""
    await _open_budget(unit, message, starts_on=_first_day(message.schedule))


async def _open_budget(
    unit: UnitOfWork, message: WorkshopPlanned | WorkshopScheduled, *, starts_on: date | None
) -> None:
    if message.kind in KINDS_WITH_BUDGET:
        await workshops.open_budget(
            unit, workshop=message.workshop, cycle=message.cycle, title=message.title, starts_on=starts_on
        )
    else:
        await workshops.note_workshop(unit, cycle=message.cycle)


async def on_workshop_postponed(unit: UnitOfWork, message: WorkshopPostponed) -> None:
    """In another year it is another gift: contributions wait for their donors then (R47)."""
    starts_on = _first_day(message.schedule) if message.schedule else None
    await workshops.postpone(unit, workshop=message.workshop, cycle=message.cycle, starts_on=starts_on)


async def on_workshop_held(unit: UnitOfWork, message: WorkshopHeld) -> None:
    """Settlement starts, and donors are told with which partners it was held; of the kinds without a budget it is
    noted, for governance asks who heard of every one."""
    if message.kind in KINDS_WITH_BUDGET:
        await partners.note_partners(unit, workshop=message.workshop, partners=message.partners)
        await workshops.start_settlement(unit, workshop=message.workshop, cycle=message.cycle, title=message.title)
    else:
        await workshops.note_workshop(unit, cycle=message.cycle, held=message.workshop)


async def on_workshop_cancelled(unit: UnitOfWork, message: WorkshopCancelled) -> None:
    """Contributions wait for their donors. The message does not say the kind: what has no budget is noted."""
    await workshops.call_off(unit, workshop=message.workshop, cycle=message.cycle)


async def on_volume_published(unit: UnitOfWork, message: VolumePublished) -> None:
    """Donors are told which volume came of their contributions."""
    await _note_volume(unit, message, published_on=message.published_on)


async def on_volume_withdrawn(unit: UnitOfWork, message: VolumeWithdrawn) -> None:
    """No report names it any more."""
    await _note_volume(unit, message, published_on=None)


async def _note_volume(
    unit: UnitOfWork, message: VolumePublished | VolumeWithdrawn, *, published_on: date | None
) -> None:
    await volumes.note_volume(
        unit,
        volume=message.volume,
        series_number=message.series_number,
        title=message.title,
        workshops=[one.workshop for one in message.workshops],
        published_on=published_on,
    )


def _first_day(schedule: Schedule) -> date:
    """As people at the venue call it; in UTC where this machine does not know the zone, for no fact is refused."""
    try:
        return schedule.start.astimezone(ZoneInfo(schedule.zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return schedule.start.date()


async def on_interpretation_estimated(unit: UnitOfWork, message: InterpretationEstimated) -> None:
    """Kept beside the budget, for whoever drafts its line: an estimate is no line until somebody makes it one."""
    await workshops.note_interpretation(unit, workshop=message.workshop, estimate=message.estimate)


async def on_balance_targets_changed(unit: UnitOfWork, message: BalanceTargetsChanged) -> None:
    """Plans keep them from now on, where their requests name none."""
    await balance_targets.note_targets(unit, message)


REACTIONS: Reactions = {
    CycleOpened: on_cycle_opened,
    CycleClosed: on_cycle_closed,
    WorkshopPlanned: on_workshop_planned,
    WorkshopScheduled: on_workshop_scheduled,
    WorkshopPostponed: on_workshop_postponed,
    WorkshopHeld: on_workshop_held,
    WorkshopCancelled: on_workshop_cancelled,
    VolumePublished: on_volume_published,
    VolumeWithdrawn: on_volume_withdrawn,
    InterpretationEstimated: on_interpretation_estimated,
    BalanceTargetsChanged: on_balance_targets_changed,
}

"""What governance does on the other services' messages: it keeps the record of the year that they make together,
the days of their gatherings, and what an activity report tells of them, and puts on the agenda of the next consultation
what the Membership is to speak about."""

from datetime import date

from services.governance.domain.agenda import ItemKind, brought
from services.governance.domain.chain import Party, WorkshopTold
from services.governance.use_cases.activity import note_activity
from services.governance.use_cases.agenda import place_on_next
from services.governance.use_cases.chains import change_chain
from services.governance.use_cases.workshop_dates import note_dates
from shared.contracts.closing import CycleReview
from shared.contracts.events import (
    SatisfactionSurveyClosed,
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopPlanned,
    WorkshopPostponed,
    WorkshopScheduled,
    WorkshopsReviewed,
)
from shared.contracts.funding import AccountsClosed, AccountsReviewed, CoverageChanged
from shared.contracts.publications import ReportsReviewed, VolumePublished, VolumeWithdrawn
from shared.messaging.reactions import Reactions
from shared.persistence.unit_of_work import UnitOfWork


async def on_workshop(unit: UnitOfWork, message: WorkshopTold) -> None:
    """A workshop was planned, scheduled, postponed, cancelled or held."""
    await change_chain(unit, message.cycle, lambda chain: chain.hear_workshop(message, on=_day(unit)))
    await note_dates(unit, message)
    if isinstance(message, WorkshopHeld):
        await note_activity(unit, message)


async def on_workshop_held(unit: UnitOfWork, message: WorkshopHeld) -> None:
    """The record of the year, and feedback on it on the agenda of the next consultation."""
    await on_workshop(unit, message)
    item = brought(
        ItemKind.FEEDBACK_ON_WORKSHOP,
        about=message.workshop,
        cycle=message.cycle,
        since=message.held_on,
        title=message.title.any(),
    )
    await place_on_next(unit, [item], act=unit.act(), happened_on=message.held_on)


async def on_satisfaction_survey_closed(unit: UnitOfWork, message: SatisfactionSurveyClosed) -> None:
    """R43: the results are on the agenda of the next consultation, also where nobody answered; in the record of the
    year, and in the activity report."""
    await change_chain(unit, message.cycle, lambda chain: chain.hear_satisfaction(message, on=_day(unit)))
    await note_activity(unit, message)
    item = brought(
        ItemKind.SATISFACTION_RESULTS,
        about=message.survey,
        cycle=message.cycle,
        since=message.closed_on,
        title=_in_words(message),
    )
    await place_on_next(unit, [item], act=unit.act(), happened_on=message.closed_on)


def _in_words(message: SatisfactionSurveyClosed) -> str:
    answered = f"{message.respondents} of {message.invited} answered"
    rates = (message.satisfied_with_event, message.satisfied_with_materials)
    if None in rates:
        return f"{answered}: not measurable"
    event, materials = (f"{100 * (rate or 0):.1f} %" for rate in rates)
    return f"{answered}: {event} are satisfied with the event, {materials} with the background materials"


async def on_coverage_changed(unit: UnitOfWork, message: CoverageChanged) -> None:
    await change_chain(unit, message.cycle, lambda chain: chain.hear_coverage(message, on=_day(unit)))


async def on_accounts_closed(unit: UnitOfWork, message: AccountsClosed) -> None:
    await change_chain(unit, message.cycle, lambda chain: chain.hear_accounts(message, on=_day(unit)))
    await note_activity(unit, message)


async def on_volume(unit: UnitOfWork, message: VolumePublished | VolumeWithdrawn) -> None:
    """A volume belongs to the year of each workshop it covers."""
    for cycle in sorted({covered.cycle for covered in message.workshops}):
        await change_chain(unit, cycle, lambda chain: chain.hear_volume(message, on=_day(unit)))


async def on_workshops_reviewed(unit: UnitOfWork, message: WorkshopsReviewed) -> None:
    await _on_review(unit, message, Party.EVENTS)


async def on_accounts_reviewed(unit: UnitOfWork, message: AccountsReviewed) -> None:
    await _on_review(unit, message, Party.FUNDING)


async def on_reports_reviewed(unit: UnitOfWork, message: ReportsReviewed) -> None:
    await _on_review(unit, message, Party.PUBLICATIONS)


async def _on_review(unit: UnitOfWork, message: CycleReview, party: Party) -> None:
    await change_chain(unit, message.cycle, lambda chain: chain.hear_review(party, message, on=_day(unit)))


def _day(unit: UnitOfWork) -> date:
    """The day on which what the message tells happened."""
    return unit.context.occurred_on or unit.context.recorded_at.date()


REACTIONS: Reactions = {
    SatisfactionSurveyClosed: on_satisfaction_survey_closed,
    WorkshopPlanned: on_workshop,
    WorkshopScheduled: on_workshop,
    WorkshopPostponed: on_workshop,
    WorkshopCancelled: on_workshop,
    WorkshopHeld: on_workshop_held,
    CoverageChanged: on_coverage_changed,
    AccountsClosed: on_accounts_closed,
    VolumePublished: on_volume,
    VolumeWithdrawn: on_volume,
    WorkshopsReviewed: on_workshops_reviewed,
    AccountsReviewed: on_accounts_reviewed,
    ReportsReviewed: on_reports_reviewed,
}

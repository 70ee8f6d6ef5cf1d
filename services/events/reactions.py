"""What events does on the other services' messages. They come in any order, and may come again."""

from datetime import date

from services.events.domain.year import Selection
from services.events.use_cases.bodies import keep_body
from services.events.use_cases.calendars import calendar_or_new, close_cycle
from services.events.use_cases.gates import note_coverage
from services.events.use_cases.planning import plan_what_is_due
from services.events.use_cases.volumes import note_volume
from shared.contracts.funding import CoverageChanged
from shared.contracts.governance import (
    BodyListed,
    CycleClosed,
    CycleOpened,
    FormatDecided,
    ThemeSelected,
    TopicsSelected,
)
from shared.contracts.publications import VolumePublished, VolumeWithdrawn
from shared.domain.act import Act
from shared.messaging.reactions import Reactions
from shared.persistence.unit_of_work import UnitOfWork


async def on_cycle_opened(unit: UnitOfWork, message: CycleOpened) -> None:
    """The year's calendar."""
    act = _act(unit, message.opened_on)
    calendar = await calendar_or_new(unit, act, message.year)
    if message.format is not None:
        calendar.note_format(act, format=message.format)
    await plan_what_is_due(unit, act, calendar, cycle=message.cycle)


async def on_format_decided(unit: UnitOfWork, message: FormatDecided) -> None:
    """The calendar's format; with the theme, in a conference year, the conference."""
    act = _act(unit, message.decided_on)
    calendar = await calendar_or_new(unit, act, message.year)
    calendar.note_format(act, format=message.format)
    await plan_what_is_due(unit, act, calendar, cycle=message.cycle)


async def on_theme_selected(unit: UnitOfWork, message: ThemeSelected) -> None:
    """The calendar's theme, and the Council IDM session of the year."""
    act = _act(unit, message.decided_in.on)
    calendar = await calendar_or_new(unit, act, message.year)
    if calendar.theme is None:
        calendar.note_theme(act, theme=message.theme)
    elif calendar.theme.id != message.theme.id:
        calendar.did_not_fit(
            act,
            fact="ThemeSelected",
            about=message.theme.id,
            why=f"{message.year} has the theme “{calendar.theme.title.any()}” already.",
        )
    await plan_what_is_due(unit, act, calendar, cycle=message.cycle)


async def on_topics_selected(unit: UnitOfWork, message: TopicsSelected) -> None:
    """Both intersessional workshops. The format inside the message counts until governance tells its own."""
    act = _act(unit, message.decided_in.on)
    calendar = await calendar_or_new(unit, act, message.year)
    if calendar.format is None and calendar.closed_on is None:
        calendar.note_format(act, format=message.format)
    selection = Selection(slate=message.slate, theme=message.theme, workshops=message.workshops)
    calendar.note_selection(act, selection=selection)
    await plan_what_is_due(unit, act, calendar, cycle=message.cycle)


async def on_cycle_closed(unit: UnitOfWork, message: CycleClosed) -> None:
    """The calendar and its workshops are read-only; those that were not held lapse."""
    act = _act(unit, message.closed_on)
    await close_cycle(unit, act, year=message.year, closed_on=message.closed_on, held=message.held)


async def on_coverage_changed(unit: UnitOfWork, message: CoverageChanged) -> None:
    """How far the money of the workshop reaches: its confirmation looks at it (R58)."""
    await note_coverage(unit, workshop=message.workshop, cycle=message.cycle, coverage=message.coverage)


async def on_volume_published(unit: UnitOfWork, message: VolumePublished) -> None:
    """The workshops it covers are reported, and show where it can be read."""
    await note_volume(unit, message, on=message.published_on, withdrawn=False)


async def on_volume_withdrawn(unit: UnitOfWork, message: VolumeWithdrawn) -> None:
    """It reports on nothing any more."""
    await note_volume(unit, message, on=message.withdrawn_on, withdrawn=True)


async def on_body_listed(unit: UnitOfWork, message: BodyListed) -> None:
    """The body as it is now; one that left is noted at the registrations of its people."""
    await keep_body(unit, unit.act(), message)


def _act(unit: UnitOfWork, day: date) -> Act:
    """What follows from a decision happened on its day. Clocks differ around midnight, and no fact is refused."""
    return unit.act(min(day, unit.context.recorded_at.date()))


REACTIONS: Reactions = {
    BodyListed: on_body_listed,
    CycleOpened: on_cycle_opened,
    FormatDecided: on_format_decided,
    ThemeSelected: on_theme_selected,
    TopicsSelected: on_topics_selected,
    CycleClosed: on_cycle_closed,
    CoverageChanged: on_coverage_changed,
    VolumePublished: on_volume_published,
    VolumeWithdrawn: on_volume_withdrawn,
}

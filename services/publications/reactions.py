"""What publications does on the messages of events and governance. They come in any order, and may come again."""

from datetime import date

from services.publications.domain.consent import StoryConsent
from services.publications.domain.decided import ChosenTopics
from services.publications.domain.parts import HeldWorkshop
from services.publications.use_cases import cycles, history, reports
from shared.contracts.events import (
    ConsentUse,
    PastEntryRecorded,
    VoiceConsentChanged,
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopPlanned,
    WorkshopPostponed,
)
from shared.contracts.governance import CycleClosed, CycleOpened, PastYearRecorded, ThemeSelected, TopicsSelected
from shared.domain.act import Act
from shared.messaging.reactions import Reactions
from shared.persistence.unit_of_work import UnitOfWork


async def on_cycle_opened(unit: UnitOfWork, message: CycleOpened) -> None:
    """Governance is told what is open in it: nothing yet, unless a workshop's message came earlier."""
    act = _act(unit, message.opened_on)
    await cycles.note_opened(unit, act, cycle=message.cycle, opened_on=message.opened_on)


async def on_theme_selected(unit: UnitOfWork, message: ThemeSelected) -> None:
    """The page of the year shows it, also while nothing else is known of the year."""
    act = _act(unit, message.decided_in.on)
    await cycles.note_theme(unit, act, cycle=message.cycle, theme=message.theme)


async def on_topics_selected(unit: UnitOfWork, message: TopicsSelected) -> None:
    """The page of the year shows them; a choice that another slate's took the place of is shown no more, whichever
    was told first."""
    topics = ChosenTopics(
        slate=message.slate, theme=message.theme, workshops=message.workshops, decided_on=message.decided_in.on
    )
    act = _act(unit, message.decided_in.on)
    await cycles.note_topics(unit, act, cycle=message.cycle, topics=topics, supersedes=message.supersedes)


async def on_cycle_closed(unit: UnitOfWork, message: CycleClosed) -> None:
    """Reports on the workshops it was closed with go on, and are marked; those on others are dropped, and read-only
    unless they were published before (domain.md 1.8)."""
    act = _act(unit, message.closed_on)
    await cycles.close_cycle(
        unit, act, cycle=message.cycle, closed_on=message.closed_on, held=message.held, theme=message.theme
    )


async def on_workshop_planned(unit: UnitOfWork, message: WorkshopPlanned) -> None:
    """It may have documents from now on."""
    await cycles.note_planned(unit, unit.act(), cycle=message.cycle, workshop=message.workshop)


async def on_workshop_held(unit: UnitOfWork, message: WorkshopHeld) -> None:
    """The workshop's report is opened, with a section for each session; where the year was closed without the
    workshop, a person is told instead."""
    held = HeldWorkshop(
        kind=message.kind,
        number=message.number,
        title=message.title,
        theme=message.theme,
        held_on=message.held_on,
        partners=message.partners,
    )
    act = _act(unit, message.held_on)
    await reports.note_held(
        unit, act, workshop=message.workshop, cycle=message.cycle, held=held, sessions=message.sessions
    )


async def on_consent_changed(unit: UnitOfWork, message: VoiceConsentChanged) -> None:
    """A story without its speaker's consent leaves the draft; a published report waits for a person, and so does a
    name or a picture that was taken back (R30)."""
    told = StoryConsent(
        voice=message.voice,
        session=message.session,
        given=ConsentUse.STORY in message.granted,
        withdrawn=ConsentUse.STORY in message.withdrawn,
    )
    await reports.note_consent(
        unit,
        unit.act(),
        workshop=message.workshop,
        cycle=message.cycle,
        told=told,
        speaks=message.speaks,
        withdrawn=message.withdrawn,
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


async def on_past_year(unit: UnitOfWork, message: PastYearRecorded) -> None:
    """The page of the year shows it (R75). No cycle comes of it."""
    history.keep_year(unit, message)


async def on_past_entry(unit: UnitOfWork, message: PastEntryRecorded) -> None:
    """So does each entry, also where the year itself is told only later."""
    history.keep_entry(unit, message)


def _act(unit: UnitOfWork, day: date) -> Act:
    """What follows from a fact happened on its day. Clocks differ around midnight, and no fact is refused."""
    return unit.act(min(day, unit.context.recorded_at.date()))


REACTIONS: Reactions = {
    CycleOpened: on_cycle_opened,
    ThemeSelected: on_theme_selected,
    TopicsSelected: on_topics_selected,
    CycleClosed: on_cycle_closed,
    WorkshopPlanned: on_workshop_planned,
    WorkshopHeld: on_workshop_held,
    VoiceConsentChanged: on_consent_changed,
    WorkshopCancelled: on_workshop_cancelled,
    WorkshopPostponed: on_workshop_postponed,
    PastYearRecorded: on_past_year,
    PastEntryRecorded: on_past_entry,
}

"""What a decision of the Membership plans. It refuses nothing: what the year has no room for is recorded."""

from collections.abc import Sequence

from services.events.domain.calendar import Calendar
from services.events.domain.identity import workshop_id
from services.events.domain.workshop import Workshop
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import ThemeRef, TopicRef, YearFormat
from shared.domain.act import Act
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


async def plan_what_is_due(unit: UnitOfWork, act: Act, calendar: Calendar, *, cycle: str) -> None:
    """Plan what the facts known so far ask for, in whatever order they came, and save the calendar.

    Repeating this plans nothing twice: identifiers follow from the year. A closed year plans nothing.
    """
    if calendar.closed_on is not None:
        unit.save(calendar)
        return
    year, theme, selection = calendar.year, calendar.theme, calendar.selection
    if calendar.misplaced:
        calendar.did_not_fit(
            act,
            fact="FormatDecided",
            about=cycle,
            why=f"The format changed after workshops were planned: {', '.join(calendar.misplaced)}.",
        )
    else:
        calendar.settle(act, about=cycle)
    if theme is not None:
        await _plan_council_session(unit, act, calendar, cycle=cycle, theme=theme)
    if theme is not None and calendar.format is YearFormat.SINGLE_CONFERENCE and not calendar.misplaced:
        conference = WorkshopKind.HIGH_LEVEL_CONFERENCE
        await _plan(unit, act, calendar, cycle, "FormatDecided", kind=conference, title=theme.title, theme=theme)
    if selection is not None and calendar.format is not YearFormat.TWO_WORKSHOPS:
        why = f"{year} is not a two-workshop year, and topics were selected for two workshops."
        calendar.did_not_fit(act, fact="TopicsSelected", about=selection.slate, why=why)
    elif selection is not None and not calendar.misplaced:
        calendar.settle(act, about=selection.slate)
        for selected in selection.workshops:
            await _plan(
                unit,
                act,
                calendar,
                cycle,
                "TopicsSelected",
                kind=WorkshopKind.INTERSESSIONAL_WORKSHOP,
                number=selected.number,
                title=selected.title,
                theme=selection.theme,
                topics=selected.topics,
            )
    unit.save(calendar)


async def _plan_council_session(unit: UnitOfWork, act: Act, calendar: Calendar, *, cycle: str, theme: ThemeRef) -> None:
    """The IDM session at the Council of the year (F18), once."""
    kind = WorkshopKind.COUNCIL_IDM_SESSION
    own = workshop_id(kind, calendar.year)
    by_hand = [place.workshop for place in calendar.places if place.kind is kind and place.workshop != own]
    if by_hand:
        why = f"The Council IDM session of {calendar.year} is planned already: {', '.join(by_hand)}."
        calendar.did_not_fit(act, fact="ThemeSelected", about=own, why=why)
        return
    await _plan(unit, act, calendar, cycle, "ThemeSelected", kind=kind, title=theme.title, theme=theme)


async def _plan(
    unit: UnitOfWork,
    act: Act,
    calendar: Calendar,
    cycle: str,
    fact: str,
    *,
    kind: WorkshopKind,
    title: LocalizedText,
    theme: ThemeRef,
    number: int | None = None,
    topics: Sequence[TopicRef] = (),
) -> None:
    identifier = workshop_id(kind, calendar.year, number)
    existing = await unit.find(Workshop, identifier)
    if existing is not None:
        if (existing.title, existing.theme, existing.topics) != (title, theme, tuple(topics)):
            why = f"{identifier} was planned with another title, theme or topics."
            calendar.did_not_fit(act, fact=fact, about=identifier, why=why)
        return
    why_not = calendar.obstacle(kind=kind, number=number)
    if why_not is not None:
        calendar.did_not_fit(act, fact=fact, about=identifier, why=why_not)
        return
    calendar.settle(act, about=identifier)
    calendar.take_place(act, workshop=identifier, kind=kind, number=number)
    workshop = Workshop(
        id=identifier,
        cycle=cycle,
        year=calendar.year,
        kind=kind,
        number=number,
        title=title,
        theme=theme,
        topics=tuple(topics),
    )
    workshop.plan(act)
    await unit.add(workshop)

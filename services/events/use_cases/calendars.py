"""The year's calendar and the register of Council sessions."""

from collections.abc import Collection
from datetime import date

from services.events.domain.calendar import Calendar
from services.events.domain.council_session import CouncilSession
from services.events.domain.days import first_day, last_day
from services.events.domain.identity import calendar_id, check_own_id, session_id
from services.events.domain.workshop import Workshop
from shared.contracts.events import Schedule
from shared.domain.act import Act
from shared.domain.errors import AlreadyExists
from shared.persistence.unit_of_work import UnitOfWork


async def calendar_of(unit: UnitOfWork, year: int) -> Calendar:
    """Raises ``NotFound`` for a year that nobody opened a cycle or registered a Council session for."""
    return await unit.load(Calendar, calendar_id(year))


async def calendar_or_new(unit: UnitOfWork, act: Act, year: int) -> Calendar:
    """The year's calendar, opened now if there was none: messages of the year come in any order."""
    calendar = await unit.find(Calendar, calendar_id(year))
    if calendar is None:
        calendar = Calendar(id=calendar_id(year), year=year)
        calendar.open(act)
        await unit.add(calendar)
    return calendar


async def move_days(
    unit: UnitOfWork, act: Act, workshop: Workshop, *, before: Schedule | None, after: Schedule | None
) -> None:
    """Take the days ``after`` in every calendar they fall in, and free the days the workshop had ``before``.

    Raises ``RuleBroken`` R25. The calendars are part of the write, so that a Council session registered
    at the same moment is not overlooked.
    """
    years = years_of(after)
    for year in sorted(years_of(before) - years):
        calendar = await calendar_or_new(unit, act, year)
        calendar.free_days(act, workshop=workshop.id)
        unit.save(calendar)
    if after is None:
        return
    first, last = first_day(after), last_day(after)
    for year in sorted(years):
        calendar = await calendar_or_new(unit, act, year)
        calendar.book(act, workshop=workshop.id, kind=workshop.kind, first=first, last=last)
        unit.save(calendar)


async def close_cycle(unit: UnitOfWork, act: Act, *, year: int, closed_on: date, held: Collection[str]) -> None:
    """The year is read-only: what was not held lapses, and its days become free. Again changes nothing.

    ``held`` are the workshops that governance knew to be held."""
    calendar = await calendar_or_new(unit, act, year)
    if calendar.closed_on is not None:
        return
    calendar.close(act, closed_on=closed_on, held=held)
    unit.save(calendar)
    for identifier in calendar.not_held:
        workshop = await unit.load(Workshop, identifier)
        workshop.lapse(act, closed_on=closed_on)
        await move_days(unit, act, workshop, before=workshop.schedule, after=None)
        unit.save(workshop)


async def acknowledge_misfit(
    unit: UnitOfWork, *, year: int, about: str, reason: str, occurred_on: date | None, expected_version: int | None
) -> Calendar:
    """A person dealt with what did not fit. Raises ``NotFound`` when nothing about that waits."""
    calendar = await unit.load(Calendar, calendar_id(year), expected_version=expected_version)
    calendar.acknowledge(unit.act(occurred_on), about=about, reason=reason)
    unit.save(calendar)
    return calendar


async def register_council_session(
    unit: UnitOfWork, *, identifier: str | None, number: int, start: date, end: date, occurred_on: date | None
) -> CouncilSession:
    """Raises ``RuleBroken`` R25 when an intersessional workshop has some of its days already, ``WrongState``
    when a year it falls in is closed."""
    act = unit.act(occurred_on)
    if identifier is not None:
        check_own_id(identifier, meant=session_id(number))
    session = CouncilSession(id=identifier or session_id(number), number=number, start=start, end=end)
    session.register(act)
    if await unit.query(CouncilSession.collection, {"number": number}, limit=1):
        raise AlreadyExists(
            f"The Council’s session {number} is registered already.",
            remedy="List the Council sessions there are, and check the number.",
        )
    await unit.add(session)
    for year in session.years:
        calendar = await calendar_or_new(unit, act, year)
        calendar.enter_council_session(act, session=session.id, number=number, start=start, end=end)
        unit.save(calendar)
    return session


def years_of(schedule: Schedule | None) -> set[int]:
    """The calendar years that its local days fall in."""
    return set() if schedule is None else set(range(first_day(schedule).year, last_day(schedule).year + 1))

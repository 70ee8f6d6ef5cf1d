"""A session of the Council has other days than were registered."""

from datetime import date

from services.events.domain.calendar import Calendar
from services.events.domain.council_days import check_presented_after
from services.events.domain.council_session import CouncilSession
from services.events.domain.workshop import Workshop
from services.events.use_cases.calendars import calendar_or_new
from shared.persistence.unit_of_work import UnitOfWork

_PRESENTED = 1_000
"""Calendars in which seminars are presented at one session: a year has one."""


async def correct_council_session(
    unit: UnitOfWork, identifier: str, *, start: date, end: date, occurred_on: date | None, expected_version: int | None
) -> CouncilSession:
    """Raises ``RuleBroken`` R25 when its new days do not fit what is booked in the years of before and after, R26 when
    a seminar that is presented at it begins later, ``WrongState`` when one of these years is closed."""
    act = unit.act(occurred_on)
    session = await unit.load(CouncilSession, identifier, expected_version=expected_version)
    years = set(session.years)
    session.correct(act, start=start, end=end)
    for year in sorted(years.union(session.years)):
        calendar = await calendar_or_new(unit, act, year)
        calendar.correct_council_session(act, session=session.id, number=session.number, start=start, end=end)
        unit.save(calendar)
    for document in await unit.query(Calendar.collection, {"places.presented_at": identifier}, limit=_PRESENTED):
        for place in document["places"]:
            if place["presented_at"] == identifier:
                check_presented_after(await unit.load(Workshop, place["workshop"]), session)
    unit.save(session)
    return session

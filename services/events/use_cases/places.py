"""Venues, official holidays, and where seminars are presented."""

from collections.abc import Sequence
from datetime import date

from services.events.domain.calendar import Calendar
from services.events.domain.council_days import check_presented_after
from services.events.domain.council_session import CouncilSession
from services.events.domain.holidays import Holiday, Holidays, holidays_id
from services.events.domain.identity import calendar_id, check_own_id
from services.events.domain.venue import Place
from services.events.domain.workshop import Workshop
from shared.contracts.events import Schedule
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import new_identifier
from shared.persistence.unit_of_work import UnitOfWork


async def register_venue(
    unit: UnitOfWork, *, identifier: str | None, name: str, city: str, country: str, zone: str, capacity: int
) -> Place:
    if identifier is not None:
        check_own_id(identifier, meant=None)
    place = Place(
        id=identifier or new_identifier(), name=name, city=city, country=country, zone=zone, capacity=capacity
    )
    place.register(unit.act())
    await unit.add(place)
    return place


async def change_venue(
    unit: UnitOfWork,
    identifier: str,
    *,
    name: str,
    city: str,
    country: str,
    zone: str,
    capacity: int,
    expected_version: int | None,
) -> Place:
    place = await unit.load(Place, identifier, expected_version=expected_version)
    place.change(unit.act(), name=name, city=city, country=country, zone=zone, capacity=capacity)
    unit.save(place)
    return place


async def at_venue(unit: UnitOfWork, schedule: Schedule, venue: str | None) -> Schedule:
    """The schedule with the registered venue in it. Raises ``InvalidInput`` for more seats than it has."""
    if venue is None:
        return schedule
    if schedule.venue is not None:
        raise InvalidInput("The venue is given twice.", remedy="Give `venue`, or the one of the register.")
    place = await unit.load(Place, venue)
    place.require_room_for(schedule)
    return schedule.model_copy(update={"venue": place.told})


async def list_holidays(
    unit: UnitOfWork,
    *,
    of: str,
    year: int,
    source: str,
    days: Sequence[Holiday],
    expected_version: int | None,
) -> Holidays:
    """The table of a country, or of the Organization, for a year: new, or anew for ``expected_version``."""
    if expected_version is None and await unit.find(Holidays, holidays_id(of, year)) is None:
        table = Holidays(id=holidays_id(of, year), of=of, year=year, source=source)
        table.list_days(unit.act(), source=source, days=days)
        await unit.add(table)
        return table
    table = await unit.load(Holidays, holidays_id(of, year), expected_version=expected_version)
    table.list_days(unit.act(), source=source, days=days)
    unit.save(table)
    return table


async def present_seminar(
    unit: UnitOfWork,
    *,
    year: int,
    workshop: str,
    council_session: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Calendar:
    """Raises ``NotFound`` for a session of the Council that is not registered, ``RuleBroken`` R26 also for one that is
    over before the seminar begins."""
    calendar = await unit.load(Calendar, calendar_id(year), expected_version=expected_version)
    session = await unit.load(CouncilSession, council_session)
    calendar.present(unit.act(occurred_on), workshop=workshop, council_session=session.id)
    check_presented_after(await unit.load(Workshop, workshop), session)
    unit.save(calendar)
    return calendar

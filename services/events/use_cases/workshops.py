"""A workshop's way from its planning to the day it was held, or to its cancellation."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.events.domain.gathering import CountedBy
from services.events.domain.identity import check_own_id, reserved_for, year_of
from services.events.domain.kinds import kind_of
from services.events.domain.workshop import Workshop
from services.events.use_cases.balance import axes_by
from services.events.use_cases.calendars import calendar_of, calendar_or_new, move_days
from services.events.use_cases.classifications import tables_in_use
from services.events.use_cases.places import at_venue
from services.events.use_cases.planning import plan_what_is_due
from services.events.use_cases.seating import follow_schedule
from shared.contracts.events import Headcount, PublicDocument, Schedule, WorkshopKind
from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import new_identifier
from shared.domain.text import Language, LocalizedText
from shared.persistence.unit_of_work import UnitOfWork

DEPARTURES = "departures"
"""Who departed from R27, by workshop: a name, and so kept beside the record."""


async def plan_workshop(
    unit: UnitOfWork,
    *,
    identifier: str | None,
    kind: str,
    cycle: str,
    title: LocalizedText,
    number: int | None,
    theme: ThemeRef | None,
    topics: Sequence[TopicRef],
    occurred_on: date | None,
) -> Workshop:
    """By hand. Raises ``RuleBroken`` R23 and R24, ``WrongState`` when the cycle is closed. An intersessional
    workshop without number takes the free one."""
    act = unit.act(occurred_on)
    known, year = kind_of(kind), year_of(cycle)
    calendar = await calendar_of(unit, year)
    if known is WorkshopKind.INTERSESSIONAL_WORKSHOP:
        number = calendar.free_number() if number is None else number
    elif number is not None:
        raise InvalidInput("Only intersessional workshops are numbered.", remedy="Leave the number out.")
    if identifier is not None:
        check_own_id(identifier, meant=reserved_for(known, year, number))
    workshop = Workshop(
        id=identifier or new_identifier(),
        cycle=cycle,
        year=year,
        kind=known,
        number=number,
        title=title,
        theme=theme,
        topics=tuple(topics),
    )
    calendar.take_place(act, workshop=workshop.id, kind=known, number=number)
    workshop.plan(act)
    await unit.add(workshop)
    unit.save(calendar)
    return workshop


async def schedule_workshop(
    unit: UnitOfWork,
    identifier: str,
    *,
    schedule: Schedule,
    venue: str | None = None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """Set or move its dates, in a ``venue`` of the register if one is named. Raises ``RuleBroken`` R25."""
    act = unit.act(occurred_on)
    schedule = await at_venue(unit, schedule, venue)
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    before = workshop.schedule
    workshop.schedule_on(act, schedule=schedule)
    await move_days(unit, act, workshop, before=before, after=schedule)
    await follow_schedule(unit, act, workshop)
    unit.save(workshop)
    return workshop


async def postpone_workshop(
    unit: UnitOfWork,
    identifier: str,
    *,
    reason: str,
    schedule: Schedule | None,
    venue: str | None = None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """It keeps its cycle, and its place in it (R24). Raises ``RuleBroken`` R25 for new dates."""
    act = unit.act(occurred_on)
    schedule = await at_venue(unit, schedule, venue) if schedule else None
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    before = workshop.schedule
    workshop.postpone(act, reason=reason, schedule=schedule)
    await move_days(unit, act, workshop, before=before, after=schedule)
    await follow_schedule(unit, act, workshop)
    unit.save(workshop)
    return workshop


async def cancel_workshop(
    unit: UnitOfWork, identifier: str, *, reason: str, occurred_on: date | None, expected_version: int | None
) -> Workshop:
    """Its place in the year (R24) and its days (R25) become free; what waited for the place is planned now."""
    act = unit.act(occurred_on)
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    workshop.cancel(act, reason=reason)
    await move_days(unit, act, workshop, before=workshop.schedule, after=None)
    calendar = await calendar_or_new(unit, act, workshop.year)
    calendar.free_place(act, workshop=workshop.id)
    unit.save(workshop)
    await plan_what_is_due(unit, act, calendar, cycle=workshop.cycle)
    return workshop


async def record_attendance(
    unit: UnitOfWork,
    identifier: str,
    *,
    participants: Headcount,
    speakers: Headcount,
    participant_countries: Mapping[str, int] | None = None,
    speaker_countries: Mapping[str, int] | None = None,
    counted_by: CountedBy = CountedBy.HAND,
    reason: str | None = None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """Heads by group, by hand or from a list of who was checked in; a correction for a reason."""
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    workshop.record_attendance(
        unit.act(occurred_on),
        participants=participants,
        speakers=speakers,
        participant_countries=participant_countries,
        speaker_countries=speaker_countries,
        counted_by=counted_by,
        reason=reason,
    )
    unit.save(workshop)
    return workshop


async def hold_workshop(
    unit: UnitOfWork,
    identifier: str,
    *,
    languages_interpreted: Sequence[Language],
    partners: Sequence[str],
    public_documents: Sequence[PublicDocument],
    departure_by: str | None,
    departure_reason: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """It took place. Raises ``RuleBroken`` R39 and R27; the name of who departs from R27 stays beside the record.

    The calendar is part of the write, so that a cycle closed at the same moment either has it held or lapsed.
    """
    act = unit.act(occurred_on)
    workshop = await unit.load(Workshop, identifier, expected_version=expected_version)
    tables = await tables_in_use(unit.find_document)
    came = workshop.attendance
    workshop.hold(
        act,
        participant_axes=axes_by(came.participant_countries, tables) if came else None,
        speaker_axes=axes_by(came.speaker_countries, tables) if came else None,
        languages_interpreted=languages_interpreted,
        partners=partners,
        public_documents=public_documents,
        departure_by=departure_by,
        departure_reason=departure_reason,
    )
    assert workshop.held_on is not None  # whatever was held has its day
    calendar = await calendar_of(unit, workshop.year)
    calendar.hold_place(act, workshop=workshop.id, held_on=workshop.held_on)
    unit.save(calendar)
    if departure_by is not None and departure_reason is not None:
        unit.put_document(DEPARTURES, workshop.id, {"workshop": workshop.id, "by": departure_by})
    unit.save(workshop)
    return workshop

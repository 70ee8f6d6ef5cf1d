"""What a calendar says: stable identifiers, rising numbers, and cancelled entries that are kept."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from services.governance.api.icalendar_feed import icalendar_of
from services.governance.domain.calendar import (
    CalendarEntry,
    EntryKind,
    of_consultation,
    of_deadlines,
    of_gatherings,
    of_survey,
)
from services.governance.domain.chain import Chain
from services.governance.domain.workshop_dates import WorkshopDates
from services.governance.domain.year_steps import Forum, Slates, steps_of
from shared.contracts.events import (
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopPlanned,
    WorkshopPostponed,
    WorkshopScheduled,
)
from shared.domain.text import Language, LocalizedText
from tests.unit.governance.given import cycle, on, text
from tests.unit.governance.heard import told
from tests.unit.governance.surveyed import DEADLINE, Given, at, running

FIRST = "workshop-2018-1"
AT = datetime(2018, 1, 20, 9, tzinfo=UTC)
PLANNED, SCHEDULED, HELD = told(WorkshopPlanned), told(WorkshopScheduled), told(WorkshopHeld)
PUT_OFF, CANCELLED = told(WorkshopPostponed, schedule=None), told(WorkshopCancelled)
MOVED = told(
    WorkshopPostponed,
    schedule={
        **SCHEDULED.schedule.model_dump(mode="json"),
        "start": "2018-05-01T13:00:00.000Z",
        "end": "2018-05-02T21:00:00.000Z",
    },
)


def heard(*messages: Any) -> WorkshopDates:
    dates = WorkshopDates(id=FIRST, cycle="cycle-2018")
    for number, message in enumerate(messages):
        dates = dates.hear(message, at=AT + timedelta(days=number))
    return dates


def entry(*messages: Any, lapsed: bool = False) -> CalendarEntry:
    [one] = of_gatherings([heard(*messages)], lapsed=frozenset({FIRST} if lapsed else ()))
    return one


def event(one: CalendarEntry, *, language: Language = Language.EN) -> Any:
    """The entry as another program reads it."""
    [found] = Calendar.from_ical(icalendar_of([one], name="IDM", language=language)).walk("VEVENT")
    return found


def test_what_has_no_days_is_in_no_calendar() -> None:
    assert list(of_gatherings([heard(PLANNED)], lapsed=frozenset())) == []
    assert list(of_gatherings([heard(PLANNED, CANCELLED)], lapsed=frozenset())) == []


@pytest.mark.parametrize(
    ("messages", "sequence", "cancelled"),
    [
        ((SCHEDULED,), 1, False),
        ((PLANNED, SCHEDULED), 2, False),
        ((PLANNED, SCHEDULED, SCHEDULED), 2, False),
        ((SCHEDULED, MOVED), 2, False),
        ((SCHEDULED, PUT_OFF), 2, True),
        ((SCHEDULED, PUT_OFF, MOVED), 3, False),
        ((SCHEDULED, CANCELLED), 2, True),
        ((SCHEDULED, HELD), 2, False),
    ],
)
def test_each_change_counts_once_and_cancelled_ones_are_kept(
    messages: tuple[Any, ...], sequence: int, cancelled: bool
) -> None:
    one = entry(*messages)
    assert (one.sequence, one.cancelled) == (sequence, cancelled)
    read = event(one)
    assert (read["UID"], read["SEQUENCE"]) == (f"{FIRST}@governance.idm.iom.int", sequence)
    assert read["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED")
    assert read["TRANSP"] == ("TRANSPARENT" if cancelled else "OPAQUE")
    assert ("DESCRIPTION" in read) == cancelled


def test_what_lapsed_with_its_cycle_is_off_and_newer_than_what_stood_there() -> None:
    stood, lapsed = entry(SCHEDULED), entry(SCHEDULED, lapsed=True)
    assert (stood.sequence, lapsed.sequence, lapsed.cancelled) == (1, 2, True)


def test_hours_are_those_of_the_venue() -> None:
    read = event(entry(SCHEDULED))
    start = SCHEDULED.schedule.start
    assert read.start == start
    assert read["DTSTART"].params["TZID"] == SCHEDULED.schedule.zone
    assert read.start.utcoffset() == timedelta(hours=-4)
    venue = SCHEDULED.schedule.venue
    assert venue is not None
    assert read["LOCATION"] == f"{venue.name}, {venue.city}, {venue.country}"
    assert b"BEGIN:VTIMEZONE" in icalendar_of([entry(SCHEDULED)], name="IDM", language=Language.EN)


def test_a_consultation_is_of_whole_days() -> None:
    planned = Forum(id="c-1", title=text("A consultation"), planned_on=date(2018, 3, 1))
    read = event(of_consultation(planned, version=1, changed_at=AT))
    assert (read.start, read.end) == (date(2018, 3, 1), date(2018, 3, 2))
    over = planned.model_copy(update={"opened_on": date(2018, 3, 5), "closed_on": date(2018, 3, 7)})
    read = event(of_consultation(over, version=4, changed_at=AT))
    assert (read.start, read.end, read["SEQUENCE"]) == (date(2018, 3, 5), date(2018, 3, 8), 4)


def test_r16_a_deadline_of_a_survey_is_a_moment_that_moves_with_its_extensions() -> None:
    survey = running(Given())
    first = event(of_survey(survey, changed_at=AT))
    survey.extend(deadline=DEADLINE + timedelta(days=7), reason="Asked.", act=at(DEADLINE - timedelta(days=1)))
    second = event(of_survey(survey, changed_at=AT))
    assert (first["UID"], second["UID"]) == ("survey-1@governance.idm.iom.int",) * 2
    assert (first.start, second.start) == (DEADLINE, DEADLINE + timedelta(days=7))
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert "DTEND" not in second, "RFC 5545 wants an end later than its start"
    [alarm] = second.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(days=-2)
    in_french = event(of_survey(survey, changed_at=AT), language=Language.FR)["SUMMARY"]
    assert in_french == "Échéance de l’enquête écrite sur le thème de 2018"


def test_r16_a_survey_that_was_withdrawn_stays_as_cancelled_and_alarms_nobody() -> None:
    survey = running(Given())
    stood = event(of_survey(survey, changed_at=AT))
    survey.withdraw(reason="Issued by mistake.", act=on("2017-03-28"))
    off = event(of_survey(survey, changed_at=AT))
    assert (stood["STATUS"], off["STATUS"], off["DESCRIPTION"]) == (
        "CONFIRMED",
        "CANCELLED",
        "Withdrawn: Issued by mistake.",
    )
    assert off["SEQUENCE"] > stood["SEQUENCE"]
    assert off.walk("VALARM") == []


def test_days_that_a_rule_sets_are_told_in_three_languages() -> None:
    year = cycle()
    steps = steps_of(year, Chain(id=year.id), forums=(), slates=Slates(), today=date(2017, 12, 1))
    entries = list(of_deadlines(year.id, year.year, steps, version=1, changed_at=AT))
    assert [one.title.missing for one in entries] == [(), ()]
    assert [one.title.en for one in entries] == [
        "2018: last day for the theme slate (R4)",
        "2018: last day for the Council session (R22)",
    ]


def test_titles_are_in_the_language_asked_for_or_in_the_first_there_is() -> None:
    title = LocalizedText(en="A day; with, signs\nand lines", fr="Une journée")
    one = CalendarEntry(
        id="x",
        kind=EntryKind.DEADLINE,
        title=title,
        sequence=1,
        changed_at=AT,
        day=date(2018, 1, 1),
        last_day=date(2018, 1, 1),
    )
    assert (event(one, language=Language.FR)["SUMMARY"], event(one)["SUMMARY"]) == (title.fr, title.en)
    spanish = event(one, language=Language.ES)["SUMMARY"]
    assert (spanish, spanish.params["LANGUAGE"]) == (title.en, "en")


def test_the_same_entries_make_the_same_bytes_in_whatever_order_and_no_line_is_too_long() -> None:
    long = entry(SCHEDULED).model_copy(update={"id": "z", "title": LocalizedText(fr="é" * 400)})
    both = [entry(SCHEDULED), long]
    made, again = (icalendar_of(one, name="IDM", language=Language.EN) for one in (both, both[::-1]))
    assert made == again
    assert max(map(len, made.split(b"\r\n"))) <= 75

"""A session of the Council with other days (R25), and after the seminar that is presented at it (R26)."""

from datetime import date

import pytest

from services.events.domain.calendar import Calendar
from services.events.domain.council_days import check_presented_after
from services.events.domain.council_session import CouncilSession
from shared.contracts.events import WorkshopKind
from shared.domain.errors import CycleIsClosed, InvalidInput, RuleBroken, WrongState
from tests.unit.events.sample import act_on, calendar_of, schedule_on, workshop_of

SESSION = "council-session-109"


def with_session(first: date, last: date) -> Calendar:
    calendar = calendar_of()
    calendar.enter_council_session(act_on(), session=SESSION, number=109, start=first, end=last)
    return calendar


def correct(calendar: Calendar, first: date, last: date) -> None:
    calendar.correct_council_session(act_on(), session=SESSION, number=109, start=first, end=last)


def session_on(first: date, last: date) -> CouncilSession:
    session = CouncilSession(id=SESSION, number=109, start=first, end=last)
    session.register(act_on())
    return session


def test_r25_a_corrected_session_overlaps_no_intersessional_workshop() -> None:
    calendar = with_session(date(2018, 11, 27), date(2018, 11, 30))
    kind, first, last = WorkshopKind.INTERSESSIONAL_WORKSHOP, date(2018, 11, 20), date(2018, 11, 21)
    calendar.book(act_on(), workshop="one", kind=kind, first=first, last=last)
    with pytest.raises(RuleBroken, match="overlaps the intersessional workshop one") as refused:
        correct(calendar, last, date(2018, 11, 30))
    assert refused.value.rule.number == "R25"
    correct(calendar, date(2018, 11, 22), date(2018, 11, 30))
    assert [(one.start, one.end) for one in calendar.council_sessions] == [(date(2018, 11, 22), date(2018, 11, 30))]


def test_r25_an_event_of_the_council_stays_inside_a_session_that_is_corrected() -> None:
    calendar = with_session(date(2018, 11, 27), date(2018, 11, 30))
    day = date(2018, 11, 28)
    calendar.book(act_on(), workshop="one", kind=WorkshopKind.COUNCIL_IDM_SESSION, first=day, last=day)
    for first in (date(2018, 11, 29), date(2019, 11, 28)):
        with pytest.raises(RuleBroken, match="would lie in no session of the Council"):
            correct(calendar, first, first.replace(day=30))
    correct(calendar, day, date(2018, 11, 29))
    other = {"session": "council-session-110", "number": 110, "start": day, "end": day}
    calendar.enter_council_session(act_on(), **other)  # type: ignore[arg-type]
    correct(calendar, date(2019, 11, 28), date(2019, 11, 30))
    assert [one.session for one in calendar.council_sessions] == ["council-session-110"], "it is of another year now"


def test_a_session_of_a_closed_year_keeps_its_days() -> None:
    calendar = with_session(date(2018, 11, 27), date(2018, 11, 30))
    calendar.close(act_on(), closed_on=date(2019, 5, 6), held=())
    with pytest.raises(CycleIsClosed):
        correct(calendar, date(2018, 11, 26), date(2018, 11, 30))


def test_a_session_is_corrected_to_days_that_there_are_and_that_it_has_not() -> None:
    session = session_on(date(2018, 11, 27), date(2018, 11, 30))
    with pytest.raises(WrongState, match="the days it has"):
        session.correct(act_on(), start=date(2018, 11, 27), end=date(2018, 11, 30))
    with pytest.raises(InvalidInput, match="ends before"):
        session.correct(act_on(), start=date(2018, 11, 30), end=date(2018, 11, 27))


def test_r26_a_seminar_is_presented_at_no_session_that_is_over_before_it_begins() -> None:
    seminar = workshop_of(WorkshopKind.EXPERT_SEMINAR, scheduled=False)
    check_presented_after(seminar, session_on(date(2018, 3, 20), date(2018, 3, 25)))
    seminar.schedule_on(act_on(), schedule=schedule_on(date(2018, 3, 26), date(2018, 3, 27)))
    with pytest.raises(RuleBroken, match="is over before") as refused:
        check_presented_after(seminar, session_on(date(2018, 3, 20), date(2018, 3, 25)))
    assert refused.value.rule.number == "R26"
    check_presented_after(seminar, session_on(date(2018, 3, 20), date(2018, 3, 26)))

from datetime import date

import pytest

from services.events.domain.calendar import Calendar
from services.events.domain.council_session import CouncilSession
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import YearFormat
from shared.domain.errors import InvalidInput, RuleBroken
from tests.unit.events.sample import act_on, calendar_of

WORKSHOP = WorkshopKind.INTERSESSIONAL_WORKSHOP
CONFERENCE = WorkshopKind.HIGH_LEVEL_CONFERENCE
COUNCIL = (date(2018, 11, 27), date(2018, 11, 30))


def _take(calendar: Calendar, workshop: str, kind: WorkshopKind, number: int | None = None) -> None:
    calendar.take_place(act_on(), workshop=workshop, kind=kind, number=number)


def _full() -> Calendar:
    calendar = calendar_of()
    _take(calendar, "one", WORKSHOP, 1)
    _take(calendar, "two", WORKSHOP, 2)
    return calendar


def _book(calendar: Calendar, kind: WorkshopKind, first: date, last: date) -> None:
    calendar.book(act_on(), workshop="one", kind=kind, first=first, last=last)


def _enter(calendar: Calendar, start: date = COUNCIL[0], end: date = COUNCIL[1]) -> None:
    calendar.enter_council_session(act_on(), session="council-session-109", number=109, start=start, end=end)


def test_r24_a_two_workshop_year_has_a_first_and_a_second() -> None:
    assert [place.number for place in _full().counted] == [1, 2]


def test_r24_a_third_workshop_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"two intersessional workshops already \(one, two\)") as refused:
        _take(_full(), "three", WORKSHOP, 3)
    assert refused.value.rule.number == "R24"


@pytest.mark.parametrize(("number", "why"), [(0, "not 0"), (3, "not 3"), (None, "not None"), (1, "first .* already")])
def test_r24_the_second_workshop_is_numbered_2(number: int | None, why: str) -> None:
    calendar = calendar_of()
    _take(calendar, "one", WORKSHOP, 1)
    assert calendar.free_number() == 2
    with pytest.raises(RuleBroken, match=why) as refused:
        _take(calendar, "two", WORKSHOP, number)
    assert refused.value.rule.number == "R24"
    _take(calendar, "two", WORKSHOP, 2)


def test_r24_a_conference_year_has_one_conference() -> None:
    calendar = calendar_of(YearFormat.SINGLE_CONFERENCE)
    _take(calendar, "conference-2018", CONFERENCE)
    with pytest.raises(RuleBroken, match=r"its conference already \(conference-2018\)") as refused:
        _take(calendar, "another", CONFERENCE)
    assert refused.value.rule.number == "R24"


@pytest.mark.parametrize(
    ("format", "kind"),
    [
        (YearFormat.SINGLE_CONFERENCE, WORKSHOP),
        (YearFormat.TWO_WORKSHOPS, CONFERENCE),
        (YearFormat.COUNCIL_ONLY, WORKSHOP),
        (YearFormat.COUNCIL_ONLY, CONFERENCE),
    ],
)
def test_r24_what_the_format_has_no_place_for_is_refused(format: YearFormat, kind: WorkshopKind) -> None:
    with pytest.raises(RuleBroken, match="2018 is not a") as refused:
        _take(calendar_of(format), "one", kind, 1)
    assert refused.value.rule.number == "R24"


@pytest.mark.parametrize(("first", "second"), [(WORKSHOP, CONFERENCE), (CONFERENCE, WORKSHOP)])
def test_r24_without_a_format_what_no_format_allows_is_refused(first: WorkshopKind, second: WorkshopKind) -> None:
    calendar = calendar_of(None)
    _take(calendar, "one", first, 1)
    with pytest.raises(RuleBroken, match="planned") as refused:
        _take(calendar, "two", second, 2)
    assert refused.value.rule.number == "R24"


@pytest.mark.parametrize(
    "kind",
    [WorkshopKind.EXPERT_SEMINAR, WorkshopKind.COUNCIL_SESSION_WORKSHOP, WorkshopKind.COUNCIL_IDM_SESSION],
)
def test_r24_seminars_and_council_events_are_not_counted(kind: WorkshopKind) -> None:
    calendar = _full()
    _take(calendar, "beside", kind)
    assert len(calendar.counted) == 2


def test_r24_a_cancelled_workshop_frees_its_place() -> None:
    calendar = _full()
    calendar.free_place(act_on(), workshop="one")
    assert calendar.free_number() == 1
    _take(calendar, "new", WORKSHOP, 1)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2018, 11, 25), date(2018, 11, 26)), (date(2018, 12, 1), date(2018, 12, 2))],
)
def test_r25_a_workshop_the_day_before_or_after_the_council_is_accepted(first: date, last: date) -> None:
    calendar = calendar_of()
    _enter(calendar)
    _book(calendar, WORKSHOP, first, last)
    assert calendar.days[0].first == first


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2018, 11, 26), date(2018, 11, 27)),
        (date(2018, 11, 30), date(2018, 12, 1)),
        (date(2018, 11, 28), date(2018, 11, 28)),
        (date(2018, 11, 20), date(2018, 12, 5)),
    ],
)
def test_r25_a_workshop_that_shares_a_day_with_the_council_is_refused(first: date, last: date) -> None:
    calendar = calendar_of()
    _enter(calendar)
    with pytest.raises(RuleBroken, match="session 109") as refused:
        _book(calendar, WORKSHOP, first, last)
    assert refused.value.rule.number == "R25"


@pytest.mark.parametrize("kind", [WorkshopKind.COUNCIL_IDM_SESSION, WorkshopKind.COUNCIL_SESSION_WORKSHOP])
def test_r25_a_council_event_lies_inside_a_session(kind: WorkshopKind) -> None:
    calendar = calendar_of()
    _enter(calendar)
    _book(calendar, kind, *COUNCIL)
    for first, last in ((date(2018, 11, 26), date(2018, 11, 27)), (date(2018, 11, 30), date(2018, 12, 1))):
        with pytest.raises(RuleBroken, match="lies in no registered Council session") as refused:
            _book(calendar, kind, first, last)
        assert refused.value.rule.number == "R25"


@pytest.mark.parametrize("kind", [CONFERENCE, WorkshopKind.EXPERT_SEMINAR])
def test_r25_conferences_and_seminars_are_free(kind: WorkshopKind) -> None:
    calendar = calendar_of()
    _enter(calendar)
    _book(calendar, kind, date(2018, 11, 26), date(2018, 11, 27))


def test_r25_a_session_registered_later_names_the_workshop_in_its_way() -> None:
    calendar = calendar_of()
    _book(calendar, WORKSHOP, date(2018, 11, 26), date(2018, 11, 27))
    with pytest.raises(RuleBroken, match=r"intersessional workshop one \(2018-11-26 to 2018-11-27\)") as refused:
        _enter(calendar)
    assert refused.value.rule.number == "R25"
    _enter(calendar, start=date(2018, 11, 28))


def test_r25_a_workshop_that_moved_away_is_in_nobodys_way() -> None:
    calendar = calendar_of()
    _book(calendar, WORKSHOP, date(2018, 11, 26), date(2018, 11, 27))
    _book(calendar, WORKSHOP, date(2018, 11, 20), date(2018, 11, 21))
    _enter(calendar)
    calendar.free_days(act_on(), workshop="one")
    assert calendar.days == ()


def test_a_fact_that_did_not_fit_is_kept_once() -> None:
    calendar = calendar_of()
    for _ in range(2):
        calendar.did_not_fit(act_on(), fact="ThemeSelected", about="theme-2", why="There is a theme.")
    assert len(calendar.misfits) == 1
    assert [type(one.message).__name__ for one in calendar.recorded].count("FactDidNotFit") == 1


def test_a_council_session_ends_on_or_after_its_start() -> None:
    CouncilSession(id="council-session-109", number=109, start=COUNCIL[0], end=COUNCIL[0]).register(act_on())
    with pytest.raises(InvalidInput, match="longer than 31 days"):
        CouncilSession(id="council-session-109", number=109, start=COUNCIL[0], end=date(2019, 11, 30)).register(
            act_on()
        )
    with pytest.raises(InvalidInput, match="ends before it starts"):
        CouncilSession(id="council-session-109", number=109, start=COUNCIL[1], end=COUNCIL[0]).register(act_on())

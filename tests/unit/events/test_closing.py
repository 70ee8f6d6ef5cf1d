"""What a year says about its cycle, and what it refuses once that is closed."""

from collections.abc import Callable
from datetime import date

import pytest

from services.events.domain.calendar import Calendar
from services.events.domain.year import Selection
from shared.contracts.events import WorkshopKind, WorkshopsReviewed
from shared.contracts.facts import ThemeRef, YearFormat
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.text import LocalizedText
from tests.contracts.golden import read
from tests.unit.events.sample import act_on, calendar_of

WORKSHOP = WorkshopKind.INTERSESSIONAL_WORKSHOP
CONFERENCE = WorkshopKind.HIGH_LEVEL_CONFERENCE
COUNCIL = WorkshopKind.COUNCIL_IDM_SESSION
SEMINAR = WorkshopKind.EXPERT_SEMINAR
CLOSED_ON = date(2019, 5, 6)
THEME = ThemeRef(id="theme-1", title=LocalizedText(en="Partnerships"))


def _take(calendar: Calendar, workshop: str, kind: WorkshopKind, number: int | None = None) -> None:
    calendar.take_place(act_on(), workshop=workshop, kind=kind, number=number)


def _hold(calendar: Calendar, *workshops: str) -> None:
    for workshop in workshops:
        calendar.hold_place(act_on(), workshop=workshop, held_on=date(2018, 3, 27))


def _planned(format: YearFormat | None = YearFormat.TWO_WORKSHOPS) -> Calendar:
    calendar = calendar_of(format)
    _take(calendar, "council-idm-session-2018", COUNCIL)
    _take(calendar, "workshop-2018-1", WORKSHOP, 1)
    _take(calendar, "workshop-2018-2", WORKSHOP, 2)
    return calendar


def _closed() -> Calendar:
    calendar = _planned()
    _hold(calendar, "workshop-2018-1")
    calendar.close(act_on(), closed_on=CLOSED_ON, held=("workshop-2018-1",))
    return calendar


def _told(calendar: Calendar) -> WorkshopsReviewed:
    told = [one.message for one in calendar.recorded if isinstance(one.message, WorkshopsReviewed)]
    return told[-1]


def _open(calendar: Calendar) -> list[tuple[str, str]]:
    return [(one.what, one.about) for one in _told(calendar).open]


def test_the_first_answer_is_told_when_the_year_is_opened() -> None:
    calendar = Calendar(id="calendar-2018", year=2018)
    calendar.open(act_on())
    told = _told(calendar)
    assert (told.cycle, told.year, told.held) == ("cycle-2018", 2018, ())
    assert _open(calendar) == [("format-not-known", "cycle-2018")]


def test_the_golden_sample_is_what_the_year_says() -> None:
    calendar = _planned()
    _hold(calendar, "workshop-2018-1")
    sample = read("int.iom.idm.events.WorkshopsReviewed.v1")
    assert _told(calendar).model_dump(mode="json") == sample.data
    assert calendar.id == sample.key


def test_a_year_can_be_closed_once_all_that_it_planned_was_held() -> None:
    calendar = _planned()
    _take(calendar, "seminar-1", SEMINAR)
    calendar.present(act_on(), workshop="seminar-1", council_session="council-session-109")
    _hold(calendar, "workshop-2018-2", "council-idm-session-2018", "workshop-2018-1")
    assert [one.why for one in _told(calendar).open] == [
        "The expert seminar of 2018 (seminar-1) is planned, and not recorded as held."
    ]
    _hold(calendar, "seminar-1")
    told = _told(calendar)
    assert told.open == ()
    assert told.held == ("council-idm-session-2018", "seminar-1", "workshop-2018-1", "workshop-2018-2")


@pytest.mark.parametrize(
    ("format", "places", "why"),
    [
        (YearFormat.TWO_WORKSHOPS, [], "2018 is a two-workshop year, and has no intersessional workshop."),
        (
            YearFormat.TWO_WORKSHOPS,
            [WORKSHOP],
            "2018 is a two-workshop year, and has only one intersessional workshop.",
        ),
        (YearFormat.TWO_WORKSHOPS, [WORKSHOP, WORKSHOP], None),
        (YearFormat.SINGLE_CONFERENCE, [], "2018 is a conference year, and has no conference."),
        (YearFormat.SINGLE_CONFERENCE, [SEMINAR], "2018 is a conference year, and has no conference."),
        (YearFormat.SINGLE_CONFERENCE, [CONFERENCE], None),
        (YearFormat.COUNCIL_ONLY, [], None),
    ],
)
def test_r24_a_year_with_too_few_workshops_says_so(
    format: YearFormat, places: list[WorkshopKind], why: str | None
) -> None:
    calendar = calendar_of(format)
    for number, kind in enumerate(places, start=1):
        _take(calendar, f"workshop-{number}", kind, number)
    missing = [one for one in _told(calendar).open if one.what == "workshops-missing"]
    assert [(one.about, one.why) for one in missing] == ([("cycle-2018", why)] if why else [])


def test_r24_a_cancelled_workshop_is_missing_and_a_changed_format_lacks_its_own() -> None:
    calendar = _planned()
    calendar.free_place(act_on(), workshop="workshop-2018-2")
    assert ("workshops-missing", "cycle-2018") in _open(calendar)
    changed = _planned()
    assert ("workshops-missing", "cycle-2018") not in _open(changed)
    changed.note_format(act_on(), format=YearFormat.SINGLE_CONFERENCE)
    assert ("workshops-missing", "cycle-2018") in _open(changed)


def test_a_fact_that_did_not_fit_stays_open_until_a_person_has_seen_it() -> None:
    calendar = _planned()
    calendar.did_not_fit(act_on(), fact="ThemeSelected", about="theme-2", why="There is a theme.")
    [matter] = [one for one in _told(calendar).open if one.what == "misfit-not-seen"]
    assert (matter.about, matter.why) == ("theme-2", "There is a theme. Nobody has said yet what follows from that.")
    calendar.acknowledge(act_on(), about="theme-2", reason="The first theme stays.")
    assert ("misfit-not-seen", "theme-2") not in _open(calendar)


def test_what_is_open_comes_in_order_of_what_it_is_about() -> None:
    calendar = calendar_of(None)
    for about in ("theme-2", "a-slate"):
        calendar.did_not_fit(act_on(), fact="ThemeSelected", about=about, why="There is a theme.")
    _take(calendar, "mine", WORKSHOP, 1)
    assert _open(calendar) == [
        ("misfit-not-seen", "a-slate"),
        ("format-not-known", "cycle-2018"),
        ("workshop-not-held", "mine"),
        ("misfit-not-seen", "theme-2"),
    ]


def test_days_and_council_sessions_change_no_answer() -> None:
    calendar = _planned()
    sequence = calendar.sequence
    calendar.book(act_on(), workshop="one", kind=SEMINAR, first=date(2018, 3, 1), last=date(2018, 3, 1))
    calendar.enter_council_session(
        act_on(), session="council-session-109", number=109, start=date(2018, 11, 27), end=date(2018, 11, 30)
    )
    calendar.free_days(act_on(), workshop="one")
    assert calendar.sequence == sequence
    assert type(calendar.recorded[-1].message).__name__ == "DaysFreed"


def test_a_year_is_closed_once() -> None:
    calendar = _closed()
    assert calendar.not_held == ("council-idm-session-2018", "workshop-2018-2")
    version = calendar.version
    calendar.close(act_on(), closed_on=date(2020, 1, 1), held=())
    assert (calendar.closed_on, calendar.version) == (CLOSED_ON, version)
    assert calendar.recorded[-1].sequence is None, "governance closed it, and need not be told"


def test_a_workshop_held_that_the_closing_did_not_know_of_waits_for_a_person() -> None:
    known, unknown = _planned(), _planned()
    for calendar, held in ((known, ("workshop-2018-1",)), (unknown, ())):
        _hold(calendar, "workshop-2018-1")
        calendar.close(act_on(date(2019, 5, 5)), closed_on=CLOSED_ON, held=held)
    assert known.misfits == ()
    [misfit] = unknown.misfits
    assert (misfit.fact, misfit.about, misfit.noted_on) == ("CycleClosed", "workshop-2018-1", CLOSED_ON)
    assert misfit.why == "workshop-2018-1 was recorded as held, and the cycle 2018 was closed without it."
    unknown.acknowledge(act_on(), about="workshop-2018-1", reason="It is in no report.")
    assert [(one.seen, one.after_close) for one in unknown.misfits] == [(True, True)]


CHANGES: dict[str, Callable[[Calendar], None]] = {
    "plan": lambda one: _take(one, "seminar-1", SEMINAR),
    "hold": lambda one: _hold(one, "workshop-2018-2"),
    "cancel": lambda one: one.free_place(act_on(), workshop="workshop-2018-2"),
    "register": lambda one: one.enter_council_session(
        act_on(), session="council-session-109", number=109, start=date(2018, 11, 27), end=date(2018, 11, 30)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_closed_year_is_read_only_and_an_open_one_is_not(change: str) -> None:
    CHANGES[change](_planned())
    closed = _closed()
    before = closed.model_dump()
    with pytest.raises(WrongState) as refused:
        CHANGES[change](closed)
    assert refused.value.slug == "cycle-closed"
    assert refused.value.sentence == "The cycle 2018 was closed on 2019-05-06, and its workshops are read-only."
    assert closed.model_dump() == before


def test_a_full_year_that_is_closed_says_first_that_it_is_closed() -> None:
    slugs = [one.slug for one in _closed().obstacles_to_take_place(kind=WORKSHOP, number=None)]
    assert slugs == ["cycle-closed", "workshops-of-the-year"]


def test_r25_a_workshop_of_another_cycle_may_still_take_days_of_a_closed_year() -> None:
    calendar = _planned()
    calendar.enter_council_session(
        act_on(), session="council-session-109", number=109, start=date(2018, 11, 27), end=date(2018, 11, 30)
    )
    calendar.close(act_on(), closed_on=CLOSED_ON, held=())
    calendar.book(act_on(), workshop="workshop-2017-2", kind=WORKSHOP, first=date(2018, 1, 15), last=date(2018, 1, 16))
    with pytest.raises(RuleBroken, match="session 109"):
        calendar.book(act_on(), workshop="other", kind=WORKSHOP, first=date(2018, 11, 27), last=date(2018, 11, 28))
    calendar.free_days(act_on(), workshop="workshop-2017-2")
    assert calendar.days == ()


SELECTION = Selection(slate="topic-slate-1", theme=THEME, workshops=())
LATE: dict[str, tuple[Callable[[Calendar], None], str, str]] = {
    "FormatDecided": (
        lambda one: one.note_format(act_on(), format=YearFormat.SINGLE_CONFERENCE),
        "cycle-2018",
        "The format “single conference” came after the cycle 2018 was closed on 2019-05-06, and changes nothing.",
    ),
    "ThemeSelected": (
        lambda one: one.note_theme(act_on(), theme=THEME),
        "theme-1",
        "The theme “Partnerships” came after the cycle 2018 was closed on 2019-05-06, and changes nothing.",
    ),
    "TopicsSelected": (
        lambda one: one.note_selection(act_on(), selection=SELECTION),
        "topic-slate-1",
        "The choice of topics (topic-slate-1) came after the cycle 2018 was closed on 2019-05-06, and changes nothing.",
    ),
}


@pytest.mark.parametrize("fact", LATE)
def test_a_fact_that_comes_after_the_close_is_kept_once_for_a_person_and_changes_nothing(fact: str) -> None:
    note, about, why = LATE[fact]
    calendar = _closed()
    before = calendar.model_dump(exclude={"misfits", "version"})
    note(calendar)
    version = calendar.version
    note(calendar)
    assert calendar.version == version
    assert [(one.fact, one.about, one.why, one.seen) for one in calendar.misfits] == [(fact, about, why, False)]
    assert calendar.model_dump(exclude={"misfits", "version"}) == before
    calendar.acknowledge(act_on(), about=about, reason="It came too late.")
    assert calendar.misfits[0].seen


def test_a_fact_that_a_closed_year_knows_already_is_no_misfit() -> None:
    calendar = _planned()
    calendar.note_selection(act_on(), selection=SELECTION)
    calendar.close(act_on(), closed_on=CLOSED_ON, held=())
    calendar.note_format(act_on(), format=YearFormat.TWO_WORKSHOPS)
    calendar.note_selection(act_on(), selection=SELECTION)
    assert calendar.misfits == ()

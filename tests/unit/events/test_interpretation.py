"""R38: gaps, rest, the grid, and what interpretation will cost."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.events.api.interpretation_drawing import description_of, drawing_of
from services.events.domain.gates import Around
from services.events.domain.interpretation import (
    Assignment,
    Interpretation,
    gaps_in,
    languages_needed,
    unrested,
)
from services.events.domain.interpretation_cost import estimate_of, is_outdated, needs_of
from services.events.domain.interpretation_terms import InterpretationTerms, Terms
from services.events.domain.language_grid import Cell, grid_of
from services.events.domain.programme import Session
from services.events.domain.standing import notes_on
from services.events.domain.workshop import Workshop
from shared.contracts.events import InterpretationEstimated, Mode, Schedule, SessionKind
from shared.domain.errors import AlreadyExists, InvalidInput, NotFound, RuleBroken, WrongState
from shared.domain.money import Money
from shared.domain.text import Language
from shared.domain.waivers import Waiver
from shared.http.pictures import drawn
from tests.unit.events.sample import act_on, schedule_on, session_of, with_voice, workshop_of

EN, FR, ES = Language.EN, Language.FR, Language.ES
ZONE = "America/New_York"
PRICES = {
    "interpreter_day": Money.of("800.00", "CHF"),
    "booth_day": Money.of("150.00", "CHF"),
    "receiver_day": Money.of("2.50", "CHF"),
    "link_day": Money.of("500.00", "CHF"),
}


def at(
    name: str,
    hour: int,
    minutes: int = 60,
    *,
    kind: SessionKind = SessionKind.PLENARY,
    day: int = 26,
    languages: tuple[Language, ...] = (EN, FR, ES),
) -> Session:
    start = datetime(2018, 3, day, hour, tzinfo=UTC)
    times = {"start": start, "end": start + timedelta(minutes=minutes), "languages": languages}
    return session_of(name, kind).model_copy(update=times)


def panel(name: str, hour: int, *languages: Language) -> Session:
    return at(name, hour, kind=SessionKind.PANEL, languages=languages)


def team(session: str, *into: Language, size: int = 2) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(
            id=f"{session}-{language.value}-{n}", session=session, interpreter=f"i-{language.value}-{n}", into=language
        )
        for language in into
        for n in range(size)
    )


def published(session: Session) -> Workshop:
    workshop = with_voice(workshop_of())
    workshop.add_session(act_on(), session=session)
    workshop.publish_programme(act_on())
    workshop.confirm(act_on(), around=Around(), waivers=())
    return workshop


def test_r38_a_plenary_that_lacks_one_language_keeps_it_from_being_ready() -> None:
    workshop = published(at("opening", 16))
    for assignments in ((), team("opening", EN, FR), (*team("opening", EN, FR), *team("opening", ES, size=1))):
        with pytest.raises(RuleBroken, match="opening into es") as refused:
            workshop.declare_ready(act_on(), around=Around(assignments=assignments), waivers=())
        assert refused.value.rule.number == "R38"


def test_r38_a_plenary_interpreted_into_all_three_is_ready_and_a_waiver_stands_in() -> None:
    workshop = published(at("opening", 16))
    workshop.declare_ready(act_on(), around=Around(assignments=team("opening", EN, FR, ES)), waivers=())
    assert workshop.ready is not None
    waived = published(at("opening", 16))
    waiver = Waiver(rule="plenaries-interpreted", by="A. Head", reason="A whispered interpretation will do.")
    waived.declare_ready(act_on(), around=Around(), waivers=[waiver])
    assert waived.ready is not None
    assert [one.number for one in waived.ready.waived] == ["R38"]
    waived.lose_interpretation(act_on(), around=Around())
    assert waived.ready is not None


def test_r38_a_panel_without_interpretation_is_shown_and_blocks_nothing() -> None:
    workshop = published(panel("panel", 16, EN, FR))
    gaps = gaps_in(workshop.sessions, (), Terms())
    assert [(one.session, one.into, one.plenary) for one in gaps] == [("panel", EN, False), ("panel", FR, False)]
    workshop.declare_ready(act_on(), around=Around(), waivers=())


def ready(workshop: Workshop) -> bool:
    return workshop.ready is not None


def test_r38_readiness_goes_with_an_interpreter_and_with_a_session_that_changes() -> None:
    whole = team("opening", EN, FR, ES)
    workshop = published(at("opening", 16))
    workshop.declare_ready(act_on(), around=Around(assignments=whole), waivers=())
    workshop.lose_interpretation(act_on(), around=Around(assignments=whole))
    assert ready(workshop)
    workshop.lose_interpretation(act_on(), around=Around(assignments=whole[1:]))
    assert not ready(workshop)
    workshop.declare_ready(act_on(), around=Around(assignments=whole), waivers=())
    workshop.change_session(act_on(), session=at("opening", 17), speakers_asked=False)
    assert not ready(workshop)


def test_the_only_language_that_is_spoken_needs_nobody() -> None:
    assert languages_needed(at("one", 14, languages=(EN,))) == (FR, ES)
    assert languages_needed(at("one", 14)) == (EN, FR, ES)
    assert languages_needed(panel("one", 14, EN)) == ()
    assert languages_needed(panel("one", 14, EN, ES)) == (EN, ES)


@pytest.mark.parametrize(("minutes", "size"), [(40, 1), (41, 2), (180, 2), (181, 3)])
def test_the_longer_a_session_the_larger_its_teams(minutes: int, size: int) -> None:
    session = at("one", 13, minutes)
    assert gaps_in([session], team("one", EN, FR, ES, size=size), Terms()) == ()
    assert len(gaps_in([session], team("one", EN, FR, ES, size=size - 1), Terms())) == 3


def interpretation(*assignments: Assignment) -> Interpretation:
    return Interpretation(id="interpretation-w", workshop="w", cycle="cycle-2018", assignments=assignments)


def assign(of: Interpretation, sessions: list[Session], assignment: Assignment, *, daily: int = 420) -> None:
    terms = Terms(daily_minutes=daily)
    of.assign(act_on(), assignment=assignment, sessions=sessions, terms=terms, zone=ZONE)


def one(session: str, identifier: str = "a-2", into: Language = FR) -> Assignment:
    return Assignment(id=identifier, session=session, interpreter="i-1", into=into)


def test_an_interpreter_is_in_one_place_and_rests_between_sessions() -> None:
    sessions = [at("first", 14), at("beside", 14), at("soon", 15), at("later", 16)]
    rested = at("after", 15).model_copy(update={"start": datetime(2018, 3, 26, 15, 15, tzinfo=UTC)})
    with pytest.raises(WrongState, match="same time") as refused:
        assign(interpretation(one("first", "a-1")), sessions, one("beside"))
    assert refused.value.slug == "interpreter-unrested"
    with pytest.raises(WrongState, match="0 minutes between first and soon"):
        assign(interpretation(one("first", "a-1")), sessions, one("soon"))
    assign(interpretation(one("first", "a-1")), [sessions[0], rested], one("after"))
    assign(interpretation(one("first", "a-1")), sessions, one("later"))
    with pytest.raises(WrongState, match="one language at a time"):
        assign(interpretation(one("first", "a-1")), sessions, one("first", into=EN))
    with pytest.raises(AlreadyExists):
        assign(interpretation(one("first", "a-1")), sessions, one("later", "a-1"))
    with pytest.raises(NotFound):
        assign(interpretation(), sessions, one("nowhere"))


@pytest.mark.parametrize(("daily", "fits"), [(240, True), (239, False)])
def test_an_interpreter_works_no_longer_than_a_day_of_the_terms(daily: int, fits: bool) -> None:
    sessions = [at("first", 13, 120), at("second", 16, 120), at("next-day", 13, 120, day=27)]
    of = interpretation(one("first", "a-1"), one("next-day", "a-3"))
    if fits:
        assign(of, sessions, one("second"), daily=daily)
    else:
        with pytest.raises(WrongState, match="240 minutes on 2018-03-26"):
            assign(of, sessions, one("second"), daily=daily)


def test_a_session_that_moves_leaves_trouble_that_is_shown_and_blocks_nobody_else() -> None:
    sessions = [at("first", 14), at("beside", 14)]
    of = interpretation(one("first", "a-1"), one("beside"))
    assert unrested(sessions, of.assignments, Terms(), zone=ZONE) == (
        ("i-1", "works in beside and first at the same time"),
    )
    assign(of, sessions, Assignment(id="a-3", session="first", interpreter="i-2", into=ES))
    assert of.release(act_on(), assignment="a-1").session == "first"
    with pytest.raises(NotFound):
        of.release(act_on(), assignment="a-1")
    assert gaps_in([], of.assignments, Terms()) == ()


def test_the_grid_says_of_each_language_what_it_has_and_needs() -> None:
    sessions = [at("opening", 14), panel("talk", 16, EN), at("late", 17, languages=(EN,))]
    rows = grid_of(sessions, (*team("opening", EN), *team("opening", FR, size=1)), Terms(), zone=ZONE)
    assert [[cell.cell for cell in row.languages] for row in rows] == [
        [Cell.COVERED, Cell.SHORT, Cell.OPEN],
        [Cell.SPOKEN, Cell.NONE, Cell.NONE],
        [Cell.SPOKEN, Cell.OPEN, Cell.OPEN],
    ]
    assert rows[0].start.isoformat() == "2018-03-26T10:00:00-04:00"
    said = description_of(rows, EN)
    assert "EN ✓ 2 of 2; FR ! 1 of 2; ES ✗ 0 of 2" in said
    svg = drawn(drawing_of(rows, EN), title="Languages", description=said).decode()
    assert "✗ 0 of 2" in svg.split("</desc>")[1]
    assert description_of((), EN) == "The programme has no session."
    drawn(drawing_of((), EN), title="Languages", description="None")


def test_what_the_programme_asks_for_follows_from_its_busiest_moment() -> None:
    terms, schedule = Terms(), schedule_on()
    nothing = needs_of([], schedule, terms)
    assert (nothing.days, nothing.interpreter_days, nothing.booths, nothing.receivers) == (0, 0, 0, 0)
    one_day = needs_of([at("opening", 14)], schedule, terms)
    assert (one_day.days, one_day.interpreter_days, one_day.booths, one_day.receivers) == (1, 6, 3, 200)
    after = needs_of([at("opening", 14), at("next", 15)], schedule, terms)
    assert (after.interpreter_days, after.booths) == (6, 3), "the same people, one after the other"
    beside = needs_of([at("opening", 14), panel("beside", 14, EN, FR)], schedule, terms)
    assert (beside.interpreter_days, beside.booths) == (10, 5)
    long = needs_of([at("a", 13, 180), at("b", 17, 180), at("c", 21, 120)], schedule, terms)
    assert long.interpreter_days == 12, "eight hours are more than one team works in a day"
    two_days = needs_of([at("opening", 14), at("closing", 14, day=27)], schedule, terms)
    assert (two_days.days, two_days.interpreter_days) == (2, 12)


def told(mode: Mode, *sessions: Session) -> InterpretationEstimated:
    schedule = schedule_on().model_copy(update={"mode": mode})
    terms = Terms.model_validate(PRICES)
    return estimate_of(workshop="w", cycle="cycle-2018", sessions=sessions, schedule=schedule, terms=terms)


@pytest.mark.parametrize(
    ("mode", "amount"),
    [
        (Mode.IN_PERSON, "5750.00"),  # 6 × 800 + 3 × 150 + 200 × 2.50
        (Mode.HYBRID, "6250.00"),  # and the link
        (Mode.ONLINE, "5300.00"),  # 6 × 800 and the link
    ],
)
def test_the_estimate_is_exact_and_follows_the_mode(mode: Mode, amount: str) -> None:
    estimate = told(mode, at("opening", 14))
    assert estimate.estimate == Money.of(amount, "CHF")
    assert estimate.video_link == (mode is not Mode.IN_PERSON)


def test_funding_is_told_an_estimate_once_and_never_one_without_prices() -> None:
    of = interpretation()
    of.tell_estimate(act_on(), estimate=told(Mode.HYBRID, at("opening", 14)))
    with pytest.raises(WrongState, match="knows this estimate"):
        of.tell_estimate(act_on(), estimate=told(Mode.HYBRID, at("opening", 14)))
    of.tell_estimate(act_on(date(2018, 2, 1)), estimate=told(Mode.HYBRID))
    with pytest.raises(WrongState, match="no prices"):
        estimate_of(workshop="w", cycle="c", sessions=[], schedule=schedule_on(), terms=Terms())


PRICED = Terms.model_validate(PRICES)
BEYOND = Terms.model_validate({**PRICES, "receiver_day": Money.of("5000000000.00", "CHF")})
DEARER = Terms.model_validate({**PRICES, "booth_day": Money.of("151.00", "CHF")})
NOW = ("opening", schedule_on(), PRICED)


@pytest.mark.parametrize(
    ("session", "schedule", "terms", "outdated"),
    [
        (*NOW, False),
        ("opening", schedule_on(), Terms(), False),  # nothing else is asked for than what was told
        ("longer", schedule_on(), Terms(), True),
        ("longer", schedule_on(), PRICED, True),
        ("opening", schedule_on().model_copy(update={"mode": Mode.ONLINE}), PRICED, True),
        ("opening", schedule_on().model_copy(update={"capacity": 199}), PRICED, True),
        ("opening", schedule_on(), DEARER, True),
        ("opening", schedule_on(), BEYOND, True),
        ("opening", None, PRICED, True),
    ],
)
def test_r38_an_estimate_is_outdated_once_programme_mode_seats_or_prices_are_others(
    session: str, schedule: Schedule | None, terms: Terms, outdated: bool
) -> None:
    those = [at(session, 14, 600 if session == "longer" else 60)]
    estimate = told(Mode.IN_PERSON, at("opening", 14))
    assert is_outdated(estimate, sessions=those, schedule=schedule, terms=terms) is outdated


@pytest.mark.parametrize(("price", "refused"), [("4999999999.99", False), ("5000000000.00", True)])
def test_a_cost_of_a_million_million_is_refused(price: str, refused: bool) -> None:
    terms = Terms.model_validate({**PRICES, "receiver_day": Money.of(price, "CHF")})  # of 200 seats
    wanted = {"workshop": "w", "cycle": "c", "schedule": schedule_on(), "terms": terms}
    if not refused:
        estimate_of(sessions=[at("opening", 14)], **wanted)  # type: ignore[arg-type]
        return
    with pytest.raises(InvalidInput, match="beyond what is kept"):
        estimate_of(sessions=[at("opening", 14)], **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize("over", [False, True])
def test_r38_an_estimate_that_is_outdated_is_noted_until_the_workshop_is_over(over: bool) -> None:
    workshop = workshop_of()
    workshop.schedule_on(act_on(), schedule=schedule_on().model_copy(update={"mode": Mode.HYBRID}))
    if over:
        workshop.cancel(act_on(), reason="No host.")
    around = Around(estimate=told(Mode.IN_PERSON), terms=PRICED)
    assert any("tell it the estimate again" in note for note in notes_on(workshop, around)) is not over
    assert not any("again" in note for note in notes_on(workshop, Around(terms=PRICED)))


@pytest.mark.parametrize(
    "wrong",
    [
        Terms(alone_minutes=181),
        Terms(pair_minutes=421),
        Terms(interpreter_day=Money.of("800.00", "CHF")),
        Terms.model_validate({**PRICES, "link_day": Money.of("1.00", "EUR")}),
        Terms.model_validate({**PRICES, "link_day": Money.of("-1.00", "CHF")}),
    ],
)
def test_terms_that_contradict_one_another_are_refused(wrong: Terms) -> None:
    of = InterpretationTerms(id="interpretation-terms")
    of.set_terms(act_on(), terms=Terms.model_validate(PRICES))
    with pytest.raises(InvalidInput):
        of.set_terms(act_on(), terms=wrong)

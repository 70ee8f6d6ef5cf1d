"""A year as steps with days, and how it keeps the rules that warn."""

from datetime import date
from typing import Any

import pytest

from services.governance.domain import rules
from services.governance.domain.chain import Chain
from services.governance.domain.compliance import Kept, StandingItems, YearFacts, compliance_of
from services.governance.domain.cycle import Cycle
from services.governance.domain.days import day_there
from services.governance.domain.year_steps import Forum, Slates, Step, StepState, YearStep, stage_of, steps_of
from shared.contracts.events import (
    SatisfactionSurveyClosed,
    WorkshopCancelled,
    WorkshopHeld,
    WorkshopPlanned,
    WorkshopScheduled,
)
from shared.contracts.facts import YearFormat
from shared.contracts.funding import AccountsClosed
from shared.contracts.publications import VolumePublished
from tests.unit.governance.given import DAY, body, consultation, cycle, decided, on, text, with_theme
from tests.unit.governance.heard import told

PUT = Slates(theme_opened_on=date(2017, 3, 1), topics_opened_on=date(2017, 9, 1))
SESSION = "council-idm-session-2018"


def forum(id: str, planned: str, *, opened: bool = True, closed: bool = False) -> Forum:
    day = date.fromisoformat(planned)
    return Forum(
        id=id, title=text(id), planned_on=day, opened_on=day if opened else None, closed_on=day if closed else None
    )


def steps(
    year: Cycle, chain: Chain | None = None, *, today: str, forums: tuple[Forum, ...] = (), slates: Slates | None = None
) -> dict[Step, YearStep]:
    made = steps_of(
        year,
        chain or Chain(id=year.id),
        forums=forums,
        slates=slates or Slates(),
        today=date.fromisoformat(today),
    )
    return {one.step: one for one in made}


def heard(*, held: int = 2, settled: bool = False, published: bool = False) -> Chain:
    """A year of two workshops, of which so many were held."""
    chain = Chain(id="cycle-2018")
    for number in (1, 2):
        id = f"workshop-2018-{number}"
        chain = chain.hear_workshop(told(WorkshopScheduled, workshop=id, number=number), on=DAY)
        if number <= held:
            chain = chain.hear_workshop(told(WorkshopHeld, workshop=id, number=number), on=DAY)
        if settled:
            chain = chain.hear_accounts(told(AccountsClosed, workshop=id), on=DAY)
    return chain.hear_volume(told(VolumePublished), on=DAY) if published else chain


def test_r4_a_new_cycle_counts_down_to_the_end_of_the_year_before() -> None:
    found = steps(cycle(), today="2017-12-24")
    due = found[Step.THEME_SLATE].due
    assert due is not None
    assert (due.on, due.days_left, due.rule) == (date(2017, 12, 31), 7, "R4")
    assert stage_of(tuple(found.values())) is Step.THEME_SLATE
    late = steps(cycle(), today="2018-01-02")[Step.THEME_SLATE].due
    assert late is not None
    assert late.days_left == -2


def test_what_the_membership_decides_is_due_at_its_next_consultation() -> None:
    forums = (
        forum("past", "2017-03-01", closed=True),
        forum("later", "2017-11-01", opened=False),
        forum("next", "2017-09-01", opened=False),
    )
    found = steps(with_theme(cycle()), today="2017-08-30", forums=forums, slates=PUT)
    assert stage_of(tuple(found.values())) is Step.FORMAT
    for step in (Step.FORMAT, Step.TOPICS):
        due = found[step].due
        assert due is not None
        assert (due.on, due.days_left, due.because) == (date(2017, 9, 1), 2, "The next consultation is “next”.")
    assert steps(with_theme(cycle()), today="2018-08-30", forums=forums)[Step.FORMAT].due is None


def test_gatherings_are_due_when_the_next_one_begins_and_done_with_the_last() -> None:
    one_held = steps(decided(), heard(held=1), today="2018-03-01", slates=PUT)
    assert stage_of(tuple(one_held.values())) is Step.GATHERINGS
    due = one_held[Step.GATHERINGS].due
    assert due is not None
    assert (due.on, due.days_left) == (date(2018, 3, 26), 25)
    both = steps(decided(), heard(), today="2018-11-01", slates=PUT)
    assert (both[Step.GATHERINGS].state, both[Step.GATHERINGS].done_on) == (StepState.DONE, date(2018, 3, 27))
    assert stage_of(tuple(both.values())) is Step.COUNCIL_SESSION
    session = both[Step.COUNCIL_SESSION].due
    assert session is not None
    assert (session.on, session.rule) == (date(2018, 12, 31), "R22")


def test_accounts_and_volumes_are_done_once_every_gathering_has_its_own() -> None:
    half = heard().hear_accounts(told(AccountsClosed), on=DAY)
    assert steps(decided(), half, today="2019-01-01")[Step.ACCOUNTS].state is StepState.OPEN
    ready = steps(decided(), heard(settled=True, published=True), today="2019-04-01", slates=PUT)
    assert ready[Step.ACCOUNTS].state is StepState.DONE
    assert (ready[Step.VOLUMES].state, ready[Step.VOLUMES].done_on) == (StepState.DONE, date(2019, 3, 12))
    assert ready[Step.CLOSING].state is StepState.OPEN


def test_a_year_of_one_conference_chooses_no_topics() -> None:
    year = with_theme(cycle())
    forum_with_states = consultation("consultation-2", opened="2017-09-01")
    forum_with_states.note_attendance(bodies=[body()], act=on("2017-09-01"))
    year.decide_format(
        format=YearFormat.SINGLE_CONFERENCE, consultation=forum_with_states, deviation_reason=None, act=on("2017-09-02")
    )
    chain = Chain(id=year.id).hear_workshop(told(WorkshopHeld, kind="high_level_conference", number=None), on=DAY)
    found = steps(year, chain, today="2018-06-01", slates=Slates(theme_opened_on=date(2017, 3, 1)))
    assert {step for step, one in found.items() if one.state is StepState.NOT_NEEDED} == {Step.TOPIC_SLATE, Step.TOPICS}
    assert found[Step.GATHERINGS].state is StepState.DONE


def test_the_day_is_that_of_the_venue() -> None:
    start = told(WorkshopScheduled).schedule.start.replace(hour=2)
    assert (day_there(start, zone="America/New_York").day, day_there(start, zone="Asia/Tokyo").day) == (25, 26)
    assert day_there(start, zone="Atlantis/Capital") == day_there(start, zone=None) == start.date()


# Compliance


def said(
    rule: str, year: Cycle, facts: YearFacts | None = None, chain: Chain | None = None, *, today: str = "2018-06-01"
) -> tuple[Kept, str]:
    day = date.fromisoformat(today)
    found = compliance_of(year, chain or Chain(id=year.id), facts or YearFacts(forums=()), today=day)
    [one] = [one for one in found if one.rule == rule]
    assert one.sentence == getattr(rules, rule).sentence
    return one.state, one.detail


def kept(
    rule: str, year: Cycle, facts: YearFacts | None = None, chain: Chain | None = None, *, today: str = "2018-06-01"
) -> Kept:
    state, detail = said(rule, year, facts, chain, today=today)
    assert detail
    return state


@pytest.mark.parametrize(
    ("opened", "planned", "today", "state"),
    [
        (0, 0, "2018-06-01", Kept.AT_RISK),
        (1, 1, "2018-06-01", Kept.NOT_YET),
        (1, 9, "2019-01-01", Kept.NOT_KEPT),
        (2, 0, "2018-06-01", Kept.KEPT),
        (3, 0, "2019-01-01", Kept.KEPT),
        (4, 0, "2018-06-01", Kept.NOTICE),
    ],
)
def test_r2_two_to_three_consultations_in_the_calendar_year(opened: int, planned: int, today: str, state: Kept) -> None:
    forums = (
        *(forum(f"o-{n}", f"2018-0{n + 1}-01") for n in range(opened)),
        *(forum(f"p-{n}", f"2018-1{n % 3}-01", opened=False) for n in range(planned)),
        forum("before", "2017-12-31"),
        forum("after", "2019-01-01"),
    )
    assert kept("R2", cycle(), YearFacts(forums=forums), today=today) is state


def test_r3_standing_items_that_were_left_open_are_named() -> None:
    closed, other = forum("c-1", "2018-03-01", closed=True), forum("c-0", "2017-03-01", closed=True)
    left = StandingItems(consultation=closed, open=("activity report",))
    assert kept("R3", cycle(), YearFacts(forums=())) is Kept.NOT_YET
    assert kept("R3", cycle(), YearFacts(forums=(), standing_items=(left,))) is Kept.NOT_KEPT
    handled = StandingItems(consultation=closed, open=())
    last_year = StandingItems(consultation=other, open=("feedback",))
    assert kept("R3", cycle(), YearFacts(forums=(), standing_items=(handled, last_year))) is Kept.KEPT


def test_r18_a_decision_is_a_reasoned_finding() -> None:
    assert kept("R18", cycle()) is Kept.NOT_YET
    assert kept("R18", decided()) is Kept.KEPT


def test_r19_nothing_that_is_recorded_binds() -> None:
    assert kept("R19", decided()) is Kept.KEPT


def test_r20_the_format_is_recorded() -> None:
    assert kept("R20", cycle()) is Kept.NOT_YET
    planned = Chain(id="cycle-2018").hear_workshop(told(WorkshopPlanned), on=DAY)
    assert kept("R20", cycle(), chain=planned) is Kept.AT_RISK
    assert kept("R20", cycle(), today="2019-01-01") is Kept.NOT_KEPT
    assert kept("R20", decided()) is Kept.KEPT


def test_r21_what_was_noticed_stays_a_notice_whether_or_not_somebody_said_why() -> None:
    year = decided()
    assert year.format is not None
    year.format = year.format.model_copy(update={"repeats_last_year": True})
    off = YearFacts(forums=(), format_before=YearFormat.TWO_WORKSHOPS)
    assert said("R21", year, off) == (Kept.NOTICE, "two_workshops, as in the year before. Nobody has said why.")
    year.explain_deviation(reason="Members asked.", act=on("2017-09-03"))
    assert said("R21", year, off)[1].endswith("The reason given: Members asked.")


def test_r21_nothing_is_noticed_where_the_house_has_not_agreed_to_alternate() -> None:
    off = YearFacts(forums=(), format_before=YearFormat.TWO_WORKSHOPS)
    assert said("R21", decided(), off) == (
        Kept.KEPT,
        "The house has not agreed that formats alternate, so nothing is to be noticed.",
    )


def test_r21_where_formats_alternate_the_year_before_is_looked_at() -> None:
    def facts(before: YearFormat | None) -> YearFacts:
        return YearFacts(forums=(), format_before=before, alternation=True)

    assert kept("R21", decided(), facts(YearFormat.TWO_WORKSHOPS)) is Kept.NOTICE
    assert kept("R21", decided(), facts(YearFormat.SINGLE_CONFERENCE)) is Kept.KEPT
    assert kept("R21", decided(), facts(None)) is Kept.NOT_ON_RECORD
    assert kept("R21", cycle(), facts(YearFormat.TWO_WORKSHOPS)) is Kept.NOT_YET


def test_r22_a_year_has_its_session_at_the_council() -> None:
    planned = Chain(id="cycle-2018").hear_workshop(
        told(WorkshopPlanned, workshop=SESSION, kind="council_idm_session", number=None), on=DAY
    )
    held = planned.hear_workshop(told(WorkshopHeld, workshop=SESSION, kind="council_idm_session", number=None), on=DAY)
    cancelled = planned.hear_workshop(told(WorkshopCancelled, workshop=SESSION), on=DAY)
    assert kept("R22", cycle(), chain=planned) is Kept.NOT_YET
    assert kept("R22", cycle(), chain=cancelled) is Kept.AT_RISK
    assert kept("R22", cycle(), chain=planned, today="2019-01-01") is Kept.NOT_KEPT
    assert kept("R22", cycle(), chain=held, today="2019-01-01") is Kept.KEPT


def test_r40_a_year_has_one_satisfaction_survey() -> None:
    asked = Chain(id="cycle-2018").hear_satisfaction(told(SatisfactionSurveyClosed), on=DAY)
    assert kept("R40", cycle()) is Kept.NOT_YET
    assert kept("R40", cycle(), today="2019-01-01") is Kept.NOT_KEPT
    assert kept("R40", cycle(), chain=asked, today="2019-01-01") is Kept.KEPT


def test_r42_participants_are_satisfied_beyond_80_percent() -> None:
    def heard(**changes: Any) -> Chain:
        return Chain(id="cycle-2018").hear_satisfaction(told(SatisfactionSurveyClosed, **changes), on=DAY)

    few = {"satisfied_with_event": None, "satisfied_with_materials": None, "benchmark_passed": None}
    assert kept("R42", cycle(), chain=heard()) is Kept.KEPT
    assert kept("R42", cycle(), chain=heard(benchmark_passed=False)) is Kept.NOT_KEPT
    assert kept("R42", cycle(), chain=heard(**few)) is Kept.NOT_ON_RECORD
    assert kept("R42", cycle()) is Kept.NOT_YET

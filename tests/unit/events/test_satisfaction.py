"""Satisfaction as figures, and the survey of a year (R40 to R43)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import dictionaries, integers, sampled_from, tuples

from services.events.api.satisfaction_drawing import trend
from services.events.domain.calendar import Calendar
from services.events.domain.satisfaction import NOT_SAID, Answer, BallotBox, Count, Results, Scale, results_of
from services.events.domain.satisfaction_survey import SatisfactionSurvey, place_to_ask_at
from services.events.domain.workshop import Workshop
from services.events.use_cases.satisfaction import hash_of, new_token
from shared.contracts.events import SatisfactionSurveyClosed, StakeholderGroup, WorkshopKind
from shared.domain.act import Act
from shared.domain.errors import InvalidInput, NotFound, RuleBroken, WrongState
from shared.domain.text import Language
from tests.unit.events.sample import STAFF, act_on, calendar_of, workshop_of

GROUPS = [*(group.value for group in StakeholderGroup), NOT_SAID]
DURING = date(2018, 3, 27)
DEADLINE = datetime(2018, 4, 10, 22, tzinfo=UTC)


def _results(answered: int, event: int, materials: int, *, invited: int = 200) -> Results:
    return results_of({NOT_SAID: Count(answered=answered, with_event=event, with_materials=materials)}, invited=invited)


def _open(workshop: Workshop | None = None, *, on: date = DURING, **changes: Any) -> SatisfactionSurvey:
    given: dict[str, Any] = {
        **{"id": "satisfaction-2018", "usual": True, "workshops": ("workshop-2018-1",), "deadline": DEADLINE},
        **{"scale": Scale(), "reason": None, "act": act_on(on)},
    }
    return SatisfactionSurvey.open(workshop=workshop or workshop_of(), **{**given, **changes})


def _at(moment: datetime) -> Act:
    return Act.of(actor=STAFF, recorded_at=moment, occurred_on=None)


def _running() -> SatisfactionSurvey:
    """Its deadline lies a day after it was recorded."""
    return _open(deadline=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


def test_r40_a_year_has_one_survey() -> None:
    calendar = calendar_of()
    with pytest.raises(RuleBroken, match="neither a workshop nor a conference"):
        calendar.note_survey(act_on(), survey="satisfaction-2018")
    calendar = _with(calendar, 1)
    calendar.note_survey(act_on(), survey="satisfaction-2018")
    with pytest.raises(RuleBroken, match="has its satisfaction survey already") as refused:
        calendar.note_survey(act_on(), survey="another")
    assert refused.value.rule.number == "R40"


@pytest.mark.parametrize("on", [date(2018, 3, 26), date(2018, 3, 27)])
def test_r40_it_is_opened_during_the_second_workshop(on: date) -> None:
    assert _open(on=on).off_its_day is None
    assert _open(on=on, reason="For good measure.").off_its_day is None


@pytest.mark.parametrize("on", [date(2018, 3, 25), date(2018, 3, 28)])
def test_r40_on_another_day_it_needs_a_reason(on: date) -> None:
    for none in (None, "  "):
        with pytest.raises(RuleBroken, match="is from 2018-03-26 to 2018-03-27") as refused:
            _open(on=on, reason=none)
        assert refused.value.rule.number == "R40"
    assert _open(on=on, reason="The last day was cut short.").off_its_day == "The last day was cut short."


def test_r40_a_workshop_without_dates_or_another_than_the_usual_needs_a_reason() -> None:
    with pytest.raises(RuleBroken, match="has no dates"):
        _open(workshop_of(scheduled=False))
    with pytest.raises(RuleBroken, match="neither the second workshop"):
        _open(usual=False)


def _with(calendar: Calendar, *numbers: int) -> Calendar:
    for number in numbers:
        kind = WorkshopKind.INTERSESSIONAL_WORKSHOP
        calendar.take_place(act_on(), workshop=f"workshop-2018-{number}", kind=kind, number=number)
    return calendar


def test_r40_it_is_asked_at_the_second_workshop_or_the_conference() -> None:
    place, usual = place_to_ask_at(_with(calendar_of(), 1, 2).counted)
    assert (place.workshop, usual) == ("workshop-2018-2", True)
    place, usual = place_to_ask_at(_with(calendar_of(), 1).counted)
    assert (place.workshop, usual) == ("workshop-2018-1", False)
    conference = calendar_of(None)
    conference.take_place(act_on(), workshop="conference-2018", kind=WorkshopKind.HIGH_LEVEL_CONFERENCE, number=None)
    assert place_to_ask_at(conference.counted)[1]


def test_r41_two_figures_each_of_those_who_answered() -> None:
    results = _results(124, 109, 103, invited=310)
    assert (results.respondents, results.invited, results.response_rate) == (124, 310, 0.4)
    assert (results.satisfied_with_event, results.satisfied_with_materials) == (109 / 124, 103 / 124)


def test_r41_of_nobody_nothing_is_measured_and_of_fewer_than_five_nothing_is_said() -> None:
    nobody = _results(0, 0, 0, invited=0)
    assert (nobody.respondents, nobody.response_rate, nobody.satisfied_with_event) == (0, None, None)
    four, five = _results(4, 4, 4), _results(5, 5, 5)
    assert (four.satisfied_with_event, four.satisfied_with_materials, four.benchmark_passed) == (None, None, None)
    assert (four.respondents, four.response_rate) == (4, 0.02)
    assert (five.satisfied_with_event, five.benchmark_passed) == (1.0, True)


@pytest.mark.parametrize(
    ("answered", "event", "materials", "passed"),
    [
        (100, 81, 81, True),
        (100, 80, 81, False),
        (100, 81, 80, False),
        (5, 4, 5, False),
        (1_000_000, 800_001, 800_001, True),
        (15, 12, 12, False),
    ],
)
def test_r42_the_benchmark_is_passed_strictly_above_80_percent_by_both(
    answered: int, event: int, materials: int, passed: bool
) -> None:
    assert _results(answered, event, materials, invited=answered).benchmark_passed is passed


def _count(answered: int, satisfied: int) -> Count:
    return Count(answered=answered, with_event=satisfied, with_materials=satisfied)


def test_r41_a_group_of_four_is_not_shown_and_cannot_be_reckoned() -> None:
    counts = {"government": _count(20, 18), "academia": _count(6, 3), "migrant": _count(4, 4)}
    results = results_of(counts, invited=40)
    assert set(results.by_group) == {StakeholderGroup.GOVERNMENT}
    assert results.others is not None
    assert results.others.respondents == 10
    assert results.by_group[StakeholderGroup.GOVERNMENT].satisfied_with_event == 0.9


@given(dictionaries(sampled_from(GROUPS), tuples(integers(0, 12), integers(0, 12))))
def test_r41_no_shown_part_has_fewer_than_five_and_all_parts_make_the_whole(
    given_counts: dict[str, tuple[int, int]],
) -> None:
    counts = {group: _count(max(pair), min(pair)) for group, pair in given_counts.items()}
    results = results_of(counts, invited=100)
    parts = [*results.by_group.values(), *([results.others] if results.others else [])]
    total = sum(count.answered for count in counts.values())
    assert all(part.respondents >= 5 for part in parts)
    assert sum(part.respondents for part in parts) == (total if total >= 5 else 0)


def test_a_box_counts_and_keeps_no_answer() -> None:
    box = BallotBox(survey="satisfaction-2018")
    for event, materials in ((5, 4), (4, 3), (3, 1)):
        box = box.with_answer(Answer(event=event, materials=materials, group=StakeholderGroup.ACADEMIA), Scale())
    box = box.with_answer(Answer(event=1, materials=5), Scale())
    assert box.counts == {
        "academia": Count(answered=3, with_event=2, with_materials=1),
        NOT_SAID: Count(answered=1, with_event=0, with_materials=1),
    }
    for beyond in (0, 6):
        with pytest.raises(InvalidInput, match="is not on the scale"):
            box.with_answer(Answer(event=5, materials=beyond), Scale())


def test_a_scale_is_configurable_and_makes_sense() -> None:
    ten = Scale(lowest=0, highest=10, satisfied_from=8)
    ten.check()
    assert ten.in_words() == "0 (not at all) to 10 (very); satisfied are 8, 9 and 10"
    assert Scale(lowest=1, highest=2, satisfied_from=2).in_words().endswith("satisfied are 2")
    for bad in (
        Scale(lowest=5, highest=5, satisfied_from=5),
        Scale(lowest=0, highest=11, satisfied_from=8),
        Scale(satisfied_from=1),
        Scale(satisfied_from=6),
    ):
        with pytest.raises(InvalidInput):
            _open(scale=bad)


def test_a_deadline_lies_not_before_the_opening() -> None:
    assert _open(deadline=datetime(2018, 3, 27, 23, tzinfo=UTC)).deadline
    with pytest.raises(InvalidInput, match="lies before the day it was opened"):
        _open(deadline=datetime(2018, 3, 26, 23, tzinfo=UTC))


def test_it_is_closed_at_its_deadline_and_not_before() -> None:
    survey = _running()
    assert survey.by_the_clock
    before, after = survey.deadline - timedelta(milliseconds=1), survey.deadline
    assert (survey.is_due(before), survey.is_due(after)) == (False, True)
    assert not list(survey.obstacles_to_go_on(before))
    assert list(survey.obstacles_to_go_on(after))
    with pytest.raises(WrongState, match="the clock closes it then"):
        survey.close(_at(before), results=_results(9, 9, 9))
    survey.close(_at(after), results=_results(9, 9, 9, invited=10))
    told = survey.recorded[-1].message
    assert isinstance(told, SatisfactionSurveyClosed)
    assert (told.respondents, told.invited, told.benchmark_passed, told.scale[-7:]) == (9, 10, True, "4 and 5")
    assert not survey.is_due(after)
    with pytest.raises(WrongState, match="closed"):
        survey.close(_at(after), results=_results(9, 9, 9))


def test_one_entered_afterwards_waits_for_a_person_and_is_not_closed_before_it_was_opened() -> None:
    survey = _open()
    assert (survey.by_the_clock, survey.is_due(DEADLINE)) == (False, False)
    with pytest.raises(InvalidInput, match="after the day given"):
        survey.close(act_on(date(2018, 3, 26)), results=_results(9, 9, 9))
    survey.close(act_on(date(2018, 4, 11)), results=_results(9, 9, 9))
    assert survey.closed_on == date(2018, 4, 11)


def test_a_deadline_moves_later_alone() -> None:
    survey = _running()
    act, later = _at(datetime(2026, 3, 1, 9, 30, tzinfo=UTC)), survey.deadline + timedelta(days=1)
    for bad in (survey.deadline, survey.deadline - timedelta(hours=1)):
        with pytest.raises(InvalidInput):
            survey.extend(act, deadline=bad)
    with pytest.raises(InvalidInput):
        _open().extend(act, deadline=later)
    survey.extend(act, deadline=later)
    assert survey.deadline == later


def test_tokens_are_invitations_until_they_are_withdrawn() -> None:
    survey, act = _running(), _at(datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    assert [survey.issue_tokens(act, count=count) for count in (100, 20)] == [1, 2]
    survey.withdraw_tokens(act, batch=2, unused=15)
    assert survey.invited == 105
    with pytest.raises(WrongState, match="withdrawn already"):
        survey.withdraw_tokens(act, batch=2, unused=0)
    with pytest.raises(NotFound):
        survey.withdraw_tokens(act, batch=3, unused=0)
    with pytest.raises(InvalidInput, match="19880 are left"):
        survey.issue_tokens(act, count=19_881)
    survey.issue_tokens(act, count=19_880)


def test_a_token_is_read_off_paper_and_good_for_its_survey_alone() -> None:
    token = new_token()
    assert (len(token), len({new_token() for _ in range(500)})) == (19, 500)
    same = hash_of("satisfaction-2018", token.replace("-", " ").lower().replace("0", "o").replace("1", "l"))
    assert same == hash_of("satisfaction-2018", token)
    assert same != hash_of("satisfaction-2019", token)
    assert token.replace("-", "") not in same


def test_the_trend_says_in_words_what_it_shows_and_names_a_year_of_which_nothing_is_said() -> None:
    years = [(2019, _results(3, 3, 3, invited=9)), (2018, _results(124, 109, 103, invited=310))]
    said = trend(years).description
    assert said.startswith(
        "2018: the event 87.9 %, the background materials 83.1 % (124 of 310 answered). "
        "2019: nothing can be said (3 of 9 answered)."
    )
    assert said.endswith("More than 80 % is wanted.")
    assert "plus de 80 %" in trend(years, language=Language.FR).chart.to_json()
    assert trend([]).description.startswith("No survey is closed yet.")


def test_r40_a_closed_year_gets_no_survey() -> None:
    calendar = calendar_of()
    calendar.close(act_on(), closed_on=date(2019, 5, 6), held=())
    with pytest.raises(WrongState, match="was closed on 2019-05-06"):
        calendar.note_survey(act_on(), survey="satisfaction-2018")

"""A written survey: who is asked, what counts, and that it decides nothing by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from services.governance.domain.position import PositionKind
from services.governance.domain.survey import SurveyState, WrittenSurvey
from services.governance.domain.survey_forum import SurveyForum
from shared.contracts.facts import ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.act import Role
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.governance.given import assert_refused, body, by, consultation, on
from tests.unit.governance.surveyed import DEADLINE, Given, at, response, running, say


def test_r14_a_consultation_that_was_not_conclusive_is_a_reason() -> None:
    given = Given()
    survey = given.issue()
    assert (given.slate.survey, survey.state) == ("survey-1", SurveyState.OPEN)


def test_r14_that_more_time_was_asked_for_is_a_reason() -> None:
    assert Given().issue(reason="more_time_requested", asked_for_by=["atlantis"]).asked_for_by == ("atlantis",)


@pytest.mark.parametrize(
    ("reason", "asked_for_by", "saying"),
    [
        ("curiosity", (), "“curiosity” is no reason for a written survey"),
        ("more_time_requested", (), "No body that asked for it is named"),
        ("more_time_requested", ("nobody",), "“nobody” was no body of the Membership at that consultation"),
    ],
)
def test_r14_nothing_else_is(reason: str, asked_for_by: Sequence[str], saying: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        Given().issue(reason=reason, asked_for_by=asked_for_by)
    assert_refused(refused, rule="R14", saying=saying)


@pytest.mark.parametrize(("left_on", "lawful"), [("2017-03-01", False), ("2017-03-02", True)])
def test_r14_more_time_is_asked_for_by_a_body_of_the_membership_on_the_day(left_on: str, lawful: bool) -> None:
    """The consultation opened on 1 March: one that left that day asked for nothing there, one that left later did."""
    gone = body("borduria")
    gone.leave(communication="A note.", act=on(left_on))

    def issue() -> WrittenSurvey:
        return Given().issue(reason="more_time_requested", asked_for_by=["borduria"], bodies=[body(), gone])

    if lawful:
        assert [one.body for one in issue().recipients] == ["atlantis"]
        return
    with pytest.raises(RuleBroken) as refused:
        issue()
    assert_refused(refused, rule="R14", saying="“borduria” was no body of the Membership at that consultation")


def test_r14_a_consultation_nobody_found_inconclusive_is_none() -> None:
    given = Given()
    given.forum = consultation("consultation-2", bodies=[body()])
    with pytest.raises(RuleBroken) as refused:
        given.issue()
    assert_refused(refused, rule="R14", saying="did not deal with this slate")
    given.forum.put_forward(kind=SlateKind.THEME, slate=given.slate.id, act=on("2017-03-01"))
    with pytest.raises(RuleBroken) as refused:
        given.issue()
    assert_refused(refused, rule="R14", saying="It is not on record that the consultation")


def test_r15_every_body_of_the_membership_of_that_day_is_asked_and_no_other() -> None:
    left = body("left")
    left.leave(communication="Note", act=on("2017-03-20"))
    changed = body("syldavia", "observer_state")
    changed.change_type(type="member_state", communication="Note", act=on("2017-03-21"))
    survey = Given().issue(bodies=[left, changed, body()])
    assert [(one.body, one.type) for one in survey.recipients] == [
        ("atlantis", "member_state"),
        ("syldavia", "observer_state"),
    ]


def test_r15_nobody_else_than_the_administration_issues_it_and_not_to_nobody() -> None:
    with pytest.raises(RuleBroken) as refused:
        Given().issue(act=by(Role.FINANCE, "2017-03-20"))
    assert_refused(refused, rule="R15", saying="Somebody else than the Administration")
    with pytest.raises(RuleBroken) as refused:
        Given().issue(bodies=[])
    assert_refused(refused, rule="R15", saying="No body of the Membership is registered")


def test_one_survey_runs_on_a_slate_and_no_consultation_decides_it_meanwhile() -> None:
    given = Given()
    given.issue()
    with pytest.raises(WrongState, match="is under way"):
        given.issue()
    with pytest.raises(WrongState, match="is under way"):
        given.slate.determine(
            cycle=given.year, forum=given.forum, conclusive=True, option="cities", why="x", act=on("2017-03-21")
        )


def test_r16_the_last_before_the_deadline_counts_to_the_millisecond() -> None:
    survey = running(Given())
    answer = response(survey)
    say(answer, PositionKind.CONCERN, at(DEADLINE - timedelta(hours=1)))
    say(answer, PositionKind.SUPPORT, at(DEADLINE - timedelta(milliseconds=1)))
    say(answer, PositionKind.CANNOT_ACCEPT, at(DEADLINE))
    counted = survey.counted(answer)
    assert counted is not None
    assert (counted.number, len(answer.statements)) == (2, 3)


def test_r16_clocks_that_change_move_no_deadline() -> None:
    """On 26 March 2017 clocks in Geneva went forward; a deadline is a moment, whatever offset it is written in."""
    survey = Given().issue(deadline=datetime.fromisoformat("2017-03-26T03:00:00+02:00"), act=on("2017-03-20"))
    assert survey.model_dump(mode="json")["deadline"] == "2017-03-26T01:00:00.000Z"


def test_r16_of_a_survey_entered_afterwards_days_count() -> None:
    survey = Given().issue()
    answer = response(survey)
    assert not survey.by_the_clock
    say(answer, PositionKind.SUPPORT, on("2017-04-10"))
    say(answer, PositionKind.CONCERN, on("2017-04-11"))
    counted = survey.counted(answer)
    assert counted is not None
    assert counted.number == 1


def test_r16_of_a_survey_entered_afterwards_the_last_day_counts_in_whatever_order_they_are_entered() -> None:
    survey = Given().issue()
    answer = response(survey)
    say(answer, PositionKind.SUPPORT, on("2017-04-10"))
    say(answer, PositionKind.CONCERN, on("2017-04-01"))
    counted = survey.counted(answer)
    assert counted is not None
    assert counted.number == 1


def test_r16_what_a_determination_rests_on_stands_where_days_are_given_and_not_counted_by_the_clock() -> None:
    survey = Given().issue()
    survey.close(act=on("2017-04-11"))
    assert list(survey.obstacles_to_answer()) == []
    survey.state = SurveyState.DETERMINED
    [obstacle] = survey.obstacles_to_answer()
    assert "is determined: no answer is added" in obstacle.sentence
    by_the_clock = running(Given())
    by_the_clock.state = SurveyState.DETERMINED
    assert list(by_the_clock.obstacles_to_answer()) == [], "its late answers are kept, and the clock knows them"


def test_r17_an_answer_makes_it_a_forum_and_nobodys_silence_does() -> None:
    given = Given()
    survey = given.issue()
    survey.close(act=on("2017-04-11"))
    nobody = SurveyForum(survey=survey, answered=0)
    with pytest.raises(RuleBroken) as refused:
        given.slate.determine(
            cycle=given.year, forum=nobody, conclusive=True, option="cities", why="x", act=on("2017-04-12")
        )
    assert_refused(refused, rule="R17", saying="No body answered the survey “survey-1” in time")
    given.slate.determine(
        cycle=given.year, forum=nobody, conclusive=False, option=None, why="Nobody answered.", act=on("2017-04-12")
    )
    assert (given.slate.survey, given.slate.state, given.year.theme) == (None, "open", None)


def test_r18_a_determination_in_a_survey_says_why_and_comes_after_its_closing() -> None:
    given = Given()
    survey = given.issue()
    forum = SurveyForum(survey=survey, answered=1)

    def determine(day: str, why: str = "They support it.") -> None:
        given.slate.determine(cycle=given.year, forum=forum, conclusive=True, option="cities", why=why, act=on(day))

    with pytest.raises(WrongState, match="is open until"):
        determine("2017-04-12")
    with pytest.raises(InvalidInput, match=r"after the day given|The deadline was"):
        survey.close(act=on("2017-04-09"))
    survey.close(act=on("2017-04-11"))
    with pytest.raises(InvalidInput, match="says why"):
        determine("2017-04-12", why=" ")
    with pytest.raises(InvalidInput, match="closed on 2017-04-11"):
        determine("2017-04-10")
    determine("2017-04-12")
    assert given.year.theme is not None
    assert given.year.theme.decided_in.kind is ForumKind.WRITTEN_SURVEY
    with pytest.raises(WrongState, match="decided already"):
        determine("2017-04-12")


def test_r18_a_correction_replaces_a_determination_and_keeps_it() -> None:
    given = Given()
    survey = given.issue()
    survey.close(act=on("2017-04-11"))
    forum = SurveyForum(survey=survey, answered=1)
    given.slate.determine(
        cycle=given.year, forum=forum, conclusive=True, option="cities", why="x", act=on("2017-04-12")
    )
    again = SurveyForum(survey=survey, answered=1, correcting=True)
    with pytest.raises(WrongState, match="says the same"):
        given.slate.correct(cycle=given.year, forum=again, option="cities", why="x", reason="y", act=on("2017-04-13"))
    given.slate.correct(cycle=given.year, forum=again, option="youth", why="x", reason="A slip.", act=on("2017-04-13"))
    assert given.year.theme is not None
    assert (given.year.theme.id, [one.option for one in given.slate.findings]) == ("youth", [None, "cities", "youth"])
    assert (given.slate.findings[-1].corrects, given.slate.recorded[-1].message.supersedes) == (2, "cities")  # type: ignore[attr-defined]


def test_a_deadline_is_extended_before_it_has_passed_with_a_reason() -> None:
    survey = running(Given())
    with pytest.raises(InvalidInput, match="for a reason"):
        survey.extend(deadline=DEADLINE + timedelta(days=1), reason=" ", act=at(DEADLINE - timedelta(days=1)))
    survey.extend(deadline=DEADLINE + timedelta(days=1), reason="Asked.", act=at(DEADLINE - timedelta(seconds=1)))
    assert (survey.is_due(DEADLINE), survey.is_due(DEADLINE + timedelta(days=1))) == (False, True)
    with pytest.raises(WrongState, match="The deadline has passed"):
        survey.extend(deadline=DEADLINE + timedelta(days=9), reason="Asked.", act=at(DEADLINE + timedelta(days=1)))


def test_a_survey_that_was_withdrawn_is_answered_no_more() -> None:
    survey = Given().issue()
    assert list(survey.obstacles_to_answer()) == []
    survey.withdraw(reason="The slate was withdrawn.", act=on("2017-03-21"))
    [obstacle] = survey.obstacles_to_answer()
    assert "was withdrawn: The slate was withdrawn." in obstacle.sentence

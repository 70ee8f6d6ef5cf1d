"""A written survey: who is asked, what counts, and that it decides nothing by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.governance.domain.body import Body
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from services.governance.domain.position import Position, PositionKind, Positions, SourceDocument, temperature
from services.governance.domain.practice import AdviceThresholds, Practice
from services.governance.domain.survey import SurveyState, WrittenSurvey
from services.governance.domain.survey_forum import SurveyForum
from services.governance.domain.theme_slate import ThemeSlate
from shared.contracts.facts import ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.act import Act, Role
from shared.domain.errors import InvalidInput, NotAllowed, RuleBroken, WrongState
from tests.unit.governance.given import assert_refused, body, by, consultation, cycle, on, theme_slate

DEADLINE = datetime(2017, 4, 10, 16, tzinfo=UTC)
NOTE = SourceDocument(kind="note_verbale", reference="Note No. 14", on=on("2017-03-21").occurred_on)


class Given:
    """A theme slate on which a consultation was not conclusive."""

    def __init__(self) -> None:
        self.year: Cycle = cycle()
        self.forum: Consultation = consultation(bodies=[body()])
        self.slate: ThemeSlate = theme_slate(self.year, self.forum)
        self.slate.determine(
            cycle=self.year, forum=self.forum, conclusive=False, option=None, why="Divided.", act=on("2017-03-02")
        )

    def issue(
        self,
        *,
        reason: str = "not_conclusive",
        asked_for_by: Sequence[str] = (),
        bodies: Sequence[Body] | None = None,
        deadline: datetime = DEADLINE,
        act: Act | None = None,
    ) -> WrittenSurvey:
        return WrittenSurvey.issue(
            id="survey-1",
            cycle=self.year,
            slate=self.slate,
            consultation=self.forum,
            reason=reason,
            asked_for_by=asked_for_by,
            bodies=[body(), body("borduria", "observer_state")] if bodies is None else bodies,
            note=None,
            deadline=deadline,
            remind_at=None,
            act=act or on("2017-03-20"),
        )


def _running(given: Given) -> WrittenSurvey:
    """Its deadline lay ahead when it was issued."""
    return given.issue(act=_at(DEADLINE - timedelta(days=14)))


def _at(moment: datetime) -> Act:
    return Act.of(actor=on("2017-03-20").actor, recorded_at=moment, occurred_on=None)


def _response(survey: WrittenSurvey, name: str = "atlantis") -> Positions:
    return Positions.begin(
        forum_kind=ForumKind.WRITTEN_SURVEY,
        forum=survey.id,
        cycle=survey.cycle,
        slate_kind=SlateKind.THEME,
        slate=survey.slate,
        body=name,
        type=survey.require_asked(name),
    )


def _say(response: Positions, kind: PositionKind, act: Act, *, source: SourceDocument | None = NOTE) -> None:
    response.state(
        [Position(option="cities", kind=kind)], options=["cities", "youth"], comment=None, source=source, act=act
    )


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
        ("more_time_requested", ("nobody",), "“nobody” is no registered body"),
    ],
)
def test_r14_nothing_else_is(reason: str, asked_for_by: Sequence[str], saying: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        Given().issue(reason=reason, asked_for_by=asked_for_by)
    assert_refused(refused, rule="R14", saying=saying)


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
    survey = _running(Given())
    response = _response(survey)
    _say(response, PositionKind.CONCERN, _at(DEADLINE - timedelta(hours=1)))
    _say(response, PositionKind.SUPPORT, _at(DEADLINE - timedelta(milliseconds=1)))
    _say(response, PositionKind.CANNOT_ACCEPT, _at(DEADLINE))
    counted = survey.counted(response)
    assert counted is not None
    assert (counted.number, len(response.statements)) == (2, 3)


def test_r16_clocks_that_change_move_no_deadline() -> None:
    """On 26 March 2017 clocks in Geneva went forward; a deadline is a moment, whatever offset it is written in."""
    survey = Given().issue(deadline=datetime.fromisoformat("2017-03-26T03:00:00+02:00"), act=on("2017-03-20"))
    assert survey.model_dump(mode="json")["deadline"] == "2017-03-26T01:00:00.000Z"


def test_r16_of_a_survey_entered_afterwards_days_count() -> None:
    survey = Given().issue()
    response = _response(survey)
    assert not survey.by_the_clock
    _say(response, PositionKind.SUPPORT, on("2017-04-10"))
    _say(response, PositionKind.CONCERN, on("2017-04-11"))
    counted = survey.counted(response)
    assert counted is not None
    assert counted.number == 1


def test_r16_of_a_survey_entered_afterwards_the_last_day_counts_in_whatever_order_they_are_entered() -> None:
    survey = Given().issue()
    response = _response(survey)
    _say(response, PositionKind.SUPPORT, on("2017-04-10"))
    _say(response, PositionKind.CONCERN, on("2017-04-01"))
    counted = survey.counted(response)
    assert counted is not None
    assert counted.number == 1


def test_r16_what_a_determination_rests_on_stands_where_days_are_given_and_not_counted_by_the_clock() -> None:
    survey = Given().issue()
    survey.close(act=on("2017-04-11"))
    assert list(survey.obstacles_to_answer()) == []
    survey.state = SurveyState.DETERMINED
    [obstacle] = survey.obstacles_to_answer()
    assert "is determined: no answer is added" in obstacle.sentence
    running = _running(Given())
    running.state = SurveyState.DETERMINED
    assert list(running.obstacles_to_answer()) == [], "its late answers are kept, and the clock knows them"


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
    survey = _running(Given())
    with pytest.raises(InvalidInput, match="for a reason"):
        survey.extend(deadline=DEADLINE + timedelta(days=1), reason=" ", act=_at(DEADLINE - timedelta(days=1)))
    survey.extend(deadline=DEADLINE + timedelta(days=1), reason="Asked.", act=_at(DEADLINE - timedelta(seconds=1)))
    assert (survey.is_due(DEADLINE), survey.is_due(DEADLINE + timedelta(days=1))) == (False, True)
    with pytest.raises(WrongState, match="The deadline has passed"):
        survey.extend(deadline=DEADLINE + timedelta(days=9), reason="Asked.", act=_at(DEADLINE + timedelta(days=1)))


def test_a_survey_that_was_withdrawn_is_answered_no_more() -> None:
    survey = Given().issue()
    assert list(survey.obstacles_to_answer()) == []
    survey.withdraw(reason="The slate was withdrawn.", act=on("2017-03-21"))
    [obstacle] = survey.obstacles_to_answer()
    assert "was withdrawn: The slate was withdrawn." in obstacle.sentence


def test_a_body_speaks_for_itself_and_the_secretariat_names_its_source() -> None:
    response = _response(Given().issue())
    act = on("2017-04-03")
    own, other = (
        act.model_copy(update={"actor": act.actor.model_copy(update={"role": Role.MEMBER, "body": name})})
        for name in ("atlantis", "borduria")
    )
    with pytest.raises(NotAllowed):
        _say(response, PositionKind.SUPPORT, other, source=None)
    with pytest.raises(InvalidInput, match="names the document or the call"):
        _say(response, PositionKind.SUPPORT, act, source=None)
    _say(response, PositionKind.SUPPORT, act)
    assert response.to_confirm
    response.confirm(own)
    assert not response.to_confirm
    with pytest.raises(WrongState, match="It was confirmed"):
        response.confirm(own)
    _say(response, PositionKind.CONCERN, own, source=None)
    with pytest.raises(WrongState, match="The body itself said this last"):
        response.confirm(own)


@pytest.mark.parametrize(
    ("positions", "saying"),
    [
        ([Position(option="oceans", kind=PositionKind.SUPPORT)], "“oceans” is not on this slate"),
        ([Position(option="cities", kind=PositionKind.SUPPORT)] * 2, "named twice"),
        ([], "Nothing is said"),
    ],
)
def test_positions_that_make_no_sense_are_refused(positions: Sequence[Position], saying: str) -> None:
    response = _response(Given().issue())
    with pytest.raises(InvalidInput, match=saying):
        response.state(positions, options=["cities", "youth"], comment=" ", source=NOTE, act=on("2017-04-03"))


def test_r18_advice_is_given_only_where_thresholds_are_agreed_and_beside_the_finding() -> None:
    survey = Given().issue()
    said = []
    for name, region, kind in (("atlantis", "europe", PositionKind.SUPPORT), ("borduria", None, PositionKind.CONCERN)):
        response = _response(survey, name)
        _say(response, kind, on("2017-04-03"))
        said.append((response.type, region, response.statements[-1]))
    reading = temperature(["cities", "youth"], said)
    assert reading[0].by_region == {"europe": {"support": 1}, "without_region": {"concern": 1}}
    assert reading[0].by_type == {"member_state": {"support": 1}, "observer_state": {"concern": 1}}
    practice = Practice.none_yet()
    assert practice.advise(reading) == ()
    for share, called in ((0.5, True), (0.51, False)):
        thresholds = AdviceThresholds(most_cannot_accept=0, least_support_share=share)
        practice.agree(alternation=False, notice_days=None, advice=thresholds, act=on("2017-01-10"))
        assert [one.calls_conclusive for one in practice.advise(reading)] == [called, False]

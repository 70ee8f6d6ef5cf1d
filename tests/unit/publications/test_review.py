"""Reviewers, decisions and comments on a report before it comes out."""

from datetime import UTC, date, datetime

import pytest

from services.publications.domain.parts import State
from shared.domain.act import Act, Actor, Role
from shared.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from tests.unit.publications.sample import AGREED, CONTENT, act_on, cleared, in_review, report_of

FIRST, SECOND = "account-1", "account-2"


def by(subject: str) -> Act:
    actor = Actor(subject=subject, role=Role.ADMINISTRATION)
    return Act.of(actor=actor, recorded_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC), occurred_on=None)


def test_a_report_goes_from_draft_by_way_of_review_to_cleared_and_published_and_none_is_left_out() -> None:
    report = report_of()
    with pytest.raises(WrongState, match="Nothing is written"):
        report.send_to_review(act_on())
    report.write(act_on(), content=CONTENT)
    with pytest.raises(WrongState, match="is draft and cannot be cleared") as refused:
        report.clear(act_on())
    assert refused.value.remedy == "This is possible while it is in review."
    report.send_to_review(act_on(date(2018, 5, 3)))
    assert (report.state, report.state_since) == (State.REVIEW, date(2018, 5, 3))
    with pytest.raises(WrongState, match="is in review and cannot be sent to review"):
        report.send_to_review(act_on())
    with pytest.raises(WrongState, match="is in review and cannot be published"):
        report.publish(act_on())
    report.clear(act_on())
    report.publish(act_on())
    told = [type(one.message).__name__ for one in report.recorded]
    assert told[1:] == ["ReportWritten", "ReportSentToReview", "ReportCleared", "ReportPublished"]


def test_a_change_of_the_text_in_review_makes_it_a_draft_that_nobody_approved_of() -> None:
    for changes in (True, False):
        report = in_review(report_of())
        report.ask_reviewers(act_on(), reviewers=(FIRST,))
        report.decide(by(FIRST), approved=True, why=None)
        if changes:
            report.write(act_on(), content=CONTENT)
        else:
            report.note_consent(act_on(), told=AGREED.model_copy(update={"given": False, "withdrawn": True}))
        assert (report.state, report.awaited()) == (State.DRAFT, (FIRST,))
        with pytest.raises(WrongState, match="is draft and cannot be decided on"):
            report.decide(by(FIRST), approved=True, why=None)
        report.send_to_review(act_on())
        report.decide(by(FIRST), approved=True, why=None)
        report.clear(act_on())


def test_comments_and_other_reviewers_leave_a_report_in_review() -> None:
    report = in_review(report_of())
    report.comment(by(FIRST), identifier="c-1", about=None, text="Which cities?", parts=report.parts)
    report.ask_reviewers(act_on(), reviewers=(FIRST,))
    assert report.state is State.REVIEW


def test_a_report_is_cleared_and_published_once_every_reviewer_approved_of_it_as_it_is() -> None:
    report = in_review(report_of())
    report.ask_reviewers(act_on(), reviewers=(FIRST, SECOND))
    report.decide(by(FIRST), approved=True, why=None)
    assert report.awaited() == (SECOND,)
    with pytest.raises(WrongState, match="waits for 1 of its 2 reviewers"):
        report.clear(act_on())
    report.decide(by(SECOND), approved=False, why="A figure is wrong.")
    with pytest.raises(WrongState, match="waits for 1 of its 2"):
        report.clear(act_on())
    report.write(act_on(), content=CONTENT)
    assert report.awaited() == (FIRST, SECOND)
    report.send_to_review(act_on())
    for reviewer in (FIRST, SECOND):
        report.decide(by(reviewer), approved=True, why=None)
    report.clear(act_on())
    report.decide(by(FIRST), approved=False, why="One more thing.")
    with pytest.raises(WrongState, match="waits for 1 of its 2"):
        report.publish(act_on())
    report.decide(by(FIRST), approved=True, why=None)
    report.publish(act_on())
    taken = [(one.by, one.approved, one.current) for one in report.decisions]
    assert taken == [
        (FIRST, True, False),
        (SECOND, False, False),
        (FIRST, True, False),
        (SECOND, True, True),
        (FIRST, False, False),
        (FIRST, True, True),
    ]


def test_without_reviewers_nobody_is_waited_for() -> None:
    cleared(report_of()).publish(act_on())


def test_only_those_who_were_asked_decide_and_a_no_says_why() -> None:
    report = in_review(report_of())
    with pytest.raises(WrongState, match="Nobody was asked"):
        report.decide(by(FIRST), approved=True, why=None)
    report.ask_reviewers(act_on(), reviewers=(FIRST,))
    with pytest.raises(NotAllowed, match="Only those who were asked"):
        report.decide(by(SECOND), approved=True, why=None)
    with pytest.raises(InvalidInput, match="without saying which"):
        report.decide(by(FIRST), approved=False, why=None)
    with pytest.raises(InvalidInput, match="more than once"):
        report.ask_reviewers(act_on(), reviewers=(FIRST, FIRST))


def test_a_comment_is_about_a_part_there_is_and_is_dealt_with_once() -> None:
    report = in_review(report_of())
    report.comment(by(FIRST), identifier="c-1", about="lesson-1", text="Which cities?", parts=report.parts)
    with pytest.raises(NotFound):
        report.comment(by(FIRST), identifier="c-2", about="lesson-9", text="Which?", parts=report.parts)
    with pytest.raises(InvalidInput, match="already"):
        report.comment(by(FIRST), identifier="c-1", about=None, text="Again.", parts=report.parts)
    report.resolve(act_on(), comment="c-1")
    assert [(one.about, one.by, one.resolved) for one in report.comments] == [("lesson-1", FIRST, True)]
    with pytest.raises(WrongState, match="dealt with already"):
        report.resolve(act_on(), comment="c-1")
    with pytest.raises(NotFound):
        report.resolve(act_on(), comment="c-9")

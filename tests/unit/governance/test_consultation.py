from datetime import date

import pytest

from services.governance.domain.consultation import ConsultationState
from services.governance.domain.consultation_log import AttendanceNoted
from services.governance.domain.forum import forum_kind
from shared.contracts.facts import ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.governance.given import assert_refused, body, consultation, deal_with_standing_items, on


def test_a_consultation_is_opened_once_and_closed_once() -> None:
    one = consultation()
    assert (one.state, one.opened_on) == (ConsultationState.OPEN, date(2017, 3, 1))
    with pytest.raises(WrongState, match="opened on 2017-03-01 already"):
        one.open(act=on("2017-03-02"))
    deal_with_standing_items(one)
    one.close(act=on("2017-03-02"))
    assert (one.state, one.closed_on) == (ConsultationState.CLOSED, date(2017, 3, 2))
    with pytest.raises(WrongState, match="is closed"):
        one.close(act=on("2017-03-02"))
    with pytest.raises(WrongState, match="already"):
        one.open(act=on("2017-03-03"))


def test_a_consultation_that_was_not_opened_is_not_closed() -> None:
    with pytest.raises(WrongState, match="has not been opened yet"):
        consultation(opened=None).close(act=on("2017-03-02"))


def test_a_consultation_does_not_close_before_it_opened_nor_before_what_happened_in_it() -> None:
    one = deal_with_standing_items(consultation())
    with pytest.raises(InvalidInput, match="lies before the consultation opened"):
        one.close(act=on("2017-02-28"))
    one.put_forward(kind=SlateKind.THEME, slate="theme-slate-1", act=on("2017-03-03"))
    with pytest.raises(InvalidInput, match="on a later day"):
        one.close(act=on("2017-03-02"))
    one.close(act=on("2017-03-03"))


def test_r1_attendance_keeps_each_body_once_with_its_type_of_that_day() -> None:
    one = consultation(bodies=[body(), body()])
    one.note_attendance(bodies=[body(), body("ruritania", "observer_state")], act=on("2017-03-01"))
    assert [(attendee.body, attendee.type) for attendee in one.attendance] == [
        ("atlantis", "member_state"),
        ("ruritania", "observer_state"),
    ]
    last = one.recorded[-1].message
    assert isinstance(last, AttendanceNoted)
    assert [attendee.body for attendee in last.attendees] == ["ruritania"]


def test_attendance_that_adds_nobody_is_refused() -> None:
    one = consultation(bodies=[body()])
    with pytest.raises(WrongState, match="noted as present already"):
        one.note_attendance(bodies=[body()], act=on("2017-03-01"))
    with pytest.raises(WrongState, match="No body was named"):
        one.note_attendance(bodies=[], act=on("2017-03-01"))


def test_attendance_is_noted_only_while_the_consultation_is_open() -> None:
    with pytest.raises(WrongState, match="has not been opened yet"):
        consultation(opened=None).note_attendance(bodies=[body()], act=on("2017-03-01"))
    one = consultation()
    with pytest.raises(InvalidInput, match="before the consultation opened"):
        one.note_attendance(bodies=[body()], act=on("2017-02-28"))
    deal_with_standing_items(one).close(act=on("2017-03-01"))
    with pytest.raises(WrongState, match="is closed"):
        one.note_attendance(bodies=[body()], act=on("2017-03-01"))


def test_a_finding_belongs_to_a_day_on_which_the_consultation_was_open() -> None:
    one = consultation(bodies=[body()])
    one.put_forward(kind=SlateKind.THEME, slate="theme-slate-1", act=on("2017-03-01"))
    deal_with_standing_items(one).close(act=on("2017-03-02"))

    def find(day: str) -> None:
        one.find(
            kind=SlateKind.THEME,
            slate="theme-slate-1",
            slate_opened_on=date(2017, 3, 1),
            conclusive=True,
            act=on(day),
        )

    with pytest.raises(InvalidInput, match="after the consultation closed"):
        find("2017-03-03")
    with pytest.raises(InvalidInput, match="before the consultation opened"):
        find("2017-02-28")
    find("2017-03-02")


def test_r8_a_consultation_and_a_written_survey_are_the_only_forums() -> None:
    assert [forum_kind(kind) for kind in ("consultation", "written_survey")] == list(ForumKind)
    with pytest.raises(RuleBroken) as refused:
        forum_kind("lunch")
    assert_refused(refused, rule="R8", saying="“lunch” is not a forum")

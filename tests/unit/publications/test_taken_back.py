"""A speaker's name or picture that was taken back waits for a person, wherever it stands (R30)."""

import pytest

from services.publications.domain.parts import State
from services.publications.domain.report import Report
from services.publications.queries import report_as_published, volume_as_published
from shared.contracts.events import ConsentUse
from shared.domain.errors import RuleBroken, WrongState
from shared.persistence.unit_of_work import to_document
from tests.unit.publications.sample import (
    AGREED,
    ENGLISH,
    act_on,
    cycle_of,
    in_review,
    published,
    report_of,
    volume_of,
)

NAME, PICTURE = ConsentUse.NAME, ConsentUse.PICTURE


def take_back(report: Report, *uses: ConsentUse, speaks: bool = True) -> None:
    report.note_consent(act_on(), told=AGREED, speaks=speaks, withdrawn=uses)


def _waits(report: Report) -> list[ConsentUse]:
    return [one.use for one in report.to_follow]


def test_r30_a_name_that_was_taken_back_keeps_a_published_report_and_its_cycle_open_until_a_person_followed() -> None:
    report = published(report_of())
    take_back(report)
    assert (_waits(report), list(cycle_of(report).open)) == ([], [])
    take_back(report, NAME, PICTURE, ConsentUse.SESSION)
    assert _waits(report) == [NAME, PICTURE]
    assert [one.what for one in cycle_of(report).open] == ["name-or-picture-taken-back"]
    assert report_as_published(to_document(report))["taken_back"] == ()
    report.follow_withdrawals(act_on())
    assert (_waits(report), list(cycle_of(report).open), report.state) == ([], [], State.PUBLISHED)
    assert [one.use for one in report.taken_back] == [NAME, PICTURE]
    with pytest.raises(WrongState, match="No name or picture"):
        report.follow_withdrawals(act_on())


def test_r30_what_was_followed_is_not_asked_again_unless_it_was_given_and_taken_back_once_more() -> None:
    report = report_of()
    take_back(report, NAME)
    report.follow_withdrawals(act_on())
    told = len(report.recorded)
    take_back(report, NAME)
    assert (_waits(report), len(report.recorded)) == ([], told)
    take_back(report, NAME, PICTURE)
    assert (_waits(report), len(report.recorded)) == ([PICTURE], told + 1)
    take_back(report)
    assert report.taken_back == ()
    take_back(report, NAME)
    assert _waits(report) == [NAME]


def test_r30_a_draft_is_neither_cleared_nor_published_before_a_person_followed() -> None:
    for clears in (True, False):
        report = in_review(report_of())
        if not clears:
            report.clear(act_on())
        take_back(report, PICTURE)
        with pytest.raises(RuleBroken, match="took back the yes to the picture") as refused:
            report.clear(act_on()) if clears else report.publish(act_on())
        assert refused.value.rule.number == "R30"
        report.follow_withdrawals(act_on())
        report.clear(act_on()) if clears else report.publish(act_on())


def test_r30_the_name_of_who_does_not_speak_after_all_is_looked_for_too() -> None:
    report = report_of()
    take_back(report, NAME, speaks=False)
    assert (_waits(report), report.consents) == ([NAME], ())
    told = len(report.recorded)
    take_back(report, NAME, speaks=False)
    assert len(report.recorded) == told


def test_r30_no_volume_comes_out_before_a_person_followed_and_one_that_is_out_is_marked_until_then() -> None:
    report = published(report_of())
    volume = volume_of(report, editions=(ENGLISH,))
    take_back(report, NAME)
    with pytest.raises(RuleBroken) as refused:
        volume.publish(act_on(), reports={report.workshop: report})
    assert refused.value.rule.number == "R30"
    report.follow_withdrawals(act_on())
    volume.publish(act_on(), reports={report.workshop: report})
    take_back(report, NAME, PICTURE)
    for _ in range(2):
        volume.note_stories(act_on(), report=report, reports=[report])
    assert volume.taken_back_in == (report.workshop,)
    assert [type(one.message).__name__ for one in volume.recorded].count("StoriesNoted") == 1
    assert volume_as_published(to_document(volume))["taken_back_in"] == ()
    report.follow_withdrawals(act_on())
    volume.note_stories(act_on(), report=report, reports=[report])
    assert not volume.taken_back_in

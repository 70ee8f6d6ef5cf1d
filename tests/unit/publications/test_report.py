from datetime import date

import pytest

from services.publications.domain.bank import entries_of
from services.publications.domain.identity import report_id
from services.publications.domain.kinds import KINDS
from services.publications.domain.log import ReportPublished
from services.publications.domain.parts import State
from shared.contracts.events import StakeholderGroup, WorkshopKind
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.text import LocalizedText
from shared.domain.waivers import Waived
from shared.persistence.unit_of_work import to_document
from tests.unit.publications.sample import (
    CONTENT,
    LESSON,
    PRACTICE,
    SESSIONS,
    WAIVER,
    act_on,
    cleared,
    held_of,
    in_review,
    published,
    report_of,
)


def _recorded(report: object) -> list[str]:
    return [type(one.message).__name__ for one in report.recorded]  # type: ignore[attr-defined]


def test_a_held_workshop_opens_a_draft_with_a_section_for_each_session() -> None:
    report = report_of()
    assert (report.state, report.name) == (State.DRAFT, "Partnerships at work")
    assert [(one.session, one.text) for one in report.sections] == [("opening", None), ("voice", None)]


def test_a_section_says_how_many_spoke_and_keeps_that_with_its_text() -> None:
    spoke = {StakeholderGroup.GOVERNMENT: 2, StakeholderGroup.MIGRANT: 1}
    told = (SESSIONS[0].model_copy(update={"speakers_by_group": spoke}), SESSIONS[1])
    report = report_of()
    report.note_held(act_on(), held=held_of(), sessions=told)
    assert _recorded(report)[-1] == "HeldFactsCorrected"
    report.write(act_on(), content=CONTENT)
    assert [one.speakers_by_group for one in report.sections] == [spoke, {}]


def test_the_same_facts_again_record_nothing() -> None:
    report = report_of()
    report.note_held(act_on(), held=held_of(), sessions=SESSIONS)
    assert _recorded(report) == ["ReportOpened"]


def test_facts_told_again_that_differ_are_taken_over_and_no_text_is_lost() -> None:
    report = report_of()
    report.write(act_on(), content=CONTENT)
    report.note_held(act_on(), held=held_of(on=date(2018, 3, 28)), sessions=SESSIONS[:1])
    assert [one.session for one in report.sections] == ["opening", "voice"]
    assert report.sections[1].text == CONTENT.sections["voice"]
    assert report.volume_due_on == date(2019, 3, 28)
    assert _recorded(report)[-1] == "HeldFactsCorrected"


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        (["key_messages"], "has no key message."),
        (["lessons_learned"], "has no lesson learned."),
        (["effective_practices"], "has no effective practice."),
        (["key_messages", "effective_practices"], "has no key message and no effective practice."),
        (
            ["key_messages", "lessons_learned", "effective_practices"],
            "has no key message, no lesson learned and no effective practice.",
        ),
    ],
)
def test_r63_what_is_missing_is_named_and_refused(left_out: list[str], told: str) -> None:
    report = cleared(report_of(), CONTENT.model_copy(update=dict.fromkeys(left_out, ())))
    with pytest.raises(RuleBroken) as refused:
        report.publish(act_on())
    assert (refused.value.rule.number, refused.value.rule.lifted_by) == ("R63", "head of the secretariat")
    assert refused.value.sentence.endswith(told)
    assert report.state is State.CLEARED


def test_r63_one_of_each_is_published() -> None:
    report = published(report_of())
    assert (report.state, report.state_since) == (State.PUBLISHED, date(2018, 5, 2))
    assert (report.recorded[-1].message, report.waived) == (ReportPublished(), ())
    assert "waived" not in to_document(report), "a version that does not know it reads what was published without one"


def test_r63_what_is_missing_is_waived_for_a_reason_and_stays_empty_in_the_bank() -> None:
    report = cleared(report_of(), CONTENT.model_copy(update={"effective_practices": ()}))
    report.publish(act_on(), waivers=(WAIVER,))
    waived = (Waived(number="R63", slug="content-of-a-report", reason=WAIVER.reason),)
    assert (report.state, report.waived) == (State.PUBLISHED, waived)
    assert report.recorded[-1].message == ReportPublished(waived=waived)
    assert WAIVER.by not in str([to_document(report), *report.recorded]), "the name is kept beside the record"
    assert [one.kind for one in entries_of(report)] == ["key_message", "lesson"]


def test_r63_a_waiver_of_what_is_not_in_the_way_or_nobody_lifts_is_refused() -> None:
    whole, lacking = cleared(report_of()), cleared(report_of(), CONTENT.model_copy(update={"lessons_learned": ()}))
    other = WAIVER.model_copy(update={"rule": "story-with-consent"})
    for report, waivers in ((whole, (WAIVER,)), (lacking, (other,)), (lacking, (WAIVER, other))):
        with pytest.raises(InvalidInput, match="is not in the way, or nobody may lift it"):
            report.publish(act_on(), waivers=waivers)
        assert (report.state, report.waived) == (State.CLEARED, ())


def test_r63_a_waiver_lifts_nothing_else_that_is_in_the_way() -> None:
    report = in_review(report_of(), CONTENT.model_copy(update={"lessons_learned": ()}))
    with pytest.raises(WrongState, match="is in review and cannot be published"):
        report.publish(act_on(), waivers=(WAIVER,))
    assert (report.state, report.waived) == (State.REVIEW, ())


def test_r63_a_report_that_is_taken_back_is_published_again_by_another_waiver_alone() -> None:
    lacking = CONTENT.model_copy(update={"lessons_learned": ()})
    report = cleared(report_of(), lacking)
    report.publish(act_on(), waivers=(WAIVER,))
    report.withdraw(act_on(), reason="A name is wrong.")
    assert (report.state, report.waived) == (State.DRAFT, ())
    with pytest.raises(RuleBroken, match="has no lesson learned"):
        cleared(report, lacking).publish(act_on())
    again = WAIVER.model_copy(update={"reason": "It was read again."})
    report.publish(act_on(), waivers=(again,))
    assert [one.reason for one in report.waived] == ["It was read again."]


def test_a_draft_is_not_published() -> None:
    report = report_of()
    report.write(act_on(), content=CONTENT)
    with pytest.raises(WrongState, match="is draft and cannot be published"):
        report.publish(act_on())


def test_a_change_of_a_cleared_report_makes_it_a_draft_again() -> None:
    report = cleared(report_of())
    report.write(act_on(), content=CONTENT)
    assert report.state is State.DRAFT


def test_a_published_report_is_changed_only_after_it_is_taken_back() -> None:
    report = published(report_of())
    with pytest.raises(WrongState, match="cannot be written"):
        report.write(act_on(), content=CONTENT)
    report.withdraw(act_on(), reason="A name is wrong.")
    report.write(act_on(), content=CONTENT)
    assert report.state is State.DRAFT


def test_a_report_in_a_published_volume_is_not_taken_back() -> None:
    report = published(report_of())
    report.put_into(act_on(), volume="volume-27", published=True)
    with pytest.raises(WrongState, match="stands in a published volume: volume-27"):
        report.withdraw(act_on(), reason="A name is wrong.")
    report.take_out(act_on(), volume="volume-27")
    report.withdraw(act_on(), reason="A name is wrong.")
    assert report.state is State.DRAFT


def test_content_that_does_not_fit_together_is_refused() -> None:
    twice = CONTENT.model_copy(update={"lessons_learned": (LESSON.model_copy(update={"id": PRACTICE.id}),)})
    with pytest.raises(InvalidInput, match="more than once: practice-1"):
        report_of().write(act_on(), content=twice)
    elsewhere = CONTENT.model_copy(update={"sections": {"lunch": LocalizedText(en="Good.")}})
    with pytest.raises(InvalidInput, match="no session lunch"):
        report_of().write(act_on(), content=elsewhere)


def test_a_draft_is_dropped_and_kept_when_the_workshop_is_called_off_and_comes_back_when_it_is_held() -> None:
    report = cleared(report_of())
    report.note_called_off(act_on(), reason="No venue.")
    report.note_called_off(act_on(), reason="No venue.")
    assert (report.state, report.key_messages) == (State.DROPPED, CONTENT.key_messages)
    assert _recorded(report).count("ReportDropped") == 1
    with pytest.raises(WrongState, match="is dropped"):
        report.write(act_on(), content=CONTENT)
    report.note_held(act_on(), held=held_of(), sessions=SESSIONS)
    assert (report.state, report.called_off, report.sections[1].text) == (
        State.DRAFT,
        None,
        CONTENT.sections["voice"],
    )


def test_a_published_report_stays_when_its_workshop_is_called_off_until_a_person_takes_it_back() -> None:
    report = published(report_of())
    report.note_called_off(act_on(), reason="No venue.")
    report.note_called_off(act_on(), reason="No venue.")
    assert (report.state, report.called_off) == (State.PUBLISHED, "No venue.")
    assert _recorded(report).count("WorkshopCalledOff") == 1
    report.withdraw(act_on(), reason="It was never held.")
    assert report.state is State.DROPPED


def test_r61_a_volume_is_due_within_a_year_of_workshops_and_conferences_alone() -> None:
    for kind in (WorkshopKind.INTERSESSIONAL_WORKSHOP, WorkshopKind.HIGH_LEVEL_CONFERENCE):
        assert report_of(kind=kind).volume_due_on == date(2019, 3, 27)
    assert report_of(kind=WorkshopKind.EXPERT_SEMINAR).volume_due_on is None


def test_every_kind_says_whether_it_is_reported() -> None:
    assert {kind for kind, rules in KINDS.items() if not rules.reported} == {
        WorkshopKind.COUNCIL_IDM_SESSION,
        WorkshopKind.COUNCIL_SESSION_WORKSHOP,
    }
    assert set(KINDS) == set(WorkshopKind)


def test_the_longest_identifier_of_a_workshop_has_a_report_of_its_own() -> None:
    longest = ["w" * 99 + end for end in "ab"]
    reports = [report_id(workshop) for workshop in longest]
    assert len(set(reports)) == 2
    assert all(len(one) <= 100 for one in reports)

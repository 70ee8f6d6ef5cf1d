"""A migrant's story stands in a report with the speaker's consent alone (R30)."""

import pytest

from services.publications.domain.consent import StoryConsent
from services.publications.domain.content import Content
from services.publications.domain.parts import State
from services.publications.domain.report import Report
from services.publications.queries import report_as_published
from shared.contracts.events import SessionKind
from shared.domain.errors import RuleBroken
from shared.persistence.unit_of_work import to_document
from tests.unit.publications.sample import (
    AFTERWARDS,
    AGREED,
    CONTENT,
    ENGLISH,
    SESSIONS,
    act_on,
    cleared,
    cycle_of,
    held_of,
    in_review,
    published,
    report_of,
    volume_of,
)

GIVEN = AGREED
BACK = StoryConsent(voice="speaker-2", session="voice", given=False, withdrawn=True)
NOT_ASKED = BACK.model_copy(update={"withdrawn": False})
OF_BEFORE = StoryConsent(voice="speaker-2", session="voice", withdrawn=False)
OTHER = NOT_ASKED.model_copy(update={"voice": "speaker-3"})
SILENT = CONTENT.model_copy(update={"sections": {}})


def _told(report: Report) -> list[str]:
    return [one.session for one in report.sections_written]


def test_r30_a_story_whose_speaker_took_the_consent_back_leaves_the_draft_and_is_not_written_again() -> None:
    report = cleared(report_of())
    assert (_told(report), report.state) == (["voice"], State.CLEARED)
    report.note_consent(act_on(), told=BACK)
    assert (_told(report), report.state) == ([], State.DRAFT)
    with pytest.raises(RuleBroken, match="to which a speaker did not agree, or does no longer: voice") as refused:
        report.write(act_on(), content=CONTENT)
    assert refused.value.rule.number == "R30"
    report.write(act_on(), content=SILENT)
    report.note_consent(act_on(), told=GIVEN)
    report.write(act_on(), content=CONTENT)
    assert _told(report) == ["voice"]


@pytest.mark.parametrize(
    ("consents", "silent"),
    [
        ((), True),
        ((NOT_ASKED,), True),
        ((GIVEN,), False),
        ((OF_BEFORE,), False),
        ((GIVEN, OTHER), True),
        ((GIVEN, OTHER.model_copy(update={"given": True})), False),
    ],
)
def test_r30_a_story_is_written_once_each_speaker_of_its_session_agreed(
    consents: tuple[StoryConsent, ...], silent: bool
) -> None:
    report = report_of().model_copy(update={"consents": consents})
    assert report.silent_sessions == ({"voice"} if silent else set())
    if not silent:
        report.write(act_on(), content=CONTENT)
        return
    with pytest.raises(RuleBroken) as refused:
        report.write(act_on(), content=CONTENT)
    assert refused.value.rule.number == "R30"


def test_r30_of_another_kind_of_session_something_is_told_unless_the_consent_was_taken_back() -> None:
    opening = NOT_ASKED.model_copy(update={"session": "opening"})
    written = SILENT.model_copy(update={"sections": {"opening": CONTENT.sections["voice"]}})
    report = report_of()
    report.note_consent(act_on(), told=opening.model_copy(update={"withdrawn": True}))
    with pytest.raises(RuleBroken):
        report.write(act_on(), content=written)
    report.note_consent(act_on(), told=opening)
    report.write(act_on(), content=written)


def test_r30_who_does_not_speak_after_all_keeps_no_story_of_another_speaker_out() -> None:
    report = report_of()
    report.note_consent(act_on(), told=OTHER)
    assert report.silent_sessions == {"voice"}
    for _ in range(2):
        report.note_consent(act_on(), told=OTHER, speaks=False)
    assert (report.silent_sessions, report.consents) == (frozenset(), (GIVEN,))
    assert [type(one.message).__name__ for one in report.recorded][-2:] == ["StoryConsentNoted"] * 2
    report.note_consent(act_on(), told=GIVEN, speaks=False)
    assert report.silent_sessions == {"voice"}


def test_r30_what_turns_out_to_be_a_migrants_voice_is_neither_cleared_nor_published_without_consent() -> None:
    plenary = tuple(one.model_copy(update={"kind": SessionKind.PLENARY}) for one in SESSIONS)
    for publishes in (False, True):
        report = report_of().model_copy(update={"consents": (), "sections": ()})
        report.note_held(act_on(), held=held_of(), sessions=plenary)
        in_review(report)
        if publishes:
            report.clear(act_on())
        report.note_held(act_on(), held=held_of(), sessions=SESSIONS)
        with pytest.raises(RuleBroken) as refused:
            report.publish(act_on()) if publishes else report.clear(act_on())
        assert refused.value.rule.number == "R30"
    report = published(report_of()).model_copy(update={"consents": ()})
    report.note_held(act_on(), held=held_of(on=AFTERWARDS), sessions=SESSIONS)
    assert report.story_to_remove


def test_r30_a_text_that_lacks_a_consent_goes_no_further_and_one_taken_back_takes_its_session_alone() -> None:
    both = Content(**{**dict(SILENT), "sections": {**CONTENT.sections, "opening": CONTENT.sections["voice"]}})
    report = report_of()
    in_review(report, both)
    report.note_consent(act_on(), told=OTHER)
    assert _told(report) == ["opening", "voice"]
    with pytest.raises(RuleBroken) as refused:
        report.clear(act_on())
    assert refused.value.rule.number == "R30"
    report.note_consent(act_on(), told=BACK.model_copy(update={"voice": "speaker-9", "session": "opening"}))
    assert _told(report) == ["voice"]
    report.note_consent(act_on(), told=OTHER.model_copy(update={"given": True}))
    report.send_to_review(act_on())
    report.clear(act_on())


def test_r30_what_is_told_of_a_consent_first_counts_too_and_once() -> None:
    report = Report(id="report-x", workshop="x", cycle="cycle-2018", state_since=act_on().occurred_on)
    for _ in range(2):
        report.note_consent(act_on(), told=BACK)
    assert len(report.recorded) == 1
    assert report.silent_sessions == {"voice"}


def test_r30_a_published_report_is_marked_hidden_in_part_and_keeps_the_cycle_open_until_it_is_taken_back() -> None:
    report = published(report_of())
    report.note_consent(act_on(), told=BACK)
    assert (report.story_to_remove, _told(report)) == (True, ["voice"])
    assert [one["text"] for one in report_as_published(to_document(report))["sections"]] == [None, None]
    assert [one.what for one in cycle_of(report).open] == ["story-without-consent"]
    report.withdraw(act_on(), reason="The story goes.")
    assert (report.story_to_remove, _told(report)) == (False, [])
    cleared(report, content=SILENT).publish(act_on())
    assert list(cycle_of(report).open) == []


def test_r30_another_speakers_session_stays() -> None:
    report = report_of()
    both = Content(**{**dict(SILENT), "sections": {**CONTENT.sections, "opening": CONTENT.sections["voice"]}})
    report.write(act_on(), content=both)
    report.note_consent(act_on(), told=BACK)
    assert _told(report) == ["opening"]


def test_r30_no_volume_comes_out_with_the_story_and_one_that_is_out_is_marked() -> None:
    report = published(report_of())
    volume = volume_of(report, editions=(ENGLISH,))
    report.note_consent(act_on(), told=BACK)
    with pytest.raises(RuleBroken) as refused:
        volume.publish(act_on(), reports={report.workshop: report})
    assert refused.value.rule.number == "R30"
    report.note_consent(act_on(), told=GIVEN)
    volume.publish(act_on(), reports={report.workshop: report})
    for told, marked in ((BACK, (report.workshop,)), (BACK, (report.workshop,)), (GIVEN, ())):
        report.note_consent(act_on(), told=told)
        volume.note_stories(act_on(), report=report, reports=[report])
        assert volume.stories_to_remove == marked

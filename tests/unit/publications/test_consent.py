"""A migrant's story stands in a report with the speaker's consent alone (R30)."""

import pytest

from services.publications.domain.consent import StoryConsent
from services.publications.domain.content import Content
from services.publications.domain.parts import State
from services.publications.domain.report import Report
from services.publications.queries import report_as_published
from shared.domain.errors import RuleBroken
from shared.persistence.unit_of_work import to_document
from tests.unit.publications.sample import CONTENT, ENGLISH, act_on, cleared, cycle_of, published, report_of, volume_of

BACK = StoryConsent(voice="speaker-2", session="voice", withdrawn=True)
GIVEN = BACK.model_copy(update={"withdrawn": False})
SILENT = CONTENT.model_copy(update={"sections": {}})


def _told(report: Report) -> list[str]:
    return [one.session for one in report.sections_written]


def test_r30_a_story_whose_speaker_took_the_consent_back_leaves_the_draft_and_is_not_written_again() -> None:
    report = cleared(report_of())
    report.note_consent(act_on(), told=GIVEN)
    assert (_told(report), report.state) == (["voice"], State.CLEARED)
    report.note_consent(act_on(), told=BACK)
    assert (_told(report), report.state) == ([], State.DRAFT)
    with pytest.raises(RuleBroken, match="took back the consent to the story: voice") as refused:
        report.write(act_on(), content=CONTENT)
    assert refused.value.rule.number == "R30"
    report.write(act_on(), content=SILENT)
    report.note_consent(act_on(), told=GIVEN)
    report.write(act_on(), content=CONTENT)
    assert _told(report) == ["voice"]


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

"""What a report gives to the bank of practices, and what stands there once it is gone."""

from datetime import date

import pytest

from services.publications.domain.bank import entries_of, tombstones_of
from services.publications.domain.given import Gone, Kind
from shared.domain.errors import InvalidInput
from shared.domain.text import LocalizedText
from tests.unit.publications.sample import (
    CONTENT,
    PRACTICE,
    SESSIONS,
    act_on,
    cleared,
    held_of,
    published,
    report_of,
)


def test_each_message_lesson_and_practice_is_an_entry_with_an_address_that_stays() -> None:
    evidence = LocalizedText(en="Waiting times halved.", es="Menos espera.")
    practice = PRACTICE.model_copy(update={"domains": ("labour",), "evidence": evidence})
    report = cleared(report_of(), CONTENT.model_copy(update={"effective_practices": (practice,)}))
    assert list(entries_of(report)) == []
    report.publish(act_on())
    message, lesson, found = entries_of(report)
    assert [one.id.split(".")[1] for one in (message, lesson, found)] == ["message-1", "lesson-1", "practice-1"]
    assert (message.kind, lesson.kind, found.kind) == (Kind.KEY_MESSAGE, Kind.LESSON, Kind.PROGRAMME)
    assert (found.year, found.country, found.region, found.domains) == (2018, "PH", "asia", ("labour",))
    assert [(one.language, one.text) for one in lesson.texts] == [
        ("en", "Begin with the cities."),
        ("fr", "Commencer par les villes."),
    ]
    assert "Waiting times halved." in found.texts[0].text
    assert found.texts[1].text == "Menos espera."
    assert [one.shown for one in (message, lesson, found)] == [True] * 3
    report.withdraw(act_on(), reason="A name is wrong.")
    assert list(entries_of(report)) == []


def test_what_is_said_of_no_country_has_no_region() -> None:
    practice = PRACTICE.model_copy(update={"country": None})
    report = published(report_of())
    report.effective_practices = (practice,)
    assert [one.region for one in entries_of(report)] == [None, None, None]


def test_words_are_found_with_their_accents_and_without() -> None:
    lesson = CONTENT.lessons_learned[0].model_copy(update={"text": LocalizedText(es="La información ayuda.")})
    report = cleared(report_of(), CONTENT.model_copy(update={"lessons_learned": (lesson,)}))
    report.publish(act_on())
    [_, found, _] = entries_of(report)
    assert found.texts[0].text == "La información ayuda.\nLa informacion ayuda."


_WITHDRAWN_ON, _AGAIN_ON = date(2018, 6, 1), date(2018, 7, 2)
_OTHER = PRACTICE.model_copy(update={"id": "practice-2"})


def test_what_is_taken_back_leaves_a_tombstone_without_a_word_of_it() -> None:
    report = published(report_of())
    assert list(tombstones_of(report)) == []
    report.withdraw(act_on(_WITHDRAWN_ON), reason="Person One asked for it.")
    gone = list(tombstones_of(report))
    assert [one.id.split(".")[1] for one in gone] == ["message-1", "lesson-1", "practice-1"]
    assert {(one.published_on, one.gone_on, one.why) for one in gone} == {
        (date(2018, 5, 2), _WITHDRAWN_ON, Gone.TAKEN_BACK)
    }
    said = str([one.model_dump() for one in gone])
    for word in ("Partnerships need time", "Begin with the cities", "One desk", "A desk for everybody", "Person One"):
        assert word not in said


def test_an_entry_comes_back_with_another_text_and_what_is_left_out_stays_gone() -> None:
    report = published(report_of())
    report.withdraw(act_on(_WITHDRAWN_ON), reason="A name is wrong.")
    lesson = CONTENT.lessons_learned[0].model_copy(update={"text": LocalizedText(en="Begin with the villages.")})
    corrected = CONTENT.model_copy(update={"lessons_learned": (lesson,), "effective_practices": (_OTHER,)})
    cleared(report, corrected).publish(act_on(_AGAIN_ON))
    assert [one.id.split(".")[1] for one in entries_of(report)] == ["message-1", "lesson-1", "practice-2"]
    assert next(one for one in entries_of(report) if one.id.endswith("lesson-1")).text.en == "Begin with the villages."
    [gone] = tombstones_of(report)
    assert (gone.id.split(".")[1], gone.gone_on, gone.why) == ("practice-1", _WITHDRAWN_ON, Gone.LEFT_OUT)
    report.withdraw(act_on(), reason="Another one.")
    assert {one.id.split(".")[1]: one.why for one in tombstones_of(report)} == {
        "practice-1": Gone.LEFT_OUT,
        **dict.fromkeys(("message-1", "lesson-1", "practice-2"), Gone.TAKEN_BACK),
    }


def test_an_identifier_that_was_published_is_given_to_nothing_else() -> None:
    report = published(report_of())
    report.withdraw(act_on(_WITHDRAWN_ON), reason="A name is wrong.")
    message = CONTENT.key_messages[0].model_copy(update={"id": "lesson-1"})
    lesson = CONTENT.lessons_learned[0].model_copy(update={"id": "lesson-2"})
    swapped = CONTENT.model_copy(update={"key_messages": (message,), "lessons_learned": (lesson,)})
    with pytest.raises(InvalidInput, match="stood for something else when the report was published: lesson-1"):
        report.write(act_on(), content=swapped)
    policy = PRACTICE.model_copy(update={"kind": Kind.POLICY})
    report.write(act_on(), content=CONTENT.model_copy(update={"effective_practices": (policy,)}))
    cleared(report, CONTENT.model_copy(update={"effective_practices": (_OTHER,)})).publish(act_on())
    report.withdraw(act_on(), reason="Another one.")
    taken = CONTENT.model_copy(update={"lessons_learned": (lesson.model_copy(update={"id": "practice-1"}),)})
    with pytest.raises(InvalidInput, match="stood for something else when the report was published: practice-1"):
        report.write(act_on(), content=taken.model_copy(update={"effective_practices": (_OTHER,)}))


def test_what_a_correction_left_out_by_mistake_comes_back_at_its_address() -> None:
    report = published(report_of())
    report.withdraw(act_on(_WITHDRAWN_ON), reason="A name is wrong.")
    cleared(report, CONTENT.model_copy(update={"effective_practices": (_OTHER,)})).publish(act_on(_AGAIN_ON))
    report.withdraw(act_on(_AGAIN_ON), reason="A practice lacks.")
    cleared(report, CONTENT.model_copy(update={"effective_practices": (PRACTICE, _OTHER)})).publish(act_on(_AGAIN_ON))
    assert list(tombstones_of(report)) == []
    assert {one.id: one.published_on for one in report.given if one.id.startswith("practice")} == {
        "practice-1": date(2018, 5, 2),
        "practice-2": _AGAIN_ON,
    }


def test_why_it_is_gone_follows_what_becomes_of_the_workshop_and_what_was_left_out_stays_so() -> None:
    report = published(report_of())
    report.withdraw(act_on(_WITHDRAWN_ON), reason="A name is wrong.")
    cleared(report, CONTENT.model_copy(update={"effective_practices": (_OTHER,)})).publish(act_on(_AGAIN_ON))
    report.withdraw(act_on(_AGAIN_ON), reason="Another one.")

    def why() -> dict[str, tuple[Gone, date]]:
        return {one.id.split(".")[1]: (one.why, one.gone_on) for one in tombstones_of(report)}

    left_out = {"practice-1": (Gone.LEFT_OUT, _WITHDRAWN_ON)}
    others = ("message-1", "lesson-1", "practice-2")
    report.note_called_off(act_on(), reason="No venue.")
    assert why() == {**left_out, **dict.fromkeys(others, (Gone.CALLED_OFF, _AGAIN_ON))}
    report.note_held(act_on(), held=held_of(), sessions=SESSIONS)
    assert why() == {**left_out, **dict.fromkeys(others, (Gone.TAKEN_BACK, _AGAIN_ON))}


def test_what_came_out_before_its_first_day_was_kept_came_out_on_the_day_its_report_did() -> None:
    report = published(report_of())
    report.given, report.first_published_on = (), None
    report.withdraw(act_on(_WITHDRAWN_ON), reason="A name is wrong.")
    assert {(one.published_on, one.gone_on) for one in tombstones_of(report)} == {(date(2018, 5, 2), _WITHDRAWN_ON)}


def test_a_report_of_a_workshop_that_was_called_off_leaves_tombstones_that_say_so() -> None:
    report = published(report_of())
    report.given = ()  # as one that was published before it was kept what a report gave
    report.note_called_off(act_on(), reason="No venue.")
    report.withdraw(act_on(_WITHDRAWN_ON), reason="It never was.")
    assert {(one.published_on, one.why) for one in tombstones_of(report)} == {(date(2018, 5, 2), Gone.CALLED_OFF)}

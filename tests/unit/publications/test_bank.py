"""What a report gives to the bank of practices."""

from services.publications.domain.bank import Kind, entries_of
from shared.domain.text import LocalizedText
from tests.unit.publications.sample import CONTENT, PRACTICE, act_on, cleared, published, report_of


def test_each_message_lesson_and_practice_is_an_entry_with_an_address_that_stays() -> None:
    evidence = LocalizedText(en="Waiting times halved.", es="Menos espera.")
    practice = PRACTICE.model_copy(update={"domains": ("labour",), "evidence": evidence})
    report = cleared(report_of(), CONTENT.model_copy(update={"effective_practices": (practice,)}))
    assert [one.shown for one in entries_of(report)] == [False] * 3
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
    report.withdraw(act_on(), reason="A name is wrong.")
    assert [one.shown for one in entries_of(report)] == [False] * 3


def test_what_is_said_of_no_country_has_no_region() -> None:
    practice = PRACTICE.model_copy(update={"country": None})
    report = published(report_of())
    report.effective_practices = (practice,)
    assert [one.region for one in entries_of(report)] == [None, None, None]


def test_words_are_found_with_their_accents_and_without() -> None:
    lesson = CONTENT.lessons_learned[0].model_copy(update={"text": LocalizedText(es="La información ayuda.")})
    report = cleared(report_of(), CONTENT.model_copy(update={"lessons_learned": (lesson,)}))
    [_, found, _] = entries_of(report)
    assert found.texts[0].text == "La información ayuda.\nLa informacion ayuda."

"""A volume comes out with files that passed and are of its source, and its signatures stand for them."""

from collections.abc import Callable

import pytest

from services.publications.api.actions import of_volume
from services.publications.domain.book import Book, book_of
from services.publications.domain.imprint import Imprint
from services.publications.domain.made import MadeEdition, Verdict
from services.publications.domain.report import Report
from services.publications.domain.rules import OPINIONS_NOTICE
from services.publications.domain.volume import Volume
from shared.contracts.publications import Edition, EditionFormat, Translator
from shared.domain.errors import DomainError, InvalidInput, RuleBroken, WrongState
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.book_sample import WORKSHOP, edition_of, report_with, text_of
from tests.unit.publications.sample import (
    CONTENT,
    ENGLISH,
    FRENCH,
    act_on,
    cleared,
    made_of,
    volume_of,
)


def _volume(*editions: Edition) -> tuple[Volume, Report]:
    report = report_with()
    return volume_of(report, editions=editions), report


def test_r67_a_volume_comes_out_with_files_that_passed_and_are_of_its_source() -> None:
    volume, report = _volume()
    edition = edition_of()
    book = book_of(volume, {WORKSHOP: report}, edition)
    volume.make(act_on(), edition=edition, made=made_of(book), reports=(report,))
    assert list(volume.obstacles_to_publish({WORKSHOP: report})) == []
    volume.publish(act_on(), reports={WORKSHOP: report})
    assert volume.made[0].passed


def test_r68_a_signature_stands_for_the_files_that_were_signed_and_not_for_files_of_another_text() -> None:
    volume, report = _volume()
    edition = edition_of(Language.FR, translated_by=Translator.PERSON)

    def make() -> bool:
        made = made_of(book_of(volume, {WORKSHOP: report}, edition))
        volume.make(act_on(), edition=edition, made=made, reports=(report,))
        return volume.editions[0].official

    assert not make()
    volume.sign(act_on(), language=Language.FR, reports=(report,))
    assert make(), "the same text again"
    imprint = Imprint(notice=LocalizedText(en="Opinions are the authors’.", fr="Autre avis."))
    volume.set_imprint(act_on(), imprint=imprint, reports=(report,))
    assert not make()
    volume.sign(act_on(), language=Language.FR, reports=(report,))
    assert make()


_FAILED = Verdict(checker="EPUBCheck 5.3.0", passed=False, findings=("RSC-005: an error.", "two", "three", "four"))


@pytest.mark.parametrize(
    "spoil",
    [lambda book: made_of(book, pdf=_FAILED), lambda book: made_of(book, onix=_FAILED)],
    ids=["file", "onix"],
)
def test_a_volume_whose_file_did_not_pass_does_not_come_out(spoil: Callable[[Book], MadeEdition]) -> None:
    volume, report = _volume()
    edition = edition_of()
    made = spoil(book_of(volume, {WORKSHOP: report}, edition))
    volume.make(act_on(), edition=edition, made=made, reports=(report,))
    with pytest.raises(WrongState) as refused:
        volume.publish(act_on(), reports={WORKSHOP: report})
    assert refused.value.slug == "edition-not-valid"
    assert refused.value.sentence.endswith("EPUBCheck 5.3.0: RSC-005: an error; two; three …")


def _retitled(volume: Volume, report: Report) -> None:
    volume.revise(act_on(), title=text_of("Another"), original_language=Language.EN, reports=(report,))


def _reworded(volume: Volume, report: Report) -> None:
    volume.set_imprint(act_on(), imprint=Imprint(publisher="Another"), reports=(report,))


def _corrected(_: Volume, report: Report) -> None:
    report.withdraw(act_on(), reason="A word is wrong.")
    cleared(report, CONTENT).publish(act_on())


@pytest.mark.parametrize("change", [_retitled, _reworded, _corrected])
def test_a_volume_that_changed_after_its_files_were_made_does_not_come_out(
    change: Callable[[Volume, Report], None],
) -> None:
    volume, report = _volume()
    edition = edition_of()
    made = made_of(book_of(volume, {WORKSHOP: report}, edition))
    volume.make(act_on(), edition=edition, made=made, reports=(report,))
    change(volume, report)
    with pytest.raises(WrongState) as refused:
        volume.publish(act_on(), reports={WORKSHOP: report})
    assert refused.value.slug == "edition-out-of-date"


def test_a_published_volume_takes_no_edition_whose_files_did_not_pass() -> None:
    volume, report = _volume(ENGLISH)
    volume.publish(act_on(), reports={WORKSHOP: report})
    edition = edition_of(Language.FR)
    book = book_of(volume, {WORKSHOP: report}, edition)
    with pytest.raises(DomainError):
        volume.make(act_on(), edition=edition, made=made_of(book, pdf=_FAILED), reports=(report,))
    assert list(volume.made) == []
    volume.make(act_on(), edition=edition, made=made_of(book), reports=(report,))
    assert [one.language for one in volume.editions] == [Language.EN, Language.FR]


def test_r69_no_edition_is_offered_or_made_in_a_language_that_a_published_volumes_notice_lacks() -> None:
    volume, report = _volume(ENGLISH)
    volume.set_imprint(act_on(), imprint=Imprint(notice=text_of("Opinions are the authors’.")), reports=(report,))

    def offered() -> list[str]:
        actions = of_volume(volume, {WORKSHOP: report})
        return [one.at["language"] for one in actions if one.name == "makeEdition" and one.allowed]

    assert offered() == ["en", "fr", "es"]
    volume.publish(act_on(), reports={WORKSHOP: report})
    assert offered() == ["en"]
    volume.check_make(edition_of())
    with pytest.raises(RuleBroken) as refused:
        volume.check_make(edition_of(Language.FR))
    assert refused.value.rule == OPINIONS_NOTICE


def test_a_published_volume_whose_imprint_changed_is_made_again_one_language_after_the_other() -> None:
    volume, report = _volume()
    english, french = edition_of(), edition_of(Language.FR)
    for edition in (english, french):
        made = made_of(book_of(volume, {WORKSHOP: report}, edition))
        volume.make(act_on(), edition=edition, made=made, reports=(report,))
    volume.publish(act_on(), reports={WORKSHOP: report})
    old = made_of(book_of(volume, {WORKSHOP: report}, english))
    assert (volume.outdated, volume.outdated_since) == ((), None)
    _reworded(volume, report)
    assert (volume.outdated, volume.outdated_since) == ((Language.EN, Language.FR), act_on().occurred_on)
    with pytest.raises(WrongState):
        volume.make(act_on(), edition=english, made=old, reports=(report,))
    new = made_of(book_of(volume, {WORKSHOP: report}, english))
    volume.make(act_on(), edition=english, made=new, reports=(report,))
    assert volume.made_in(Language.EN) == new
    assert volume.outdated == (Language.FR,)
    other = french.model_copy(update={"formats": (EditionFormat.PDF,)})
    with pytest.raises(WrongState):
        volume.set_editions(act_on(), editions=(english, other), reports=(report,))


def test_a_translation_that_waits_to_be_signed_and_does_not_change_keeps_no_edition_from_being_entered() -> None:
    volume, report = _volume()
    english, french = edition_of(), edition_of(Language.FR, translated_by=Translator.PERSON)
    for edition in (english, french):
        made = made_of(book_of(volume, {WORKSHOP: report}, edition))
        volume.make(act_on(), edition=edition, made=made, reports=(report,))
    volume.publish(act_on(), reports={WORKSHOP: report})
    _reworded(volume, report)
    volume.set_editions(act_on(), editions=(english, french), reports=(report,))
    assert [one.language for one in volume.made] == [Language.EN, Language.FR]


def test_an_edition_that_would_be_read_here_is_made_first_and_one_that_is_read_elsewhere_keeps_no_files() -> None:
    volume, report = _volume()
    edition = edition_of()
    with pytest.raises(InvalidInput):
        volume.set_editions(act_on(), editions=(edition,), reports=(report,))
    made = made_of(book_of(volume, {WORKSHOP: report}, edition))
    volume.make(act_on(), edition=edition, made=made, reports=(report,))
    volume.set_editions(act_on(), editions=(edition, FRENCH), reports=(report,))
    assert list(volume.made) == [made]
    with pytest.raises(InvalidInput):  # the French edition is not what is read at the English one's address
        volume.set_editions(
            act_on(), editions=(FRENCH.model_copy(update={"address": edition.address}),), reports=(report,)
        )
    assert list(volume.made) == [made]
    volume.set_editions(act_on(), editions=(ENGLISH,), reports=(report,))
    assert list(volume.made) == []

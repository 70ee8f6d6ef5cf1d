"""What a machine translated is marked wherever it comes out, and is not official before a person signs (R68)."""

import io
import zipfile

import pypdf
import pytest

from services.publications.api.book_checks import check_onix
from services.publications.api.book_files import content_of
from services.publications.domain.bank import entries_of
from services.publications.domain.book import Book, book_of
from services.publications.domain.book_words import MACHINE
from services.publications.domain.catalogue_record import CatalogueRecord
from services.publications.domain.content import Content
from services.publications.domain.exchange import as_bibtex, as_dublin_core, as_json_ld, as_ris
from services.publications.domain.onix import as_onix
from services.publications.domain.report import Report
from services.publications.queries import report_as_published
from shared.contracts.publications import EditionFormat, Translator
from shared.domain.errors import RuleBroken
from shared.domain.text import Language, LocalizedText
from shared.persistence.unit_of_work import to_document
from tests.unit.publications.sample import CONTENT, ENGLISH, FRENCH, act_on, cleared, published, report_of, volume_of

FR = Language.FR
BY_MACHINE = CONTENT.model_copy(update={"machine_languages": (FR,)})
BEGIN, COMMENCER = "Begin with the cities.", "Commencer par les villes."
ADDRESS = "https://idm.example/publications/v1/catalogue/catalogue-volume-27"


def _report(content: Content = BY_MACHINE) -> Report:
    report = cleared(report_of(), content)
    report.publish(act_on())
    return report


def _book(translator: Translator | None, report: Report | None = None) -> Book:
    report = report or _report()
    edition = FRENCH.model_copy(update={"translated_by": translator, "formats": tuple(EditionFormat)})
    return book_of(volume_of(report), {report.workshop: report}, edition)


def _read(content: bytes, kind: EditionFormat) -> str:
    """The words of a file, each space one."""
    if kind is EditionFormat.PDF:
        text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    elif kind is EditionFormat.EPUB:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            text = " ".join(packed.read(name).decode() for name in packed.namelist() if name.endswith("xhtml"))
    else:
        text = content.decode()
    return " ".join(text.split())


def test_r68_a_text_of_a_report_is_a_persons_in_one_language_at_least() -> None:
    report = report_of()
    only_french = CONTENT.lessons_learned[0].model_copy(update={"text": LocalizedText(fr=COMMENCER)})
    with pytest.raises(RuleBroken, match="in every language they are in: lesson-1") as refused:
        report.write(act_on(), content=BY_MACHINE.model_copy(update={"lessons_learned": (only_french,)}))
    assert refused.value.rule.number == "R68"
    report.write(act_on(), content=CONTENT.model_copy(update={"lessons_learned": (only_french,)}))
    report.write(act_on(), content=BY_MACHINE)
    assert report.machine_languages == (FR,)


def test_r68_the_mark_stays_until_a_person_takes_it_off_and_not_where_nothing_is_said_of_it() -> None:
    report = report_of()
    report.write(act_on(), content=BY_MACHINE)
    report.write(act_on(), content=CONTENT)
    assert report.machine_languages == (FR,), "a web application of before sends nothing of it"
    only_french = CONTENT.lessons_learned[0].model_copy(update={"text": LocalizedText(fr=COMMENCER)})
    with pytest.raises(RuleBroken, match="in every language they are in: lesson-1"):
        report.write(act_on(), content=CONTENT.model_copy(update={"lessons_learned": (only_french,)}))
    report.write(act_on(), content=CONTENT.model_copy(update={"machine_languages": ()}))
    assert to_document(report)["machine_languages"] == [], "a person read it, and said so"


def test_r68_a_published_report_and_its_entries_in_the_bank_say_what_a_machine_translated() -> None:
    report = _report()
    assert report_as_published(to_document(report))["machine_languages"] == ["fr"]
    assert [one.machine_languages for one in entries_of(report)] == [(), (FR,), ()], "only where it is in French at all"
    assert [one.machine_languages for one in entries_of(published(report_of()))] == [()] * 3


@pytest.mark.parametrize("translator", [None, Translator.PERSON])
def test_r68_what_a_machine_translated_of_a_report_is_in_no_edition_that_is_not_marked(
    translator: Translator | None,
) -> None:
    [lesson] = _book(translator).chapters[0].lessons_learned
    assert (lesson.line, lesson.language) == (BEGIN, Language.EN)
    [lesson] = _book(translator, published(report_of())).chapters[0].lessons_learned
    assert (lesson.line, lesson.language) == (COMMENCER, FR), "a person translated it"
    [lesson] = _book(Translator.MACHINE).chapters[0].lessons_learned
    assert (lesson.line, lesson.language) == (COMMENCER, FR)


@pytest.mark.parametrize("kind", EditionFormat)
def test_r68_every_file_of_a_machines_translation_says_so_and_no_other_does(kind: EditionFormat) -> None:
    said = MACHINE[FR].split(".")[0]
    assert said in _read(content_of(_book(Translator.MACHINE), kind), kind)
    assert said not in _read(content_of(_book(Translator.PERSON), kind), kind)


def _forms(translator: Translator, *, signed: bool) -> list[str]:
    report = _report()
    volume = volume_of(report, editions=(ENGLISH, FRENCH.model_copy(update={"translated_by": translator})))
    if signed:
        volume.sign(act_on(), language=FR, reports=(report,))
    volume.publish(act_on(), reports={report.workshop: report})
    record = CatalogueRecord.listing(act_on(), volume, identifier="catalogue-volume-27")
    onix = as_onix(record, contact="books@idm.example")
    assert check_onix(onix).findings == ()
    english = [as_bibtex(record, address=ADDRESS, language=None), as_ris(record, address=ADDRESS, language=None)]
    assert not any("machine" in one for one in english)
    return [
        str(as_json_ld(record, address=ADDRESS)["workExample"][1]),
        as_dublin_core(record, address=ADDRESS),
        as_bibtex(record, address=ADDRESS, language=FR),
        as_ris(record, address=ADDRESS, language=FR),
        onix.decode(),
    ]


def test_r68_every_form_of_the_catalogue_says_what_a_machine_translated_and_whether_a_person_signed() -> None:
    for signed, said in ((False, "by a machine, not official"), (True, "by a machine, signed for by a person")):
        assert [form.count(said) for form in _forms(Translator.MACHINE, signed=signed)] == [1] * 5
        assert not any("machine" in form for form in _forms(Translator.PERSON, signed=signed))

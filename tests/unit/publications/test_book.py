"""The files of an edition: of one source, the same bytes for the same source, and nothing in them that runs."""

import errno
import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from services.publications.api.actions import of_volume
from services.publications.api.book_checks import check_epub, check_html, check_onix, check_pdf
from services.publications.api.book_files import content_of
from services.publications.domain.book import Book, book_of
from services.publications.domain.book_layout import laid_out
from services.publications.domain.catalogue_record import Availability, CatalogueRecord, Terms
from services.publications.domain.consent import StoryConsent
from services.publications.domain.content import Content, Point, Practice, PracticeKind
from services.publications.domain.editions import isbn_of
from services.publications.domain.imprint import Imprint
from services.publications.domain.made import MadeEdition, Verdict, own_path
from services.publications.domain.onix import NAMESPACE, as_onix
from services.publications.domain.report import Report
from services.publications.domain.rules import OPINIONS_NOTICE
from services.publications.domain.volume import Volume
from shared.contracts.publications import Edition, EditionFormat, EditionIdentifier, Translator
from shared.domain.errors import DomainError, InvalidInput, RuleBroken, WrongState
from shared.domain.money import Money
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.sample import (
    CONTENT,
    ENGLISH,
    FRENCH,
    act_on,
    cleared,
    made_of,
    published,
    report_of,
    volume_of,
)

ARABIC = "الدكتورة سعاد الأمين"
NASTY = f'<script>alert(1)</script> & ]]> "quoted" #import $x$ \u202e {ARABIC}\u0000 œ « ñ » \n\nA second paragraph.'
WORKSHOP = "workshop-2018-1"


def _text(en: str, fr: str | None = None) -> LocalizedText:
    return LocalizedText(en=en, fr=fr)


def _report(text: str = NASTY) -> Report:
    content = Content(
        sections={"voice": _text(text, "Une vie entre deux rives."), "opening": _text(text)},
        key_messages=(Point(id="m-1", text=_text(text)),),
        lessons_learned=(Point(id="l-1", text=_text("Begin.", "Commencer.")),),
        effective_practices=(
            Practice(
                id="p-1",
                title=_text(text[:40]),
                kind=PracticeKind.POLICY,
                country="PH",
                text=_text(text),
                partners=("Ministry", ARABIC),
                evidence=_text(text),
            ),
        ),
    )
    report = cleared(report_of(), content)
    report.publish(act_on())
    return report


def _edition(language: Language = Language.EN, **fields: object) -> Edition:
    whole: dict[str, object] = {
        "language": language,
        "formats": tuple(EditionFormat),
        "address": f"https://idm.example{own_path('volume-27', language)}",
        **fields,
    }
    return Edition.model_validate(whole)


def _book(edition: Edition | None = None, report: Report | None = None, title: str = "Partnerships") -> Book:
    edition, report = edition or _edition(), report or _report()
    volume = volume_of(report)
    volume.revise(act_on(), title=_text(title), original_language=Language.EN, reports=(report,))
    return book_of(volume, {report.workshop: report}, edition)


@pytest.mark.parametrize("kind", EditionFormat)
def test_the_same_source_gives_the_same_bytes_and_another_source_others(kind: EditionFormat) -> None:
    made, again = content_of(_book(), kind), content_of(_book(), kind)
    assert made == again
    assert content_of(_book(report=published(report_of())), kind) != made


@pytest.mark.parametrize("language", [Language.EN, Language.FR])
def test_a_pdf_of_any_text_is_tagged_titled_and_bookmarked(language: Language) -> None:
    book = _book(_edition(language), title=f"Title {NASTY}")
    assert check_pdf(content_of(book, EditionFormat.PDF), book).findings == ()


def test_a_pdf_with_a_sign_that_no_font_has_does_not_pass() -> None:
    book = _book(title="移民")
    verdict = check_pdf(content_of(book, EditionFormat.PDF), book)
    assert not verdict.passed
    assert "PDF/UA-1" in verdict.findings[0]


def test_a_pdf_of_another_volume_or_language_does_not_pass() -> None:
    content = content_of(_book(), EditionFormat.PDF)
    other = _book(_edition(Language.FR), title="Another title")
    assert len(check_pdf(content, other).findings) == 2


def test_a_page_of_any_text_reads_as_xml_and_runs_nothing() -> None:
    book = _book(_edition(Language.FR, translated_by=Translator.MACHINE), title=f"Title {NASTY}")
    content = content_of(book, EditionFormat.HTML)
    assert check_html(content, book).findings == ()
    assert b"<script" not in content
    assert "Traduction automatique" in content.decode()
    assert f'lang="en" xml:lang="en">{ARABIC}' not in content.decode()
    spoilt: list[tuple[bytes, bytes]] = [
        (b"<main>", b"<main><script/>"),
        (b"<h2", b"<h5"),
        (b'href="#chapter-1"', b'href="#none"'),
        (b"</main>", b""),
        (b'lang="fr"', b'lang="es"'),
    ]
    for before, after in spoilt:
        assert not check_html(content.replace(before, after), book).passed, after


def test_an_epub_of_any_text_passes_epubcheck_and_a_broken_one_does_not() -> None:
    book = _book(
        _edition(
            Language.FR,
            identifiers=(EditionIdentifier(scheme="isbn", value="978-92-9068-743-6", format=EditionFormat.EPUB),),
        ),
        title=f"Title {NASTY}",
    )
    content = content_of(book, EditionFormat.EPUB)
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        assert container.infolist()[0].filename == "mimetype"
        package = container.read("EPUB/package.opf").decode()
        for name in container.namelist()[1:]:
            if not name.endswith(".css"):
                ElementTree.fromstring(container.read(name))
    assert "urn:isbn:9789290687436" in package
    verdict = check_epub(content)
    assert (verdict.checker, verdict.findings) == ("EPUBCheck 5.3.0", ())


def test_what_cannot_be_checked_has_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.publications.api.book_checks._JAVA", ("-XX:NoSuchThing",))
    verdict = check_epub(b"")
    assert not verdict.passed
    assert "could not be run" in verdict.findings[0]


@pytest.mark.parametrize("full", ["pathlib.Path.write_bytes", "tempfile.mkdtemp"])
def test_an_epub_that_no_room_is_left_to_check_has_not_passed(monkeypatch: pytest.MonkeyPatch, full: str) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(full, no_room)
    verdict = check_epub(b"")
    assert not verdict.passed
    assert "No space left" in verdict.findings[0]


def test_an_epubcheck_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleeper = tmp_path / "java"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o700)
    monkeypatch.setattr("services.publications.api.book_checks._java", lambda: str(sleeper))
    monkeypatch.setattr("services.publications.api.book_checks._LONGEST_SECONDS", 0.1)
    verdict = check_epub(b"")
    assert (verdict.passed, verdict.findings) == (False, ("it could not be run: it took more than 0.1 seconds",))


def _record(*editions: Edition, **fields: object) -> CatalogueRecord:
    volume = volume_of(_report())
    whole: dict[str, object] = {
        "id": "catalogue-volume-27",
        "volume": volume.id,
        "number": 27,
        "title": LocalizedText(en=f"Title {NASTY}", fr="Partenariats"),
        "original_language": Language.EN,
        "workshops": volume.workshops,
        "editions": editions,
        "listed_on": date(2019, 3, 11),
        **fields,
    }
    return CatalogueRecord.model_validate(whole)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(),
        Terms(availability=Availability.OUT_OF_PRINT, price=Money.of("25.00", "CHF")),
        Terms(availability=Availability.FORTHCOMING),
    ],
)
def test_an_onix_message_fits_the_schema_and_relates_languages_and_formats(terms: Terms) -> None:
    isbn = EditionIdentifier(scheme="isbn", value="978-92-9068-743-6", format=EditionFormat.PDF)
    record = _record(_edition(identifiers=(isbn,)), _edition(Language.FR), terms=terms)
    message = as_onix(record, contact="books@idm.example")
    assert check_onix(message).findings == ()
    assert message == as_onix(record, contact="books@idm.example")
    root, names = ElementTree.fromstring(message), {"onix": NAMESPACE}
    assert len(root.findall("onix:Product", names)) == 6
    relations = [one.text for one in root.findall(".//onix:ProductRelationCode", names)]
    assert (relations.count("06"), relations.count("11")) == (12, 6)


def test_a_format_bears_the_same_isbn_in_its_file_and_in_the_onix_message() -> None:
    general = EditionIdentifier(scheme="isbn", value="978-92-9068-743-6")
    own = EditionIdentifier(scheme="isbn", value="978-92-9000-027-3", format=EditionFormat.PDF)
    edition = _edition(identifiers=(general, own))
    message = as_onix(_record(edition), contact="books@idm.example").decode()
    assert {isbn_of(edition, kind) for kind in edition.formats} == {general.value, own.value}
    for isbn in (general, own):
        assert f"<IDValue>{isbn.value.replace('-', '')}</IDValue>" in message


def test_an_onix_message_without_an_edition_has_no_product_and_a_wrong_one_does_not_pass() -> None:
    message = as_onix(_record(), contact="books@idm.example")
    assert check_onix(message).passed
    assert b"<NoProduct" in message
    assert not check_onix(message.replace(b"NoProduct", b"NoProducts")).passed


def test_r30_no_file_tells_a_story_whose_speaker_took_the_consent_back() -> None:
    report = _report("A story.")
    before = _book(report=report)
    report.note_consent(act_on(), told=StoryConsent(voice="v", session="voice", given=False, withdrawn=True))
    after = _book(report=report)
    assert len(before.chapters[0].sections) == len(after.chapters[0].sections) + 1
    assert after.digest != before.digest


def test_r68_no_file_bears_a_title_that_a_machinemade_of() -> None:
    report = _report()
    volume = volume_of(report)
    title = LocalizedText(en="Partnerships", fr="Machine")
    volume.revise(
        act_on(), title=title, original_language=Language.EN, reports=(report,), machine_titles=(Language.FR,)
    )
    book = book_of(volume, {WORKSHOP: report}, _edition(Language.FR))
    assert (book.title.line, book.title.language) == ("Partnerships", Language.EN)


def test_r69_every_file_bears_the_notice_and_the_numbers() -> None:
    report = _report()
    volume = volume_of(report)
    imprint = Imprint(notice=LocalizedText(en="Opinions are the authors’.", fr="Avis."), print_code="07_12")
    volume.set_imprint(act_on(), imprint=imprint, reports=(report,))
    isbn = EditionIdentifier(scheme="isbn", value="978-92-9068-743-6")
    book = book_of(volume, {WORKSHOP: report}, _edition(Language.FR, identifiers=(isbn,)))
    text = content_of(book, EditionFormat.HTML).decode()
    assert all(one in text for one in ("Avis.", "ISSN 1726-2224", "ISBN 978-92-9068-743-6 (PDF)", "07_12"))


def _volume(*editions: Edition) -> tuple[Volume, Report]:
    report = _report()
    return volume_of(report, editions=editions), report


def test_r67_a_volume_comes_out_with_files_that_passed_and_are_of_its_source() -> None:
    volume, report = _volume()
    edition = _edition()
    book = book_of(volume, {WORKSHOP: report}, edition)
    volume.make(act_on(), edition=edition, made=made_of(book), reports=(report,))
    assert list(volume.obstacles_to_publish({WORKSHOP: report})) == []
    volume.publish(act_on(), reports={WORKSHOP: report})
    assert volume.made[0].passed


def test_r68_a_signature_stands_for_the_files_that_were_signed_and_not_for_files_of_another_text() -> None:
    volume, report = _volume()
    edition = _edition(Language.FR, translated_by=Translator.PERSON)

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
    edition = _edition()
    made = spoil(book_of(volume, {WORKSHOP: report}, edition))
    volume.make(act_on(), edition=edition, made=made, reports=(report,))
    with pytest.raises(WrongState) as refused:
        volume.publish(act_on(), reports={WORKSHOP: report})
    assert refused.value.slug == "edition-not-valid"
    assert refused.value.sentence.endswith("EPUBCheck 5.3.0: RSC-005: an error; two; three …")


def _retitled(volume: Volume, report: Report) -> None:
    volume.revise(act_on(), title=_text("Another"), original_language=Language.EN, reports=(report,))


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
    edition = _edition()
    made = made_of(book_of(volume, {WORKSHOP: report}, edition))
    volume.make(act_on(), edition=edition, made=made, reports=(report,))
    change(volume, report)
    with pytest.raises(WrongState) as refused:
        volume.publish(act_on(), reports={WORKSHOP: report})
    assert refused.value.slug == "edition-out-of-date"


def test_a_published_volume_takes_no_edition_whose_files_did_not_pass() -> None:
    volume, report = _volume(ENGLISH)
    volume.publish(act_on(), reports={WORKSHOP: report})
    edition = _edition(Language.FR)
    book = book_of(volume, {WORKSHOP: report}, edition)
    with pytest.raises(DomainError):
        volume.make(act_on(), edition=edition, made=made_of(book, pdf=_FAILED), reports=(report,))
    assert list(volume.made) == []
    volume.make(act_on(), edition=edition, made=made_of(book), reports=(report,))
    assert [one.language for one in volume.editions] == [Language.EN, Language.FR]


def test_r69_no_edition_is_offered_or_made_in_a_language_that_a_published_volumes_notice_lacks() -> None:
    volume, report = _volume(ENGLISH)
    volume.set_imprint(act_on(), imprint=Imprint(notice=_text("Opinions are the authors’.")), reports=(report,))

    def offered() -> list[str]:
        actions = of_volume(volume, {WORKSHOP: report})
        return [one.at["language"] for one in actions if one.name == "makeEdition" and one.allowed]

    assert offered() == ["en", "fr", "es"]
    volume.publish(act_on(), reports={WORKSHOP: report})
    assert offered() == ["en"]
    volume.check_make(_edition())
    with pytest.raises(RuleBroken) as refused:
        volume.check_make(_edition(Language.FR))
    assert refused.value.rule == OPINIONS_NOTICE


def test_a_published_volume_whose_imprint_changed_is_made_again_one_language_after_the_other() -> None:
    volume, report = _volume()
    english, french = _edition(), _edition(Language.FR)
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
    english, french = _edition(), _edition(Language.FR, translated_by=Translator.PERSON)
    for edition in (english, french):
        made = made_of(book_of(volume, {WORKSHOP: report}, edition))
        volume.make(act_on(), edition=edition, made=made, reports=(report,))
    volume.publish(act_on(), reports={WORKSHOP: report})
    _reworded(volume, report)
    volume.set_editions(act_on(), editions=(english, french), reports=(report,))
    assert [one.language for one in volume.made] == [Language.EN, Language.FR]


def test_an_edition_that_would_be_read_here_is_made_first_and_one_that_is_read_elsewhere_keeps_no_files() -> None:
    volume, report = _volume()
    edition = _edition()
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


def test_the_partners_of_a_workshop_are_named_in_each_format_and_none_leaves_the_source_as_it_was() -> None:
    report = _report("Begin.")
    assert "partners" not in _book(report=report).chapters[0].model_dump()
    assert report.held is not None
    report.held = report.held.model_copy(update={"partners": ("A network & <b>friends</b>\u0000", ARABIC)})
    for language, said in ((Language.EN, "Partners: "), (Language.FR, "Partenaires : ")):
        about = laid_out(_book(_edition(language), report)).chapters[0].about
        assert about[-1].text == f"{said}A network & <b>friends</b>, {ARABIC}"
    book = _book(report=report)
    assert book.digest != _book(report=_report("Begin.")).digest
    assert "A network &amp; &lt;b&gt;friends&lt;/b&gt;" in content_of(book, EditionFormat.HTML).decode()
    assert check_pdf(content_of(book, EditionFormat.PDF), book).findings == ()

"""The files of an edition: of one source, the same bytes for the same source, and nothing in them that runs."""

import errno
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from services.publications.api.book_checks import check_epub, check_html, check_pdf
from services.publications.api.book_files import content_of
from services.publications.domain.book import book_of
from services.publications.domain.book_html import as_html
from services.publications.domain.book_layout import Line, laid_out
from services.publications.domain.consent import StoryConsent
from services.publications.domain.imprint import Imprint
from shared.contracts.publications import EditionFormat, EditionIdentifier, Translator
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.book_sample import ARABIC, NASTY, WORKSHOP, book_with, edition_of, report_with
from tests.unit.publications.sample import (
    act_on,
    published,
    report_of,
    volume_of,
)


@pytest.mark.parametrize("kind", EditionFormat)
def test_the_same_source_gives_the_same_bytes_and_another_source_others(kind: EditionFormat) -> None:
    made, again = content_of(book_with(), kind), content_of(book_with(), kind)
    assert made == again
    assert content_of(book_with(report=published(report_of())), kind) != made


@pytest.mark.parametrize("language", [Language.EN, Language.FR])
def test_a_pdf_of_any_text_is_tagged_titled_and_bookmarked(language: Language) -> None:
    book = book_with(edition_of(language), title=f"Title {NASTY}")
    assert check_pdf(content_of(book, EditionFormat.PDF), book).findings == ()


def test_a_pdf_with_a_sign_that_no_font_has_does_not_pass() -> None:
    book = book_with(title="移民")
    verdict = check_pdf(content_of(book, EditionFormat.PDF), book)
    assert not verdict.passed
    assert "PDF/UA-1" in verdict.findings[0]


def test_a_pdf_of_another_volume_or_language_does_not_pass() -> None:
    content = content_of(book_with(), EditionFormat.PDF)
    other = book_with(edition_of(Language.FR), title="Another title")
    assert len(check_pdf(content, other).findings) == 2


def test_a_page_of_any_text_reads_as_xml_and_runs_nothing() -> None:
    book = book_with(edition_of(Language.FR, translated_by=Translator.MACHINE), title=f"Title {NASTY}")
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


def test_text_from_right_to_left_has_its_direction_and_turns_no_neighbour() -> None:
    """In every format, since all are of one layout; a sentence that only begins with such a name stays what it is."""
    sentence = f"{ARABIC} said that partnerships between cities need time."
    report = report_with("Begin.")
    assert report.held is not None
    report.held = report.held.model_copy(update={"partners": ("Evil\u202e name", ARABIC, "Ministry (Manila)")})
    layout = laid_out(book_with(report=report, title=ARABIC))
    assert (layout.title.dir, Line(text=sentence, lang="en").dir, Line(text="2018", lang="en").dir) == (
        "rtl",
        "ltr",
        "ltr",
    )
    partners = layout.chapters[0].about[-1]
    assert (partners.dir, partners.text) == ("ltr", f"Partners: Evil name, \u2068{ARABIC}\u2069, Ministry (Manila)")
    report.held = report.held.model_copy(update={"partners": (ARABIC, f"{ARABIC} {ARABIC}")})
    partners_alone = laid_out(book_with(report=report)).chapters[0].about[-1]
    assert (partners_alone.dir, partners_alone.text.startswith("Partners: \u2068")) == ("ltr", True)
    page = as_html(layout)
    assert f'<h1 dir="rtl">{ARABIC}</h1>' in page
    assert f'<p class="note">{partners.text}</p>' in page
    book = book_with(report=report, title=f"{ARABIC}: 2018")
    assert check_pdf(content_of(book, EditionFormat.PDF), book).findings == ()


def test_an_epub_of_any_text_passes_epubcheck_and_a_broken_one_does_not() -> None:
    book = book_with(
        edition_of(
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


def test_r30_no_file_tells_a_story_whose_speaker_took_the_consent_back() -> None:
    report = report_with("A story.")
    before = book_with(report=report)
    report.note_consent(act_on(), told=StoryConsent(voice="v", session="voice", given=False, withdrawn=True))
    after = book_with(report=report)
    assert len(before.chapters[0].sections) == len(after.chapters[0].sections) + 1
    assert after.digest != before.digest


def test_r68_no_file_bears_a_title_that_a_machine_made_and_nobody_signed_for() -> None:
    report = report_with()
    volume = volume_of(report)
    title = LocalizedText(en="Partnerships", fr="Machine")
    volume.revise(
        act_on(), title=title, original_language=Language.EN, reports=(report,), machine_titles=(Language.FR,)
    )
    book = book_of(volume, {WORKSHOP: report}, edition_of(Language.FR))
    assert (book.title.line, book.title.language) == ("Partnerships", Language.EN)


def test_r69_every_file_bears_the_notice_and_the_numbers() -> None:
    report = report_with()
    volume = volume_of(report)
    imprint = Imprint(notice=LocalizedText(en="Opinions are the authors’.", fr="Avis."), print_code="07_12")
    volume.set_imprint(act_on(), imprint=imprint, reports=(report,))
    isbn = EditionIdentifier(scheme="isbn", value="978-92-9068-743-6")
    book = book_of(volume, {WORKSHOP: report}, edition_of(Language.FR, identifiers=(isbn,)))
    text = content_of(book, EditionFormat.HTML).decode()
    assert all(one in text for one in ("Avis.", "ISSN 1726-2224", "ISBN 978-92-9068-743-6 (PDF)", "07_12"))


def test_the_partners_of_a_workshop_are_named_in_each_format_and_none_leaves_the_source_as_it_was() -> None:
    report = report_with("Begin.")
    assert "partners" not in book_with(report=report).chapters[0].model_dump()
    assert report.held is not None
    report.held = report.held.model_copy(update={"partners": ("A network & <b>friends</b>\u0000", ARABIC)})
    for language, said in ((Language.EN, "Partners: "), (Language.FR, "Partenaires : ")):
        about = laid_out(book_with(edition_of(language), report)).chapters[0].about
        assert about[-1].text == f"{said}A network & <b>friends</b>, \u2068{ARABIC}\u2069"
    book = book_with(report=report)
    assert book.digest != book_with(report=report_with("Begin.")).digest
    assert "A network &amp; &lt;b&gt;friends&lt;/b&gt;" in content_of(book, EditionFormat.HTML).decode()
    assert check_pdf(content_of(book, EditionFormat.PDF), book).findings == ()

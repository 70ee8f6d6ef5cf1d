"""PDFs and EPUBs in which something would run are not taken; those without are, also our own."""

import io
import time
import zipfile
import zlib

import pytest

from services.publications.api.book_files import content_of
from services.publications.domain.book import book_of
from services.publications.domain.file_types import type_of
from shared.contracts.publications import EditionFormat
from shared.domain.errors import InvalidInput
from tests.unit.publications.sample import ENGLISH, published, report_of, volume_of


def pdf(objects: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + objects + b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def packed(objects: bytes, *, kind: bytes = b"/ObjStm") -> bytes:
    return pdf(b"<< /Type " + kind + b" /Filter /FlateDecode >>\nstream\n" + zlib.compress(objects) + b"\nendstream")


def epub(page: bytes = b"<p>Text</p>", name: str = "page.xhtml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        container.writestr("mimetype", "application/epub+zip")
        container.writestr(f"EPUB/{name}", b'<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">' + page)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<< /Type /Catalog /OpenAction [2 0 R /Fit] >>"),
        pdf(b"<< /Type /Catalog /JSomething 1 /Launched true >>"),
        packed(b"1 0 << /Type /Catalog >>"),
        packed(b"1 0 << /Type /Catalog >>").replace(b"/Fil", b"/F#69l"),
        packed(b"/JS /JavaScript", kind=b"/XObject"),  # what a page draws, and no reader runs
        epub(b"<p>The script of a play, online = always; javascripts</p>"),
    ],
)
def test_a_file_in_which_nothing_runs_is_taken(content: bytes) -> None:
    assert type_of(content).suffix in ("pdf", "epub")


@pytest.mark.parametrize("kind", [EditionFormat.PDF, EditionFormat.EPUB])
def test_what_is_made_here_is_taken(kind: EditionFormat) -> None:
    report = published(report_of())
    book = book_of(volume_of(report), {report.workshop: report}, ENGLISH)
    assert type_of(content_of(book, kind)).suffix == kind


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
        pdf(b"<< /S /J#61vaScript >>"),
        pdf(b"<< /S /Launch /F (cmd.exe) >>"),
        pdf(b"<< /Names << /EmbeddedFiles 2 0 R >> >>"),
        pdf(b"<< /AcroForm << /XFA 2 0 R >> >>"),
        pdf(b"<< /Encrypt 2 0 R >>"),
        packed(b"1 0 << /S /JavaScript /JS (x) >>"),
        # Hidden behind comments that look like a stream's ends, behind letters told by number, or packed otherwise.
        pdf(b"%stream\n<< /S /JavaScript >>\n%endstream"),
        pdf(b"% >>\nstream\n<< /S /J#61vaScript >>\nendstream"),
        pdf(b"%stream\n" + packed(b"1 0 << /JS (x) >>")),
        packed(b"1 0 << /JS (x) >>", kind=b"/Obj#53tm"),
        pdf(b"<< /Type /ObjStm /Filter /LZWDecode >>\nstream\nx\nendstream"),
        pdf(b"<< /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\nx\nendstream"),
        pdf(b"<< /Type /ObjStm /Filter 9 0 R >>\nstream\nx\nendstream"),
        packed(b" " * 30_000_000),
        pdf(b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nbroken\nendstream"),
        epub(b"<script>alert(1)</script>"),
        epub(b'<svg:script xmlns:svg="x"/>'),
        epub(b'<p onclick="x()">'),
        epub(b'<a href="JavaScript:x()">'),
        epub(b'<iframe src="https://elsewhere"/>'),
        epub("<html><script/></html>".encode("utf-16")),
        epub(b"", name="program.js"),
        epub(b"<script/>", name="page.xht"),
        epub(b"<script/>", name="page.png"),
        epub(b"<script/>", name="page"),
        epub(b"x" * 11_000_000),
    ],
)
def test_a_file_in_which_something_would_run_is_not_taken(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        type_of(content)
    assert refused.value.slug == "file-not-taken"


def test_a_long_pdf_is_looked_at_in_a_moment() -> None:
    began = time.process_time()
    assert type_of(pdf(b"<< " * 1_000_000)).suffix == "pdf"
    assert type_of(pdf(b"<< /A 1 >>\n" + b"stream\n" * 500_000 + b"endstream\n" * 100_000)).suffix == "pdf"
    assert time.process_time() - began < 10

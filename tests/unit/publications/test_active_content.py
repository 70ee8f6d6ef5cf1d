"""PDFs and EPUBs in which something would run are not taken; those without are, also our own."""

import io
import time
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

import pytest
from pypdf import PdfReader

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


def foretold(content: bytes, *, columns: int, across: int, kinds: Sequence[int]) -> bytes:
    """Packed as PNG packs its rows, each by one of the five ways in turn."""
    rows, above = bytearray(), bytes(columns)
    padded = content.ljust(-(-len(content) // columns) * columns)
    for number, at in enumerate(range(0, len(padded), columns)):
        row, kind = padded[at : at + columns], kinds[number % len(kinds)]
        rows.append(kind)
        for place, byte in enumerate(row):
            left, corner = (row[place - across], above[place - across]) if place >= across else (0, 0)
            up = above[place]
            nearest = min((left, up, corner), key=lambda one, to=left + up - corner: abs(to - one))  # type: ignore[misc]
            rows.append((byte - (0, left, up, (left + up) // 2, nearest)[kind]) % 256)
        above = row
    return zlib.compress(bytes(rows))


def office(page: bytes, *, kinds: Sequence[int] = (2,), columns: int = 4, colors: int = 1, bits: int = 8) -> bytes:
    """A whole PDF as office programs save them: all in a stream of packed objects, found by a packed table, and a
    predictor before both."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page]
    places = [sum(len(one) + 1 for one in objects[:at]) for at in range(3)]
    index = b"".join(b"%d %d " % (at + 1, place) for at, place in enumerate(places))
    across, width = -(-colors * bits // 8), -(-columns * colors * bits // 8)
    content = foretold(index + b" ".join(objects), columns=width, across=across, kinds=kinds)
    about = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns %d /Colors %d /BitsPerComponent %d >>"
    out = b"%PDF-1.7\r\n"
    where = len(out)
    out += b"4 0 obj\r\n<< /Type /ObjStm /N 3 /First %d /Length %d " % (len(index), len(content))
    out += about % (columns, colors, bits) + b" >>stream\r\n" + content + b"\r\nendstream\r\nendobj\r\n"
    table = [(0, 0, 255), *((2, 4, at) for at in range(3)), (1, where, 0), (1, len(out), 0)]
    rows = b"".join(bytes((kind, *place.to_bytes(2, "big"), last)) for kind, place, last in table)
    packed = foretold(rows, columns=4, across=1, kinds=(2,))
    found = len(out)
    out += b"5 0 obj\r\n<< /Type /XRef /Size 6 /W [1 2 1] /Root 1 0 R /Length %d " % len(packed)
    out += (
        about % (4, 1, 8) + b" >>stream\r\n" + packed + b"\r\nendstream\r\nendobj\r\nstartxref\r\n%d\r\n%%%%EOF" % found
    )
    return out


BLANK = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents [] >>"
SCRIPT = BLANK.replace(b"/Contents []", b"/AA << /O << /S /JavaScript /JS (x) >> >>")


@pytest.mark.parametrize("shape", [{}, {"kinds": (0, 1, 2, 3, 4), "columns": 7}, {"kinds": (4, 3, 1), "colors": 3}])
def test_a_pdf_packed_with_a_predictor_is_looked_at(shape: dict[str, Any]) -> None:
    taken = office(BLANK, **shape)
    assert PdfReader(io.BytesIO(taken)).pages[0].mediabox.width == 100  # it is one to others, too
    assert type_of(taken).suffix == "pdf"
    hidden = office(SCRIPT, **shape)
    assert "/AA" in PdfReader(io.BytesIO(hidden)).pages[0]
    assert b"JavaScript" not in hidden
    with pytest.raises(InvalidInput, match="script"):
        type_of(hidden)


def test_a_pixel_of_a_byte_and_a_half_is_two_bytes_to_a_predictor() -> None:
    shape: dict[str, Any] = {"kinds": (1,), "columns": 20, "colors": 3, "bits": 4}
    assert type_of(office(BLANK, **shape)).suffix == "pdf"
    with pytest.raises(InvalidInput, match="script"):
        type_of(office(SCRIPT, **shape))


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (b"/Predictor 12", b"/Predictor 2"),
        (b"/Predictor 12", b"/Predictor 12 /Predictor 1"),
        (b"/Columns 4", b"/Columns 0"),
        (b"/Columns 4", b"/Columns 999999999"),
        (b"/Columns 4", b"/Columns 6 0 R"),
        (b"/Columns 4", b"/Columns 3"),
        (b"/DecodeParms <<", b"/DecodeParms << >> /DecodeParms <<"),
        (b"/DecodeParms <<", b"/DecodeParms 6 0 R /Other <<"),
        (b"/N 3", b"/N 3 % /Filter\r\n"),
        (b"/N 3", b"/N (3)"),
        (b"obj\r\n<< /Type", b"obj\r\n<< /Filter /LZWDecode % obj << >>\r\n /Type"),
        (b"obj\r\n<< /Type", b"obj\r\n<< /Filter /LZWDecode % obj <<\r\n /Type"),
    ],
)
def test_a_pdf_whose_packing_says_two_things_is_not_taken(said: bytes, instead: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        type_of(office(BLANK).replace(said, instead, 1))
    assert refused.value.slug == "file-not-taken"


def test_a_long_pdf_is_looked_at_in_a_moment() -> None:
    began = time.process_time()
    assert type_of(pdf(b"<< " * 1_000_000)).suffix == "pdf"
    assert type_of(pdf(b"<< /A 1 >>\n" + b"stream\n" * 500_000 + b"endstream\n" * 100_000)).suffix == "pdf"
    assert time.process_time() - began < 10

"""Workbooks that people send: plain cells are read, everything else is refused with its place."""

import io
import zipfile
from collections.abc import Mapping

import pytest
import xlsxwriter

from shared.domain.errors import InvalidInput
from shared.http import sheets
from shared.http.sheets import read_rows


def _book(cells: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for cell, text in cells.items():
        sheet.write(cell, text)
    book.close()
    return stream.getvalue()


def _with(part: str, content: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A good workbook with one part more, or in the place of one."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_book({"A1": "x"}))) as good,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in good.namelist():
            if name != part:
                archive.writestr(name, good.read(name))
        archive.writestr(part, content, packing)
    return stream.getvalue()


def test_plain_cells_are_read_as_text() -> None:
    assert read_rows(_book({"A1": "option", "B1": " é — العربية "})) == [("option", "é — العربية")]


@pytest.mark.parametrize(
    ("content", "saying"),
    [
        (b"not a workbook", "not an XLSX file"),
        (_book({"A1": "=1+1"}), "The cell A1 holds a formula"),
        (_with("xl/vbaProject.bin", b"x"), "macros, links or embedded things"),
        (_with("xl/externalLinks/externalLink1.xml", b"<x/>"), "macros, links or embedded things"),
        (
            _with("xl/extra.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
            "declares entities",
        ),
        (_with("xl/extra.xml", b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x/>'), "declares entities"),
        (_with("xl/extra.xml", "<?xml version='1.0'?><x/>".encode("utf-16")), "declares entities, or is not UTF-8"),
        (_with("xl/bomb.xml", b" " * (sheets.MOST_UNPACKED_BYTES + 1)), "unpacks to more than 10 MB"),
        (_with("xl/extra.xml", bytes(1_000), zipfile.ZIP_BZIP2), "packed in a way that workbooks are not"),
        (_with("xl/extra.xml", bytes(1_000), zipfile.ZIP_LZMA), "packed in a way that workbooks are not"),
        (_with("[Content_Types].xml", b"sheet.macroEnabled.main+xml"), "a workbook with macros"),
    ],
    ids=[
        "no workbook",
        "formula",
        "macro",
        "link",
        "entity",
        "document type",
        "utf-16",
        "bomb",
        "bzip2",
        "lzma",
        "macro type",
    ],
)
def test_everything_else_is_refused_and_says_where(content: bytes, saying: str) -> None:
    with pytest.raises(InvalidInput, match="The workbook is not accepted") as refused:
        read_rows(content)
    assert saying in refused.value.sentence


def test_a_formula_over_several_cells_is_refused_too() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet().write_array_formula("A1:A2", "{=1+1}")
    book.close()
    with pytest.raises(InvalidInput, match="The cell A1 holds a formula"):
        read_rows(stream.getvalue())


def test_a_workbook_of_too_many_parts_or_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(InvalidInput, match="more than 2 rows"):
        read_rows(_book({f"A{number}": "x" for number in range(1, 5)}))
    monkeypatch.setattr(sheets, "MOST_PARTS", 3)
    with pytest.raises(InvalidInput, match="parts; a form has a few"):
        read_rows(_book({"A1": "x"}))


def test_a_sheet_may_be_called_by_an_identifier() -> None:
    assert read_rows(sheets.xlsx_of(("a",), [("1",)], sheet="gift:2018")) == [("a",), ("1",)]

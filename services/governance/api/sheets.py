"""Workbooks that people send: read only when they hold nothing but plain cells.

Refused are what is no XLSX, what unpacks to far more than it is, macros and embedded things, links to other files,
declarations of entities, and formulas. A refusal names the cell or the part.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from shared.domain.errors import InvalidInput

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PARTS = 200
MOST_UNPACKED_BYTES = 10_000_000
MOST_ROWS, MOST_COLUMNS = 5_000, 50
_FORBIDDEN = ("vbaproject", "activex", "embeddings/", "externallinks/", "macrosheets/", "customui", "connections.xml")
_START_OF_FORMULA = ("=", "+", "-", "@")

Row = tuple[str, ...]


def read_rows(content: bytes) -> list[Row]:
    """The cells of the first sheet as text, row by row. Raises ``InvalidInput`` for what is not plain."""
    _judge_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = [
            _without_the_empty_end([_text(cell) for cell in cells])
            for cells in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
        ]
        book.close()
    except InvalidInput:
        raise
    except Exception as broken:  # the reader raises whatever it comes upon; none of it is ours
        raise _unreadable(f"It cannot be read ({type(broken).__name__}).") from None
    if len(rows) > MOST_ROWS:
        raise _unreadable(f"It has more than {MOST_ROWS} rows.")
    return rows


def _without_the_empty_end(cells: list[str]) -> Row:
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _judge_archive(content: bytes) -> None:
    """Look at the parts before anything is parsed: sizes as they unpack, names, and declarations of entities."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise _unreadable("It is not an XLSX file.") from None
    with archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise _unreadable(f"It has {len(parts)} parts; a form has a few.")
        left = MOST_UNPACKED_BYTES
        for part in parts:
            name = part.filename.lower()
            if any(one in name for one in _FORBIDDEN):
                raise _unreadable(f"It holds macros, links or embedded things ({part.filename}).")
            try:
                with archive.open(part) as stream:
                    unpacked = stream.read(left + 1)  # what the archive says of its sizes is not believed
            except Exception:
                raise _unreadable(f"The part {part.filename} cannot be unpacked.") from None
            left -= len(unpacked)
            if left < 0:
                raise _unreadable(f"It unpacks to more than {MOST_UNPACKED_BYTES // 1_000_000} MB.")
            if name.endswith((".xml", ".rels")):
                _judge_part(part.filename, unpacked)


def _judge_part(name: str, xml: bytes) -> None:
    if b"\0" in xml[:200] or b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _unreadable(f"The part {name} declares entities, or is not UTF-8.")
    if b"macroEnabled" in xml:
        raise _unreadable(f"It is a workbook with macros ({name}).")


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f" or (isinstance(value, str) and value.startswith("=")):
        raise _unreadable(f"The cell {cell.coordinate} holds a formula; a form holds plain text.")
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _unreadable(why: str) -> InvalidInput:
    return InvalidInput(
        f"The workbook is not accepted. {why}",
        remedy="Fill in the file as it was given to you, save it as XLSX, and send it again.",
        slug="workbook-not-accepted",
    )


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV file."""
    return f"'{text}" if text.startswith(_START_OF_FORMULA) else text


def at(rows: Sequence[Row], row: int, column: int) -> str:
    """The text of a cell; empty where there is none. Both count from 0."""
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""

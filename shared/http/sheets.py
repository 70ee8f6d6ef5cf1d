"""Files with lines: CSV and XLSX, out and in. Workbooks that people send are read only when they hold nothing but plain
cells.

Refused are what is no XLSX, what unpacks to far more than it is, macros and embedded things, links to other files,
declarations of entities, and formulas. A refusal names the cell or the part.
"""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from fastapi import Response

from shared.domain.errors import InvalidInput

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PARTS = 200
MOST_UNPACKED_BYTES = 10_000_000
MOST_ROWS, MOST_COLUMNS = 5_000, 50
_FORBIDDEN = ("vbaproject", "activex", "embeddings/", "externallinks/", "macrosheets/", "customui", "connections.xml")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What a workbook has. The others Python unpacks whole, however little of a part is asked for."""
_START_OF_FORMULA = ("=", "+", "-", "@")

Row = tuple[str, ...]
Format = Literal["csv", "xlsx"]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}, XLSX: {}}, "description": "The rows, one in a line"}
}
"""For ``responses=`` of an operation that answers with such a file."""


def rows_of(content: bytes, *, format: Format, most_rows: int | None = None) -> list[Row]:
    """The cells as text, row by row, in either format. Raises ``InvalidInput`` for what cannot be read."""
    if format == "xlsx":
        return read_rows(content, most_rows=most_rows)
    return _rows_of_csv(content, most_rows or MOST_ROWS)


def as_file(columns: Row, rows: Sequence[Row], *, format: Format, name: str, sheet: str) -> Response:
    """The answer of an operation that gives a file; ``sheet`` is the name of its sheet."""
    made = csv_of(columns, rows) if format == "csv" else xlsx_of(columns, rows, sheet=sheet)
    media_type = "text/csv; charset=utf-8" if format == "csv" else XLSX
    headers = {"Content-Disposition": f'attachment; filename="{name}.{format}"', "Cache-Control": "no-store"}
    return Response(made, media_type=media_type, headers=headers)


def csv_of(columns: Row, rows: Sequence[Row]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def xlsx_of(columns: Row, rows: Sequence[Row], *, sheet: str) -> bytes:
    import xlsxwriter  # the libraries of workbooks are loaded by the first one: a quarter of a second, 24 MiB

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(sheet.replace(":", "-"))  # identifiers may have it, names of sheets may not
    for number, cells in enumerate((columns, *rows)):
        page.write_row(number, 0, cells)
    book.close()
    return stream.getvalue()


def _rows_of_csv(content: bytes, most_rows: int) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
        rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except (UnicodeDecodeError, csv.Error) as broken:
        raise InvalidInput(
            f"The file is not CSV in UTF-8 ({broken}).", remedy="Save it as CSV (UTF-8), and send it again."
        ) from None
    if len(rows) > most_rows:
        raise InvalidInput(f"The file has more than {most_rows} lines.", remedy="Send it in parts.")
    return rows


def read_rows(content: bytes, *, most_rows: int | None = None) -> list[Row]:
    """The cells of the first sheet as text, row by row. Raises ``InvalidInput`` for what is not plain."""
    from openpyxl import load_workbook

    most_rows = most_rows or MOST_ROWS
    _judge_archive(content, most_unpacked=MOST_UNPACKED_BYTES * max(1, most_rows // MOST_ROWS))
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = [
            _without_the_empty_end([_text(cell) for cell in cells])
            for cells in sheet.iter_rows(max_row=most_rows + 1, max_col=MOST_COLUMNS)
        ]
        book.close()
    except InvalidInput:
        raise
    except Exception as broken:  # the reader raises whatever it comes upon; none of it is ours
        raise _unreadable(f"It cannot be read ({type(broken).__name__}).") from None
    if len(rows) > most_rows:
        raise _unreadable(f"It has more than {most_rows} rows.")
    return rows


def _without_the_empty_end(cells: list[str]) -> Row:
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _judge_archive(content: bytes, *, most_unpacked: int) -> None:
    """Look at the parts before anything is parsed: sizes as they unpack, names, and declarations of entities."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise _unreadable("It is not an XLSX file.") from None
    with archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise _unreadable(f"It has {len(parts)} parts; a form has a few.")
        left = most_unpacked
        for part in parts:
            name = part.filename.lower()
            if part.compress_type not in _PACKED:
                raise _unreadable(f"The part {part.filename} is packed in a way that workbooks are not.")
            if any(one in name for one in _FORBIDDEN):
                raise _unreadable(f"It holds macros, links or embedded things ({part.filename}).")
            try:
                with archive.open(part) as stream:
                    unpacked = stream.read(left + 1)  # what the archive says of its sizes is not believed
            except Exception:
                raise _unreadable(f"The part {part.filename} cannot be unpacked.") from None
            left -= len(unpacked)
            if left < 0:
                raise _unreadable(f"It unpacks to more than {most_unpacked // 1_000_000} MB.")
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

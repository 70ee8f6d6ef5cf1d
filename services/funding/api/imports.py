"""Pledges and rates as files: CSV and XLSX. Every bad line is reported, and nothing is half entered."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from fastapi import APIRouter, Response
from pydantic import Base64Bytes, Field

from services.funding.api.access import Finance
from services.funding.api.rates import WORTH
from services.funding.use_cases import imports
from services.funding.use_cases.imports import NewPledge, NewRate
from shared.domain.bad_lines import BadLine, ImportRefused
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.sheets import Format, Row, at, rows_of
from shared.http.versions import versioned
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1")
PLEDGES: Row = (
    "id",
    "kind",
    "donor",
    "donor_id",
    "workshop",
    "item",
    "travellers",
    "in_kind",
    "amount",
    "currency",
    "expected_on",
    "pledged_on",
    "conditions",
    "report_on",
)
RATES: Row = ("base", "quote", "on", "worth", "source", "redenomination")
_LATER = frozenset({"conditions", "report_on", "redenomination"})
"""Columns that a file may leave out, as those did that were made before there were any. They stand at the end, in any
order."""
MOST_LINES = 500
_LONGEST = 300
_LONGEST_CONDITIONS = 2_000
_MOST_DAYS = 20
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3})?")
T = TypeVar("T")


class ImportFile(Input):
    """`file` is CSV in UTF-8 or XLSX, in Base64; its first line names the columns."""

    file: Base64Bytes = Field(max_length=900_000, description="CSV or XLSX, in Base64")
    format: Format = Field(examples=["csv"])


class FileImportView(View):
    entered: tuple[str, ...] = Field(description="The identifiers of what was entered, in the order of the file")


@router.post(
    "/contributions/import",
    status_code=201,
    operation_id="importPledges",
    responses=PROBLEMS,
    tags=["contributions"],
)
async def import_pledges(body: ImportFile, response: Response, command: Finance) -> FileImportView:
    """Record all pledges of a file, or none: its columns are id, kind, donor, donor_id, workshop, item, travellers,
    in_kind (yes or no), amount, currency, expected_on, pledged_on and, where there are any, conditions and report_on
    (days, with spaces between them); 500 lines at most.

    Each line is judged as a pledge by itself (R46, R49, R60). When any does not fit, every bad line is named with its
    field and the reason, and nothing is entered.
    """
    lines = _read(body, PLEDGES, _pledge)
    done = await command.run(lambda unit: imports.import_pledges(unit, lines))
    return versioned(response, FileImportView.of(to_document(done)))


@router.post("/rates/import", status_code=201, operation_id="importRates", responses=PROBLEMS, tags=["rates"])
async def import_rates(body: ImportFile, response: Response, command: Finance) -> FileImportView:
    """Record all rates of a file, or none: its columns are base, quote, on, worth, source and, where there is any,
    redenomination (yes or no); 500 lines at most."""
    lines = _read(body, RATES, _rate)
    done = await command.run(lambda unit: imports.import_rates(unit, lines))
    return versioned(response, FileImportView.of(to_document(done)))


class _Line:
    """One line of a file, and what is wrong with it."""

    def __init__(self, rows: Sequence[Row], number: int, columns: Row) -> None:
        self.number = number + 1
        named = {name: column for column, name in enumerate(rows[0]) if name}
        self.cells = {name: at(rows, number, named[name]) if name in named else "" for name in columns}
        self.bad: list[BadLine] = []
        beside = (column for column, cell in enumerate(rows[number], 1) if cell and column - 1 not in named.values())
        if (column := next(beside, None)) is not None:
            self.refuse(f"column {column}", "The first line gives it no name.")
        for name, cell in self.cells.items():
            longest = _LONGEST_CONDITIONS if name == "conditions" else _LONGEST
            if len(cell) > longest:
                self.refuse(name, f"It is longer than {longest} characters.")
            if "\0" in cell:
                self.refuse(name, "The character U+0000 is not allowed.")

    def refuse(self, field: str, reason: str) -> None:
        self.bad.append(BadLine(line=self.number, field=field, reason=reason))

    def text(self, name: str) -> str:
        if not self.cells[name]:
            self.refuse(name, "It is empty.")
        return self.cells[name]

    def identifier(self, name: str) -> str | None:
        cell = self.cells[name] or None
        if cell is not None and _IDENTIFIER.fullmatch(cell) is None:
            self.refuse(name, "It is no identifier: letters, digits and . _ : - only.")
        return cell

    def day(self, name: str) -> date | None:
        return next(iter(self._days(name, [self.cells[name]] if self.cells[name] else [])), None)

    def days(self, name: str) -> tuple[date, ...]:
        """Several, with spaces between them."""
        cells = self.cells[name].split()
        if len(cells) > _MOST_DAYS:
            self.refuse(name, f"There are {len(cells)} days, more than {_MOST_DAYS}.")
        return self._days(name, cells)

    def _days(self, name: str, cells: Sequence[str]) -> tuple[date, ...]:
        found = []
        for cell in cells:
            try:
                found.append(date.fromisoformat(cell))
            except ValueError:
                self.refuse(name, f"“{cell[:30]}” is no day such as 2018-03-01.")
        return tuple(found)

    def yes(self, name: str) -> bool:
        said = self.cells[name].casefold()
        if said not in ("", "no", "yes"):
            self.refuse(name, "Say yes or no.")
        return said == "yes"

    def money(self) -> Money | None:
        amount, currency = self.text("amount"), self.text("currency")
        if amount and _AMOUNT.fullmatch(amount) is None:
            self.refuse("amount", f"“{amount[:30]}” is no amount such as 12500.00.")
        elif amount and currency:
            try:
                return Money.of(amount, currency)
            except InvalidInput as refused:
                self.refuse("currency", refused.sentence)
        return None


def _pledge(line: _Line) -> NewPledge | None:
    money, cells = line.money(), line.cells
    in_kind = line.yes("in_kind")
    workshop = line.identifier("workshop")
    line.text("workshop")
    new = {name: line.identifier(name) for name in ("id", "donor_id", "travellers")}
    days = {name: line.day(name) for name in ("expected_on", "pledged_on")}
    report_on = line.days("report_on")
    if line.bad or money is None or workshop is None:
        return None
    return NewPledge(
        id=new["id"],
        kind=cells["kind"] or "voluntary",
        donor=cells["donor"] or None,
        donor_id=new["donor_id"],
        workshop=workshop,
        item=cells["item"] or None,
        travellers=new["travellers"],
        in_kind=in_kind,
        amount=money,
        expected_on=days["expected_on"],
        pledged_on=days["pledged_on"],
        conditions=cells["conditions"] or None,
        report_on=report_on,
    )


def _rate(line: _Line) -> NewRate | None:
    base, quote, worth, source = (line.text(name) for name in ("base", "quote", "worth", "source"))
    line.text("on")
    on = line.day("on")
    if worth and re.fullmatch(WORTH.strip("^$"), worth) is None:
        line.refuse("worth", f"“{worth[:30]}” is no rate such as 1.0832.")
    redenomination = line.yes("redenomination")
    if line.bad or on is None:
        return None
    return NewRate(base=base, quote=quote, on=on, worth=Decimal(worth), source=source, redenomination=redenomination)


def _read(body: ImportFile, columns: Row, read: Callable[[_Line], T | None]) -> list[tuple[int, T]]:
    """The lines by their numbers in the file. Raises :class:`ImportRefused` with every cell that cannot be read."""
    rows = rows_of(body.file, format=body.format, most_rows=MOST_LINES + 1)
    _require_columns(rows[0] if rows else (), columns)
    found: list[tuple[int, T]] = []
    bad: list[BadLine] = []
    for number in range(1, len(rows)):
        line = _Line(rows, number, columns)
        if not any(rows[number]):
            continue
        one = read(line)
        bad += line.bad
        if one is not None:
            found.append((line.number, one))
    if bad:
        raise ImportRefused(bad)
    if not found:
        raise InvalidInput("The file has no lines.", remedy="Give one in each line below the first.")
    return found


def _require_columns(first: Row, columns: Row) -> None:
    """Nothing of a file is passed over in silence. Raises ``InvalidInput`` for a first line that has other columns, or
    any twice."""
    remedy = f"Begin with this line: {','.join(columns)}"
    required = tuple(name for name in columns if name not in _LATER)
    if first[: len(required)] != required:
        raise InvalidInput("The first line does not name the columns.", remedy=remedy)
    named = Counter(name for name in first if name)
    for wrong, why in (
        ([name for name in named if name not in columns], "has columns that are not known"),
        ([name for name, times in named.items() if times > 1], "names columns twice"),
    ):
        if wrong:
            listed = ", ".join(f"“{name[:30]}”" for name in wrong[:20])
            raise InvalidInput(f"The first line {why}: {listed}.", remedy=remedy)

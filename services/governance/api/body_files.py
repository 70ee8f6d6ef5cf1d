"""Bodies as files: CSV and XLSX, out and in. Every bad line is reported, and nothing is half entered."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from fastapi import APIRouter
from pydantic import Base64Bytes, Field
from starlette.responses import Response

from services.governance.api.access import Administration, Membership
from services.governance.domain.body import Body
from services.governance.use_cases import bodies
from services.governance.use_cases.bodies import NewBody
from shared.domain.bad_lines import BadLine, ImportRefused
from shared.domain.errors import InvalidInput
from shared.domain.text import LocalizedText
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.sheets import FILES, Row, as_file, at, rows_of
from shared.http.versions import versioned
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["bodies"])
COLUMNS = ("id", "name_en", "name_fr", "name_es", "type", "country", "since")
_LONGEST = 1_000
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


class ImportBodies(Input):
    """`file` is CSV in UTF-8 or XLSX, in Base64, with the columns of the export; the first line names them."""

    file: Base64Bytes = Field(max_length=900_000, description="CSV or XLSX, in Base64")
    format: Literal["csv", "xlsx"] = Field(examples=["csv"])


class ImportedView(View):
    entered: tuple[str, ...] = Field(description="The identifiers of the bodies entered, in the order of the file")


@router.get("/bodies/export", operation_id="exportBodies", responses={**PROBLEMS, **FILES}, response_class=Response)
async def export_bodies(reader: Membership, format: Literal["csv", "xlsx"] = "csv") -> Response:
    """The registered bodies as a file that can be imported again."""
    rows = [_row(document) async for document in reader.store[Body.collection].stream({}, sort=[("_id", 1)])]
    return as_file(COLUMNS, rows, format=format, name="bodies", sheet="Bodies")


@router.post("/bodies/import", status_code=201, operation_id="importBodies", responses=PROBLEMS)
async def import_bodies(body: ImportBodies, response: Response, command: Administration) -> ImportedView:
    """Register all bodies of a file, or none.

    Each line is judged as a registration by itself (R1). When any does not fit, every bad line is named with its field
    and the reason, and nothing is entered.
    """
    rows = rows_of(body.file, format=body.format)
    new = _new_bodies(rows)
    done = await command.run(lambda unit: bodies.import_bodies(unit, new))
    return versioned(response, ImportedView.of(to_document(done)))


def _row(document: Document) -> Row:
    name, spells = document["name"], document.get("spells") or [{}]
    cells = (
        document["_id"],
        *(name.get(language) or "" for language in ("en", "fr", "es")),
        document["type"],
        document.get("country") or "",
        spells[-1].get("since") or "",
    )
    return tuple(cells)


def _new_bodies(rows: Sequence[Row]) -> list[tuple[int, NewBody]]:
    """The lines by their numbers in the file. Raises :class:`ImportRefused` with every cell that cannot be read."""
    if not rows or rows[0][: len(COLUMNS)] != COLUMNS:
        raise InvalidInput(
            "The first line does not name the columns.", remedy=f"Begin with this line: {','.join(COLUMNS)}"
        )
    bad: list[BadLine] = []
    read = [one for number in range(1, len(rows)) for one in _new_body(rows, number, bad)]
    twice = [line for line, one in read if one.id and sum(other.id == one.id for _, other in read) > 1]
    bad += [BadLine(line=line, field="id", reason="Another line has it too.") for line in twice]
    if not read and not bad:
        raise InvalidInput("The file has no body.", remedy="Give one body in each line below the first.")
    if bad:
        raise ImportRefused(sorted(bad, key=lambda one: one.line))
    return read


def _new_body(rows: Sequence[Row], number: int, bad: list[BadLine]) -> Iterator[tuple[int, NewBody]]:
    cells = {name: at(rows, number, column) for column, name in enumerate(COLUMNS)}
    if not any(cells.values()):
        return
    line, before = number + 1, len(bad)
    for name, cell in cells.items():
        if len(cell) > _LONGEST:
            bad.append(BadLine(line=line, field=name, reason=f"It is longer than {_LONGEST} characters."))
        if "\0" in cell:
            bad.append(BadLine(line=line, field=name, reason="The character U+0000 is not allowed."))
    names = {language: cells[f"name_{language}"] for language in ("en", "fr", "es") if cells[f"name_{language}"]}
    if not names:
        bad.append(BadLine(line=line, field="name_en", reason="No name is given in any of the three languages."))
    since = _day(cells["since"], line, bad)
    if cells["id"] and _IDENTIFIER.fullmatch(cells["id"]) is None:
        bad.append(BadLine(line=line, field="id", reason="It is no identifier: letters, digits and . _ : - only."))
    if len(bad) == before:
        yield (
            line,
            NewBody(
                id=cells["id"] or None,
                name=LocalizedText(**names),
                type=cells["type"],
                country=cells["country"] or None,
                since=since,
            ),
        )


def _day(text: str, line: int, bad: list[BadLine]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        bad.append(BadLine(line=line, field="since", reason=f"“{text[:30]}” is no day such as 2017-03-01."))
        return None

"""Delegates' terms as files: CSV and XLSX, out and in. Every bad line is reported, and nothing is half entered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from fastapi import APIRouter
from pydantic import Field, TypeAdapter, ValidationError
from starlette.responses import Response

from services.governance.api.access import Administration, Membership, own_body_alone
from services.governance.api.bodies import NameDelegate
from services.governance.api.body_files import ImportBodies
from services.governance.domain.body import Body
from services.governance.use_cases import bodies
from services.governance.use_cases.bodies import DELEGATES, NewTerm
from shared.domain.bad_lines import BadLine, ImportRefused
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import Identifier
from shared.http.schemas import PROBLEMS, View
from shared.http.sheets import FILES, Row, as_file, at, rows_of
from shared.http.versions import versioned
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["bodies"])
COLUMNS = ("body", "person", "function", "since", "until", "credential")
_BODY = TypeAdapter[str](Identifier)


class ImportedTermsView(View):
    entered: tuple[str, ...] = Field(description="The identifiers of the delegates, in the order of the file")


@router.get(
    "/bodies/delegates/export", operation_id="exportDelegates", responses={**PROBLEMS, **FILES}, response_class=Response
)
async def export_delegates(
    reader: Membership, format: Literal["csv", "xlsx"] = "csv", on: date | None = None
) -> Response:
    """The terms of delegates as a file that can be imported; `on` narrows it to those who spoke on a day.

    A member gets those of its own body. A name that was taken away is left empty.
    """
    own = own_body_alone(reader.actor)
    where: Document = {"_id": own} if own else {}
    names = {one["_id"]: one async for one in reader.store[DELEGATES].stream({"body": own} if own else {})}
    rows = [
        _row(document["_id"], term, names.get(term["delegate"], {}))
        async for document in reader.store[Body.collection].stream(where, sort=[("_id", 1)])
        for term in document.get("terms", ())
        if on is None or (term["since"] <= on.isoformat() and (term["until"] or "9999") >= on.isoformat())
    ]
    return as_file(COLUMNS, rows, format=format, name="delegates", sheet="Delegates")


@router.post("/bodies/delegates/import", status_code=201, operation_id="importDelegates", responses=PROBLEMS)
async def import_delegates(body: ImportBodies, response: Response, command: Administration) -> ImportedTermsView:
    """Enter the terms of all delegates of a file, or none.

    Each line is judged as a term by itself. When any does not fit, every bad line is named with its field and the
    reason, and nothing is entered. A line that says what is on record already is a bad one.
    """
    new = _new_terms(rows_of(body.file, format=body.format))
    done = await command.run(lambda unit: bodies.import_delegates(unit, new))
    return versioned(response, ImportedTermsView.of(to_document(done)))


def _row(body: str, term: Mapping[str, str | None], name: Mapping[str, str | None]) -> Row:
    cells = (body, name.get("person"), name.get("function"), term["since"], term["until"], term["credential"])
    return tuple(cell or "" for cell in cells)


def _new_terms(rows: Sequence[Row]) -> list[tuple[int, NewTerm]]:
    """The lines by their numbers in the file. Raises :class:`ImportRefused` with every cell that cannot be read."""
    if not rows or rows[0][: len(COLUMNS)] != COLUMNS:
        raise InvalidInput(
            "The first line does not name the columns.", remedy=f"Begin with this line: {','.join(COLUMNS)}"
        )
    bad: list[BadLine] = []
    read = [one for number in range(1, len(rows)) for one in _new_term(rows, number, bad)]
    if not read and not bad:
        raise InvalidInput("The file has no delegate.", remedy="Give one term in each line below the first.")
    if bad:
        raise ImportRefused(bad)
    return read


def _new_term(rows: Sequence[Row], number: int, bad: list[BadLine]) -> Iterator[tuple[int, NewTerm]]:
    """By the same form as one term that is entered by itself."""
    cells = {name: at(rows, number, column) for column, name in enumerate(COLUMNS)}
    if not any(cells.values()):
        return
    line, before = number + 1, len(bad)
    try:
        _BODY.validate_python(cells["body"])
    except ValidationError:
        bad.append(BadLine(line=line, field="body", reason="It is no identifier of a body."))
    try:
        term = NameDelegate.model_validate({name: cells[name] or None for name in COLUMNS[1:]})
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            bad.append(BadLine(line=line, field=str(one["loc"][0]), reason=f"{one['msg']}."))
        return
    if len(bad) == before:
        yield (
            line,
            NewTerm(
                body=cells["body"],
                person=term.person,
                function=term.function,
                since=term.since,
                until=term.until,
                credential=term.credential,
            ),
        )

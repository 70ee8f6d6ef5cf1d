"""Participants as CSV, XLSX and JSON as Indico has it, out and in. Every bad line is named; then nothing is entered."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query
from pydantic import Base64Bytes, Field
from starlette.responses import Response

from services.events.api.forms import OccurredOn
from services.events.api.registrants import registrants_of, registrants_to_json
from services.events.api.registration_forms import Gender
from services.events.api.registrations import Staff, StaffReading
from services.events.domain.check_in import lines_of_records
from services.events.domain.group import GroupReason
from services.events.domain.participant_import import import_id
from services.events.domain.registration import Attends, Registration
from services.events.queries import participants_of
from services.events.use_cases import participant_imports
from services.events.use_cases.classifications import COUNTRIES
from services.events.use_cases.registrations import NewRegistration, Participant
from shared.contracts.events import StakeholderGroup
from shared.domain.bad_lines import BadLine, ImportRefused
from shared.domain.errors import InvalidInput
from shared.http.limits import LARGEST_FILE_BYTES
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.sheets import FILES, Format, Row, as_file, at, rows_of
from shared.http.versions import versioned
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1/workshops/{workshop}/registrations", tags=["registrations"])
COLUMNS = ("name", "email", "function", "gender", "group", "body", "country", "attends")
SHOWN = (*COLUMNS, "state", "seat", "received_at", "id")
NEEDED = ("diet", "access_needs")
"""The export has more columns; an import takes no notice of them."""
MOST_LINES = 20_000
AnyFormat = Literal[Format, "json"]
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {**FILES[200]["content"], "application/json": {}}, "description": "One registrant each"}
}
_CALLED = {
    "name": ("full name", "name"),
    "email": ("email", "email address"),
    "function": ("position", "function"),
    "gender": ("gender",),
    "group": ("group",),
    "body": ("body",),
    "country": ("country code", "country"),
    "attends": ("attends",),
}
"""What Indico, or a field of its form, calls each column."""
_LONGEST = 300
_EMAIL = re.compile(r"[^@\s]{1,100}@[^@\s]{1,100}\.[^@\s]{1,50}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")


class ImportParticipants(Input):
    """`file` is CSV in UTF-8 or XLSX, whose first line names the columns, as in the export; or JSON as Indico exports
    registrations: a list of registrants, or `registrants` with it. Group, body and the like, which Indico does not
    know, are fields of its form with those titles."""

    file: Base64Bytes = Field(max_length=LARGEST_FILE_BYTES, description="CSV, XLSX or JSON, in Base64")
    format: AnyFormat = Field(examples=["csv"])
    group_reason: GroupReason | None = Field(
        default=None, description="Why people in it are of another group than the body they come for (R31)"
    )
    occurred_on: OccurredOn = None


class ParticipantImportView(View):
    workshop: str
    lines: int
    entered: int = Field(description="Fewer than `lines` after an interruption: send the same file again to go on")


@router.get("/export", operation_id="exportParticipants", responses={**PROBLEMS, **_FILES}, response_class=Response)
async def export_participants(
    workshop: str,
    reader: StaffReading,
    format: AnyFormat = "csv",
    needs: Annotated[bool, Query(description="With diets and access needs, for whoever caters")] = False,
) -> Response:
    """The registrations of a workshop with who they are, as a file that can be imported again: lines, or JSON as Indico
    exports registrations."""
    await reader.one("workshops", workshop)
    columns = (*SHOWN, *NEEDED) if needs else SHOWN
    rows = [row async for row in _rows(reader.store, workshop, columns)]
    if format == "json":
        people = (dict(zip(columns, row, strict=True)) for row in rows)
        headers = {"Content-Disposition": 'attachment; filename="participants.json"', "Cache-Control": "no-store"}
        return Response(
            await asyncio.to_thread(registrants_to_json, people), media_type="application/json", headers=headers
        )
    return await asyncio.to_thread(as_file, columns, rows, format=format, name="participants", sheet="Participants")


@router.post("/import", status_code=201, operation_id="importParticipants", responses=PROBLEMS)
async def import_participants(
    workshop: str, body: ImportParticipants, response: Response, command: Staff
) -> ParticipantImportView:
    """Register everybody in a file, of up to 20,000 lines: governments first, then in the order of the lines (R31). Of
    JSON the first registrant is line 1.

    When any line does not fit, every bad line is named with its field and the reason, and nothing is entered. The file
    is entered in parts; after an interruption the same file goes on where it stopped and enters nobody twice.
    """
    new = await asyncio.to_thread(_read, body.file, body.format, body.group_reason)
    id = import_id(workshop, body.file)
    done = await command.run(
        lambda unit: participant_imports.start_import(
            unit, id=id, workshop=workshop, new=new, group_reason=body.group_reason, occurred_on=body.occurred_on
        )
    )
    while not done.done:
        done = await command.units.run(
            command.context,
            lambda unit: participant_imports.enter_next_part(unit, id=id, new=new, occurred_on=body.occurred_on),
        )
    return versioned(response, ParticipantImportView.of(to_document(done)))


async def _rows(store: Store, workshop: str, columns: Row) -> AsyncIterator[Row]:
    """In order of receipt; who they are is read for five hundred at a time."""
    part: list[Document] = []
    async for document in store[Registration.collection].stream({"workshop": workshop}, sort=[("_id", 1)]):
        part.append(document)
        if len(part) == 500:
            for row in await _filled(store, part, columns):
                yield row
            part = []
    for row in await _filled(store, part, columns):
        yield row


async def _filled(store: Store, part: Sequence[Document], columns: Row) -> list[Row]:
    ids = [document["_id"] for document in part]
    people = await participants_of(store, ids, with_needs=NEEDED[0] in columns)
    shown = ({**people.get(document["_id"], {}), **document, "id": document["_id"]} for document in part)
    return [tuple(str(one.get(column) or "") for column in columns) for one in shown]


def _read(content: bytes, format: AnyFormat, group_reason: GroupReason | None) -> list[tuple[int, NewRegistration]]:
    """The lines by their numbers in the file, governments first. Raises ``ImportRefused`` with every bad line."""
    lines: Iterable[tuple[int, Row]]
    if format == "json":
        lines = enumerate(_rows_of_registrants(registrants_of(content, most=MOST_LINES)), start=1)
    else:
        rows = rows_of(content, format=format, most_rows=MOST_LINES + 1)
        if not rows or rows[0][: len(COLUMNS)] != COLUMNS:
            raise InvalidInput(
                "The first line does not name the columns.", remedy=f"Begin with this line: {','.join(COLUMNS)}"
            )
        lines = enumerate(rows[1:], start=2)
    bad: list[BadLine] = []
    read = [one for line, row in lines for one in _new_registration(row, line, bad, group_reason)]
    if bad:
        raise ImportRefused(bad)
    if not read:
        raise InvalidInput("The file has nobody.", remedy="Give one person in each line below the first.")
    return sorted(read, key=lambda one: (one[1].group is not StakeholderGroup.GOVERNMENT, one[0]))


def _rows_of_registrants(registrants: Sequence[Mapping[str, object]]) -> Iterator[Row]:
    """Each registrant as a line of the file would have it, so that both are judged and entered alike."""
    for _, cells in lines_of_records(registrants):
        found = {name: _first(cells, called) for name, called in _CALLED.items()}
        parts = (_first(cells, (part,)) for part in ("firstname", "surname"))
        found["name"] = found["name"] or " ".join(part for part in parts if part)
        yield tuple(found[name] for name in COLUMNS)


def _first(cells: Mapping[str, str], called: Sequence[str]) -> str:
    return next((cells[name].strip() for name in called if cells.get(name, "").strip()), "")


def _new_registration(
    row: Row, line: int, bad: list[BadLine], group_reason: GroupReason | None
) -> Iterator[tuple[int, NewRegistration]]:
    """What stands in one line; nothing where it is empty."""
    cells = {name: at((row,), 0, column) for column, name in enumerate(COLUMNS)}
    if not any(cells.values()):
        return
    before = len(bad)

    def says(field: str, reason: str) -> None:
        bad.append(BadLine(line=line, field=field, reason=reason))

    for name, cell in cells.items():
        if len(cell) > _LONGEST:
            says(name, f"It is longer than {_LONGEST} characters.")
        if "\0" in cell:
            says(name, "The character U+0000 is not allowed.")
    if not cells["name"]:
        says("name", "Nobody is named.")
    if cells["email"] and _EMAIL.fullmatch(cells["email"]) is None:
        says("email", "It is no e-mail address.")
    for field, allowed in (("gender", get_args(Gender)), ("group", list(StakeholderGroup)), ("attends", list(Attends))):
        if cells[field] not in allowed and (cells[field] or field == "group"):
            says(field, f"It is none of {', '.join(allowed)}.")
    if cells["body"] and _IDENTIFIER.fullmatch(cells["body"]) is None:
        says("body", "It is no identifier: letters, digits and . _ : - only.")
    if cells["country"] and cells["country"] not in COUNTRIES:
        says("country", "It is no country code of ISO 3166-1, such as CH.")
    if len(bad) == before:
        person = {field: cells[field] or None for field in ("email", "function", "gender")}
        yield (
            line,
            NewRegistration(
                participant=Participant(name=cells["name"], **person),
                group=StakeholderGroup(cells["group"]),
                group_reason=group_reason,
                body=cells["body"] or None,
                country=cells["country"] or None,
                attends=Attends(cells["attends"] or Attends.ROOM),
            ),
        )

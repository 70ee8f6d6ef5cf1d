"""A small service of notes, with every kind of operation and every way to fail."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field

from shared.domain.act import Act, Role
from shared.domain.aggregate import Aggregate
from shared.domain.errors import (
    AlreadyExists,
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    Rule,
    RuleBroken,
    StaleVersion,
    WrongState,
)
from shared.domain.identifiers import Identifier, new_identifier
from shared.domain.message import Audience, Message
from shared.domain.text import LocalizedText, Text
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion, versioned
from shared.persistence.driver import DatabaseTrouble, Document
from shared.persistence.migrations import aggregate_schema, collection
from shared.persistence.unit_of_work import UnitOfWork, to_document
from shared.runtime.service import Service

ROOT = "/sample/v1"
SECRET = "the password of the database is hunter2"
RULE = Rule(number="R99", slug="no-notes-on-sundays", sentence="Notes are not written on Sundays.", lifted_by="editor")


class NoteWritten(Message, type="int.iom.idm.sample.NoteWritten.v1", aggregate="note", audience=Audience.AUDIT):
    pass


class Note(Aggregate, type="note", collection="notes"):
    text: str = ""
    removed: bool = False

    def write(self, act: Act, *, text: str, removed: bool = False) -> None:
        self.text, self.removed = text, removed
        self.record(NoteWritten(), act=act)


class WriteNote(Input):
    id: Identifier | None = None
    text: Text
    title: LocalizedText | None = None
    number: int | None = None
    on: date | None = None
    labels: dict[str, int] = Field(default_factory=dict)


class NoteView(View):
    text: str
    removed: bool


router = APIRouter(prefix=ROOT, tags=["notes"])
Writer = Annotated[Command, acting_as(Role.ADMINISTRATION, Role.MEMBER)]


async def _write(unit: UnitOfWork, id: str | None, text: str) -> Note:
    note = Note(id=id or new_identifier())
    note.write(unit.act(), text=text)
    await unit.add(note)
    if text == "a file":
        unit.put_document("files", note.id, {"big": 2**70})
    return note


async def _rewrite(unit: UnitOfWork, id: str, text: str | None, expected: int | None, *, removed: bool = False) -> Note:
    note = await unit.load(Note, id, expected_version=expected)
    if note.removed:
        raise WrongState("The note was removed.", remedy="Write another.")
    note.write(unit.act(), text=note.text + "!" if text is None else text, removed=removed)
    unit.save(note)
    return note


def _view(response: Response, note: Note) -> NoteView:
    return versioned(response, NoteView.of(to_document(note)))


@router.post("/notes", status_code=201, operation_id="writeNote", responses=PROBLEMS)
async def write_note(body: WriteNote, response: Response, command: Writer) -> NoteView:
    """Write a note."""
    return _view(response, await command.run(lambda unit: _write(unit, body.id, body.text)))


@router.put("/notes/{id}", operation_id="rewriteNote", responses=PROBLEMS)
async def rewrite_note(
    id: str, body: WriteNote, expected: ExpectedVersion, response: Response, command: Writer
) -> NoteView:
    """Write it anew."""
    return _view(response, await command.run(lambda unit: _rewrite(unit, id, body.text, expected)))


@router.patch("/notes/{id}", operation_id="stressNote", responses=PROBLEMS)
async def stress_note(id: str, expected: ExpectedVersion, response: Response, command: Writer) -> NoteView:
    """Add an exclamation mark: done twice, it shows."""
    return _view(response, await command.run(lambda unit: _rewrite(unit, id, None, expected)))


@router.delete("/notes/{id}", operation_id="removeNote", responses=PROBLEMS)
async def remove_note(id: str, expected: ExpectedVersion, response: Response, command: Writer) -> NoteView:
    """Remove it."""
    return _view(response, await command.run(lambda unit: _rewrite(unit, id, "", expected, removed=True)))


@router.get("/notes", operation_id="listNotes", responses=PROBLEMS)
async def list_notes(
    reader: Annotated[Reader, reading_as(PUBLIC)], paging: Paging, response: Response, text: str | None = None
) -> Page[NoteView]:
    """Notes in order of identifier."""
    where = {} if text is None else {"text": text}
    return await page(reader.store["notes"], where, paging=paging, view=NoteView, response=response)


@router.get("/notes/{id}", operation_id="getNote", responses=PROBLEMS)
async def get_note(id: str, reader: Annotated[Reader, reading_as(PUBLIC)], response: Response) -> NoteView:
    """One note."""
    return versioned(response, NoteView.of(await reader.one("notes", id)))


@router.get("/whoami", operation_id="whoAmI", responses=PROBLEMS)
async def who_am_i(reader: Annotated[Reader, reading_as(Role.MEMBER, Role.AUDITOR)]) -> dict[str, str | None]:
    """As whom this request is made."""
    assert reader.actor is not None
    return {"subject": reader.actor.subject, "role": reader.actor.role.value, "body": reader.actor.body}


@router.get("/anybody", operation_id="anybody", responses=PROBLEMS)
async def anybody(reader: Annotated[Reader, reading_as(PUBLIC)]) -> dict[str, str | None]:
    """As whom this public page is read."""
    return {"role": reader.actor.role.value if reader.actor else None}


@router.get("/desk", operation_id="desk", responses=PROBLEMS)
async def desk(reader: Annotated[Reader, reading_as(Role.EDITOR, Role.AUDITOR, PUBLIC)]) -> dict[str, str | None]:
    """As whom a page is read of which editors see most, auditors less and the public least."""
    return {"role": reader.actor.role.value if reader.actor else None}


class _OfItsOwn(WrongState):
    slug = "of-its-own"


REFUSALS: dict[str, DomainError] = {
    "rule": RuleBroken(RULE, "The 4th is a Sunday.", remedy="Write on Monday."),
    "wrong-state": WrongState("It is closed.", remedy="Open it."),
    "already-exists": AlreadyExists("There is one.", remedy="Use it."),
    "not-allowed": NotAllowed("Not yours.", remedy="Ask."),
    "not-found": NotFound("note", "n-1"),
    "invalid-input": InvalidInput("The end is before the start.", remedy="Turn them round."),
    "stale-version": StaleVersion("note", "n-1"),
    "of-its-own": _OfItsOwn("A subclass of a refusal.", remedy="Read."),
    "refused": DomainError("A refusal of no class in the table.", remedy="Read."),
}
FAILURES: dict[str, Exception] = {
    "bug": LookupError(SECRET),
    "database": DatabaseTrouble(SECRET),
    "too-big": OverflowError(SECRET),
}


@router.get("/fails/{how}", operation_id="fail", responses=PROBLEMS)
async def fail(how: str) -> None:
    """Fail."""
    raise REFUSALS.get(how) or FAILURES[how]


@router.get("/broken-view", operation_id="brokenView", responses=PROBLEMS)
async def broken_view() -> NoteView:
    """A stored document that fits no view: a bug, whose report quotes the document."""
    stored: Document = {"_id": "n-1", "version": "first", "text": {"secret": SECRET}}
    return NoteView.of(stored)


@router.get("/unwritable", operation_id="unwritable", responses=PROBLEMS)
async def unwritable() -> Any:
    """An answer that cannot be written."""
    return {"number": float("nan"), "text": "\ud800"}


SERVICE = Service(
    name="sample",
    summary="Notes",
    routers=lambda: (router,),
    migrations=(collection("notes", schema=aggregate_schema(text={"bsonType": "string"})),),
    reactions={},
)

"""Documents of workshops and volumes: announced, described, published for their readers, taken off."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import Field, model_validator

from services.publications.api.access import Editor, Readers
from services.publications.api.actions import judge_documents
from services.publications.api.forms import Happened, OccurredOn, OwnId, Reason
from services.publications.domain.document import (
    Access,
    Description,
    Document,
    Kind,
    LanguageCode,
    State,
    Upload,
    Version,
)
from services.publications.queries import document_as_published, document_criteria, readable, sees_drafts
from services.publications.use_cases import documents
from shared.domain.act import Actor
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText
from shared.http.acting import Command
from shared.http.actions import ActedView, Listing, Offering, Offers
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence import driver
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/publications/v1", tags=["documents"])
Filter = Annotated[str | None, Query(max_length=100)]


class DescribeDocument(Input):
    kind: Kind
    title: LocalizedText
    language: LanguageCode = Field(description="ISO 639: the one it is written in", examples=["fr"])
    dated: date = Field(description="The day it bears (R64)", examples=["2018-03-01"])
    access: Access = Field(description="Who reads it once it is published")
    occurred_on: OccurredOn = None

    def description(self) -> Description:
        return Description(**{name: getattr(self, name) for name in Description.model_fields})


class AnnounceDocument(DescribeDocument):
    """Of a workshop (with its cycle) or of a volume."""

    id: OwnId = None
    workshop: Identifier | None = Field(default=None, examples=["workshop-2018-1"])
    cycle: Identifier | None = Field(default=None, description="The workshop's", examples=["cycle-2018"])
    volume: Identifier | None = None

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        if (self.workshop is None) == (self.volume is None) or (self.workshop is None) != (self.cycle is None):
            raise ValueError("name either a workshop with its cycle, or a volume")
        return self


class TakeDocumentOff(Input):
    reason: Reason
    occurred_on: OccurredOn = None


class DocumentView(ActedView):
    """``versions`` are all for staff, and the one on the page for everybody else."""

    workshop: str | None
    cycle: str | None
    volume: str | None
    about: Description
    state: State
    state_since: date
    upload: Upload | None
    versions: tuple[Version, ...]
    current: int | None
    """The number of the version on the page."""
    reason: str | None
    after_close: bool


class PublishedDocumentView(DocumentView):
    """The same form, with what is not published left out."""

    @classmethod
    def of(cls, document: driver.Document) -> "PublishedDocumentView":
        return super().of(document_as_published(document))


def view_for(actor: Actor | None) -> type[DocumentView]:
    return DocumentView if sees_drafts(actor) else PublishedDocumentView


async def changed(document: Document, offers: Offers, command: Command) -> DocumentView:
    """The answer to whoever changed it."""
    return await offers.one(DocumentView, to_document(document), judge=judge_documents, to=command.actor)


@router.post("/documents", status_code=201, operation_id="announceDocument", responses=PROBLEMS)
async def announce_document(body: AnnounceDocument, offers: Offering, command: Editor) -> DocumentView:
    """Say that a document belongs on the page of a workshop or a volume. Its file may come later; until a public one
    is published, it is listed as missing, and the workshop's cycle is not closed (R65)."""
    about = body.description()
    made = await command.run(
        lambda unit: documents.announce_document(
            unit,
            identifier=body.id,
            workshop=body.workshop,
            cycle=body.cycle,
            volume=body.volume,
            about=about,
            occurred_on=body.occurred_on,
        )
    )
    return await changed(made, offers, command)


@router.get("/documents", operation_id="listDocuments", responses=PROBLEMS)
async def list_documents(
    offers: Offering,
    reader: Readers,
    paging: Paging,
    workshop: Filter = None,
    volume: Filter = None,
    cycle: Filter = None,
    state: State | None = None,
    access: Access | None = None,
    kind: Kind | None = None,
    language: Annotated[str | None, Query(max_length=3)] = None,
) -> Listing[DocumentView]:
    """Documents in order of identifier. Staff see all of them, the Membership and the public those that are published
    for them. `state=announced&access=public` are the public ones that are missing (R65)."""
    where = document_criteria(
        reader.actor,
        workshop=workshop,
        volume=volume,
        cycle=cycle,
        state=state,
        about__access=access,
        about__kind=kind,
        about__language=language,
    )
    return await offers.listing(
        view_for(reader.actor),
        where,
        collection="documents",
        paging=paging,
        judge=judge_documents,
        to=reader.actor,
        creates=[Action(operation="announceDocument")],
    )


@router.get("/documents/{document}", operation_id="getDocument", responses=PROBLEMS)
async def get_document(document: str, offers: Offering, reader: Readers) -> DocumentView:
    """One document."""
    found = readable(await reader.one("documents", document), to=reader.actor)
    return await offers.one(view_for(reader.actor), found, judge=judge_documents, to=reader.actor)


@router.put("/documents/{document}", operation_id="describeDocument", responses=PROBLEMS)
async def describe_document(
    document: str, body: DescribeDocument, offers: Offering, expected: ExpectedVersion, command: Editor
) -> DocumentView:
    """Say something else about it. Who reads it changes at once. What is on the page comes before no more readers
    while a speaker's name or picture that was taken back waits for a person (R30)."""
    about = body.description()
    result = await command.run(
        lambda unit: documents.describe_document(
            unit, document, about=about, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await changed(result, offers, command)


@router.post("/documents/{document}/publication", operation_id="publishDocument", responses=PROBLEMS)
async def publish_document(
    document: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Editor
) -> DocumentView:
    """Put its latest version on the page, for those whom `access` names. Of a workshop where a speaker's name or
    picture was taken back, nothing but what is internal comes out before a person followed that (R30)."""
    result = await command.run(
        lambda unit: documents.publish_document(unit, document, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await changed(result, offers, command)


@router.post("/documents/{document}/removal", operation_id="takeDocumentOff", responses=PROBLEMS)
async def take_document_off(
    document: str, body: TakeDocumentOff, offers: Offering, expected: ExpectedVersion, command: Editor
) -> DocumentView:
    """Take it off the page, or say that it will not come. It can be published again; its versions are kept."""
    result = await command.run(
        lambda unit: documents.take_document_off(
            unit, document, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await changed(result, offers, command)

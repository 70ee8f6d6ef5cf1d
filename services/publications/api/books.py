"""Editions whose files are made here, from one source: PDF, EPUB and HTML, each checked before it comes out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from services.publications.api.access import Anybody, Editor
from services.publications.api.actions import judge_volumes
from services.publications.api.book_files import made_of
from services.publications.api.forms import EditionIdentifierForm, OccurredOn
from services.publications.api.making import Step, Tell, told
from services.publications.api.turns import turn_of
from services.publications.api.views import VolumeView
from services.publications.domain.book import Book, book_of
from services.publications.domain.catalogue_record import CatalogueRecord
from services.publications.domain.identity import catalogue_id, report_id
from services.publications.domain.made import MEDIA_TYPES, own_path
from services.publications.domain.onix import as_onix
from services.publications.domain.report import Report
from services.publications.domain.standing import State
from services.publications.domain.volume import Volume
from services.publications.queries import sees_drafts, visible
from services.publications.use_cases import books
from shared.contracts.publications import Edition, EditionFormat, EditionIdentifier, Translator
from shared.domain.actions import refuse
from shared.domain.errors import NotFound, RuleBroken
from shared.domain.text import Language
from shared.http.acting import platform_of
from shared.http.actions import Offering, by_id, woken
from shared.http.downloads import download, downloads_of
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Store
from shared.persistence.files import Files
from shared.persistence.unit_of_work import UnitOfWork, to_document

router = APIRouter(prefix="/publications/v1", tags=["volumes"])
_FILE = {**PROBLEMS, **downloads_of(*(one.split(";")[0] for one in MEDIA_TYPES.values()))}


class MakeEdition(Input):
    formats: tuple[EditionFormat, ...] = Field(min_length=1, max_length=len(EditionFormat))
    identifiers: tuple[EditionIdentifierForm, ...] = Field(default=(), max_length=20)
    translated_by: Translator | None = Field(
        default=None,
        description="Marks a translation: it is not official before a person signs for it (R68), and its imprint says "
        "where to find out",
    )
    occurred_on: OccurredOn = None

    def edition(self, language: Language, address: str) -> Edition:
        return Edition(
            language=language,
            formats=tuple(dict.fromkeys(self.formats)),
            identifiers=tuple(EditionIdentifier(**one.model_dump()) for one in self.identifiers),
            address=address,
            translated_by=self.translated_by,
        )


@router.post("/volumes/{volume}/editions/{language}", operation_id="makeEdition", responses=PROBLEMS)
async def make_edition(
    volume: str,
    language: Language,
    body: MakeEdition,
    request: Request,
    offers: Offering,
    expected: ExpectedVersion,
    command: Editor,
) -> VolumeView:
    """Make an edition from the volume, its imprint and the reports on its workshops, as they are now: the files are
    made, checked, and kept with what the checks say (`made`). It takes a few seconds, of an EPUB about ten; meanwhile
    `…/making` says how far it is; where too many EPUBs wait, it is 503. The volume comes out once they are made of its
    source as it is then and have passed; of a published one, nothing else is taken.
    """
    platform = platform_of(request)
    edition = body.edition(language, f"{platform.public_url}{own_path(volume, language)}")

    async def judge(unit: UnitOfWork) -> Volume:
        found = await books.judge_edition(
            unit, volume, edition=edition, occurred_on=body.occurred_on, expected_version=expected
        )
        # Of a published volume the files decide too: they are made even where it was only asked whether they could be.
        if command.validate_only and found.state is not State.PUBLISHED:
            return found
        raise _ToBeMade(found)

    try:
        # Comes back only from a repeat by its Idempotency-Key: nothing is made again for that.
        changed = await command.run(judge)
    except _ToBeMade as judged:
        known = judged.volume
        book = book_of(known, await _reports(platform.store, known), edition)
        onix = as_onix(_listed(known, edition, book), contact=platform.contact_email)
        on = command.context.act(body.occurred_on).occurred_on
        async with told(platform.store, volume=volume, language=language, formats=edition.formats) as tell:
            async with _turn(request, edition, tell):
                made, files = await made_of(book, onix=onix, on=on, tell=tell)
            await tell(Step.KEEP)
            # It took a while: what is recorded now happened now.
            changed = await command.as_of_now().run(
                lambda unit: books.keep_edition(
                    unit,
                    volume,
                    edition=edition,
                    made=made,
                    files=files,
                    occurred_on=body.occurred_on,
                    expected_version=expected,
                )
            )
    return await offers.one(VolumeView, to_document(changed), judge=judge_volumes, to=command.actor)


@asynccontextmanager
async def _turn(request: Request, edition: Edition, tell: Tell) -> AsyncIterator[None]:
    """Only EPUBs take turns."""
    if EditionFormat.EPUB not in edition.formats:
        yield
        return
    await tell(Step.WAIT_FOR_TURN)
    async with turn_of(request):
        yield


class _ToBeMade(Exception):
    """Nothing refuses the edition before its files are there. It ends the unit of work that found so: nothing is kept
    of that, not the request's key either."""

    def __init__(self, volume: Volume) -> None:
        super().__init__(volume.id)
        self.volume = volume


@router.get(
    "/volumes/{volume}/editions/{language}",
    operation_id="downloadEdition",
    responses=_FILE,
    response_class=Response,
)
async def download_edition(
    volume: str,
    language: Language,
    request: Request,
    response: Response,
    reader: Anybody,
    format: Annotated[EditionFormat | None, Query(description="Its first one when left out")] = None,
) -> Response:
    """The file of an edition that is made here, once its volume is published; for staff before, too. Nobody gets one
    that may tell a story to which its speaker does not agree (R30): make it again, and the story is left out."""
    found = woken(Volume, visible(await reader.one("volumes", volume), kind="volume", to=reader.actor))
    made = found.made_in(language)
    file = next((one for one in made.files if format in (None, one.format)), None) if made else None
    if made is None or file is None:
        raise NotFound("file of the edition", f"{volume}.{language}")
    try:
        refuse(books.obstacles_to_hand_out(found, made, await _reports(reader.store, found)))
    except RuleBroken:
        if sees_drafts(reader.actor):
            raise
        # To the public there is no such file: who took what back is not theirs to know.
        raise NotFound("file of the edition", f"{volume}.{language}") from None
    files = Files(reader.store)

    def read(first: int, last: int) -> AsyncIterator[bytes]:
        return files.read(file.file, first=first, last=last)

    return download(
        request,
        response,
        read=read,
        size_bytes=file.size_bytes,
        digest=file.sha256,
        media_type=MEDIA_TYPES[file.format],
        name=f"{volume}-{language}.{file.format}",
    )


async def _reports(store: Store, volume: Volume) -> dict[str, Report]:
    found = await by_id(store, Report, {report_id(one.workshop) for one in volume.workshops})
    return {report.workshop: report for report in found.values()}


def _listed(volume: Volume, edition: Edition, book: Book) -> CatalogueRecord:
    """The record as it would be with the edition in it, of which the message is checked."""
    others = tuple(one for one in volume.editions if one.language is not edition.language)
    return CatalogueRecord(
        id=catalogue_id(volume.id),
        volume=volume.id,
        number=volume.number,
        title=volume.official_title,
        original_language=volume.original_language,
        workshops=volume.workshops,
        editions=(*others, edition),
        imprint=volume.imprint,
        listed_on=volume.published_on or book.dated,
        changed_at=datetime.combine(book.dated, datetime.min.time(), UTC),
    )

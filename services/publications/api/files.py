"""The files of documents: sent in parts, by whoever goes on where it broke off; downloaded whole or in ranges."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from services.publications.api.access import Editor, Readers, Staff
from services.publications.api.documents import DocumentView, changed
from services.publications.api.forms import Happened, OccurredOn
from services.publications.domain.document import Document, Sha256, Version
from services.publications.domain.file_types import FILE_TYPES, LARGEST_FILE_BYTES
from services.publications.queries import readable, sees_drafts
from services.publications.use_cases import documents
from shared.domain.errors import NotFound
from shared.http.acting import Reader, platform_of
from shared.http.actions import Offering, woken
from shared.http.downloads import download, downloads_of
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Store
from shared.persistence.files import PART_BYTES, Files, parts_of

router = APIRouter(prefix="/publications/v1", tags=["documents"])
_FILE = {**PROBLEMS, **downloads_of(*(kind.media_type.split(";")[0] for kind in FILE_TYPES))}
_PART: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_MOST_PARTS = parts_of(LARGEST_FILE_BYTES)
PartNumber = Annotated[int, Path(ge=0, lt=_MOST_PARTS, description="From 0")]
VersionNumber = Annotated[int, Path(ge=1, le=1_000_000)]


class BeginUpload(Input):
    size_bytes: int = Field(
        ge=-(2**62), le=2**62, description=f"At least 1 and at most {LARGEST_FILE_BYTES}", examples=[120_000]
    )
    sha256: Sha256 = Field(description="Of the whole file, in small letters", examples=["0" * 64])
    occurred_on: OccurredOn = None


class UploadView(View):
    """`version` is that of the document."""

    size_bytes: int
    part_bytes: int
    """What every part has but the last."""
    parts: int
    received: tuple[int, ...]
    """The numbers of the parts that are there; whoever goes on sends the others."""


@router.post("/documents/{document}/uploads", status_code=201, operation_id="beginUpload", responses=PROBLEMS)
async def begin_upload(
    document: str, body: BeginUpload, offers: Offering, expected: ExpectedVersion, command: Editor
) -> DocumentView:
    """Say which file is coming; `upload` of the answer names it. Its parts follow, in any order, and again where one
    was cut off. What is not finished within two days of its last part is forgotten."""
    result = await command.run(
        lambda unit: documents.begin_upload(
            unit,
            document,
            size_bytes=body.size_bytes,
            sha256=body.sha256,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await changed(result, offers, command)


@router.get("/documents/{document}/uploads/{upload}", operation_id="getUpload", responses=PROBLEMS)
async def get_upload(document: str, upload: str, reader: Staff) -> UploadView:
    """How far it has come: ask after a break, and send what is missing."""
    return await _upload(reader.store, woken(Document, await reader.one("documents", document)), upload)


@router.put(
    "/documents/{document}/uploads/{upload}/parts/{number}",
    operation_id="putPart",
    responses=PROBLEMS,
    openapi_extra=_PART,
)
async def put_part(document: str, upload: str, number: PartNumber, request: Request, command: Editor) -> UploadView:
    """Send one part, as it is (`application/octet-stream`): `part_bytes` of them, the last one what is left."""
    command.require_in_earnest()
    store, content = platform_of(request).store, await request.body()
    known = woken(Document, await Reader(store=store, actor=command.actor).one("documents", document))
    documents.check_part(known, upload=upload, number=number, size_bytes=len(content))
    await Files(store).put_part(upload, number, content)
    return await _upload(store, known, upload)


@router.post("/documents/{document}/uploads/{upload}/finish", operation_id="finishUpload", responses=PROBLEMS)
async def finish_upload(
    document: str,
    upload: str,
    body: Happened,
    request: Request,
    offers: Offering,
    expected: ExpectedVersion,
    command: Editor,
) -> DocumentView:
    """All parts are there. The file's hash is compared, and its type told from what is in it: archives, macros and
    what a browser would run are not taken. It is the latest version then, and on no page before it is published."""
    files = Files(platform_of(request).store)
    result = await command.run(
        lambda unit: documents.finish_upload(
            unit,
            files,
            document,
            upload=upload,
            occurred_on=body.occurred_on,
            expected_version=expected,
            judged_only=command.validate_only,
        )
    )
    await files.settled(upload)
    return await changed(result, offers, command)


@router.get("/documents/{document}/file", operation_id="downloadDocument", responses=_FILE, response_class=Response)
async def download_document(document: str, request: Request, response: Response, reader: Readers) -> Response:
    """The version on the page, whole or in a range (`Range`). A browser saves it and runs nothing in it."""
    found = woken(Document, readable(await reader.one("documents", document), to=reader.actor))
    return _file(found, found.current, request, response, reader)


@router.get(
    "/documents/{document}/versions/{number}/file",
    operation_id="downloadVersion",
    responses=_FILE,
    response_class=Response,
)
async def download_version(
    document: str, number: VersionNumber, request: Request, response: Response, reader: Readers
) -> Response:
    """Any version for staff; for others the one on the page, under an address that always gives the same bytes."""
    found = woken(Document, readable(await reader.one("documents", document), to=reader.actor))
    shown = number if sees_drafts(reader.actor) or number == found.current else None
    return _file(found, shown, request, response, reader)


def _file(document: Document, number: int | None, request: Request, response: Response, reader: Reader) -> Response:
    version = _version(document, number)
    files = Files(reader.store)
    return download(
        request,
        response,
        read=lambda first, last: files.read(version.file, first=first, last=last),
        size_bytes=version.size_bytes,
        digest=version.sha256,
        media_type=version.media_type,
        name=f"{document.id}-{document.about.language}-{version.number}.{version.suffix}",
    )


def _version(document: Document, number: int | None) -> Version:
    found = next((version for version in document.versions if version.number == number), None)
    if found is None:
        raise NotFound("file of the document", document.id)
    return found


async def _upload(store: Store, document: Document, upload: str) -> UploadView:
    awaited = document.awaited(upload)
    return UploadView(
        id=upload,
        version=document.version,
        size_bytes=awaited.size_bytes,
        part_bytes=PART_BYTES,
        parts=parts_of(awaited.size_bytes),
        received=tuple(await Files(store).received(upload)),
    )

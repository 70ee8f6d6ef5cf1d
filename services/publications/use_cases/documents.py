"""A document of a workshop or a volume, from its announcement to its versions on the page."""

import asyncio
import hashlib
from datetime import date

from services.publications.domain.cycle import Cycle
from services.publications.domain.document import Description, Document, State, Upload
from services.publications.domain.file_types import FileType, type_of
from services.publications.domain.identity import check_own_id, report_id
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from shared.domain.act import Act
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.identifiers import new_identifier
from shared.persistence.files import FILES, Files, part_size, parts_of
from shared.persistence.unit_of_work import UnitOfWork

_MOST_UNNAMED = 1_000
"""Published during an upgrade, and so named by no volume."""


async def announce_document(
    unit: UnitOfWork,
    *,
    identifier: str | None,
    workshop: str | None,
    cycle: str | None,
    volume: str | None,
    about: Description,
    occurred_on: date | None,
) -> Document:
    """It belongs on the page of a workshop of a cycle, or of a volume. Raises ``NotFound`` for one there is not."""
    act = unit.act(occurred_on)
    if identifier is not None:
        check_own_id(identifier, meant="")
    if cycle is not None and workshop is not None:
        await _cycle_with(unit, cycle, workshop)
    if volume is not None:
        await unit.load(Volume, volume)
    document = Document(
        id=identifier or new_identifier(),
        workshop=workshop,
        cycle=cycle,
        volume=volume,
        about=about,
        state_since=act.occurred_on,
    )
    await _mark(unit, document)
    document.announce(act)
    await unit.add(document)
    await _review(unit, act, document)
    return document


async def describe_document(
    unit: UnitOfWork, identifier: str, *, about: Description, occurred_on: date | None, expected_version: int | None
) -> Document:
    """Say something else about it. Raises ``RuleBroken`` R30."""
    document, act = await _loaded(unit, identifier, occurred_on, expected_version)
    document.describe(act, about=about, reports=await _reports(unit, document))
    return await _kept(unit, act, document)


async def begin_upload(
    unit: UnitOfWork,
    identifier: str,
    *,
    size_bytes: int,
    sha256: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Document:
    """A file is going to be sent, in parts. Raises ``InvalidInput``."""
    document, act = await _loaded(unit, identifier, occurred_on, expected_version)
    document.begin_upload(act, upload=Upload(id=new_identifier(), size_bytes=size_bytes, sha256=sha256))
    return await _kept(unit, act, document)


async def finish_upload(
    unit: UnitOfWork,
    files: Files,
    identifier: str,
    *,
    upload: str,
    occurred_on: date | None,
    expected_version: int | None,
    judged_only: bool = False,
) -> Document:
    """All parts are there: the file is checked, and the latest version. Raises ``InvalidInput`` for parts that are
    missing, a file that is not the one that was to come, and a type that is not taken; then parts may be sent again.

    What is ``judged_only`` is not kept, and so its parts are not sealed.
    """
    document, act = await _loaded(unit, identifier, occurred_on, expected_version)
    awaited = document.awaited(upload)
    missing = sorted(set(range(parts_of(awaited.size_bytes))) - set(await files.received(upload)))
    if missing:
        raise InvalidInput(
            f"Parts of the file are missing: {', '.join(map(str, missing[:10]))}{' …' if missing[10:] else ''}.",
            remedy="Send them, and finish the upload then.",
            slug="parts-missing",
        )
    if not judged_only:
        await files.seal(upload)
    try:
        content = bytearray()
        async for part in files.read(upload, first=0, last=awaited.size_bytes - 1):
            content += part
        digest, kind = await asyncio.to_thread(_looked_at, bytes(content))
        document.store(act, upload=awaited, kind=kind, sha256=digest)
    except InvalidInput:
        if not judged_only:
            await files.unseal(upload)
        raise
    name = f"{document.id}-{document.versions[-1].number}.{kind.suffix}"
    # That it was sealed is no part of this transaction, which began before.
    entry = files.entry(name=name, size_bytes=awaited.size_bytes, stored_at=unit.context.recorded_at)
    unit.put_document(FILES, upload, entry)
    return await _kept(unit, act, document)


async def publish_document(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Document:
    """Its latest version is on the page. Raises ``WrongState``, ``RuleBroken`` R30."""
    document, act = await _loaded(unit, identifier, occurred_on, expected_version)
    volume = await unit.load(Volume, document.volume) if document.volume else None
    document.publish(act, volume=volume, reports=await _reports(unit, document))
    _note(unit, act, document, volume, shown=True)
    return await _kept(unit, act, document)


async def take_document_off(
    unit: UnitOfWork, identifier: str, *, reason: str, occurred_on: date | None, expected_version: int | None
) -> Document:
    """It leaves the page, or is not to come any more."""
    document, act = await _loaded(unit, identifier, occurred_on, expected_version)
    document.take_off(act, reason=reason)
    volume = await unit.load(Volume, document.volume) if document.volume else None
    _note(unit, act, document, volume, shown=False)
    return await _kept(unit, act, document)


async def take_documents_of_volume_off(unit: UnitOfWork, act: Act, volume: Volume, *, reason: str) -> None:
    """What belongs to a volume that is withdrawn leaves the page with it."""
    # An instance of the version before, which may still run beside this one, puts documents on the page unnamed.
    where = {"volume": volume.id, "state": State.PUBLISHED.value}
    unnamed = {found["_id"] for found in await unit.query(Document.collection, where, limit=_MOST_UNNAMED)}
    for identifier in sorted({*volume.documents, *unnamed}):
        document = await unit.load(Document, identifier)
        document.after_close = volume.after_close
        document.take_off(act, reason=reason)
        unit.save(document)
        volume.note_document(act, document=identifier, shown=False)


def _note(unit: UnitOfWork, act: Act, document: Document, volume: Volume | None, *, shown: bool) -> None:
    if volume is not None:
        volume.note_document(act, document=document.id, shown=shown)
        unit.save(volume)


def check_part(document: Document, *, upload: str, number: int, size_bytes: int) -> None:
    """Raises ``NotFound`` for an upload that does not go on, ``InvalidInput`` for a part that does not fit into it:
    one that was cut off, or too long."""
    awaited = document.awaited(upload)
    parts = parts_of(awaited.size_bytes)
    if number >= parts:
        raise InvalidInput(f"The file has {parts} parts, numbered from 0.", remedy="Send those alone.")
    wanted = part_size(number, of=awaited.size_bytes)
    if size_bytes != wanted:
        raise InvalidInput(
            f"The part {number} has {size_bytes} bytes instead of {wanted}.",
            remedy="Send it again, whole.",
            slug="part-of-another-size",
        )


def _looked_at(content: bytes) -> tuple[str, FileType]:
    return hashlib.sha256(content).hexdigest(), type_of(content)


async def _loaded(
    unit: UnitOfWork, identifier: str, occurred_on: date | None, expected_version: int | None
) -> tuple[Document, Act]:
    document = await unit.load(Document, identifier, expected_version=expected_version)
    await _mark(unit, document)
    return document, unit.act(occurred_on)


async def _kept(unit: UnitOfWork, act: Act, document: Document) -> Document:
    unit.save(document)
    await _review(unit, act, document)
    return document


async def _cycle_with(unit: UnitOfWork, cycle: str, workshop: str) -> Cycle:
    known = await unit.find(Cycle, cycle)
    if known is None or not known.knows(workshop):
        raise NotFound(f"workshop of the cycle {cycle}", workshop)
    return known


async def _mark(unit: UnitOfWork, document: Document) -> None:
    """After the close of the workshop's cycle, or of that of any workshop the volume covers (domain.md 1.8)."""
    if document.cycle is not None:
        document.after_close = (await unit.load(Cycle, document.cycle)).closed_on is not None
    elif document.volume is not None:
        document.after_close = any(report.closed_on is not None for report in await _reports(unit, document))


async def _reports(unit: UnitOfWork, document: Document) -> list[Report]:
    """Those there are of its workshop, or of the workshops of its volume."""
    if document.volume is not None:
        volume = await unit.load(Volume, document.volume)
        return [await unit.load(Report, report_id(one.workshop)) for one in volume.workshops]
    report = await unit.find(Report, report_id(document.workshop)) if document.workshop else None
    return [report] if report else []


async def _review(unit: UnitOfWork, act: Act, document: Document) -> None:
    """The cycle is part of every write of a document: two editors at one moment meet there."""
    if document.cycle is not None:
        cycle = await unit.load(Cycle, document.cycle)
        cycle.review(act, documents=(document,))
        unit.save(cycle)

"""The files of an edition: made from its source, and checked, before anything of them is kept."""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from services.publications.api import book_checks
from services.publications.api.making import Step, Tell, check_step, make_step
from services.publications.domain.book import Book
from services.publications.domain.book_epub import as_epub
from services.publications.domain.book_html import as_html
from services.publications.domain.book_layout import laid_out
from services.publications.domain.made import MadeEdition, MadeFile, Verdict
from shared.contracts.publications import EditionFormat
from shared.http.pdf import set_pdf

_TEMPLATE = Path(__file__).with_name("red_book.typ").read_bytes()


async def made_of(book: Book, *, onix: bytes, on: date, tell: Tell) -> tuple[MadeEdition, Mapping[str, bytes]]:
    """The edition with the verdicts, and its files by identifier. ``onix`` is the volume's message with it; ``tell``
    hears of each step before it is done."""
    contents: dict[EditionFormat, bytes] = {}
    for kind in book.formats:
        await tell(make_step(kind))
        contents[kind] = await asyncio.to_thread(content_of, book, kind)
    files: list[MadeFile] = []
    for kind, content in contents.items():
        await tell(check_step(kind))
        files.append(
            MadeFile(
                format=kind,
                file=f"made-{hashlib.sha256(f'{book.volume} {kind} '.encode() + content).hexdigest()[:32]}",
                size_bytes=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                verdicts=(await asyncio.to_thread(_checked, content, book, kind),),
            )
        )
    await tell(Step.CHECK_ONIX)
    edition = MadeEdition(
        language=book.language,
        source=book.digest,
        made_on=on,
        address=book.address,
        untranslated=book.untranslated,
        files=tuple(files),
        onix=await asyncio.to_thread(book_checks.check_onix, onix),
    )
    return edition, {file.file: contents[file.format] for file in files}


def content_of(book: Book, kind: EditionFormat) -> bytes:
    """The same bytes for the same book."""
    if kind is EditionFormat.EPUB:
        return as_epub(book)
    layout = laid_out(book)
    if kind is EditionFormat.HTML:
        return as_html(layout).encode()
    day = datetime.combine(book.dated, datetime.min.time(), UTC)
    return set_pdf(_TEMPLATE, name="book", content=layout.model_dump_json(), day=day)


def _checked(content: bytes, book: Book, kind: EditionFormat) -> Verdict:
    if kind is EditionFormat.EPUB:
        return book_checks.check_epub(content)
    if kind is EditionFormat.HTML:
        return book_checks.check_html(content, book)
    return book_checks.check_pdf(content, book)

"""What a reader's program would run or fetch in a PDF or an EPUB: such files are not taken.

It looks at what readers are told to do; it is no virus scanner, and a browser never opens a file of ours by itself
(``shared/http/downloads.py``).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator

from shared.domain.errors import InvalidInput

_REMEDY = (
    "Send a PDF, a document of Word, Excel, PowerPoint or OpenDocument without macros, an EPUB, a PNG or JPEG picture, "
    "or plain text in UTF-8."
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_RUN = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA|EmbeddedFiles|ImportData)(?![A-Za-z0-9])")
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_LARGEST_OBJECTS_BYTES = 20_000_000
"""Of the objects that are packed in one stream; a document has a small part of that."""
_MOST_OBJECTS_BYTES = 200_000_000
_PAGES = (".xhtml", ".html", ".htm", ".svg", ".xml", ".opf", ".ncx")
_LARGEST_PAGE_BYTES = 10_000_000
_ACTIVE = re.compile(
    rb"<\s*(?:[a-z]+:)?(?:script|iframe|object|embed|applet)\b|[\s\"'/]on[a-z]+\s*=\s*[\"']|javascript\s*:|<!entity"
)


def refused(sentence: str) -> InvalidInput:
    """A file that is not taken, and which are."""
    return InvalidInput(sentence, remedy=_REMEDY, slug="file-not-taken")


def check_pdf(content: bytes) -> None:
    """Raises ``InvalidInput`` for one with a script, a program to start, a film, a form of its own kind or another file
    in it, and for one that is locked, since nobody sees what is in that."""
    unpacked = 0
    for told in _told(content):
        unpacked += len(told)
        if unpacked > _MOST_OBJECTS_BYTES + len(content):
            raise refused("The file would unpack to far more than a document holds.")
        plain = _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), told)
        if _LOCKED.search(plain):
            raise refused("The PDF is protected, and what is in it cannot be looked at.")
        if _RUN.search(plain):
            raise refused("The PDF has a script, a program, a film, an active form or another file in it.")


def _told(content: bytes) -> Iterator[bytes]:
    """Everything but what is in streams; and the objects that are packed in some of these."""
    at = 0
    while (begin := content.find(b"stream", at)) >= 0 and (end := content.find(b"endstream", begin)) >= 0:
        told = content[at:begin]
        yield told
        # What stands last before a stream says what it is.
        about = told[told.rfind(b"obj") + 3 :]
        if b"/ObjStm" in about:
            yield _unpacked(content[begin + len(b"stream") : end].lstrip(b"\r\n"), flate=b"Flate" in about)
        at = end + len(b"endstream")
    yield content[at:]


def _unpacked(objects: bytes, *, flate: bool) -> bytes:
    if not flate:
        return objects
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(objects, _LARGEST_OBJECTS_BYTES)
    except zlib.error:
        raise refused("The PDF is broken: objects in it cannot be read.") from None
    if unpacker.unconsumed_tail:
        raise refused("The file would unpack to far more than a document holds.")
    return found


def check_epub(container: zipfile.ZipFile) -> None:
    """Raises ``InvalidInput`` for a book with a script, a frame or an object in its pages, or with entities."""
    for part in container.infolist():
        name = part.filename.lower()
        if name.endswith((".js", ".mjs", ".swf", ".exe")):
            raise refused("The book has a program in it.")
        if name.endswith(_PAGES):
            if part.file_size > _LARGEST_PAGE_BYTES:
                raise refused("The file would unpack to far more than a document holds.")
            with container.open(part) as page:
                text = page.read(_LARGEST_PAGE_BYTES).replace(b"\0", b"").lower()  # also when it is UTF-16
            if _ACTIVE.search(text):
                raise refused("A page of the book has a script, a frame, an object or entities in it.")

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


def _named(*names: str) -> bytes:
    """A pattern of names in a PDF, in which any letter may stand as ``#`` and its number."""
    told = ("".join(f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in name) for name in names)
    return rf"/(?:{'|'.join(told)})(?![A-Za-z0-9])".encode()


_RUN = re.compile(
    _named("JavaScript", "Launch", "RichMedia", "Rendition", "EmbeddedFiles", "ImportData")
    + rb"|"
    + _named("XFA")
    + rb"\s*(?:\d+\s+\d+\s+R|\[|<<)"
)
_RUN_IN_OBJECTS = re.compile(_RUN.pattern + rb"|" + _named("JS"))
_LOCKED = re.compile(_named("Encrypt"))
_PACKED = re.compile(_named("ObjStm"))
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_FILTER = re.compile(rb"/(?:Filter|F|DecodeParms|DP)(?![A-Za-z0-9])")
_FLATE_ALONE = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])(?=[\s/>])")
_PREDICTOR = re.compile(
    rb"/DecodeParms\s*(?:\[\s*)?<<((?:\s*/(?:Predictor|Colors|BitsPerComponent|Columns)\s+\d{1,9})*)\s*>>(?:\s*\])?"
)
_NUMBER = re.compile(rb"/(\w+)\s+(\d+)")
_PLAIN = re.compile(rb"obj\s*<<[^()%]*>>\s*")
"""Of the words before a stream: no comment and no text, in which others could be hidden."""
_FURTHEST_BYTES = 4_096
"""From the beginning of what packs objects to these; a producer writes a small part of that."""
_LARGEST_OBJECTS_BYTES = 20_000_000
"""Of the objects that are packed in one stream; a document has a small part of that."""
_MOST_OBJECTS_BYTES = 200_000_000
_MOST_FORETOLD_BYTES = 10_000_000
"""Behind a predictor, which is undone byte by byte: some seconds."""
_WIDEST_ROW_BYTES = 100_000
_LARGEST_PAGE_BYTES = 10_000_000
_LARGEST_PART_BYTES = 100_000_000
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".ttf", ".otf", ".woff", ".woff2", ".mp3", ".m4a", ".mp4")
_ACTIVE = re.compile(
    rb"<\s*(?:[a-z]+:)?(?:script|iframe|object|embed|applet)\b|[\s\"'/]on[a-z]+\s*=\s*[\"']|javascript\s*:|<!entity"
)


def refused(sentence: str) -> InvalidInput:
    """A file that is not taken, and which are."""
    return InvalidInput(sentence, remedy=_REMEDY, slug="file-not-taken")


def check_pdf(content: bytes) -> None:
    """Raises ``InvalidInput`` for one with a script, a program to start, a film, a form of its own kind or another file
    in it, and for one that is locked, since nobody sees what is in that.

    Everything is looked at, what stands in comments and in streams too: readers do not agree on where these begin.
    """
    if _LOCKED.search(content):
        raise refused("The PDF is protected, and what is in it cannot be looked at.")
    unpacked = 0
    if _RUN.search(content):
        raise _would_run()
    for objects in _packed_objects(content):
        unpacked += len(objects)
        if unpacked > _MOST_OBJECTS_BYTES:
            raise refused("The file would unpack to far more than a document holds.")
        if _RUN_IN_OBJECTS.search(objects):
            raise _would_run()


def _would_run() -> InvalidInput:
    return refused("The PDF has a script, a program, a film, an active form or another file in it.")


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """What each stream of packed objects holds; where a predictor stood before the packing, with it and without."""
    at = 0
    foretold = 0
    while packed := _PACKED.search(content, at):
        at = content.find(b"stream", packed.end())
        if at < 0:
            return
        begins = content.rfind(b"obj", max(0, packed.start() - _FURTHEST_BYTES), packed.start())
        if begins < 0 or at - packed.start() > _FURTHEST_BYTES or _in_comment(content, begins):
            raise _cannot_be_looked_at()
        about = _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), content[begins:at])
        flate = _FLATE_ALONE.search(about) is not None
        predictor = _PREDICTOR.search(about) if flate else None
        if len(_FILTER.findall(about)) != flate + (predictor is not None) or not _PLAIN.fullmatch(about):
            raise _cannot_be_looked_at()
        at += len(b"stream")
        objects = _unpacked(content, at, flate=flate)
        yield objects
        if predictor:
            foretold += len(objects)
            if foretold > _MOST_FORETOLD_BYTES:
                raise refused("The file would unpack to far more than a document holds.")
            yield _without_predictor(objects, predictor[1])


def _in_comment(content: bytes, at: int) -> bool:
    line = max(content.rfind(b"\n", 0, at), content.rfind(b"\r", 0, at)) + 1
    return b"%" in content[line:at]


def _cannot_be_looked_at() -> InvalidInput:
    return refused("The PDF packs objects in a way that cannot be looked at.")


def _unpacked(content: bytes, at: int, *, flate: bool) -> bytes:
    objects = content[at : content.find(b"endstream", at)]
    if not flate:
        return objects
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(objects.lstrip(b"\r\n"), _LARGEST_OBJECTS_BYTES)
    except zlib.error:
        raise refused("The PDF is broken: objects in it cannot be read.") from None
    if unpacker.unconsumed_tail:
        raise refused("The file would unpack to far more than a document holds.")
    if not unpacker.eof:  # “endstream” stands in it, and more behind that
        raise _cannot_be_looked_at()
    return found


def _without_predictor(foretold: bytes, told: bytes) -> bytes:
    """The bytes of which a predictor left the differences (ISO 32000-1, 7.4.4.4): PNG's five, or none."""
    numbers = [(name, int(number)) for name, number in _NUMBER.findall(told)]
    given = {b"Predictor": 1, b"Colors": 1, b"BitsPerComponent": 8, b"Columns": 1, **dict(numbers)}
    if len(numbers) != len(dict(numbers)):
        raise _cannot_be_looked_at()
    predictor, bits = given[b"Predictor"], given[b"Colors"] * given[b"BitsPerComponent"]
    if predictor == 1:
        return foretold
    across, width = (bits + 7) // 8, (bits * given[b"Columns"] + 7) // 8
    if not 10 <= predictor <= 15 or not 0 < width <= _WIDEST_ROW_BYTES:
        raise _cannot_be_looked_at()
    found, above = bytearray(), bytes(width)
    for at in range(0, len(foretold), width + 1):
        kind, row = foretold[at], bytearray(foretold[at + 1 : at + 1 + width])
        if kind > 4:
            raise _cannot_be_looked_at()
        if kind:
            for place, difference in enumerate(row):
                left, corner = (row[place - across], above[place - across]) if place >= across else (0, 0)
                row[place] = (difference + _foreseen(kind, left, above[place], corner)) & 255
        found += row
        above = bytes(row).ljust(width, b"\0")
    return bytes(found)


def _foreseen(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:  # Paeth's: whichever is nearest to what a plane through the three would give
        return min((left, up, corner), key=lambda one: abs(left + up - corner - one))
    return (0, left, up, (left + up) // 2)[kind]


def check_epub(container: zipfile.ZipFile) -> None:
    """Raises ``InvalidInput`` for a book with a script, a frame or an object in its pages, or with entities. A part is
    looked at whatever its name: what it is to a reader stands in the book."""
    for part in container.infolist():
        name = part.filename.lower()
        if name.endswith((".js", ".mjs", ".swf", ".exe")):
            raise refused("The book has a program in it.")
        largest = _LARGEST_PART_BYTES if name.endswith(_PICTURES) else _LARGEST_PAGE_BYTES
        if part.file_size > largest:
            raise refused("The file would unpack to far more than a document holds.")
        with container.open(part) as page:
            text = page.read(largest).replace(b"\0", b"").lower()  # also when it is UTF-16
        if _ACTIVE.search(text):
            raise refused("A page of the book has a script, a frame, an object or entities in it.")

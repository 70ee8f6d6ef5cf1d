"""Which files are taken: told from what is in them, never from a name. Archives, macros and what may be run are not."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from services.publications.domain.active_content import check_epub, check_pdf, refused

LARGEST_FILE_BYTES = 50_000_000
_MOST_ENTRIES = 5_000
_LARGEST_UNPACKED_BYTES = 500_000_000
_HEAD_BYTES = 65_536
_BEFORE_MARKUP = re.compile(rb"(?:\s|\xef\xbb\xbf|\xff\xfe|\xfe\xff|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
"""What may stand before the first element: marks of the order of bytes, instructions, comments."""
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""What documents have. The others Python unpacks whole, however little of a part is asked for."""
_LARGEST_PART_LIST_BYTES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class FileType:
    media_type: str
    suffix: str


PDF = FileType(media_type="application/pdf", suffix="pdf")
PNG = FileType(media_type="image/png", suffix="png")
JPEG = FileType(media_type="image/jpeg", suffix="jpg")
TEXT = FileType(media_type="text/plain; charset=utf-8", suffix="txt")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_WORD = FileType(media_type=f"{_OFFICE}wordprocessingml.document", suffix="docx")
_EXCEL = FileType(media_type=f"{_OFFICE}spreadsheetml.sheet", suffix="xlsx")
_POWERPOINT = FileType(media_type=f"{_OFFICE}presentationml.presentation", suffix="pptx")
_BY_FOLDER = {"word/": _WORD, "xl/": _EXCEL, "ppt/": _POWERPOINT}
_OPEN = "application/vnd.oasis.opendocument."
_BY_MIMETYPE = {
    one.media_type: one
    for one in (
        FileType(media_type=f"{_OPEN}text", suffix="odt"),
        FileType(media_type=f"{_OPEN}spreadsheet", suffix="ods"),
        FileType(media_type=f"{_OPEN}presentation", suffix="odp"),
        FileType(media_type="application/epub+zip", suffix="epub"),
    )
}
FILE_TYPES: tuple[FileType, ...] = (PDF, PNG, JPEG, TEXT, _WORD, _EXCEL, _POWERPOINT, *_BY_MIMETYPE.values())
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00")


def type_of(content: bytes) -> FileType:
    """What the file is. Raises ``InvalidInput`` for one that is not taken, with why; nothing in it is unpacked
    further than the beginning of each part."""
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2_048:]:
            raise refused("The file is a PDF without its end; it was cut off.")
        check_pdf(content)
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"PK\x03\x04"):
        return _type_of_container(content)
    if content.startswith(_OLD_OFFICE):
        raise refused("The file is of an old version of Office, or protected by a password.")
    if content.startswith(_ARCHIVES) or content[257:262] == b"ustar":
        raise refused("The file is an archive.")
    return _type_of_text(content)


def _type_of_text(content: bytes) -> FileType:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise refused("What the file is cannot be told.") from None
    if any(character < " " and character not in "\t\n\r\f" for character in text):
        raise refused("What the file is cannot be told.")
    if text.lstrip("\ufeff \t\r\n").startswith(("<", "#!")):
        raise refused("The file is a page, a drawing or a program, which a browser or a computer would run.")
    return TEXT


def _type_of_container(content: bytes) -> FileType:
    """Of Word's and its relatives' documents, which are archives of parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            parts = container.infolist()
            _check_packing(parts)
            names = [part.filename for part in parts]
            found = _office(container, names) or _open_document(container, names)
            if found is None:
                raise refused("The file is an archive.")
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
        raise refused("The file is broken, cut off, or protected by a password.") from None


def _check_packing(parts: Sequence[zipfile.ZipInfo]) -> None:
    if len(parts) > _MOST_ENTRIES or sum(part.file_size for part in parts) > _LARGEST_UNPACKED_BYTES:
        raise refused("The file would unpack to far more than a document holds.")
    if any(part.compress_type not in _PACKED for part in parts):
        raise refused("The file is packed in a way that documents are not.")


def _office(container: zipfile.ZipFile, names: Sequence[str]) -> FileType | None:
    if "[Content_Types].xml" not in names:
        return None
    found = next((kind for folder, kind in _BY_FOLDER.items() if any(name.startswith(folder) for name in names)), None)
    listed = _head(container, "[Content_Types].xml", _LARGEST_PART_LIST_BYTES).replace(b"\0", b"").lower()  # UTF-16 too
    small = [name.lower() for name in names]
    if b"macroenabled" in listed or any("vbaproject" in name or "activex/" in name for name in small):
        raise refused("The document has macros.")
    _check_markup(container, names)
    return found


def _open_document(container: zipfile.ZipFile, names: Sequence[str]) -> FileType | None:
    if "mimetype" not in names:
        return None
    found = _BY_MIMETYPE.get(_head(container, "mimetype", 100).decode("ascii", "replace").strip())
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise refused("The document has macros.")
    if found and found.suffix == "epub":
        check_epub(container)
    elif found:
        _check_markup(container, names)
    return found


def _check_markup(container: zipfile.ZipFile, names: Sequence[str]) -> None:
    """No part declares entities, with which a reader could be made to swell or to fetch: whatever it is called, a part
    that is markup begins with an element, and with no more before it than documents have."""
    for name in names:
        head = _head(container, name, _HEAD_BYTES).replace(b"\0", b"")  # also when it is UTF-16
        before = _BEFORE_MARKUP.match(head)
        if before is not None and head[before.end() :].startswith(b"<!"):
            raise refused("A part of the document declares entities.")


def _head(container: zipfile.ZipFile, name: str, size: int) -> bytes:
    with container.open(name) as part:
        return part.read(size)

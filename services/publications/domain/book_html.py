"""The pages of a book: XHTML that needs nothing from elsewhere and runs nothing, for HTML and EPUB alike."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from services.publications.domain.book_layout import Item, LaidChapter, Layout, Line

STYLE = """body { font-family: serif; line-height: 1.5; max-width: 40em; margin: 2em auto; padding: 0 1em; }
h1, h2 { color: #a6192e; line-height: 1.2; }
.note { font-style: italic; }
.imprint { font-size: 0.9em; }
"""
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml"{more} lang="{lang}" xml:lang="{lang}">
<head>
<meta charset="utf-8"/>
<title>{title}</title>
{style}
</head>
<body>
{body}
</body>
</html>
"""
CHAPTER_ID = "chapter-{number}"


def as_html(layout: Layout) -> str:
    """The whole book as one page."""
    entries = "\n".join(
        f'<li><a href="#{CHAPTER_ID.format(number=number)}"{lang_of(one.title, layout)}>'
        f"{escape(one.title.text)}</a></li>"
        for number, one in enumerate(layout.chapters, start=1)
    )
    contents = f'<h2 id="contents">{escape(layout.contents)}</h2>\n<ol>\n{entries}\n</ol>'
    body = [
        f"<header>\n{title_page(layout)}\n</header>",
        f'<nav aria-labelledby="contents">\n{contents}\n</nav>',
        "<main>",
        *(chapter(one, number, layout, top=2) for number, one in enumerate(layout.chapters, start=1)),
        "</main>",
        f"<footer>\n{imprint(layout)}\n</footer>",
    ]
    return page(
        layout,
        title=layout.title.text,
        body="\n".join(body),
        style=f"<style>{STYLE}</style>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>",
    )


def page(layout: Layout, *, title: str, body: str, style: str, more: str = "") -> str:
    """``more``: further names of XML on its first element."""
    return _PAGE.format(more=more, lang=layout.lang, title=escape(title), style=style, body=body)


def title_page(layout: Layout) -> str:
    return "\n".join(
        (
            f'<p class="note">{escape(layout.series)}, {escape(layout.number)}</p>',
            f"<h1{lang_of(layout.title, layout)}>{escape(layout.title.text)}</h1>",
            f"<p>{escape(layout.publisher)}</p>",
        )
    )


def imprint(layout: Layout) -> str:
    lines = "\n".join(_paragraph(line, layout) for line in layout.imprint)
    return f'<section class="imprint">\n<h2>{escape(layout.imprint_title)}</h2>\n{lines}\n</section>'


def chapter(one: LaidChapter, number: int, layout: Layout, *, top: int) -> str:
    """``top`` is the level of its heading."""
    return "\n".join(
        (
            f'<section id="{CHAPTER_ID.format(number=number)}">',
            f"<h{top}{lang_of(one.title, layout)}>{escape(one.title.text)}</h{top}>",
            *(_paragraph(line, layout, css="note") for line in one.about),
            *_groups(one, layout, top=top + 1),
            "</section>",
        )
    )


def _groups(one: LaidChapter, layout: Layout, *, top: int) -> Iterator[str]:
    for group in one.groups:
        yield f"<section>\n<h{top}>{escape(group.title)}</h{top}>"
        if group.listed:
            yield "<ul>"
            yield from (f"<li>{''.join(_paragraph(line, layout) for line in item.lines)}</li>" for item in group.items)
            yield "</ul>"
        else:
            for item in group.items:
                yield from _item(item, layout, level=top + 1)
        yield "</section>"


def _item(item: Item, layout: Layout, *, level: int) -> Iterator[str]:
    if item.title:
        yield f"<h{level}{lang_of(item.title, layout)}>{escape(item.title.text)}</h{level}>"
    if item.note:
        yield f'<p class="note">{escape(item.note)}</p>'
    yield from (_paragraph(line, layout) for line in item.lines)


def _paragraph(line: Line, layout: Layout, *, css: str = "") -> str:
    named = f" class={quoteattr(css)}" if css else ""
    return f"<p{named}{lang_of(line, layout)}>{escape(line.text)}</p>"


def lang_of(line: Line, layout: Layout) -> str:
    """Its language where that is another than the book's, and its direction where that is from right to left."""
    lang = "" if line.lang == layout.lang else f' lang="{line.lang}" xml:lang="{line.lang}"'
    return f'{lang} dir="rtl"' if line.dir == "rtl" else lang

"""A book as every format lays it out: which words stand where, so that PDF, EPUB and HTML say the same."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.publications.domain import book_words as words
from services.publications.domain.book import Book, BookPractice, Chapter, Passage
from shared.contracts.publications import Translator


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Direction = Literal["ltr", "rtl"]
_ISOLATED = re.compile("\u2068[^\u2069]*\u2069")


def _direction(text: str) -> Direction:
    """As most of its letters are written: a sentence that begins with a name in Arabic letters stays what it is, and a
    paragraph in Arabic is set as one. What stands by itself (Unicode's isolates) says nothing of what is around it."""
    letters = Counter(map(unicodedata.bidirectional, _ISOLATED.sub("", text)))
    return "rtl" if letters["R"] + letters["AL"] > letters["L"] else "ltr"


class Line(_Part):
    text: str
    lang: str
    dir: Direction = Field(default_factory=lambda line: _direction(line["text"]))


class Item(_Part):
    """A paragraph or several, under a title of their own where there is one."""

    title: Line | None = None
    note: str = ""
    lines: tuple[Line, ...]


class Group(_Part):
    """A part of a chapter: a list of short ``items``, or items with titles."""

    title: str
    listed: bool
    items: tuple[Item, ...]


class LaidChapter(_Part):
    title: Line
    about: tuple[Line, ...]
    groups: tuple[Group, ...]


class Layout(_Part):
    lang: str
    series: str
    number: str
    title: Line
    publisher: str
    contents: str
    imprint_title: str
    imprint: tuple[Line, ...]
    chapters: tuple[LaidChapter, ...]


def laid_out(book: Book) -> Layout:
    language = book.language
    return Layout(
        lang=language.value,
        series=words.SERIES[language],
        number=words.NUMBER[language].format(number=book.number),
        title=_line(book.title),
        publisher=book.publisher,
        contents=words.CONTENTS[language],
        imprint_title=words.IMPRINT[language],
        imprint=tuple(_imprint(book)),
        chapters=tuple(_chapter(chapter, book) for chapter in book.chapters),
    )


def _imprint(book: Book) -> Iterator[Line]:
    language = book.language

    def own(text: str) -> Line:
        return Line(text=text, lang=language.value)

    yield from _lines(book.notice)
    if book.translated_by is Translator.MACHINE:
        yield own(words.MACHINE[language])
    elif language is not book.original_language:
        yield own(words.TRANSLATION[language])
    if book.untranslated:
        yield own(words.ELSEWHERE[language])
    yield own(f"{book.publisher}, {book.place}, {words.long_day(book.dated, language)}")
    yield own(f"{words.SERIES[language]}, {words.NUMBER[language].format(number=book.number)}. ISSN {book.issn}")
    for kind, isbn in book.isbns.items():
        yield own(f"ISBN {isbn} ({kind.upper()})")
    yield own(words.ONLINE[language].format(address=book.address))
    if book.print_code:
        yield own(book.print_code)


def _chapter(chapter: Chapter, book: Book) -> LaidChapter:
    language = book.language
    theme = chapter.theme
    about = [Line(text=words.HELD[language].format(day=words.long_day(chapter.held_on, language)), lang=language.value)]
    if theme:
        # One line in one language: that of the edition, with what is not translated in quotes of its own.
        about.append(Line(text=words.THEME[language].format(theme=theme.line), lang=theme.language.value))
    if chapter.partners:
        names = _names(chapter.partners)
        about.append(Line(text=words.PARTNERS[language].format(names=names), lang=language.value))
    groups = (
        Group(title=words.KEY_MESSAGES[language], listed=True, items=_items(chapter.key_messages)),
        Group(title=words.LESSONS[language], listed=True, items=_items(chapter.lessons_learned)),
        Group(
            title=words.PRACTICES[language],
            listed=False,
            items=tuple(_practice(one, book) for one in chapter.effective_practices),
        ),
        Group(
            title=words.SECTIONS[language],
            listed=False,
            items=tuple(Item(title=_line(one.title), lines=_lines(one.text)) for one in chapter.sections),
        ),
    )
    return LaidChapter(
        title=_line(chapter.title), about=tuple(about), groups=tuple(group for group in groups if group.items)
    )


def _items(passages: tuple[Passage, ...]) -> tuple[Item, ...]:
    return tuple(Item(lines=_lines(one)) for one in passages)


def _practice(practice: BookPractice, book: Book) -> Item:
    language = book.language
    notes = [words.KINDS[practice.kind][language]]
    if practice.country:
        notes.append(words.COUNTRY[language].format(code=practice.country))
    if practice.partners:
        notes.append(words.PARTNERS[language].format(names=_names(practice.partners)))
    lines = list(_lines(practice.text))
    if practice.evidence:
        lines.append(Line(text=words.EVIDENCE[language], lang=language.value))
        lines += _lines(practice.evidence)
    return Item(title=_line(practice.title), note="; ".join(notes), lines=tuple(lines))


def _names(names: Iterable[str]) -> str:
    """One that is written from right to left stands by itself (Unicode's isolates), so that it turns no neighbour."""
    turned = {"R", "AL"}
    return ", ".join(
        f"\u2068{name}\u2069" if turned.intersection(map(unicodedata.bidirectional, name)) else name for name in names
    )


def _line(passage: Passage) -> Line:
    return Line(text=passage.line, lang=passage.language.value)


def _lines(passage: Passage) -> tuple[Line, ...]:
    return tuple(Line(text=one, lang=passage.language.value) for one in passage.paragraphs)

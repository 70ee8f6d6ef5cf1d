"""The one source of a volume's files in one language: what stands in it, in its order, whatever the format.

It is made of the volume and the reports on its workshops alone, so that the same volume gives the same files.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from services.publications.domain.content import Point, Practice, PracticeKind
from services.publications.domain.editions import isbn_of
from services.publications.domain.report import Report
from services.publications.domain.work import Work
from shared.contracts.publications import Edition, EditionFormat, Translator
from shared.domain.actions import Obstacles
from shared.domain.text import Language, LocalizedText

_NOT_PRINTED = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)
"""Control characters: XML cannot hold them, and no font has them. And marks that would turn the direction of what comes
after the text they stand in."""
_LINES = re.compile(r"\s*[\r\n]+\s*")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Passage(_Part):
    """A text in the language it is in: that of the edition, or another where nobody translated it yet."""

    paragraphs: tuple[str, ...]
    language: Language

    @property
    def line(self) -> str:
        return " ".join(self.paragraphs)


class BookPractice(_Part):
    title: Passage
    kind: PracticeKind
    country: str | None
    text: Passage
    partners: tuple[str, ...]
    evidence: Passage | None


class BookSection(_Part):
    title: Passage
    text: Passage


class Chapter(_Part):
    """The report on one workshop."""

    title: Passage
    theme: Passage | None
    held_on: date
    partners: tuple[str, ...] = Field(default=(), exclude_if=lambda partners: not partners)
    """Left out where there are none, so that files of before there were any are of the same source."""
    key_messages: tuple[Passage, ...]
    lessons_learned: tuple[Passage, ...]
    effective_practices: tuple[BookPractice, ...]
    sections: tuple[BookSection, ...]


class Book(_Part):
    volume: str
    number: int
    language: Language
    original_language: Language
    translated_by: Translator | None
    title: Passage
    notice: Passage
    issn: str
    isbns: dict[EditionFormat, str]
    formats: tuple[EditionFormat, ...]
    publisher: str
    place: str
    print_code: str | None
    address: str
    dated: date
    """The last day on which something in it was written."""
    chapters: tuple[Chapter, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the whole source: files with the same one are the same files."""
        whole = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def untranslated(self) -> int:
        """How many passages are in another language than the edition's."""
        return sum(passage.language is not self.language for passage in _passages(self))


_Told = Callable[[LocalizedText], Passage]


def book_of(work: Work, reports: Mapping[str, Report], edition: Edition) -> Book:
    """``reports`` by workshop. A story without its speaker's consent is in none (R30), and no title that a machine made
    and nobody signed for (R68). What a machine translated of a report is in an edition alone that says so on its
    imprint page; in any other it stands in a language in which a person wrote it."""
    language, original = edition.language, work.original_language

    def told(text: LocalizedText) -> Passage:
        return _passage(text, (language, original, *Language))

    written = [one.written_on for one in reports.values() if one.written_on]
    return Book(
        volume=work.id,
        number=work.number,
        language=language,
        original_language=original,
        translated_by=edition.translated_by,
        title=told(work.official_title),
        notice=told(work.imprint.notice),
        issn=work.imprint.issn,
        isbns={kind: isbn for kind in edition.formats if (isbn := isbn_of(edition, kind))},
        formats=edition.formats,
        publisher=_cleaned(work.imprint.publisher),
        place=_cleaned(work.imprint.place),
        print_code=work.imprint.print_code,
        address=edition.address,
        dated=max([*written, *(one.held_on for one in work.workshops), *filter(None, [work.created_on])]),
        chapters=tuple(_chapter(reports[one.workshop], told, edition, original) for one in work.workshops),
    )


def obstacles_of_files(work: Work, reports: Mapping[str, Report]) -> Obstacles:
    """What keeps the files that are made here from coming out: of another source than there is now, or not passed."""
    for made in work.made:
        edition = work.edition_in(made.language)
        assert edition is not None  # what is made goes with its edition
        yield from made.obstacles_to_come_out(source=book_of(work, reports, edition).digest)


def _chapter(report: Report, told: _Told, edition: Edition, original: Language) -> Chapter:
    held, silent = report.held, report.silent_sessions
    own = (edition.language,) if edition.translated_by is Translator.MACHINE else ()
    persons = tuple(one for one in (edition.language, original, *Language) if one not in report.machine_languages)

    def written(text: LocalizedText) -> Passage:
        return _passage(text, (*own, *persons))

    assert held is not None  # only what was held is covered by a volume
    return Chapter(
        title=told(held.title),
        theme=told(held.theme.title) if held.theme else None,
        held_on=held.held_on,
        partners=tuple(_cleaned(one) for one in held.partners),
        key_messages=_points(report.key_messages, written),
        lessons_learned=_points(report.lessons_learned, written),
        effective_practices=tuple(_practice(one, written) for one in report.effective_practices),
        sections=tuple(
            BookSection(title=told(one.title), text=written(one.text))
            for one in report.sections
            if one.text is not None and one.session not in silent
        ),
    )


def _points(points: Iterable[Point], told: _Told) -> tuple[Passage, ...]:
    return tuple(told(one.text) for one in points)


def _practice(practice: Practice, told: _Told) -> BookPractice:
    return BookPractice(
        title=told(practice.title),
        kind=practice.kind,
        country=practice.country,
        text=told(practice.text),
        partners=tuple(_cleaned(one) for one in practice.partners),
        evidence=told(practice.evidence) if practice.evidence else None,
    )


def _passage(text: LocalizedText, languages: Iterable[Language]) -> Passage:
    """In the first of these languages that it is in."""
    for wanted in languages:
        said = getattr(text, wanted.value)
        if said is not None:
            lines = tuple(line for line in _LINES.split(_cleaned(said).strip()) if line)
            return Passage(paragraphs=lines or ("—",), language=wanted)
    raise AssertionError("a text is in one language at least, and a person’s in one")


def _cleaned(text: str) -> str:
    return _NOT_PRINTED.sub("", text)


def _passages(book: Book) -> Iterator[Passage]:
    yield from (book.title, book.notice)
    for chapter in book.chapters:
        yield from filter(None, (chapter.title, chapter.theme, *chapter.key_messages, *chapter.lessons_learned))
        for practice in chapter.effective_practices:
            yield from filter(None, (practice.title, practice.text, practice.evidence))
        for section in chapter.sections:
            yield from (section.title, section.text)

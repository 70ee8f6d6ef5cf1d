"""The bank of practices: what published reports hold, each key message, lesson and practice a thing of its own (F53).

An entry is made from its report alone, and written with it; so it can be made again at any time. Where one is gone, a
tombstone has its address, without a word of it.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal
from unicodedata import combining, normalize

from pydantic import BaseModel, ConfigDict

from services.publications.domain.content import Point, Practice
from services.publications.domain.given import Given, Gone, Kind
from services.publications.domain.parts import State
from services.publications.domain.report import Report
from shared.domain.countries import region_of
from shared.domain.identifiers import year_of_cycle
from shared.domain.text import Language, LocalizedText

COLLECTION = "bank"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SearchText(_Part):
    """The words of one language, which the text index stems by that language's rules."""

    language: str
    text: str


class Entry(_Part):
    """``id`` is the report's and the point's own: an address that stays."""

    id: str
    version: int
    report: str
    workshop: str
    cycle: str
    year: int | None
    kind: Kind
    title: LocalizedText | None = None
    text: LocalizedText
    country: str | None = None
    region: str | None = None
    domains: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    evidence: LocalizedText | None = None
    machine_languages: tuple[Language, ...] = ()
    """Those in which its texts are a machine's translation, which no person read yet (R68)."""
    theme: str | None = None
    theme_title: LocalizedText | None = None
    workshop_title: LocalizedText | None = None
    published_on: str | None = None
    shown: Literal[True] = True
    texts: tuple[SearchText, ...]


class Tombstone(_Part):
    """What stands at the address of an entry that is gone: what it was, since when it is gone, and why; none of its
    words, for these may be what had to go (R30)."""

    id: str
    version: int
    report: str
    workshop: str
    cycle: str
    year: int | None
    kind: Kind
    workshop_title: LocalizedText | None
    published_on: date
    gone_on: date
    why: Gone
    shown: Literal[False] = False
    texts: tuple[SearchText, ...] = ()


def entries_of(report: Report) -> Iterator[Entry]:
    """An entry for each key message, lesson learned and practice of a published report; none of another."""
    if report.state is not State.PUBLISHED:
        return
    for kind, points in ((Kind.KEY_MESSAGE, report.key_messages), (Kind.LESSON, report.lessons_learned)):
        for point in points:
            yield _entry(report, kind, point)
    for practice in report.effective_practices:
        yield _entry(report, Kind(practice.kind), practice)


def tombstones_of(report: Report) -> Iterator[Tombstone]:
    """One for each entry that there was of a report, and is no more."""
    for one in report.given:
        if one.gone_on is not None and one.why is not None:
            yield _tombstone(report, one, gone_on=one.gone_on, why=one.why)


def _tombstone(report: Report, of: Given, *, gone_on: date, why: Gone) -> Tombstone:
    return Tombstone(
        id=entry_id(report, of.id),
        version=report.version,
        report=report.id,
        workshop=report.workshop,
        cycle=report.cycle,
        year=year_of_cycle(report.cycle),
        kind=of.kind,
        workshop_title=report.held.title if report.held else None,
        published_on=of.published_on,
        gone_on=gone_on,
        why=why,
    )


def entry_id(report: Report, point: str) -> str:
    return f"{report.id}.{point}"


def _entry(report: Report, kind: Kind, of: Point | Practice) -> Entry:
    practice = of if isinstance(of, Practice) else None
    held = report.held
    theme = held.theme if held else None
    first = report.first_published_on
    words = (of.text, *((practice.title, practice.evidence) if practice else ()))
    return Entry(
        id=entry_id(report, of.id),
        version=report.version,
        report=report.id,
        workshop=report.workshop,
        cycle=report.cycle,
        year=year_of_cycle(report.cycle),
        kind=kind,
        title=practice.title if practice else None,
        text=of.text,
        country=practice.country if practice else None,
        region=region_of(practice.country) if practice else None,
        domains=practice.domains if practice else (),
        partners=practice.partners if practice else (),
        evidence=practice.evidence if practice else None,
        machine_languages=tuple(
            one
            for one in report.machine_languages
            if any(text is not None and one not in text.missing for text in words)
        ),
        theme=theme.id if theme else None,
        theme_title=theme.title if theme else None,
        workshop_title=held.title if held else None,
        published_on=first.isoformat() if first else None,
        texts=tuple(_search_texts(words)),
    )


def _search_texts(words: tuple[LocalizedText | None, ...]) -> Iterator[SearchText]:
    for language in ("en", "fr", "es"):
        found = [said for one in words if one is not None and (said := getattr(one, language))]
        if found:
            text = "\n".join(found)
            plain = _without_accents(text)
            # Stemmers tell endings by their accents (“-ción”): who leaves these out finds the text without them.
            yield SearchText(language=language, text=text if plain == text else f"{text}\n{plain}")


def _without_accents(text: str) -> str:
    return "".join(one for one in normalize("NFKD", text) if not combining(one))

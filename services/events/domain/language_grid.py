"""The language grid: session by session, each working language with what it has and needs."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from services.events.domain.days import zone_of
from services.events.domain.interpretation import Assignment, gaps_in, languages_needed, minutes_of
from services.events.domain.interpretation_terms import Terms
from services.events.domain.programme import Session
from services.events.domain.year import Part
from shared.contracts.events import SessionKind
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText


class Cell(StrEnum):
    SPOKEN = "spoken"
    """The only language that is spoken: nobody interprets into it."""
    COVERED = "covered"
    SHORT = "short"
    """Some interpreters, and not enough."""
    OPEN = "open"
    """Needed, and nobody is assigned."""
    NONE = "none"
    """Not asked for."""


class LanguageOf(Part):
    language: Language
    cell: Cell
    assigned: int
    needed: int


class GridRow(Part):
    session: Identifier
    title: LocalizedText
    kind: SessionKind
    start: datetime
    end: datetime
    room: str | None
    languages: tuple[LanguageOf, ...]


def grid_of(
    sessions: Sequence[Session], assignments: Sequence[Assignment], terms: Terms, *, zone: str
) -> tuple[GridRow, ...]:
    """In order of time, on the venue's clocks."""
    there = zone_of(zone)
    lacking = {(one.session, one.into) for one in gaps_in(sessions, assignments, terms)}
    return tuple(
        GridRow(
            session=one.id,
            title=one.title,
            kind=one.kind,
            start=one.start.astimezone(there),
            end=one.end.astimezone(there),
            room=one.room,
            languages=tuple(_cell(one, into, assignments, terms, lacking) for into in Language),
        )
        for one in sessions
    )


def _cell(
    session: Session,
    into: Language,
    assignments: Sequence[Assignment],
    terms: Terms,
    lacking: set[tuple[str, Language]],
) -> LanguageOf:
    assigned = sum(one.session == session.id and one.into is into for one in assignments)
    wanted = into in languages_needed(session)
    if session.languages == (into,):
        cell = Cell.SPOKEN
    elif not wanted:
        cell = Cell.NONE
    elif (session.id, into) not in lacking:
        cell = Cell.COVERED
    else:
        cell = Cell.SHORT if assigned else Cell.OPEN
    return LanguageOf(
        language=into, cell=cell, assigned=assigned, needed=terms.team(minutes_of(session)) if wanted else 0
    )

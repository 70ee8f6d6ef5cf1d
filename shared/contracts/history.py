"""The cells of the brochure's table of years (F57), as governance and events keep them and tell them."""

from enum import StrEnum

from shared.contracts.facts import Fact, YearFormat


class Confidence(StrEnum):
    """How sure it is that a cell stands in its year (domain.md 1.3)."""

    HIGH = "high"
    MEDIUM_HIGH = "medium_high"
    MEDIUM = "medium"


class YearCell(Fact):
    """The year's cells. Flags are asterisks, ``footnote`` is what they say; ``lines`` are the brochure's."""

    theme: str
    format: YearFormat
    year_flag: str | None = None
    theme_flag: str | None = None
    footnote: str | None = None
    lines: tuple[int, ...]
    confidence: Confidence = Confidence.HIGH
    doubt: str | None = None


class PastKind(StrEnum):
    """What the table prints. A Council IDM session is never printed, so there is none to import (D9)."""

    COUNCIL_SESSION_TOPIC = "council_session_topic"
    """Of 2001 and 2002 alone: a topic of the Council session, no workshop (D1)."""
    COUNCIL_SESSION_WORKSHOP = "council_session_workshop"
    INTERSESSIONAL_WORKSHOP = "intersessional_workshop"
    HIGH_LEVEL_CONFERENCE = "high_level_conference"
    EXPERT_SEMINAR = "expert_seminar"


class EntryCell(Fact):
    """A cell of the third column. ``flag`` is its asterisks, ``footnote`` what they say, ``lines`` the brochure's."""

    printed_title: str
    official_title: str | None = None
    """The full title, only where a person entered it (D5)."""
    kind: PastKind
    flag: str | None = None
    footnote: str | None = None
    lines: tuple[int, ...]
    confidence: Confidence = Confidence.HIGH
    doubt: str | None = None
    subtopics: tuple[str, ...] = ()
    """One printed cell that names several things (D3)."""
    derived_from_theme: bool = False
    """No cell of its own: the conference that the theme cell of its year names (D7)."""

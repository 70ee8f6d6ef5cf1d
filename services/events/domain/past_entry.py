"""An entry of the past, as the brochure's table prints it (F57); nothing follows from it."""

from datetime import date
from enum import StrEnum
from typing import Self

from services.events.domain.log import HistoryCellCorrected, HistoryImported
from shared.contracts.facts import Fact
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, Rule, RuleBroken

R75 = Rule(
    number="R75",
    slug="printed-cells-are-corrected-with-a-reason",
    sentence="What the brochure prints is kept as it was imported; a correction stands beside it, with a reason.",
)


class PastKind(StrEnum):
    """What the table prints. A Council IDM session is never printed, so there is none to import (D9)."""

    COUNCIL_SESSION_TOPIC = "council_session_topic"
    """Of 2001 and 2002 alone: a topic of the Council session, no workshop (D1)."""
    COUNCIL_SESSION_WORKSHOP = "council_session_workshop"
    INTERSESSIONAL_WORKSHOP = "intersessional_workshop"
    HIGH_LEVEL_CONFERENCE = "high_level_conference"
    EXPERT_SEMINAR = "expert_seminar"


class Confidence(StrEnum):
    """How sure it is that a cell stands in its year (domain.md 1.3)."""

    HIGH = "high"
    MEDIUM_HIGH = "medium_high"
    MEDIUM = "medium"


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


class EntryCorrection(Fact):
    """``before`` is the whole cell as it stood until then, so that no correction hides another."""

    fields: tuple[str, ...]
    before: EntryCell
    reason: str
    corrected_on: date


def past_entry_id(year: int, number: int) -> str:
    return f"history-{year}-{number}"


class PastEntry(Aggregate, type="past_entry", collection="past_entries"):
    """``number`` is its place in the year's list. ``cell`` is what stands; ``imported`` never changes (R75)."""

    year: int
    number: int
    cell: EntryCell
    imported: EntryCell
    corrections: tuple[EntryCorrection, ...] = ()

    @classmethod
    def enter(cls, act: Act, *, year: int, number: int, cell: EntryCell) -> Self:
        _judge_derivation(cell)
        entry = cls(id=past_entry_id(year, number), year=year, number=number, cell=cell, imported=cell)
        entry.record(HistoryImported(year=year, number=number), act=act)
        return entry

    def restate(self, act: Act, *, cell: EntryCell, reason: str | None) -> None:
        """The same again changes nothing, and without a reason neither does what was imported, corrected or not.

        Anything else is a correction. Raises ``RuleBroken`` R75 without a reason.
        """
        if cell == self.cell or (reason is None and cell == self.imported):
            return
        before, after = self.cell.model_dump(mode="json"), cell.model_dump(mode="json")
        fields = tuple(field for field in after if before[field] != after[field])
        if reason is None:
            raise RuleBroken(
                R75,
                f"Entry {self.number} of {self.year} is imported already, and this differs in {', '.join(fields)}.",
                remedy="Give a reason if it is a correction; what was imported stays beside it.",
            )
        _judge_derivation(cell)
        correction = EntryCorrection(fields=fields, before=self.cell, reason=reason, corrected_on=act.occurred_on)
        self.corrections, self.cell = (*self.corrections, correction), cell
        self.record(
            HistoryCellCorrected(
                year=self.year,
                number=self.number,
                fields=fields,
                before={field: before[field] for field in fields},
                after={field: after[field] for field in fields},
                reason=reason,
            ),
            act=act,
        )


def _judge_derivation(cell: EntryCell) -> None:
    if cell.derived_from_theme and cell.kind is not PastKind.HIGH_LEVEL_CONFERENCE:
        raise InvalidInput(
            f"Only a conference is derived from its year's theme cell, not a {cell.kind.value} (D7).",
            remedy="Leave out derived_from_theme for an entry that has a cell of its own.",
        )

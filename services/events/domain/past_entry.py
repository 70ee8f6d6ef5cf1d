"""An entry of the past, as the brochure's table prints it (F57); nothing follows from it."""

from datetime import date
from typing import Self

from services.events.domain.log import HistoryCellCorrected, HistoryImported
from shared.contracts.events import PastEntryRecorded
from shared.contracts.facts import Fact
from shared.contracts.history import EntryCell, PastKind
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, Rule, RuleBroken

R75 = Rule(
    number="R75",
    slug="printed-cells-are-corrected-with-a-reason",
    sentence="What the brochure prints is kept as it was imported; a correction stands beside it, with a reason.",
)


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
        entry._tell(act)
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
        self._tell(act)

    def tell_if_never_told(self, act: Act) -> None:
        """Of an entry that was imported before there was a message for it."""
        if self.sequence == 0:
            self._tell(act)

    def _tell(self, act: Act) -> None:
        told = PastEntryRecorded(year=self.year, number=self.number, cell=self.cell, imported=self.imported)
        self.record(told, act=act)


def _judge_derivation(cell: EntryCell) -> None:
    if cell.derived_from_theme and cell.kind is not PastKind.HIGH_LEVEL_CONFERENCE:
        raise InvalidInput(
            f"Only a conference is derived from its year's theme cell, not a {cell.kind.value} (D7).",
            remedy="Leave out derived_from_theme for an entry that has a cell of its own.",
        )

"""A year of the past, as the brochure's table prints it (F57): beside the live cycles, and nothing follows from it."""

from datetime import date
from typing import Self

from services.governance.domain.log import HistoryCellCorrected, HistoryImported
from services.governance.domain.rules import R74
from shared.contracts.facts import Fact, YearFormat
from shared.contracts.governance import PastYearRecorded
from shared.contracts.history import YearCell
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import Rule, RuleBroken

FIRST_YEAR, LAST_YEAR = 2001, 2018
"""The years of the brochure's table."""
_COUNCIL_ONLY = frozenset({2001, 2002})
_CONFERENCE = frozenset({2013, 2015})

R75 = Rule(
    number="R75",
    slug="printed-cells-are-corrected-with-a-reason",
    sentence="What the brochure prints is kept as it was imported; a correction stands beside it, with a reason.",
)


class YearCorrection(Fact):
    """``before`` is the whole cell as it stood until then, so that no correction hides another."""

    fields: tuple[str, ...]
    before: YearCell
    reason: str
    corrected_on: date


def past_year_id(year: int) -> str:
    return f"history-{year}"


class PastYear(Aggregate, type="past_year", collection="past_years"):
    """``cell`` is what stands; ``imported`` never changes (R75)."""

    year: int
    cell: YearCell
    imported: YearCell
    corrections: tuple[YearCorrection, ...] = ()

    @classmethod
    def enter(cls, act: Act, *, year: int, cell: YearCell) -> Self:
        """Raises ``RuleBroken`` R74 for a format that the year did not have."""
        _judge_format(year, cell.format)
        past = cls(id=past_year_id(year), year=year, cell=cell, imported=cell)
        past.record(HistoryImported(year=year), act=act)
        past._tell(act)
        return past

    def restate(self, act: Act, *, cell: YearCell, reason: str | None) -> None:
        """The same again changes nothing, and without a reason neither does what was imported, corrected or not.

        Anything else is a correction. Raises ``RuleBroken`` R75 without a reason, and R74.
        """
        if cell == self.cell or (reason is None and cell == self.imported):
            return
        before, after = self.cell.model_dump(mode="json"), cell.model_dump(mode="json")
        fields = tuple(field for field in after if before[field] != after[field])
        if reason is None:
            raise RuleBroken(
                R75,
                f"{self.year} is imported already, and this differs in {', '.join(fields)}.",
                remedy="Give a reason if it is a correction; what was imported stays beside it.",
            )
        _judge_format(self.year, cell.format)
        correction = YearCorrection(fields=fields, before=self.cell, reason=reason, corrected_on=act.occurred_on)
        self.corrections, self.cell = (*self.corrections, correction), cell
        self.record(
            HistoryCellCorrected(
                year=self.year,
                fields=fields,
                before={field: before[field] for field in fields},
                after={field: after[field] for field in fields},
                reason=reason,
            ),
            act=act,
        )
        self._tell(act)

    def tell_if_never_told(self, act: Act) -> None:
        """Of a year that was imported before there was a message for it."""
        if self.sequence == 0:
            self._tell(act)

    def _tell(self, act: Act) -> None:
        self.record(PastYearRecorded(year=self.year, cell=self.cell, imported=self.imported), act=act)


def format_of(year: int) -> YearFormat:
    """The format that a year of the table had (F58, F61; 2015 by D7)."""
    if year in _COUNCIL_ONLY:
        return YearFormat.COUNCIL_ONLY
    return YearFormat.SINGLE_CONFERENCE if year in _CONFERENCE else YearFormat.TWO_WORKSHOPS


def _judge_format(year: int, format: YearFormat) -> None:
    if format is not (had := format_of(year)):
        raise RuleBroken(
            R74,
            f"By the brochure the format of {year} was {had.value}, not {format.value}.",
            remedy=f"Enter {had.value}, and what is doubtful about it in the doubt note.",
        )

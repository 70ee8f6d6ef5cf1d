"""The Red Book series: it hands out the numbers (R62), and is part of every write that takes one."""

from pydantic import BaseModel, ConfigDict

from services.publications.domain.log import NumberHandedOut
from services.publications.domain.rules import SERIES_NUMBERS
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import RuleBroken
from shared.domain.identifiers import Identifier


class Numbered(BaseModel):
    """A number of the series and whose it is, for ever: that of a withdrawn volume is not given again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    volume: Identifier


class Series(Aggregate, type="series", collection="series"):
    """Without it in the write, two editors at the same moment would each be given the same next number."""

    numbers: tuple[Numbered, ...] = ()

    @property
    def last(self) -> int:
        """The highest number handed out; 0 before the first."""
        return self.numbers[-1].number if self.numbers else 0

    def hand_out(self, act: Act, *, number: int, volume: str) -> None:
        """Raises ``RuleBroken`` R62 for a number that is taken, or not higher than the last."""
        owner = next((one.volume for one in self.numbers if one.number == number), None)
        if owner is not None or number <= self.last:
            told = f"belongs to {owner} already" if owner else f"is not higher than the last, {self.last}"
            raise RuleBroken(
                SERIES_NUMBERS,
                f"The number {number} {told}.",
                remedy=f"Take {self.last + 1} or a higher one, or leave the number out to be given the next.",
            )
        self.numbers = (*self.numbers, Numbered(number=number, volume=volume))
        self.record(NumberHandedOut(number=number, volume=volume), act=act)

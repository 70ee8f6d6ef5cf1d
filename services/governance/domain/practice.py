"""What the house has agreed with itself: alternation (R21), notice periods, and advice on positions (R18).

By default nothing of it is on. None of it ever decides anything.
"""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from services.governance.domain.position import PositionKind, Temperature
from services.governance.domain.practice_log import PracticeAgreed
from shared.contracts.facts import Fact
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import WrongState

PRACTICE = "practice"


class AdviceThresholds(Fact):
    """When the configuration calls an option conclusive. Shares are of the bodies that stated a position on it."""

    most_cannot_accept: int = Field(ge=0)
    least_support_share: float = Field(ge=0, le=1)


class Advice(Fact):
    """Beside a determination, never in its place."""

    option: str
    calls_conclusive: bool
    why: str


class Practice(Aggregate, type="practice", collection="practices"):
    """There is one. ``notice_days`` are between the announcement and the day of a consultation."""

    alternation: bool = False
    notice_days: int | None = None
    advice: AdviceThresholds | None = None

    @classmethod
    def none_yet(cls) -> Self:
        return cls(id=PRACTICE)

    def agree(self, *, alternation: bool, notice_days: int | None, advice: AdviceThresholds | None, act: Act) -> None:
        if (self.alternation, self.notice_days, self.advice) == (alternation, notice_days, advice) and self.version:
            raise WrongState("This is the practice already.", remedy="Record it when it changes.")
        self.alternation, self.notice_days, self.advice = alternation, notice_days, advice
        agreed = PracticeAgreed(
            alternation=alternation,
            notice_days=notice_days,
            most_cannot_accept=advice and advice.most_cannot_accept,
            least_support_share=advice and advice.least_support_share,
        )
        self.record(agreed, act=act)

    def advise(self, reading: Sequence[Temperature]) -> tuple[Advice, ...]:
        """What the configuration calls each option; nothing without thresholds."""
        if self.advice is None:
            return ()
        return tuple(self._on(self.advice, one) for one in reading)

    def _on(self, thresholds: AdviceThresholds, reading: Temperature) -> Advice:
        stated = sum(reading.bodies.values())
        refused = reading.bodies.get(PositionKind.CANNOT_ACCEPT, 0)
        supports = reading.bodies.get(PositionKind.SUPPORT, 0) + reading.bodies.get(PositionKind.CAN_LIVE_WITH, 0)
        share = supports / stated if stated else 0.0
        calls = stated > 0 and refused <= thresholds.most_cannot_accept and share >= thresholds.least_support_share
        return Advice(
            option=reading.option,
            calls_conclusive=calls,
            why=f"{supports} of {stated} bodies support it or can live with it, and {refused} cannot accept it; the "
            f"configuration asks for a share of {thresholds.least_support_share:g} and for at most "
            f"{thresholds.most_cannot_accept}.",
        )

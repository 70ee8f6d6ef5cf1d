"""The steps of one sponsored journey, as they are kept: quotes, approval, booking, claim and settlement."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.funding.domain.dsa import DsaDay
from services.funding.domain.gift import Valued
from services.funding.domain.terms import Stay
from shared.contracts.funding import CoveredKind
from shared.domain.money import Money

QUOTES_WANTED = 3
"""How many fares are asked for before one is chosen; fewer need a reason."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quote(_Part):
    """A fare that was offered, in economy class on every leg (R52). ``number`` counts from 1."""

    number: int
    fare: Money
    cabins: tuple[str, ...]
    seller: str
    on: date
    valued: Valued | None = None
    """In the currency of the budget, by the rate of its day (R60); absent when it is in that."""

    @property
    def worth(self) -> Money:
        return self.valued.value if self.valued else self.fare


class Approval(_Part):
    """What was approved, and committed. ``by`` is an account. ``saving``: against the first quote (R57)."""

    by: str
    on: date
    quote: int | None = None
    fare: Money
    dsa: Money
    days: tuple[DsaDay, ...] = ()
    accommodation: Money
    saving: Money
    reason: str | None = None
    """Why not the cheapest fare (R57)."""
    why_fewer: str | None = None
    """Why fewer than three quotes."""

    @property
    def total(self) -> Money:
        return self.fare + self.dsa + self.accommodation


class Booking(_Part):
    """``by_traveller``: the traveller bought the ticket and claims it; else the secretariat did and pays it."""

    fare: Money
    cabins: tuple[str, ...]
    reference: str
    by_traveller: bool
    on: date
    valued: Valued | None = None
    """In the currency of the budget, by the rate of the quote that was approved (R60); absent when it is in that."""

    @property
    def worth(self) -> Money:
        return self.valued.value if self.valued else self.fare


class Receipted(_Part):
    """One cost in a claim, with the number of its receipt; of a fare with the cabin of every leg."""

    kind: CoveredKind
    amount: Money
    receipt: str
    cabins: tuple[str, ...] = ()
    valued: Valued | None = None
    """In the currency of the budget, by the rate of the day of the claim, or of a fare by that of the quote that was
    approved, where it was in the same currency (R60); absent when it is in that."""

    @property
    def worth(self) -> Money:
        return self.valued.value if self.valued else self.amount


class Claim(_Part):
    """What the traveller is owed for the stay as it was. ``dsa`` is what ``days`` add up to, or less."""

    stay: Stay
    days: tuple[DsaDay, ...]
    dsa: Money
    lines: tuple[Receipted, ...]
    on: date
    after_close: bool = False

    @property
    def due(self) -> Money:
        return self.dsa + Money.total((line.worth for line in self.lines), currency=self.dsa.currency)


class Settlement(_Part):
    """``paid`` to the traveller now; ``cost`` of the journey in all; ``written_off`` of an advance that never came
    back, with the reason."""

    by: str
    on: date
    cost: Money
    paid: Money
    written_off: Money
    reason: str | None = None
    after_close: bool = False


def cheapest_quote(quotes: Sequence[Quote]) -> Quote:
    """The one with the lowest fare among some; the first of several."""
    return min(quotes, key=lambda one: one.worth.amount)


def cheapest(quotes: Sequence[Quote]) -> Money:
    """The lowest fare among some, in the currency of the budget."""
    return cheapest_quote(quotes).worth


class Advance(_Part):
    """Who paid an advance, and how much of it came back."""

    by: str
    amount: Money
    recovered: Money
    on: date

    @property
    def outstanding(self) -> Money:
        return self.amount - self.recovered

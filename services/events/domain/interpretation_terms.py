"""The house's terms for interpretation: how long interpreters work, how they rest, and what they and equipment cost."""

from pydantic import Field

from services.events.domain.interpretation_log import InterpretationTermsSet
from services.events.domain.year import Part
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput
from shared.domain.money import Money

TERMS = "interpretation-terms"
"""There is one set of terms, and this is its identifier."""


class Terms(Part):
    """Minutes, and prices a day. Without prices there is no estimate."""

    alone_minutes: int = 40
    """So long one interpreter works alone into a language."""
    pair_minutes: int = 180
    """So long two do in turn; beyond it there are three."""
    daily_minutes: int = 420
    """So long an interpreter works on one day, the turns of colleagues included."""
    break_minutes: int = 15
    """At least so long between two sessions of one interpreter."""
    interpreter_day: Money | None = None
    booth_day: Money | None = None
    receiver_day: Money | None = None
    link_day: Money | None = None
    """What carries interpretation to those who come by video link."""

    @property
    def priced(self) -> bool:
        return self.interpreter_day is not None

    def team(self, minutes: int) -> int:
        """How many interpreters a session of that length needs for each language."""
        return 1 if minutes <= self.alone_minutes else 2 if minutes <= self.pair_minutes else 3


class InterpretationTerms(Aggregate, type="interpretation_terms", collection="interpretation_terms"):
    terms: Terms = Field(default_factory=Terms)

    def set_terms(self, act: Act, *, terms: Terms) -> None:
        """Raises ``InvalidInput`` for terms that contradict one another, and prices in several currencies or below
        nothing."""
        if not terms.alone_minutes <= terms.pair_minutes <= terms.daily_minutes:
            raise InvalidInput(
                "One interpreter alone works longer than two, or two longer than a day.",
                remedy="Give minutes that rise from alone, to in pairs, to a day.",
            )
        prices = [one for one in (terms.interpreter_day, terms.booth_day, terms.receiver_day, terms.link_day) if one]
        if 0 < len(prices) < 4:
            raise InvalidInput("Some prices are given and some are not.", remedy="Give all four, or none.")
        for price in prices:
            price.require_currency(prices[0].currency)
            if price.amount < 0:
                raise InvalidInput(f"A price of {price} is less than nothing.", remedy="Give 0 or more.")
        self.terms = terms
        self.record(InterpretationTermsSet(**{name: getattr(terms, name) for name in Terms.model_fields}), act=act)

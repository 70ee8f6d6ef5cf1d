"""A ticket in the currency of the quote that was approved: valued by its rate, wherever it counts (R60)."""

import pytest

from services.funding.domain.parts import Booking
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import Ending
from shared.contracts.funding import CoveredKind
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.money import Money
from tests.unit.funding.sample import francs
from tests.unit.funding.travelling import AFTER, approve, claim, paying, quoted_in_dollars, receipt, requesting

STAY = francs("680.00")
"""What the allowance of the stay comes to."""


def _booked(fare: Money, *, by_traveller: bool = False) -> Sponsorship:
    one = approve(quoted_in_dollars())
    one.book(requesting(), fare=fare, cabins=["economy"], reference="X7K2QD", by_traveller=by_traveller)
    return one


def test_r60_a_ticket_in_the_currency_of_its_quote_keeps_it_and_counts_by_the_rate_of_that() -> None:
    one = _booked(Money.of("894.72", "USD"))
    assert one.booking is not None
    assert (one.booking.fare, one.booking.worth) == (Money.of("894.72", "USD"), francs("849.98"))
    assert one.committed == francs("849.98") + STAY
    assert _booked(Money.of("800.00", "USD")).committed == francs("760.00") + STAY
    one.end(requesting(), ending=Ending.DID_NOT_BOARD)
    assert one.committed == francs("849.98")
    one.settle(paying(AFTER), ticket=None, write_off=None, late=False)
    assert one.spent == francs("849.98")


def test_r59_a_ticket_in_another_currency_is_no_dearer_than_what_was_committed() -> None:
    with pytest.raises(RuleBroken, match=r"fare is 849\.99 CHF, and 849\.98 CHF was committed") as refused:
        _booked(Money.of("894.73", "USD"))
    assert refused.value.rule.number == "R59"


def test_r60_a_ticket_in_a_currency_that_was_not_approved_is_refused() -> None:
    with pytest.raises(InvalidInput, match="not in CHF"):
        _booked(Money.of("100.00", "EUR"))
    one = approve(quoted_in_dollars(), quote=3, reason="It leaves later.")
    with pytest.raises(InvalidInput, match="not in CHF"):
        one.book(requesting(), fare=Money.of("100.00", "USD"), cabins=["economy"], reference="X", by_traveller=False)
    assert (one.booking, one.fare_rates) == (None, {})


def test_r60_a_traveller_claims_the_ticket_by_what_was_committed_for_it() -> None:
    one = _booked(Money.of("894.72", "USD"), by_traveller=True)
    fare = Money.of("894.72", "USD")
    line = receipt(CoveredKind.ECONOMY_TRAVEL, "0.01", cabins=["economy"])
    with pytest.raises(RuleBroken):
        claim(one, line.model_copy(update={"amount": francs("849.99")}))
    assert one.booking is not None
    claim(one, line.model_copy(update={"amount": fare, "valued": one.booking.valued}))
    one.settle(paying(AFTER), ticket=None, write_off=None, late=False)
    assert one.spent == francs("849.98") + STAY


def test_r60_a_ticket_that_was_stored_before_is_in_the_currency_of_the_budget() -> None:
    stored = {"fare": francs("800.00"), "cabins": ["economy"], "reference": "X", "by_traveller": False, "on": AFTER}
    assert Booking.model_validate(stored).worth == francs("800.00")

"""Money in another currency: its original, its dated rate, and what the rates gain or lose (R60)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.funding.domain.contribution import Contribution
from services.funding.domain.gift import InSuccessor, Valued
from services.funding.domain.ledger import Account
from services.funding.domain.rate import AppliedRate, Rate, part_of, worth_of
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.money import Money
from tests.unit.funding.sample import act_on, contribution_of, francs, names, rate_of


def _euros(amount: str) -> Money:
    return Money.of(amount, "EUR")


def _received(contribution: Contribution, amount: str, worth: str) -> Contribution:
    money = _euros(amount)
    contribution.receive(act_on(), amount=money, valued=Valued.by(rate_of(worth), money, currency="CHF"))
    return contribution


def _balance(contribution: Contribution, account: Account) -> tuple[str, str]:
    found = [one for one in contribution.position() if one.account is account]
    return (str(found[0].amount), str(found[0].value)) if found else ("nothing", "nothing")


def test_r60_original_rate_and_worth_are_kept() -> None:
    contribution = contribution_of("1000.00", currency="EUR", rate=rate_of("1.10"))
    assert (contribution.amount, contribution.worth) == (_euros("1000.00"), francs("1100.00"))
    assert contribution.valued is not None
    assert (contribution.valued.rate.worth, contribution.valued.rate.on) == (Decimal("1.10"), date(2018, 2, 1))
    assert contribution.share().pledged == francs("1100.00")
    assert contribution_of("10.00").valued is None


def test_r60_what_money_is_worth_has_twelve_digits_and_no_more() -> None:
    million = AppliedRate(worth=Decimal(1_000_000), on=date(2018, 2, 1), source="A bank")
    assert worth_of(_euros("999999.99"), million, currency="CHF") == francs("999999990000.00")
    for amount in ("1000000.00", "-1000000.00"):
        with pytest.raises(InvalidInput, match="beyond what is kept"):
            worth_of(_euros(amount), million, currency="CHF")


def test_r60_gains_and_losses_are_shown() -> None:
    contribution = _received(contribution_of("1000.00", currency="EUR", rate=rate_of("1.10")), "400.00", "1.20")
    assert contribution.gained == francs("40.00")
    assert _balance(contribution, Account.BANK) == ("400.00 EUR", "480.00 CHF")
    assert _balance(contribution, Account.PLEDGED) == ("600.00 EUR", "660.00 CHF")
    assert _balance(contribution, Account.EXCHANGE) == ("0.00 EUR", "-40.00 CHF")
    _received(contribution, "600.00", "1.00")
    assert contribution.gained == francs("-20.00")
    assert contribution.share().received == francs("1080.00")
    assert _balance(contribution, Account.CONTRIBUTED) == ("-1000.00 EUR", "-1100.00 CHF")


@settings(derandomize=True, max_examples=100)
@given(
    parts=st.lists(st.integers(min_value=1, max_value=99_999), min_size=1, max_size=12),
    rate=st.decimals(min_value="0.000001", max_value="100000", places=6),
)
def test_r60_many_parts_at_one_rate_gain_and_lose_less_than_a_cent_each(parts: list[int], rate: Decimal) -> None:
    total = format(Decimal(sum(parts)) / 100, "f")
    contribution = contribution_of(total, currency="EUR", rate=rate_of(format(rate, "f"))) if total else None
    assert contribution is not None
    if contribution.worth.amount == 0:
        return
    for part in parts:
        _received(contribution, format(Decimal(part) / 100, "f"), format(rate, "f"))
    assert contribution.outstanding_worth == francs("0")
    assert abs(contribution.gained.amount) <= Decimal("0.01") * len(parts)


def test_rounding_is_half_to_even_and_in_the_units_of_the_currency() -> None:
    assert worth_of(_euros("0.01"), rate_of("0.5"), currency="CHF") == francs("0.00")
    assert worth_of(_euros("0.03"), rate_of("0.5"), currency="CHF") == francs("0.02")
    assert worth_of(_euros("1.00"), rate_of("130.5"), currency="JPY") == Money.of("130", "JPY")
    assert worth_of(_euros("1.00"), rate_of("1.2345"), currency="KWD") == Money.of("1.234", "KWD")
    assert part_of(francs("10.00"), part=francs("1.00"), of=francs("3.00")) == francs("3.33")
    assert part_of(francs("10.00"), part=francs("3.00"), of=francs("3.00")) == francs("10.00")


def test_the_largest_amounts_are_exact() -> None:
    huge = Money.of("999999999999.99", "EUR")
    assert worth_of(huge, rate_of("0.999999999"), currency="CHF") == francs("999999998999.99")


@pytest.mark.parametrize("worth", ["0", "-1", "1000000000", "1.0000000001", "NaN", "Infinity"])
def test_r60_what_is_no_rate_is_refused(worth: str) -> None:
    with pytest.raises(InvalidInput, match="is no rate"):
        _rate(worth)
    assert _rate("0.000000001").worth == Decimal("0.000000001")


def _rate(worth: str, base: str = "EUR", quote: str = "CHF") -> Rate:
    day = date(2018, 2, 1)
    return Rate.record_rate(act_on(), base=base, quote=quote, on=day, worth=Decimal(worth), source="A bank (fictional)")


def test_r60_a_rate_is_between_two_currencies_in_use() -> None:
    with pytest.raises(InvalidInput, match="always 1"):
        _rate("1", "CHF", "CHF")
    with pytest.raises(InvalidInput, match="no currency in use"):
        _rate("1", "XXX", "CHF")


def test_a_rate_is_corrected_with_its_reason() -> None:
    rate = _rate("1.10")
    rate.correct(act_on(), worth=Decimal("1.01"), source="A bank (fictional)", reason="Two digits were swapped.")
    assert names_of(rate) == ["RateRecorded", "RateCorrected"]
    with pytest.raises(InvalidInput, match="as it is"):
        rate.correct(act_on(), worth=Decimal("1.01"), source="A bank (fictional)", reason="Again.")
    replaced: dict[str, Any] = {
        "worth": Decimal("1.01"),
        "source": "A bank (fictional)",
        "reason": "It took its place.",
    }
    rate.correct(act_on(), **replaced, redenomination=True)
    rate.correct(act_on(), **{**replaced, "worth": Decimal("1.02")})
    assert rate.redenomination, "left out, it stays as it was"


def names_of(rate: Rate) -> list[str]:
    return [type(one.message).__name__ for one in rate.recorded]


def test_r60_another_workshop_in_another_currency_values_all_of_it_anew() -> None:
    contribution = _received(contribution_of("300.00", currency="EUR", rate=rate_of("1.10")), "100.00", "1.20")
    contribution.await_choice(act_on())
    at: dict[str, Any] = {"workshop": "workshop-2019-1", "cycle": "cycle-2019", "reason": "Letter."}
    in_dollars, in_euros = contribution.model_copy(), contribution.model_copy()
    rate = AppliedRate(worth=Decimal("1.25"), on=date(2018, 3, 1), source="A bank (fictional)")
    in_dollars.give_to(act_on(), **at, currency="USD", rate=rate)
    assert (in_dollars.worth, in_dollars.received_worth) == (Money.of("375.00", "USD"), Money.of("125.00", "USD"))
    assert in_dollars.amount == _euros("300.00")
    in_euros.give_to(act_on(), **at, currency="EUR")
    assert (in_euros.valued, in_euros.received_worth) == (None, _euros("100.00"))
    assert names(in_euros)[-2:] == ["DonorChose", "ContributionPledged"]


def test_r60_what_comes_after_a_redenomination_is_as_much_of_the_pledge_and_keeps_its_own_units() -> None:
    """1 VED took the place of 1,000,000 VES."""
    rate = rate_of("1000000")
    pledged = Money.of("1234567.89", "VES")
    part = InSuccessor(amount=Money.of("1.20", "VED"), rate=rate)
    assert part.in_units_of(pledged) == Money.of("1200000.00", "VES")
    rest = Money.of("34567.89", "VES")
    assert InSuccessor(amount=Money.of("0.03", "VED"), rate=rate).in_units_of(rest) == rest, "no finer unit is there"
    more = InSuccessor(amount=Money.of("0.04", "VED"), rate=rate).in_units_of(rest)
    assert more == Money.of("40000.00", "VES")
    nothing = InSuccessor(amount=Money.of("0.00", "VED"), rate=rate)
    assert nothing.in_units_of(Money.of("4567.89", "VES")) == Money.of("0.00", "VES")
    gift = contribution_of("1234567.89", currency="VES", rate=rate_of("0.000001"))
    gift.receive(
        act_on(), amount=part.in_units_of(pledged), valued=Valued.by(rate, part.amount, currency="CHF"), came=part
    )
    with pytest.raises(RuleBroken) as refused:
        gift.receive(act_on(), amount=more, valued=None, came=part)
    assert refused.value.rule.number == "R47"
    [receipt] = gift.receipts
    assert (receipt.amount, receipt.came) == (Money.of("1200000.00", "VES"), part)

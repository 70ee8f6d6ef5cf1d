import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.errors import InvalidInput
from shared.domain.money import DECIMALS, Money

CURRENCIES = st.sampled_from(["CHF", "JPY", "KWD"])
UNITS = st.integers(min_value=-(10**14), max_value=10**14)
"""Amounts in the smallest unit of a currency."""


def money(units: int, currency: str) -> Money:
    return Money(amount=Decimal(units).scaleb(-DECIMALS[currency]), currency=currency)


@given(currency=CURRENCIES, first=UNITS, second=UNITS)
def test_sums_and_differences_are_exact_and_come_back_from_json_as_they_were(
    currency: str, first: int, second: int
) -> None:
    one, other = money(first, currency), money(second, currency)
    assert one + other == other + one == money(first + second, currency)
    assert one - other == money(first - second, currency)
    assert (one + other) - other == one
    for written in ((one + other).model_dump_json(), json.dumps((one + other).model_dump(mode="json"))):
        assert Money.model_validate_json(written) == one + other
        assert isinstance(json.loads(written)["amount"], str)


@given(currency=CURRENCIES, units=st.lists(UNITS, max_size=20))
def test_a_total_is_the_sum_in_the_smallest_unit(currency: str, units: list[int]) -> None:
    assert Money.total((money(one, currency) for one in units), currency=currency) == money(sum(units), currency)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("12.5", "CHF", "12.50"),
        ("0", "CHF", "0.00"),
        ("-0.00", "CHF", "0.00"),
        ("12.500", "CHF", "12.50"),
        ("12", "JPY", "12"),
        ("12.5", "KWD", "12.500"),
        ("-3.10", "EUR", "-3.10"),
        ("007", "EUR", "7.00"),
    ],
)
def test_the_wire_form_is_text_with_the_decimals_of_the_currency(amount: str, currency: str, written: str) -> None:
    found = Money.of(amount, currency)
    assert found.model_dump(mode="json") == {"amount": written, "currency": currency}
    assert str(found) == f"{written} {currency}"


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("12.505", "CHF"),
        ("12.5", "JPY"),
        ("1.2345", "KWD"),
        ("1e3", "CHF"),
        ("NaN", "CHF"),
        ("Infinity", "CHF"),
        ("+1", "CHF"),
        (" 1", "CHF"),
        ("1\n", "CHF"),
        ("1,50", "CHF"),
        ("", "CHF"),
        ("١", "CHF"),
        ("1" * 19, "CHF"),
        ("1", "chf"),
        ("1", "XXX"),
        ("1", ""),
    ],
)
def test_what_is_no_amount_of_a_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(InvalidInput, match="no amount of money"):
        Money.of(amount, currency)


@pytest.mark.parametrize("amount", [12.5, 12, True, None, [], Decimal("NaN")])
def test_numbers_of_json_are_refused_since_they_may_have_been_floats(amount: Any) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount, "currency": "CHF"})


def test_money_of_two_currencies_is_never_added_up() -> None:
    francs, euros = Money.of("1", "CHF"), Money.of("1", "EUR")
    with pytest.raises(InvalidInput, match="two currencies"):
        francs + euros
    with pytest.raises(InvalidInput, match="two currencies"):
        francs - euros
    with pytest.raises(InvalidInput, match="two currencies"):
        Money.total([francs], currency="EUR")


def test_money_is_frozen_and_described_as_text() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Money.of("1", "CHF"), "currency", "EUR")  # noqa: B010
    fields = Money.model_json_schema(mode="serialization")["properties"]
    assert Money.model_json_schema()["properties"] == fields
    assert {name: one["type"] for name, one in fields.items()} == {"amount": "string", "currency": "string"}

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funding.domain.dsa import DsaDay, DsaTable, allowance, sum_of
from services.funding.domain.gift import Rates
from services.funding.domain.rate import AppliedRate
from services.funding.domain.terms import Meal, Provided, Stay
from shared.domain.errors import InvalidInput, RuleBroken
from tests.unit.funding.sample import act_on, francs
from tests.unit.funding.travelling import ARRIVAL, DEPARTURE, FRANCS, SHARES, row, stay, table


def _days(at: Stay, *tables: DsaTable, lodged: bool = False) -> list[tuple[int, str]]:
    found = allowance(at, tables or [table()], lodged=lodged, rates=FRANCS)
    return [(day.percent, str(day.amount.amount)) for day in found]


def test_a_day_with_a_night_is_whole_and_the_last_is_a_part() -> None:
    assert _days(stay()) == [(100, "200.00")] * 3 + [(40, "80.00")]
    assert _days(stay(nights=0)) == [(40, "80.00")], "a journey within one day has no night"


def test_r56_provided_accommodation_reduces_each_night_and_not_the_last_day() -> None:
    assert _days(stay(), lodged=True) == [(50, "100.00")] * 3 + [(40, "80.00")]
    given_once = stay(Provided(on=ARRIVAL, accommodation=True))
    assert _days(given_once) == [(50, "100.00"), (100, "200.00"), (100, "200.00"), (40, "80.00")]
    assert _days(given_once, lodged=True)[0] == (50, "100.00"), "it is taken off once"


def test_r56_provided_meals_reduce_the_day_and_never_below_nothing() -> None:
    meals = (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER)
    at = stay(Provided(on=ARRIVAL, meals=meals), Provided(on=DEPARTURE, meals=(Meal.LUNCH,)))
    assert [percent for percent, _ in _days(at)] == [75, 100, 100, 30]
    poor = table().model_copy(update={"shares": SHARES.model_copy(update={"last_day": 20})})
    assert _days(stay(Provided(on=DEPARTURE, meals=meals)), poor)[-1] == (0, "0.00")
    twice = stay(Provided(on=ARRIVAL, meals=(Meal.LUNCH, Meal.LUNCH)))
    assert _days(twice)[0] == (90, "180.00"), "a meal named twice is one meal"


def test_the_rate_is_that_of_the_city_else_of_the_country_and_of_the_season() -> None:
    rates = table(row("100.00"), row("200.00", city="New York", first="03-27", last="12-31"))
    assert [amount for _, amount in _days(stay(), rates)] == ["100.00", "100.00", "200.00", "80.00"]
    assert _days(stay(city="new york"), rates) == _days(stay(), rates)
    winter = table(row("100.00", first="11-01", last="03-25"), row("300.00", first="03-26", last="10-31"))
    assert [amount for _, amount in _days(stay(), winter)] == ["100.00", "300.00", "300.00", "120.00"]


def test_the_newest_table_in_force_that_day_gives_the_rate_and_is_kept() -> None:
    old, new = table(), table(row("300.00"), id="table-2", valid_from=date(2018, 3, 26))
    days = allowance(stay(), [new, old], lodged=False, rates=FRANCS)
    assert [day.table for day in days] == ["table-1", "table-2", "table-2", "table-2"]


@pytest.mark.parametrize(
    "tables", [(), (table(valid_from=DEPARTURE),), (table(row(city="Boston")),), (table(row(first="05-01")),)]
)
def test_a_day_without_a_rate_is_told_with_its_day(tables: tuple[DsaTable, ...]) -> None:
    with pytest.raises(InvalidInput, match=r"New York .US. on 2018-03-25"):
        allowance(stay(), tables, lodged=False, rates=FRANCS)


def test_r60_an_allowance_in_another_currency_keeps_it_with_its_worth_and_its_rate() -> None:
    with pytest.raises(RuleBroken, match="no rate from CHF to EUR of 2018-02-01") as missing:
        allowance(stay(), [table()], lodged=False, rates=Rates(currency="EUR", day=date(2018, 2, 1)))
    assert missing.value.rule.number == "R60"
    told = AppliedRate(worth=Decimal("0.8667"), on=date(2018, 2, 1), source="A bank")
    days = allowance(
        stay(), [table()], lodged=False, rates=Rates(currency="EUR", day=date(2018, 2, 1), known={"CHF": told})
    )
    assert [(str(day.amount), str(day.worth)) for day in days] == [("200.00 CHF", "173.34 EUR")] * 3 + [
        ("80.00 CHF", "69.34 EUR")
    ]
    assert {day.valued.rate for day in days if day.valued} == {told}
    assert str(sum_of(days, currency="EUR")) == "589.36 EUR", "the days add up"
    assert allowance(stay(), [table()], lodged=False, rates=FRANCS)[0].valued is None


def test_a_table_gives_each_place_one_rate_for_each_day() -> None:
    table(row(first="01-01", last="06-30"), row(first="07-01", last="12-31"), row(city="Boston"))
    for rows in (
        (row(first="01-01", last="07-01"), row(first="07-01", last="12-31")),
        (row(city="Boston"), row(city="BOSTON", first="06-01", last="06-01")),
        (row(first="12-01", last="01-31"), row(first="01-31", last="03-01")),
    ):
        with pytest.raises(InvalidInput, match="two rates"):
            table(*rows)
    with pytest.raises(InvalidInput, match="no rate"):
        table(row("0"))
    too_much = SHARES.model_copy(update={"dinner": 40})
    with pytest.raises(InvalidInput, match="100 per cent"):
        DsaTable.enter(act_on(), id="t", source="s", valid_from=ARRIVAL, shares=too_much, rows=(row(),))


@pytest.mark.parametrize(
    ("departure", "provided"),
    [
        (date(2018, 3, 24), ()),
        (date(2018, 4, 25), ()),
        (DEPARTURE, (Provided(on=date(2018, 3, 29)),)),
        (DEPARTURE, (Provided(on=ARRIVAL), Provided(on=ARRIVAL))),
        (DEPARTURE, (Provided(on=DEPARTURE, accommodation=True),)),
    ],
    ids=["ends before it begins", "too long", "provided outside", "said twice", "no night to be lodged"],
)
def test_days_that_make_no_stay_are_refused(departure: date, provided: tuple[Provided, ...]) -> None:
    with pytest.raises(InvalidInput):
        Stay.of(country="US", city="New York", arrival=ARRIVAL, departure=departure, provided=provided)


@given(
    rate=st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2),
    nights=st.integers(min_value=0, max_value=30),
    lodged=st.booleans(),
)
def test_the_days_add_up_to_the_sum_and_reductions_never_raise_it(rate: Decimal, nights: int, lodged: bool) -> None:
    found: tuple[DsaDay, ...] = allowance(stay(nights=nights), [table(row(str(rate)))], lodged=lodged, rates=FRANCS)
    assert sum(day.amount.amount for day in found) == sum_of(found, currency="CHF").amount
    assert all(0 <= day.amount.amount <= rate for day in found)
    assert sum_of([], currency="CHF") == francs("0")

from datetime import date
from decimal import Decimal

import pytest

from services.funding.domain.accounts import Accounts
from services.funding.domain.gift import Original
from services.funding.domain.items import MAJOR_ITEMS
from services.funding.domain.rate import AppliedRate
from services.funding.domain.stage import Stage
from shared.contracts.funding import AccountsClosed, CostItem
from shared.domain.errors import InvalidInput, NotFound, RuleBroken, WrongState
from shared.domain.money import Money
from tests.unit.funding.sample import THREE, accounts_of, act_on, budget_of, francs, last, names

ESTIMATES = budget_of(*THREE).estimates()


def _recorded(*items: CostItem, accounts: Accounts | None = None) -> Accounts:
    accounts = accounts or accounts_of()
    for item in items:
        accounts.record_actual(act_on(), item=item.value, amount=francs("900.00"), currency="CHF")
    return accounts


def test_accounts_are_closed_with_estimate_and_actual_per_item() -> None:
    accounts = _recorded(*MAJOR_ITEMS, CostItem.OTHER)
    accounts.record_actual(act_on(), item="venue", amount=francs("0"), currency="CHF")
    accounts.close(act_on(), estimates=ESTIMATES)
    told = last(accounts)
    assert isinstance(told, AccountsClosed)
    assert (accounts.stage, told.estimate, told.actual) == (Stage.CLOSED, francs("10000.00"), francs("2700.00"))
    assert [(one.item.value, str(one.estimate), str(one.actual)) for one in told.items] == [
        ("venue", "1000.00 CHF", "0.00 CHF"),
        ("interpretation", "3000.00 CHF", "900.00 CHF"),
        ("expert_participation", "6000.00 CHF", "900.00 CHF"),
        ("other", "0.00 CHF", "900.00 CHF"),
    ]


def test_closed_accounts_tell_travellers_by_region_of_five_and_more() -> None:
    accounts = _recorded(*MAJOR_ITEMS)
    accounts.close(act_on(), estimates=ESTIMATES, countries=[*["KE"] * 4, "UG", *["NP"] * 4, "AQ"])
    told = last(accounts)
    assert isinstance(told, AccountsClosed)
    assert [(one.region, one.travellers) for one in told.travellers] == [("africa", 5)]


@pytest.mark.parametrize("left_out", MAJOR_ITEMS)
def test_accounts_lacking_a_major_item_are_not_closed(left_out: CostItem) -> None:
    accounts = _recorded(*(item for item in CostItem if item is not left_out))
    with pytest.raises(WrongState, match="Nobody recorded"):
        accounts.close(act_on(), estimates=ESTIMATES)


def test_before_the_workshop_was_held_nothing_is_settled() -> None:
    accounts = accounts_of(settling=False)
    with pytest.raises(WrongState, match="not recorded as held yet"):
        _recorded(CostItem.VENUE, accounts=accounts)
    with pytest.raises(WrongState, match="not recorded as held yet"):
        accounts.close(act_on(), estimates=ESTIMATES)


def test_after_closing_nothing_is_recorded() -> None:
    accounts = _recorded(*MAJOR_ITEMS)
    accounts.close(act_on(), estimates=ESTIMATES)
    with pytest.raises(WrongState, match="accounts are closed"):
        _recorded(CostItem.VENUE, accounts=accounts)
    with pytest.raises(WrongState, match="accounts are closed"):
        accounts.close(act_on(), estimates=ESTIMATES)


def test_what_a_journey_of_a_cancelled_workshop_did_cost_is_in_the_books_and_before_a_person() -> None:
    accounts = accounts_of(settling=False)
    accounts.call_off(act_on())
    accounts.post_journey(act_on(), sponsorship="sponsorship-1", cost=francs("150.00"))
    accounts.post_journey(act_on(), sponsorship="sponsorship-2", cost=francs("0"))
    assert [(one.item.value, str(one.amount)) for one in accounts.actuals] == [("expert_participation", "150.00 CHF")]
    assert [(one.account.value, str(one.value)) for one in accounts.position()] == [
        ("bank", "-150.00 CHF"),
        ("cost", "150.00 CHF"),
    ]
    assert [one.about for one in accounts.misfits] == ["sponsorship-1"], "who bears it; nothing is to be borne of 0"


def test_a_hall_of_a_cancelled_workshop_that_is_paid_all_the_same_is_recorded() -> None:
    accounts = accounts_of(settling=False)
    accounts.call_off(act_on())
    _recorded(CostItem.VENUE, accounts=accounts)
    assert len(accounts.position()) == 2
    with pytest.raises(WrongState, match="was cancelled"):
        accounts.close(act_on(), estimates=ESTIMATES)


def test_the_journeys_of_a_held_workshop_add_up_in_its_accounts() -> None:
    accounts = _recorded(CostItem.VENUE)
    for cost in ("100.00", "0.00", "50.05"):
        accounts.post_journey(act_on(), sponsorship="sponsorship-1", cost=francs(cost))
    assert (str(accounts.actuals[-1].amount), accounts.misfits) == ("150.05 CHF", ())
    with pytest.raises(InvalidInput, match="not in CHF"):
        accounts.post_journey(act_on(), sponsorship="sponsorship-1", cost=Money.of("1", "EUR"))


def test_r49_a_cost_belongs_to_one_of_the_four_items() -> None:
    with pytest.raises(RuleBroken) as refused:
        accounts_of().record_actual(act_on(), item="travel", amount=francs("1"), currency="CHF")
    assert refused.value.rule.number == "R49"


def test_a_cost_is_in_the_budgets_currency_and_not_below_nothing() -> None:
    accounts = accounts_of()
    with pytest.raises(WrongState, match="no estimate yet"):
        accounts.record_actual(act_on(), item="venue", amount=francs("1"), currency=None)
    with pytest.raises(InvalidInput, match="not in CHF"):
        accounts.record_actual(act_on(), item="venue", amount=Money.of("1", "EUR"), currency="CHF")
    with pytest.raises(InvalidInput, match="less than nothing"):
        accounts.record_actual(act_on(), item="venue", amount=francs("-0.01"), currency="CHF")


def test_r60_a_cost_in_another_currency_is_kept_at_its_worth_beside_its_original_until_it_is_corrected() -> None:
    accounts = accounts_of()
    told = AppliedRate(worth=Decimal("1.15"), on=date(2018, 4, 1), source="A bank")
    original = Original(amount=Money.of("800.00", "EUR"), rate=told)
    accounts.record_actual(act_on(), item="venue", amount=francs("920.00"), currency="CHF", original=original)
    assert [(one.amount, one.original) for one in accounts.actuals] == [(francs("920.00"), original)]
    accounts.record_actual(act_on(), item="venue", amount=francs("900.00"), currency="CHF")
    assert [(one.amount, one.original) for one in accounts.actuals] == [(francs("900.00"), None)]


def test_a_fact_that_did_not_fit_is_kept_once_and_acknowledged_once() -> None:
    accounts = accounts_of()
    for _ in range(2):
        accounts.did_not_fit(act_on(), fact="WorkshopCancelled", about="workshop-2018-1", why="It was held.")
    assert names(accounts).count("FactDidNotFit") == 1
    with pytest.raises(NotFound):
        accounts.acknowledge(act_on(), about="workshop-2018-2", reason="None.")
    accounts.acknowledge(act_on(), about="workshop-2018-1", reason="It was held after all.")
    assert [one.seen for one in accounts.misfits] == [True]
    with pytest.raises(WrongState, match="nothing that did not fit"):
        accounts.acknowledge(act_on(), about="workshop-2018-1", reason="Again.")

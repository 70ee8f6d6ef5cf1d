"""What is left of a gift waits for its donor once the costs are known, and what was spent cannot go back (R47, R48)."""

from datetime import date

import pytest

from services.funding.domain.contribution import Contribution
from services.funding.domain.gift import Valued
from services.funding.domain.log import PartGivenOn
from shared.contracts.funding import CostItem
from shared.domain.errors import RuleBroken
from shared.domain.money import Money
from tests.unit.funding.books import Ledger
from tests.unit.funding.sample import act_on, contribution_of, francs, last, rate_of

CLOSING = date(2018, 5, 28)


def _in(amount: str = "1000.00", **fields: object) -> Contribution:
    gift = contribution_of(amount, **fields)  # type: ignore[arg-type]
    gift.receive(act_on(), amount=gift.amount)
    return gift


def _closed(spent: str, gift: Contribution | None = None) -> Contribution:
    """Its accounts are closed, and the costs took ``spent`` of it."""
    gift = gift or _in()
    gift.note_spent(act_on(CLOSING), spent=francs(spent))
    return gift


def _refused(gift: Contribution, part: str) -> str:
    with pytest.raises(RuleBroken) as refused:
        gift.give_back(act_on(CLOSING), reason="Letter.", part=francs(part))
    return f"{refused.value.rule.number}: {refused.value.sentence}"


def test_r47_where_nothing_is_left_there_is_no_choice() -> None:
    gift = _closed("1000.00")
    assert (gift.surplus, gift.waits) == (None, False)
    assert _refused(gift, "0.01").startswith("R47: The contribution “contribution-1” does not wait")


def test_r47_a_cent_that_is_left_waits_for_its_donor_and_a_cent_more_is_refused() -> None:
    gift = _closed("999.99")
    assert (gift.surplus, gift.surplus_since, gift.waits) == (francs("0.01"), CLOSING, True)
    assert _refused(gift, "0.02").startswith("R48: 1000.00 CHF was received and 0.01 CHF of it is left; 0.02 CHF is")
    gift.give_back(act_on(CLOSING), reason="Letter.", part=francs("0.01"))
    assert (gift.amount, gift.received, gift.surplus, gift.state) == (
        francs("999.99"),
        francs("999.99"),
        None,
        "received",
    )
    assert _refused(gift, "0.01").startswith("R47")


def test_r47_a_surplus_goes_back_in_parts_and_without_an_amount_whole() -> None:
    gift = _closed("400.00")
    gift.give_back(act_on(CLOSING), reason="Letter.", part=francs("100.00"))
    assert gift.surplus == francs("500.00")
    gift.give_back(act_on(CLOSING), reason="Letter.")
    assert not gift.surplus
    assert (gift.amount, gift.counts) == (francs("400.00"), True)


def test_r47_a_gift_of_which_nothing_was_spent_goes_back_as_a_whole() -> None:
    gift = _closed("0.00")
    gift.give_back(act_on(CLOSING), reason="Letter.")
    assert (gift.state, gift.surplus, gift.counts, gift.position()) == ("returned", None, False, ())


def test_r47_a_surplus_given_to_another_workshop_is_a_new_pledge_that_is_in() -> None:
    gift = _closed("400.00", _in(item="venue"))
    given = gift.give_on(act_on(CLOSING), id="given", workshop="workshop-2018-2", cycle="cycle-2018", reason="Letter.")
    assert (given.amount, given.received, given.item, given.state) == (
        francs("600.00"),
        francs("600.00"),
        CostItem.VENUE,
        "received",
    )
    assert (gift.amount, gift.received, gift.surplus) == (francs("400.00"), francs("400.00"), None)
    assert [one.became for one in gift.returns] == ["given"]
    told = last(gift)
    assert isinstance(told, PartGivenOn)
    assert (told.amount, told.left, told.workshop) == (francs("600.00"), francs("400.00"), "workshop-2018-2")


def test_r47_money_that_comes_after_the_closing_is_left_too_and_what_is_only_promised_is_not() -> None:
    gift = contribution_of("1000.00")
    gift.receive(act_on(), amount=francs("300.00"))
    _closed("300.00", gift)
    assert gift.surplus is None
    gift.receive(act_on(CLOSING), amount=francs("200.00"))
    assert gift.surplus == francs("200.00")


def test_r47_what_is_given_in_kind_leaves_no_surplus() -> None:
    assert _closed("0.00", _in(in_kind=True)).waits is False


def test_r47_a_surplus_is_the_donors_in_the_ledger_and_leaves_the_bank_with_its_choice() -> None:
    ledger, gift = Ledger(), _in()
    ledger.keep(gift)
    _closed("400.00", gift)
    entry = gift.entry()
    assert entry is not None
    assert [(one.account.value, str(one.value.amount)) for one in entry.postings] == [
        ("contributed", "600.00"),
        ("donor", "-600.00"),
    ]
    gift.give_back(act_on(CLOSING), reason="Letter.")
    entry = gift.entry()
    assert entry is not None
    assert [(one.account.value, str(one.value.amount)) for one in entry.postings] == [
        ("bank", "-600.00"),
        ("donor", "600.00"),
    ]


def test_r60_a_surplus_in_another_currency_goes_back_to_the_last_unit_of_both() -> None:
    gift = contribution_of("100.00", currency="EUR", rate=rate_of("1.15"))
    for rate in (rate_of("1.15"), rate_of("1.0333")):
        half = Money.of("50.00", "EUR")
        gift.receive(act_on(), amount=half, valued=Valued.by(rate, half, currency="CHF"))
    _closed("33.33", gift)
    assert gift.surplus is not None
    for part in (Money.of("22.22", "EUR"), None):
        gift.give_back(act_on(CLOSING), reason="Letter.", part=part)
    assert gift.received_worth == francs("33.33")
    assert not gift.surplus


def _called_off(spent: str = "400.00", *, pledged: str = "1000.00", signed: bool = False) -> Contribution:
    """1,000 are in, and the hall of the cancelled workshop took ``spent`` of it all the same."""
    gift = contribution_of(pledged)
    if signed:
        gift.sign(act_on())
    gift.receive(act_on(), amount=francs("1000.00"))
    gift.await_choice(act_on(date(2018, 3, 1)))
    gift.note_spent(act_on(CLOSING), spent=francs(spent))
    return gift


@pytest.mark.parametrize("more", ["600.01", "1000.00"])
def test_r48_what_is_spent_of_a_cancelled_workshop_cannot_go_back(more: str) -> None:
    gift = _called_off()
    assert _refused(gift, more).startswith("R48: 1000.00 CHF was received and 600.00 CHF of it is left")
    gift.give_back(act_on(CLOSING), reason="Letter.", part=francs("600.00"))
    assert (gift.state, gift.amount, gift.waits) == ("received", francs("400.00"), False)
    banked = [one.value for one in gift.position() if one.account == "bank"]
    assert banked == [francs("400.00")], "which the hall took"


def test_r48_without_an_amount_what_is_left_goes_back_and_the_rest_of_the_pledge_is_not_asked_for() -> None:
    gift = _called_off(pledged="5000.00")
    gift.give_back(act_on(CLOSING), reason="Letter.")
    assert (gift.state, gift.amount, gift.received) == ("received", francs("400.00"), francs("400.00"))
    whole = _called_off("0.00")
    whole.give_back(act_on(CLOSING), reason="Letter.")
    assert whole.state == "returned"
    spent = _called_off("1000.00", pledged="5000.00")
    spent.give_back(act_on(CLOSING), reason="Letter.")
    assert (spent.state, spent.amount, spent.returns) == ("received", francs("1000.00"), ())


def test_r48_what_is_not_spent_of_a_cancelled_workshop_is_given_on_with_the_rest_of_the_pledge() -> None:
    gift = _called_off(pledged="5000.00")
    given = gift.give_on(act_on(CLOSING), id="given", workshop="workshop-2018-2", cycle="cycle-2018", reason="Letter.")
    assert (given.amount, given.received, given.state) == (francs("4600.00"), francs("600.00"), "pledged")
    assert (gift.amount, gift.received, gift.state) == (francs("400.00"), francs("400.00"), "received")
    assert (gift.choice, given.share().secured) == ("another_workshop", francs("600.00"))
    agreed = _called_off(pledged="5000.00", signed=True)
    given = agreed.give_on(act_on(CLOSING), id="more", workshop="workshop-2018-2", cycle="cycle-2018", reason="Letter.")
    assert given.share().secured == francs("4600.00"), "what was signed for is, elsewhere too"


def test_r48_what_costs_took_wholly_waits_for_nobody_until_they_turn_out_lower() -> None:
    gift = _called_off("1000.00")
    assert (gift.state, gift.waits) == ("received", False)
    gift.note_spent(act_on(CLOSING), spent=francs("900.00"))
    assert gift.surplus == francs("100.00")

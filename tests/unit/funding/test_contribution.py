from datetime import date

import pytest

from services.funding.domain.contribution import Contribution
from services.funding.domain.gift import Valued
from services.funding.domain.identity import own_id
from services.funding.domain.pledged import ContributionState
from shared.contracts.funding import ContributionPledged, ContributionReceived, CostItem
from shared.domain.errors import DomainError, InvalidInput, RuleBroken, WrongState
from shared.domain.money import Money
from tests.unit.funding.sample import WORKSHOP, act_on, contribution_of, francs, last, names, rate_of


def _waiting() -> Contribution:
    contribution = contribution_of()
    contribution.await_choice(act_on(date(2018, 3, 1)))
    return contribution


def test_r46_a_voluntary_contribution_is_posted() -> None:
    told = last(contribution_of(item="venue"))
    assert isinstance(told, ContributionPledged)
    assert (told.donor, told.workshop, told.item) == ("Government of Atlantis", WORKSHOP, CostItem.VENUE)
    assert (told.amount, told.pledged_on) == (francs("5000.00"), date(2018, 2, 1))


@pytest.mark.parametrize("kind", ["assessed", "Voluntary", "", "in_kind"])
def test_r46_any_other_is_refused(kind: str) -> None:
    with pytest.raises(RuleBroken, match="not voluntary") as refused:
        contribution_of(kind=kind)
    assert refused.value.rule.number == "R46"


def test_r49_an_earmark_is_a_cost_item() -> None:
    with pytest.raises(RuleBroken) as refused:
        contribution_of(item="travel")
    assert refused.value.rule.number == "R49"


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_an_amount_is_more_than_nothing(amount: str) -> None:
    with pytest.raises(InvalidInput, match="no contribution"):
        contribution_of(amount)
    with pytest.raises(InvalidInput, match="no contribution"):
        contribution_of().receive(act_on(), amount=francs(amount))


def test_r48_pledged_and_received_are_told_apart() -> None:
    contribution = contribution_of("5000.00")
    contribution.receive(act_on(date(2018, 2, 10)), amount=francs("2000.00"))
    assert (contribution.amount, contribution.received) == (francs("5000.00"), francs("2000.00"))
    assert contribution.state == "pledged"
    contribution.receive(act_on(date(2018, 2, 20)), amount=francs("3000.00"))
    assert contribution.state == "received"
    told = last(contribution)
    assert isinstance(told, ContributionReceived)
    assert (told.amount, told.received, told.pledged) == (francs("3000.00"), francs("5000.00"), francs("5000.00"))
    assert told.received_on == date(2018, 2, 20)


def test_r47_more_than_pledged_needs_a_new_act_of_the_donor() -> None:
    contribution = contribution_of("5000.00")
    with pytest.raises(RuleBroken, match="more than the rest") as refused:
        contribution.receive(act_on(), amount=francs("5000.01"))
    assert refused.value.rule.number == "R47"
    contribution.receive(act_on(), amount=francs("5000.00"))
    with pytest.raises(RuleBroken) as again:
        contribution.receive(act_on(), amount=francs("0.01"))
    assert again.value.rule.number == "R47"


def test_what_arrives_is_in_the_currency_and_not_before_the_pledge() -> None:
    with pytest.raises(InvalidInput, match="not in CHF"):
        contribution_of().receive(act_on(), amount=Money.of("1", "EUR"))
    with pytest.raises(InvalidInput, match="lies before the pledge"):
        contribution_of().receive(act_on(date(2018, 1, 31)), amount=francs("1"))
    with pytest.raises(InvalidInput, match="lies before the pledge"):
        contribution_of().sign(act_on(date(2018, 1, 31)))


def test_an_agreement_is_signed_once() -> None:
    contribution = contribution_of()
    contribution.sign(act_on())
    assert contribution.share().secured == francs("5000.00")
    with pytest.raises(WrongState, match="signed on 2018-02-01"):
        contribution.sign(act_on())


def test_r47_it_waits_for_its_donor_and_moves_by_nobody_elses_act() -> None:
    with pytest.raises(RuleBroken, match="does not wait") as refused:
        contribution_of().give_to(act_on(), workshop="workshop-2018-2", cycle="cycle-2018", reason="Convenient.")
    assert refused.value.rule.number == "R47"
    with pytest.raises(RuleBroken):
        contribution_of().give_back(act_on(), reason="Convenient.")
    waiting = _waiting()
    assert (waiting.state, waiting.workshop, waiting.counts) == ("awaiting_donor_choice", WORKSHOP, False)


def test_r47_the_donor_gives_it_to_another_workshop_as_a_new_pledge() -> None:
    waiting = _waiting()
    waiting.give_to(act_on(date(2018, 3, 5)), workshop="workshop-2019-1", cycle="cycle-2019", reason="Letter.")
    assert (waiting.state, waiting.workshop, waiting.cycle) == ("pledged", "workshop-2019-1", "cycle-2019")
    told = last(waiting)
    assert isinstance(told, ContributionPledged)
    assert (told.workshop, told.pledged_on) == ("workshop-2019-1", date(2018, 3, 5))
    with pytest.raises(RuleBroken):
        waiting.give_back(act_on(), reason="Again.")


def test_r47_what_was_received_stays_received_at_the_other_workshop() -> None:
    contribution = contribution_of("10.00")
    contribution.receive(act_on(), amount=francs("10.00"))
    contribution.await_choice(act_on())
    contribution.give_to(act_on(), workshop="workshop-2018-2", cycle="cycle-2018", reason="Letter.")
    assert (contribution.state, contribution.received) == (ContributionState.RECEIVED, francs("10.00"))


def test_r47_the_donor_takes_it_back_and_nothing_more_is_done_with_it() -> None:
    waiting = _waiting()
    waiting.give_back(act_on(), reason="Letter of 4 June.")
    assert (waiting.state, waiting.reason) == ("returned", "Letter of 4 June.")
    with pytest.raises(WrongState, match="returned to its donor"):
        waiting.receive(act_on(), amount=francs("1"))
    with pytest.raises(WrongState, match="returned to its donor"):
        waiting.sign(act_on())
    assert names(waiting) == ["ContributionPledged", "DonorChoiceAwaited", "DonorChose"]


def _partly_in() -> Contribution:
    """5,000 pledged for travel, 3,000 of it received."""
    contribution = contribution_of("5000.00", item="expert_participation")
    contribution.receive(act_on(), amount=francs("3000.00"))
    contribution.await_choice(act_on(date(2018, 3, 1)))
    return contribution


def test_r48_of_what_was_received_a_part_goes_back_and_the_rest_waits_with_its_earmark() -> None:
    waiting = _partly_in()
    waiting.give_back(act_on(), reason="Letter.", part=francs("3000.00"))
    assert (waiting.state, waiting.amount, waiting.received) == (
        "awaiting_donor_choice",
        francs("2000.00"),
        francs("0.00"),
    )
    assert (waiting.item, waiting.counts) == (CostItem.EXPERT_PARTICIPATION, False)
    [back] = waiting.returns
    assert (back.amount, back.reason) == (francs("3000.00"), "Letter.")
    waiting.receive(act_on(), amount=francs("2000.00"))
    waiting.give_back(act_on(), reason="Another letter.", part=francs("500.00"))
    waiting.give_to(act_on(), workshop="workshop-2018-2", cycle="cycle-2018", reason="For that.")
    told = last(waiting)
    assert isinstance(told, ContributionPledged)
    assert (told.amount, waiting.state, waiting.received) == (francs("1500.00"), "received", francs("1500.00"))


def test_r48_what_was_never_received_is_not_given_back() -> None:
    waiting = _partly_in()
    for more in ("3000.01", "5000.00", "9999.00"):
        with pytest.raises(RuleBroken, match="never came cannot go back") as refused:
            waiting.give_back(act_on(), reason="Letter.", part=francs(more))
        assert refused.value.rule.number == "R48"
    for wrong in (francs("0.00"), Money.of("10.00", "EUR")):
        with pytest.raises(DomainError):
            waiting.give_back(act_on(), reason="Letter.", part=wrong)
    assert (waiting.amount, waiting.received, waiting.returns) == (francs("5000.00"), francs("3000.00"), ())
    with pytest.raises(RuleBroken, match="does not wait"):
        contribution_of().give_back(act_on(), reason="Letter.", part=francs("1.00"))


def test_r48_nothing_goes_back_before_the_day_on_which_it_came() -> None:
    waiting, march = _partly_in(), date(2018, 3, 1)
    waiting.receive(act_on(march), amount=francs("2000.00"))
    before, day = date(2018, 2, 28), waiting.receipts[0].on
    assert day < before
    for part in (francs("3000.01"), francs("5000.00"), None):
        with pytest.raises(RuleBroken, match="nothing goes back before it came") as refused:
            waiting.give_back(act_on(before), reason="Letter.", part=part)
        assert refused.value.rule.number == "R48"
    assert (waiting.amount, waiting.returns) == (francs("5000.00"), ())
    waiting.give_back(act_on(before), reason="Letter.", part=francs("3000.00"))
    with pytest.raises(RuleBroken, match=r"On 2018-02-28 0\.00 CHF of it was in"):
        waiting.give_back(act_on(day), reason="An older letter.", part=francs("500.00"))
    waiting.give_back(act_on(march), reason="The last.")
    assert waiting.state is ContributionState.RETURNED


def test_r48_a_part_that_is_all_of_it_ends_it() -> None:
    waiting = _partly_in()
    waiting.receive(act_on(), amount=francs("2000.00"))
    waiting.give_back(act_on(), reason="Letter.", part=francs("5000.00"))
    assert (waiting.state, waiting.returns) == ("returned", ())


def test_r48_r60_parts_that_go_back_are_worth_what_was_received_and_add_up() -> None:
    rate, later = rate_of("1.15"), rate_of("1.0333")
    gift = contribution_of("100.00", currency="EUR", rate=rate)
    third = Money.of("33.33", "EUR")
    for one in (rate, later):
        gift.receive(act_on(), amount=third, valued=Valued.by(one, third, currency="CHF"))
    whole = gift.received_worth
    gift.await_choice(act_on(date(2018, 3, 1)))
    for _ in range(3):
        gift.give_back(act_on(), reason="Letter.", part=Money.of("22.22", "EUR"))
    assert (gift.received, gift.received_worth) == (Money.of("0.00", "EUR"), francs("0.00"))
    assert Money.total((one.worth for one in gift.returns), currency="CHF") == whole
    assert gift.amount == Money.of("33.34", "EUR")


def test_money_that_arrives_while_the_donor_chooses_is_recorded_and_decides_nothing() -> None:
    waiting = _waiting()
    waiting.receive(act_on(), amount=francs("5000.00"))
    assert waiting.state is ContributionState.AWAITING_DONOR_CHOICE
    assert waiting.received == francs("5000.00")


@pytest.mark.parametrize("identifier", ["budget-workshop-2018-1", "accounts-x"])
def test_an_identifier_of_ones_own_is_none_of_a_budget(identifier: str) -> None:
    with pytest.raises(InvalidInput, match="kept for something else"):
        own_id(identifier)
    assert own_id("mine") == "mine"
    assert len(own_id(None)) == 36

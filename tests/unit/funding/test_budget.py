from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.coverage import share_of
from services.funding.domain.lines import Offer
from shared.contracts.funding import BudgetApproved, CostItem, Coverage, CoverageChanged
from shared.domain.errors import InvalidInput, NotAllowed, RuleBroken, WrongState
from shared.domain.money import Money
from tests.unit.funding.sample import (
    APPROVER,
    DRAFTER,
    THREE,
    act_on,
    approving,
    budget_of,
    contribution_of,
    francs,
    last,
    line,
    names,
)


def _coverage(budget: Budget) -> Coverage:
    assert budget.coverage is not None
    return budget.coverage


def _figures(budget: Budget) -> tuple[str, str, str, str | None]:
    """Pledged, received, secured, and the share of the estimate."""
    found = _coverage(budget)
    return str(found.pledged.amount), str(found.received.amount), str(found.secured.amount), found.share


def _noted(budget: Budget, contribution: Contribution) -> Budget:
    budget.note_share(act_on(), share=contribution.share())
    return budget


@pytest.mark.parametrize("item", list(CostItem))
def test_r49_a_line_belongs_to_one_of_the_four_items(item: CostItem) -> None:
    assert list(budget_of(line(item.value)).estimates()) == [item]


@pytest.mark.parametrize("item", ["travel", "", "Venue", "venue,other"])
def test_r49_any_other_item_is_refused(item: str) -> None:
    with pytest.raises(RuleBroken, match="is not a cost item") as refused:
        line(item)
    assert refused.value.rule.number == "R49"


def test_r50_a_budget_with_the_three_major_items_is_approved_by_somebody_else() -> None:
    budget = budget_of(*THREE, line("venue", "500.00"))
    budget.approve(approving())
    assert budget.approved_on == date(2018, 2, 2)
    told = last(budget)
    assert isinstance(told, BudgetApproved)
    assert told.estimate == francs("10500.00")
    assert [(one.item, one.estimate) for one in told.items] == [
        (CostItem.VENUE, francs("1500.00")),
        (CostItem.INTERPRETATION, francs("3000.00")),
        (CostItem.EXPERT_PARTICIPATION, francs("6000.00")),
    ]


@pytest.mark.parametrize("left_out", range(3))
def test_r50_without_one_of_the_three_it_is_refused(left_out: int) -> None:
    budget = budget_of(*(one for number, one in enumerate(THREE) if number != left_out), line("other"))
    with pytest.raises(RuleBroken, match="no line for") as refused:
        budget.approve(approving())
    assert refused.value.rule.number == "R50"
    assert budget.approved_on is None


def test_r50_an_item_of_0_needs_a_reason() -> None:
    with pytest.raises(RuleBroken, match="has 0 for venue") as refused:
        budget_of(line("venue", "0"), *THREE[1:]).approve(approving())
    assert refused.value.rule.number == "R50"
    in_kind = budget_of(line("venue", "0", reason="Given in kind by the host."), *THREE[1:])
    in_kind.approve(approving())
    assert in_kind.approved_on is not None
    smallest = budget_of(line("venue", "0.01"), *THREE[1:])
    smallest.approve(approving())
    assert smallest.approved_on is not None


def test_nobody_approves_what_they_drafted() -> None:
    budget = budget_of(*THREE)
    with pytest.raises(NotAllowed, match="nobody approves what they drafted"):
        budget.approve(approving(subject=DRAFTER))
    budget.draft(act_on(subject=APPROVER), lines=THREE)
    for drafter in (DRAFTER, APPROVER):
        with pytest.raises(NotAllowed):
            budget.approve(approving(subject=drafter))
    budget.approve(approving(subject="account-third"))
    budget.draft(act_on(subject="account-third"), lines=THREE)
    budget.approve(approving(subject=APPROVER))


def test_a_change_of_an_approved_budget_needs_a_new_approval() -> None:
    budget = budget_of(*THREE)
    budget.approve(approving())
    with pytest.raises(WrongState, match="approved since"):
        budget.approve(approving())
    budget.draft(act_on(), lines=THREE)
    assert budget.approved_on is None
    budget.approve(approving())


def test_a_budget_is_in_one_currency_which_a_contribution_fixes() -> None:
    with pytest.raises(InvalidInput, match="two currencies"):
        budget_of(line("venue"), line("other", currency="EUR"))
    budget = budget_of(*THREE)
    budget.draft(act_on(), lines=[line("venue", currency="EUR")])
    assert budget.currency == "EUR"
    with pytest.raises(InvalidInput, match="not in EUR"):
        _noted(budget, contribution_of())
    paid_first = _noted(budget_of(), contribution_of())
    with pytest.raises(InvalidInput, match="not in CHF"):
        paid_first.draft(act_on(), lines=[line("venue", currency="EUR")])


def test_an_estimate_below_nothing_and_a_budget_without_lines_are_refused() -> None:
    with pytest.raises(InvalidInput, match="less than nothing"):
        line("venue", "-0.01")
    with pytest.raises(InvalidInput, match="at least one line"):
        budget_of().draft(act_on(), lines=())


def test_r58_coverage_is_secured_through_estimate_in_all_and_per_item() -> None:
    budget = budget_of(*THREE)
    assert (_coverage(budget).share, _coverage(budget).secured) == ("0.0000", francs("0"))
    gift = contribution_of("3000.00", item="expert_participation")
    gift.sign(act_on())
    _noted(budget, gift)
    found = _coverage(budget)
    assert (found.secured, found.estimate, found.share) == (francs("3000.00"), francs("10000.00"), "0.3000")
    assert [(one.item.value, one.share) for one in found.items] == [
        ("venue", "0.0000"),
        ("interpretation", "0.0000"),
        ("expert_participation", "0.5000"),
    ]
    told = last(budget)
    assert isinstance(told, CoverageChanged)
    assert told.coverage == found


def test_r58_it_is_told_when_it_changed_and_only_then() -> None:
    budget = budget_of(*THREE)
    budget.draft(act_on(), lines=THREE)
    assert names(budget) == ["BudgetOpened", "BudgetDrafted", "CoverageChanged", "BudgetDrafted"]
    budget.draft(act_on(), lines=(*THREE, line("other", "0.01")))
    assert names(budget)[4:] == ["BudgetDrafted", "CoverageChanged"]


def test_r58_money_without_an_earmark_covers_the_workshop_and_no_single_item() -> None:
    gift = contribution_of("2500.00")
    gift.sign(act_on())
    found = _coverage(_noted(budget_of(*THREE), gift))
    assert found.share == "0.2500"
    assert {one.share for one in found.items} == {"0.0000"}


def test_r58_money_for_a_group_of_travellers_covers_its_item_as_far_as_it_may_pay_for_it() -> None:
    experts = (
        line("expert_participation", "2000.00", travellers="ldc"),
        line("expert_participation", "4000.00", travellers="sids"),
    )
    gift = contribution_of("6000.00", travellers="ldc")
    gift.sign(act_on())
    found = _coverage(_noted(budget_of(*THREE[:2], *experts), gift))
    assert [(one.item.value, one.secured, one.share) for one in found.items][2] == (
        "expert_participation",
        francs("2000.00"),
        "0.3333",
    )
    assert (found.secured, found.usable) == (francs("6000.00"), francs("2000.00"))


@pytest.mark.parametrize(("amount", "share"), [("999.99", "0.9999"), ("1000.00", "1.0000"), ("1000.01", "1.0000")])
def test_r58_no_item_is_covered_more_than_wholly(amount: str, share: str) -> None:
    gift = contribution_of(amount, item="venue")
    gift.sign(act_on())
    assert _coverage(_noted(budget_of(*THREE), gift)).items[0].share == share


def test_r58_an_estimate_of_nothing_has_no_share() -> None:
    assert _coverage(_noted(budget_of(), contribution_of())).share is None


def test_r48_a_pledge_alone_secures_nothing_a_receipt_its_amount_a_signature_all() -> None:
    budget, gift = budget_of(*THREE), contribution_of("5000.00")
    steps = [_figures(_noted(budget, gift))]
    gift.receive(act_on(), amount=francs("1250.50"))
    steps.append(_figures(_noted(budget, gift)))
    gift.sign(act_on())
    steps.append(_figures(_noted(budget, gift)))
    gift.receive(act_on(), amount=francs("3749.50"))
    steps.append(_figures(_noted(budget, gift)))
    assert steps == [
        ("5000.00", "0", "0", "0.0000"),
        ("5000.00", "1250.50", "1250.50", "0.1250"),
        ("5000.00", "1250.50", "5000.00", "0.5000"),
        ("5000.00", "5000.00", "5000.00", "0.5000"),
    ]


@given(secured=st.integers(min_value=0, max_value=10**15), estimate=st.integers(min_value=1, max_value=10**15))
def test_r58_a_share_is_cut_never_rounded_up(secured: int, estimate: int) -> None:
    share = share_of(Money.of(str(secured), "JPY"), Money.of(str(estimate), "JPY"))
    cut = secured * 10_000 // estimate
    assert share == f"{cut // 10_000}.{cut % 10_000:04}"


def test_a_cancelled_workshop_has_no_share_left_and_takes_no_more() -> None:
    gift = contribution_of()
    gift.sign(act_on())
    budget = _noted(budget_of(*THREE), gift)
    budget.call_off(act_on())
    assert (budget.shares, _coverage(budget).share) == ((), "0.0000")
    with pytest.raises(WrongState, match="was cancelled"):
        budget.draft(act_on(), lines=THREE)
    with pytest.raises(WrongState, match="was cancelled"):
        budget.approve(approving())
    assert [str(one) for one in budget.obstacles_to_contribute()] == ["The workshop workshop-2018-1 was cancelled."]


def test_after_the_workshop_was_held_the_estimate_may_still_be_drafted_until_the_accounts_are_closed() -> None:
    budget = budget_of()
    budget.settle(act_on())
    budget.draft(act_on(), lines=THREE)
    with pytest.raises(InvalidInput, match="not in CHF"):
        budget.draft(act_on(), lines=[line("venue", currency="EUR")])
    budget.approve(approving())
    budget.close(act_on())
    with pytest.raises(WrongState, match="accounts are closed"):
        budget.draft(act_on(), lines=THREE)


HALLS = (Offer(name="Palace", price=francs("1500.00")), Offer(name="Hall", price=francs("900.00")))


def test_r57_a_venue_that_is_not_the_cheapest_offered_needs_a_reason_and_its_saving_is_kept() -> None:
    cheapest = line("venue", "900.00", offers=HALLS)
    assert (cheapest.saving, cheapest.offers) == (francs("600.00"), HALLS)
    with pytest.raises(RuleBroken, match="“Hall” was offered for") as refused:
        line("venue", "900.01", offers=HALLS)
    assert refused.value.rule.number == "R57"
    assert line("venue", "1600.00", offers=HALLS, reason="The hall has no booths.").saving == francs("-100.00")
    assert line("venue", "1600.00").saving is None, "nothing else was offered"
    with pytest.raises(InvalidInput, match="compared of a venue"):
        line("other", "900.00", offers=HALLS)
    with pytest.raises(InvalidInput, match="not in CHF"):
        line("venue", "1.00", offers=[Offer(name="Hall", price=Money.of("1.00", "EUR"))])
    with pytest.raises(InvalidInput, match="less than nothing"):
        line("venue", "1.00", offers=[Offer(name="Hall", price=francs("-1.00"))])

"""What is committed, within what is secured (R59); versions and the share of experts (R51)."""

from typing import Any

import pytest

from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.lines import expert_share
from shared.domain.errors import AlreadyExists, InvalidInput, NotFound, RuleBroken, WrongState
from shared.domain.money import Money
from tests.unit.funding.sample import (
    THREE,
    act_on,
    approving,
    budget_of,
    commitment_of,
    contribution_of,
    francs,
    line,
    names,
)


def _signed(amount: str, *, id: str = "contribution-1", **terms: Any) -> Contribution:
    gift = contribution_of(amount, id=id, **terms)
    gift.sign(act_on())
    return gift


def _with(*gifts: Contribution) -> Budget:
    budget = budget_of(*THREE)
    for gift in gifts:
        budget.note_share(act_on(), share=gift.share())
    budget.approve(approving())
    return budget


def _commit(budget: Budget, amount: str, item: str = "venue", **fields: Any) -> None:
    budget.commit(act_on(), commitment=commitment_of(amount, item, **fields))


def test_r59_all_that_is_secured_is_committed_and_not_a_cent_more() -> None:
    budget = _with(_signed("1000.00"))
    _commit(budget, "999.99")
    with pytest.raises(RuleBroken, match=r"cannot pay 0\.01 CHF") as refused:
        _commit(budget, "0.02", id="second")
    assert refused.value.rule.number == "R59"
    _commit(budget, "0.01", id="second")
    assert [one.amount for one in budget.commitments] == [francs("999.99"), francs("0.01")]
    with pytest.raises(RuleBroken):
        _commit(budget, "0.01", id="third")


def test_r59_a_mere_pledge_secures_nothing() -> None:
    with pytest.raises(RuleBroken) as refused:
        _commit(_with(contribution_of("1000.00")), "0.01")
    assert refused.value.rule.number == "R59"


def test_r59_what_is_given_in_kind_pays_for_nothing() -> None:
    gift = contribution_of("1000.00", in_kind=True)
    gift.sign(act_on())
    gift.receive(act_on(), amount=francs("1000.00"))
    budget = _with(gift)
    assert budget.coverage is not None
    assert (budget.coverage.secured, budget.coverage.pledged) == (francs("0"), francs("0"))
    with pytest.raises(RuleBroken):
        _commit(budget, "0.01")


def test_r59_an_earmark_binds() -> None:
    budget = _with(_signed("500.00", item="expert_participation"), _signed("100.00", id="free"))
    with pytest.raises(RuleBroken) as refused:
        _commit(budget, "100.01")
    assert refused.value.rule.number == "R59"
    _commit(budget, "100.00")
    _commit(budget, "500.00", "expert_participation", id="travel")
    with pytest.raises(RuleBroken):
        _commit(budget, "0.01", "expert_participation", id="more")


def test_r59_a_group_of_travellers_is_paid_by_what_is_earmarked_for_it() -> None:
    budget = _with(_signed("500.00", travellers="africa"))
    with pytest.raises(RuleBroken):
        _commit(budget, "1.00", "expert_participation", groups=("asia",))
    _commit(budget, "500.00", "expert_participation", groups=("africa", "civil_society"))


def test_what_is_released_can_be_committed_again() -> None:
    budget = _with(_signed("10.00"))
    _commit(budget, "10.00")
    with pytest.raises(AlreadyExists):
        _commit(budget, "1.00")
    with pytest.raises(NotFound):
        budget.release(act_on(), commitment="none", reason="Paid.")
    budget.release(act_on(), commitment="hall", reason="Paid.")
    _commit(budget, "10.00")
    assert names(budget)[-3:] == ["MoneyCommitted", "CommitmentReleased", "MoneyCommitted"]


def test_nothing_is_committed_before_the_budget_is_approved_or_once_it_is_off() -> None:
    with pytest.raises(WrongState, match="not approved"):
        _commit(budget_of(*THREE, shares=True), "1.00")
    budget = _with(_signed("10.00"))
    _commit(budget, "10.00")
    budget.call_off(act_on())
    assert budget.commitments == ()
    with pytest.raises(WrongState):
        _commit(budget, "1.00", id="late")


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_a_commitment_is_more_than_nothing_and_in_the_currency(amount: str) -> None:
    with pytest.raises(InvalidInput, match="nothing to commit"):
        commitment_of(amount)
    euros = commitment_of().model_copy(update={"amount": Money.of("1.00", "EUR")})
    with pytest.raises(InvalidInput, match="not in CHF"):
        _with(_signed("10.00")).commit(act_on(), commitment=euros)


def test_r59_a_donor_cuts_a_pledge_after_commitments_were_made() -> None:
    gift = _signed("1000.00")
    budget = _with(gift)
    _commit(budget, "800.00")
    assert not budget.overcommitted
    gift.reduce(act_on(), amount=francs("700.00"), reason="Letter of 4 June.")
    budget.note_share(act_on(), share=gift.share())
    found = budget.overcommitted, [one.amount for one in budget.commitments]
    assert found == (francs("100.00"), [francs("800.00")])
    with pytest.raises(RuleBroken):
        _commit(budget, "0.01", id="more")


def test_a_cut_is_less_than_was_pledged_and_not_less_than_is_in() -> None:
    gift = contribution_of("1000.00")
    gift.receive(act_on(), amount=francs("400.00"))
    for amount in ("1000.00", "399.99", "0"):
        with pytest.raises(InvalidInput, match="no cut of the rest"):
            gift.reduce(act_on(), amount=francs(amount), reason="Letter.")
    gift.reduce(act_on(), amount=francs("400.00"), reason="Letter.")
    assert (gift.state, gift.amount) == ("received", francs("400.00"))
    with pytest.raises(WrongState, match="was received"):
        gift.reduce(act_on(), amount=francs("300.00"), reason="Letter.")


def test_r51_exactly_75_percent_needs_no_comment_and_a_cent_more_does() -> None:
    exact = (line("venue", "15.00"), line("interpretation", "10.00"), line("expert_participation", "75.00"))
    budget = budget_of(*exact)
    assert (budget.expert_share, budget.share_alert) == ("0.7500", False)
    budget.approve(approving())
    above = budget_of(*exact[:2], line("expert_participation", "75.01"))
    assert (above.expert_share, above.share_alert) == ("0.7500", True)
    with pytest.raises(RuleBroken, match="more than 75 %") as refused:
        above.approve(approving())
    assert refused.value.rule.number == "R51"
    above.draft(act_on(), lines=above.lines, comment="The venue is nearly free.")
    above.approve(approving())
    assert above.approved_on is not None


def test_a_budget_of_nothing_has_no_share() -> None:
    assert expert_share(budget_of(line("venue", "0")).estimates()) is None
    assert budget_of(line("venue", "0")).share_alert is False


def test_every_version_that_was_approved_is_kept() -> None:
    budget = budget_of(*THREE)
    budget.approve(approving())
    budget.draft(act_on(), lines=THREE[:2])
    budget.draft(act_on(), lines=(*THREE, line("other", "1.00")))
    budget.approve(approving())
    assert [(one.number, len(one.lines)) for one in budget.approvals] == [(1, 3), (3, 4)]


def test_r49_travellers_are_brought_by_one_item() -> None:
    with pytest.raises(InvalidInput, match="brings no travellers"):
        line("venue", travellers="africa")
    assert line("expert_participation", travellers="africa").need.groups == ("africa",)
    with pytest.raises(RuleBroken) as refused:
        contribution_of(item="venue", travellers="africa")
    assert refused.value.rule.number == "R49"
    assert contribution_of(travellers="africa").item == "expert_participation"

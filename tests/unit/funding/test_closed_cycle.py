"""A closed cycle: decisions are frozen; receipts, choices and accounts go on, marked “after close” (domain.md 1.8)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.funding.domain.contribution import Contribution
from shared.contracts.funding import AccountsClosed, ContributionReceived
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import Money
from tests.unit.funding.sample import (
    CLOSED_ON,
    THREE,
    WORKSHOP,
    accounts_of,
    act_on,
    approving,
    budget_of,
    close_year,
    contribution_of,
    francs,
    last,
    names,
)

DECISIONS: dict[str, tuple[Callable[[], Any], Callable[[Any], None], str]] = {
    "draft": (lambda: budget_of(*THREE), lambda it: it.draft(act_on(), lines=THREE), "its budgets are read-only"),
    "approve": (lambda: budget_of(*THREE), lambda it: it.approve(approving()), "its budgets are read-only"),
    "pledge": (
        lambda: budget_of(*THREE),
        lambda it: refuse(it.obstacles_to_contribute()),
        "its workshops take no new contribution",
    ),
    "sign": (contribution_of, lambda it: it.sign(act_on()), "no agreement is signed for it any more"),
}
after_and_before = pytest.mark.parametrize("closed", [True, False], ids=["after close", "before"])


@pytest.mark.parametrize("name", DECISIONS)
def test_no_decision_is_taken_after_close(name: str) -> None:
    make, decide, so = DECISIONS[name]
    decide(make())
    closed = make()
    close_year(closed)
    with pytest.raises(WrongState) as refused:
        decide(closed)
    assert refused.value.slug == "cycle-closed"
    assert refused.value.sentence == f"The cycle 2018 was closed on 2019-05-06, and {so}."
    assert "Receipts" in refused.value.remedy


@after_and_before
def test_money_is_received_and_marked(closed: bool) -> None:
    gift, budget = contribution_of(), budget_of(*THREE, shares=True)
    if closed:
        close_year(gift, budget)
    gift.receive(act_on(), amount=francs("5000.00"))
    budget.note_share(act_on(), share=gift.share())
    told = next(one.message for one in gift.recorded if isinstance(one.message, ContributionReceived))
    assert ([one.after_close for one in gift.receipts], told.after_close, gift.state) == ([closed], closed, "received")
    assert budget.coverage is not None
    assert budget.coverage.received == francs("5000.00")


def test_a_receipt_of_before_stays_unmarked() -> None:
    gift = contribution_of()
    gift.receive(act_on(), amount=francs("1.00"))
    close_year(gift)
    gift.receive(act_on(), amount=francs("2.00"))
    assert [one.after_close for one in gift.receipts] == [False, True]


def _waiting(closed: bool) -> Contribution:
    gift = contribution_of()
    gift.await_choice(act_on())
    if closed:
        close_year(gift)
    return gift


@after_and_before
def test_a_donor_takes_it_back_and_that_is_marked(closed: bool) -> None:
    gift = _waiting(closed)
    gift.give_back(act_on(), reason="Letter.")
    assert (gift.state, gift.after_close, gift.closed_on) == ("returned", closed, CLOSED_ON if closed else None)
    assert last(gift).model_dump()["after_close"] is closed


@after_and_before
def test_a_donor_gives_it_to_a_workshop_of_an_open_cycle_where_it_is_signed_for(closed: bool) -> None:
    gift = _waiting(closed)
    gift.give_to(act_on(), workshop="workshop-2019-1", cycle="cycle-2019", reason="Letter.")
    assert (gift.cycle, gift.after_close, gift.closed_on) == ("cycle-2019", closed, None)
    chose = next(one.message for one in gift.recorded if type(one.message).__name__ == "DonorChose")
    assert chose.model_dump()["after_close"] is closed
    gift.sign(act_on())
    gift.receive(act_on(), amount=francs("1.00"))
    assert [one.after_close for one in gift.receipts] == [False], "its new cycle is open"


@after_and_before
def test_costs_are_recorded_and_accounts_closed_and_that_is_marked(closed: bool) -> None:
    accounts = accounts_of()
    accounts.record_actual(act_on(), item="venue", amount=francs("1.00"), currency="CHF")
    if closed:
        close_year(accounts)
    for item in ("interpretation", "expert_participation"):
        accounts.record_actual(act_on(), item=item, amount=francs("1.00"), currency="CHF")
        assert last(accounts).model_dump()["after_close"] is closed
    accounts.close(act_on(), estimates=budget_of(*THREE).estimates())
    told = last(accounts)
    assert isinstance(told, AccountsClosed)
    assert [one.after_close for one in accounts.actuals] == [False, closed, closed]
    assert (told.after_close, accounts.after_close, accounts.stage) == (closed, closed, "closed")


@after_and_before
def test_a_misfit_is_acknowledged_and_that_is_marked(closed: bool) -> None:
    accounts = accounts_of()
    for about in ("seen-before", "seen-now"):
        accounts.did_not_fit(act_on(), fact="WorkshopCancelled", about=about, why="It was held.")
    accounts.acknowledge(act_on(), about="seen-before", reason="A mistake.")
    if closed:
        close_year(accounts)
    accounts.acknowledge(act_on(), about="seen-now", reason="A mistake.")
    assert last(accounts).model_dump()["after_close"] is closed
    assert [(one.seen, one.after_close) for one in accounts.misfits] == [(True, False), (True, closed)]


def test_one_acknowledged_before_is_not_marked_when_another_about_the_same_is_acknowledged_after() -> None:
    accounts = accounts_of()
    accounts.did_not_fit(act_on(), fact="WorkshopCancelled", about=WORKSHOP, why="It was held.")
    accounts.acknowledge(act_on(), about=WORKSHOP, reason="A mistake.")
    close_year(accounts)
    accounts.came_too_late(act_on(), fact="WorkshopHeld", told="held")
    accounts.acknowledge(act_on(), about=WORKSHOP, reason="It is known.")
    assert [(one.seen, one.after_close) for one in accounts.misfits] == [(True, False), (True, True)]


def test_what_comes_too_late_is_kept_once_and_only_after_close() -> None:
    accounts = accounts_of(settling=False)
    accounts.came_too_late(act_on(), fact="WorkshopHeld", told="held")
    assert "FactDidNotFit" not in names(accounts)
    close_year(accounts)
    for _ in range(2):
        accounts.came_too_late(act_on(date(2019, 6, 1)), fact="WorkshopHeld", told="held")
    [misfit] = accounts.misfits
    assert misfit.why == f"{WORKSHOP} is told to be held, and its cycle was closed on 2019-05-06."
    assert names(accounts).count("FactDidNotFit") == 1


def test_without_a_budget_that_can_be_drafted_costs_are_in_the_currency_of_the_first_one() -> None:
    accounts = accounts_of()
    with pytest.raises(WrongState, match="no estimate yet"):
        accounts.record_actual(act_on(), item="venue", amount=francs("1"), currency=None)
    close_year(accounts)
    accounts.record_actual(act_on(), item="venue", amount=Money.of("1", "EUR"), currency=None)
    accounts.record_actual(act_on(), item="venue", amount=francs("1"), currency=None)
    with pytest.raises(InvalidInput, match="not in CHF"):
        accounts.record_actual(act_on(), item="interpretation", amount=Money.of("1", "EUR"), currency=None)
    for item in ("interpretation", "expert_participation"):
        accounts.record_actual(act_on(), item=item, amount=francs("2.00"), currency=None)
    accounts.close(act_on(), estimates={})
    told = last(accounts)
    assert isinstance(told, AccountsClosed)
    assert (str(told.estimate), str(told.actual)) == ("0.00 CHF", "5.00 CHF")


def test_a_budgets_currency_holds_after_close_too() -> None:
    accounts = accounts_of()
    close_year(accounts)
    with pytest.raises(InvalidInput, match="not in CHF"):
        accounts.record_actual(act_on(), item="venue", amount=Money.of("1", "EUR"), currency="CHF")

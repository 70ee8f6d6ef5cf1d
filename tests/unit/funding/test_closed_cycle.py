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
    close_year(accounts, held=False)
    accounts.acknowledge(act_on(), about=WORKSHOP, reason="It is known.")
    assert [(one.seen, one.after_close) for one in accounts.misfits] == [(True, False), (True, True)]


@pytest.mark.parametrize("told", ["scheduled", "held"])
def test_what_comes_too_late_is_kept_once_and_only_of_a_workshop_that_the_cycle_was_closed_without(told: str) -> None:
    fact = f"Workshop{told.capitalize()}"
    for closed in (None, True):
        accounts = accounts_of(settling=False)
        if closed is not None:
            close_year(accounts, held=closed)
        accounts.came_too_late(act_on(), fact=fact, told=told)
        assert (accounts.misfits, accounts.stage) == ((), "ahead")
    accounts = accounts_of(settling=False)
    close_year(accounts, held=False)
    for _ in range(2):
        accounts.came_too_late(act_on(date(2018, 3, 27)), fact=fact, told=told)
    [misfit] = accounts.misfits
    assert (
        misfit.why == f"“A first workshop” was reported as {told} only after the cycle 2018 was closed on 2019-05-06."
    )
    assert misfit.noted_on == CLOSED_ON, "it waits since the close at the earliest"
    assert names(accounts).count("FactDidNotFit") == 1


def test_a_misfit_waits_since_it_was_told_when_that_was_later_than_the_close() -> None:
    accounts = accounts_of(settling=False)
    close_year(accounts, held=False)
    accounts.came_too_late(act_on(date(2019, 6, 1)), fact="WorkshopHeld", told="held")
    assert [one.noted_on for one in accounts.misfits] == [date(2019, 6, 1)]


def test_what_is_still_ahead_is_called_off_when_the_cycle_is_closed_without_it() -> None:
    budget, accounts = budget_of(*THREE, shares=True), accounts_of(settling=False)
    close_year(budget, accounts, held=False)
    assert (budget.stage, budget.shares, accounts.stage) == ("called_off", (), "called_off")
    assert budget.coverage is not None
    assert budget.coverage.pledged == francs("0.00")
    assert accounts.misfits == ()
    with pytest.raises(WrongState, match=f"{WORKSHOP} was not held before its cycle was closed"):
        accounts.close(act_on(), estimates={})
    accounts.record_actual(act_on(), item="venue", amount=francs("1"), currency="CHF")
    assert accounts.actuals[0].after_close, "a hall that is paid all the same"


def test_what_is_still_ahead_waits_for_the_news_when_the_cycle_was_closed_with_it() -> None:
    budget, accounts = budget_of(*THREE, shares=True), accounts_of(settling=False)
    close_year(budget, accounts)
    assert (budget.stage, len(budget.shares), accounts.stage) == ("ahead", 1, "ahead")
    accounts.settle(act_on())
    assert (accounts.stage, accounts.misfits) == ("settling", ())


def test_what_was_held_and_the_cycle_was_closed_without_is_a_misfit_and_goes_on() -> None:
    budget, accounts = budget_of(*THREE, shares=True), accounts_of()
    budget.settle(act_on())
    close_year(budget, accounts, held=False)
    [misfit] = accounts.misfits
    assert (misfit.fact, misfit.about, misfit.noted_on) == ("WorkshopHeld", WORKSHOP, CLOSED_ON)
    assert misfit.why == "“A first workshop” was recorded as held, and the cycle 2018 was closed without it."
    assert (budget.stage, len(budget.shares), accounts.stage) == ("settling", 1, "settling")
    assert (budget.lapsed, accounts.lapsed) == (False, False)


def test_what_was_cancelled_before_is_none_of_what_the_close_calls_off() -> None:
    budget, accounts = budget_of(*THREE), accounts_of(settling=False)
    for thing in (budget, accounts):
        thing.call_off(act_on())
    close_year(budget, accounts, held=False)
    assert (accounts.stage, accounts.lapsed, budget.lapsed, accounts.misfits) == ("called_off", False, False, ())
    with pytest.raises(WrongState, match="was cancelled"):
        accounts.close(act_on(), estimates={})


def test_a_cancellation_of_what_the_cycle_was_closed_with_is_a_misfit() -> None:
    accounts = accounts_of(settling=False)
    close_year(accounts)
    for _ in range(2):
        accounts.cancelled_after_close(act_on())
    [misfit] = accounts.misfits
    assert misfit.why == "“A first workshop” was reported as cancelled, and the cycle 2018 was closed with it as held."
    assert accounts.stage == "ahead"


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

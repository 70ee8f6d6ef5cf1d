"""The ledger: what it writes, and what its verification finds when somebody changed something."""

from datetime import date

import pytest

from services.funding.api.ledger_file import COLUMNS, ledger_csv
from services.funding.domain.ledger import Account, Entry, Posting, imbalances, opening, summed
from services.funding.domain.travel import commitment_of as commitment_of_journey
from services.funding.domain.verification import Fault
from shared.contracts.funding import CostItem
from shared.domain.money import Money
from tests.unit.funding.books import Ledger
from tests.unit.funding.sample import (
    THREE,
    WORKSHOP,
    accounts_of,
    act_on,
    approving,
    budget_of,
    commitment_of,
    contribution_of,
    francs,
)
from tests.unit.funding.travelling import approve, booked, claim, paying, quoted, stay


def _written(entry: Entry | None) -> list[tuple[str, str]]:
    assert entry is not None
    return [(one.account.value, str(one.value.amount)) for one in entry.postings]


def test_each_act_of_a_contribution_is_an_entry_of_what_it_changed() -> None:
    gift = contribution_of("1000.00")
    assert _written(gift.entry()) == [("contributed", "-1000.00"), ("pledged", "1000.00")]
    gift.sign(act_on())
    assert _written(gift.entry()) == [("agreed", "1000.00"), ("pledged", "-1000.00")]
    gift.receive(act_on(), amount=francs("400.00"))
    assert _written(gift.entry()) == [("agreed", "-400.00"), ("bank", "400.00")]
    gift.await_choice(act_on())
    assert _written(gift.entry()) == [("contributed", "1000.00"), ("donor", "-1000.00")]
    gift.give_back(act_on(), reason="Letter.")
    assert _written(gift.entry()) == [("agreed", "-600.00"), ("bank", "-400.00"), ("donor", "1000.00")]
    assert gift.position() == ()


def test_an_act_that_changes_no_money_writes_no_entry() -> None:
    gift = contribution_of("1000.00")
    gift.entry()
    gift.close_year(act_on(), closed_on=date(2019, 5, 6))
    assert gift.entry() is None


def test_money_never_changes_in_silence() -> None:
    gift = contribution_of("1000.00")
    gift.entry()
    silent = type(gift).model_validate(gift.model_dump())
    silent.amount = francs("2000.00")
    with pytest.raises(RuntimeError, match="nothing was recorded"):
        silent.entry()


def test_what_is_given_to_another_workshop_leaves_the_first_one() -> None:
    gift = contribution_of("10.00")
    gift.receive(act_on(), amount=francs("10.00"))
    gift.await_choice(act_on())
    gift.entry()
    gift.give_to(act_on(), workshop="workshop-2019-1", cycle="cycle-2019", reason="Letter.")
    entry = gift.entry()
    assert entry is not None
    assert {(one.workshop, one.account.value, str(one.value.amount)) for one in entry.postings} == {
        (WORKSHOP, "bank", "-10.00"),
        (WORKSHOP, "donor", "10.00"),
        ("workshop-2019-1", "bank", "10.00"),
        ("workshop-2019-1", "contributed", "-10.00"),
    }


def test_what_is_given_in_kind_is_on_accounts_of_its_own() -> None:
    gift = contribution_of("500.00", in_kind=True, item="venue")
    gift.receive(act_on(), amount=francs("500.00"))
    assert {one.account for one in gift.position()} == {Account.IN_KIND, Account.IN_KIND_CONTRIBUTED}


def _ledger() -> Ledger:
    """A workshop that was paid for, and did cost something."""
    ledger, gift, budget, accounts = Ledger(), contribution_of("9000.00"), budget_of(*THREE), accounts_of()
    gift.sign(act_on())
    gift.receive(act_on(), amount=francs("4000.00"))
    budget.note_share(act_on(), share=gift.share())
    budget.approve(approving())
    budget.commit(act_on(), commitment=commitment_of())
    accounts.record_actual(act_on(), item="venue", amount=francs("900.00"), currency="CHF")
    ledger.keep(gift, budget, accounts)
    return ledger


def _faults(ledger: Ledger) -> set[Fault]:
    return {one.fault for one in ledger.findings()}


def test_sound_books_tie_out() -> None:
    assert _ledger().findings() == []


@pytest.mark.parametrize("number", range(3))
def test_an_entry_that_was_taken_away_is_found(number: int) -> None:
    ledger = _ledger()
    del ledger.entries[number]
    assert Fault.OFF_POSITION in _faults(ledger)


def test_an_entry_that_was_changed_is_found_on_one_side_and_on_both() -> None:
    ledger = _ledger()
    entry = ledger.entries[0]
    more = entry.postings[0].model_copy(update={"value": entry.postings[0].value + francs("0.01")})
    ledger.entries[0] = entry.model_copy(update={"postings": (more, *entry.postings[1:])})
    assert _faults(ledger) >= {Fault.UNBALANCED, Fault.OFF_POSITION}
    other = entry.postings[1].model_copy(update={"value": entry.postings[1].value - francs("0.01")})
    ledger.entries[0] = entry.model_copy(update={"postings": (more, other, *entry.postings[2:])})
    assert Fault.UNBALANCED not in _faults(ledger)
    assert Fault.OFF_POSITION in _faults(ledger)


def test_an_entry_without_an_act_and_one_of_nothing_there_are_found() -> None:
    ledger = _ledger()
    ledger.entries[0] = ledger.entries[0].model_copy(update={"version": 99})
    assert _faults(ledger) == {Fault.WITHOUT_ACT}
    ledger = _ledger()
    ledger.entries.append(ledger.entries[0].model_copy(update={"stream": "no-such-gift"}))
    assert Fault.OFF_POSITION in _faults(ledger)


def test_a_receipt_that_the_log_does_not_have_is_found_though_the_ledger_agrees() -> None:
    ledger = _ledger()
    gift = contribution_of("9000.00")
    gift.sign(act_on())
    silent = type(gift).model_validate({**gift.model_dump(), "receipts": ledger_receipts(ledger)})
    ledger.things[gift.id] = silent
    assert Fault.OFF_LOG in _faults(ledger)


def ledger_receipts(ledger: Ledger) -> object:
    return [one.model_dump() for one in ledger.books().contributions[0].receipts]


def test_a_budget_that_counts_on_other_money_or_tells_another_coverage_is_found() -> None:
    ledger = _ledger()
    [budget] = ledger.books().budgets
    budget.shares = (budget.shares[0].model_copy(update={"received": francs("4000.01")}),)
    assert Fault.OFF_SHARE in _faults(ledger)
    ledger = _ledger()
    [budget] = ledger.books().budgets
    assert budget.coverage is not None
    budget.coverage = budget.coverage.model_copy(update={"secured": francs("9000.01")})
    assert _faults(ledger) == {Fault.OFF_COVERAGE}


def test_an_advance_is_out_of_the_bank_until_it_comes_back_or_is_settled() -> None:
    journey = booked()
    assert journey.entry() is None, "what is committed is in the budget's position"
    journey.pay_advance(paying(), amount=francs("300.00"))
    assert _written(journey.entry()) == [("advance", "300.00"), ("bank", "-300.00")]
    claim(journey, at=stay(nights=1))
    assert (journey.entry(), str(journey.outstanding)) == (None, "20.00 CHF"), "a claim moves no money"
    journey.recover(act_on(), amount=francs("15.00"))
    assert _written(journey.entry()) == [("advance", "-15.00"), ("bank", "15.00")]
    journey.settle(paying(), ticket=None, write_off="A reason.", late=False)
    assert _written(journey.entry()) == [("advance", "-285.00"), ("bank", "285.00")], "the cost is in the accounts"
    assert (journey.position(), str(journey.spent)) == ((), "1085.00 CHF")


def test_an_advance_that_the_ledger_or_the_log_does_not_have_is_found() -> None:
    ledger, journey = _ledger(), booked()
    [budget] = ledger.books().budgets
    budget.commit(act_on(), commitment=commitment_of_journey(journey, on=act_on().occurred_on))
    journey.pay_advance(paying(), amount=francs("300.00"))
    ledger.keep(budget, journey)
    assert ledger.findings() == []
    assert journey.advance is not None
    journey.advance = journey.advance.model_copy(update={"amount": francs("300.01")})
    assert _faults(ledger) == {Fault.OFF_POSITION, Fault.OFF_LOG}
    before = opening(journey)
    assert before is not None
    ledger.entries = [one for one in ledger.entries if one.stream != journey.id] + [before]
    assert _faults(ledger) == {Fault.OFF_LOG}, "the ledger agrees, the log does not"


def test_a_settled_journey_that_the_accounts_do_not_have_is_found() -> None:
    ledger, journey = _ledger(), booked()
    claim(journey, dsa=francs("600.00"))
    journey.settle(paying(), ticket=None, write_off=None, late=False)
    ledger.keep(journey)
    [budget], [accounts] = ledger.books().budgets, ledger.books().accounts
    budget.commit(act_on(), commitment=commitment_of_journey(journey, on=act_on().occurred_on))
    ledger.keep(budget)
    [finding] = ledger.findings()
    assert finding.fault is Fault.OFF_JOURNEYS
    assert "Record what expert participation did cost in all as an actual" in finding.sentence, "what to do about it"
    accounts.post_journey(act_on(), sponsorship=journey.id, cost=journey.spent)
    ledger.keep(accounts)
    assert ledger.findings() == []


def test_a_journey_that_is_committed_for_less_than_it_holds_is_found_until_the_budget_lets_go_of_all() -> None:
    ledger, journey = _ledger(), approve(quoted())
    ledger.keep(journey)
    [budget] = ledger.books().budgets
    assert _faults(ledger) == {Fault.OFF_JOURNEYS}
    budget.commit(act_on(), commitment=commitment_of_journey(journey, on=act_on().occurred_on))
    ledger.keep(budget)
    assert ledger.findings() == []
    budget.adjust(act_on(), commitment=journey.id, amount=francs("1.00"), reason="A mistake.")
    ledger.keep(budget)
    assert _faults(ledger) == {Fault.OFF_JOURNEYS}


def test_what_was_there_before_the_ledger_opens_it() -> None:
    ledger, gift = Ledger(), contribution_of("1000.00")
    gift.sign(act_on())
    entry = opening(gift)
    assert entry is not None
    assert imbalances(entry.postings) == []
    ledger.things[gift.id] = gift
    ledger.entries.append(entry)
    assert _faults(ledger) == set()
    assert opening(budget_of()) is None


def test_postings_are_summed_by_place_and_nothing_is_left_out() -> None:
    one = Posting(account=Account.COST, workshop=WORKSHOP, item=CostItem.VENUE, amount=francs("1"), value=francs("1"))
    assert summed([one, one]) == (one.model_copy(update={"amount": francs("2"), "value": francs("2")}),)
    assert summed([one, one.minus()]) == ()
    euro = one.model_copy(update={"amount": Money.of("1", "EUR")})
    assert len(summed([one, euro])) == 2


def test_the_ledger_as_a_file() -> None:
    lines = ledger_csv(_ledger().entries).decode().splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert lines[1].split(",")[:3] == ["contribution-1:3", "1", "2018-02-01"]
    assert lines[1].split(",")[5:] == ["agreed", WORKSHOP, "", "contribution-1", "5000.00", "CHF", "5000.00", "CHF"]
    assert len(lines) == 1 + sum(len(one.postings) for one in _ledger().entries)

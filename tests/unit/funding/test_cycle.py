"""What governance is told of a year's money, and that it is told exactly when the answer differs."""

from datetime import date
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.funding.domain.accounts import Accounts
from services.funding.domain.contribution import Contribution
from services.funding.domain.cycle import Cycle
from services.funding.domain.identity import own_id
from shared.contracts.funding import AccountsReviewed
from shared.domain.errors import InvalidInput, NotFound, WrongState
from tests.unit.funding.sample import CLOSED_ON, CYCLE, TITLE, WORKSHOP, accounts_of, act_on, contribution_of

OTHER = "workshop-2018-2"


def _cycle(**noted: Any) -> Cycle:
    cycle = Cycle.of(CYCLE)
    cycle.note(act_on(), **noted)
    return cycle


def _reviews(cycle: Cycle) -> list[AccountsReviewed]:
    return [one.message for one in cycle.recorded if isinstance(one.message, AccountsReviewed)]


def _answer(cycle: Cycle) -> tuple[list[tuple[str, str]], list[str]]:
    """The last review: what is open, and what was held."""
    told = _reviews(cycle)[-1]
    return [(one.about, one.what) for one in told.open], list(told.held)


def _accounts(workshop: str = OTHER) -> Accounts:
    accounts = Accounts(id=f"accounts-{workshop}", workshop=workshop, cycle=CYCLE, title=TITLE)
    accounts.open(act_on())
    return accounts


def _closed() -> Accounts:
    accounts = accounts_of()
    for item in ("venue", "interpretation", "expert_participation"):
        accounts.record_actual(act_on(), item=item, amount=contribution_of().amount, currency="CHF")
    accounts.close(act_on(), estimates={})
    return accounts


def _called_off() -> Accounts:
    accounts = accounts_of(settling=False)
    accounts.call_off(act_on())
    return accounts


def _waiting(identifier: str = "contribution-1") -> Contribution:
    contribution = contribution_of(id=identifier)
    contribution.await_choice(act_on())
    return contribution


def test_a_cycle_says_from_the_start_that_nothing_is_open() -> None:
    [told] = _reviews(_cycle())
    assert (told.cycle, told.year, told.open, told.held) == (CYCLE, 2018, (), ())


@pytest.mark.parametrize("cycle", ["cycle-18", "workshop-2018", "cycle-2018-1", "2018", "cycle-٢٠١٨"])
def test_what_has_no_year_is_no_cycle(cycle: str) -> None:
    with pytest.raises(NotFound):
        Cycle.of(cycle)


@pytest.mark.parametrize(
    ("accounts", "open"),
    [
        (accounts_of(settling=False), ["accounts-not-closed"]),
        (accounts_of(), ["accounts-not-closed"]),
        (_closed(), []),
        (_called_off(), []),
    ],
    ids=["ahead", "settling", "closed", "called off"],
)
def test_accounts_are_open_until_they_are_closed_or_called_off(accounts: Accounts, open: list[str]) -> None:
    [matters, _] = _answer(_cycle(accounts=[accounts]))
    assert matters == [(accounts.id, what) for what in open]


def test_a_fact_that_did_not_fit_is_open_until_a_person_says_what_follows() -> None:
    accounts = _called_off()
    accounts.did_not_fit(act_on(), fact="WorkshopHeld", about=WORKSHOP, why="It was cancelled.")
    cycle = _cycle(accounts=[accounts])
    assert _answer(cycle)[0] == [(accounts.id, "misfit-not-seen")]
    accounts.acknowledge(act_on(), about=WORKSHOP, reason="A mistake.")
    cycle.note(act_on(), accounts=[accounts])
    assert _answer(cycle)[0] == []


def test_a_contribution_is_open_while_its_donor_may_choose() -> None:
    gift = contribution_of()
    cycle = _cycle(contributions=[gift])
    assert _answer(cycle)[0] == [], "a pledge keeps nothing open"
    gift.await_choice(act_on())
    cycle.note(act_on(), contributions=[gift])
    assert _answer(cycle)[0] == [("contribution-1", "donor-choice-awaited")]
    gift.give_back(act_on(), reason="Letter.")
    cycle.note(act_on(), contributions=[gift])
    assert _answer(cycle)[0] == []
    assert [(one.contribution, one.waiting) for one in cycle.released] == [("contribution-1", False)]


@pytest.mark.parametrize("to", [CYCLE, "cycle-2019"])
def test_a_contribution_given_to_another_workshop_leaves_what_is_open(to: str) -> None:
    gift = _waiting()
    cycle = _cycle(contributions=[gift])
    gift.give_to(act_on(), workshop="elsewhere", cycle=to, reason="Letter.")
    cycle.note(act_on(), contributions=[gift])
    assert (_answer(cycle)[0], cycle.released) == ([], ())


def test_what_belongs_to_another_cycle_is_not_noted() -> None:
    cycle = Cycle.of("cycle-2019")
    cycle.note(act_on(), accounts=[accounts_of()], contributions=[_waiting()])
    assert (cycle.accounts, cycle.released, len(_reviews(cycle))) == ((), (), 1)


def test_the_answer_is_sorted_by_what_it_is_about_and_then_by_slug() -> None:
    twice = accounts_of()
    twice.did_not_fit(act_on(), fact="WorkshopCancelled", about=WORKSHOP, why="It was held.")
    for accounts in permutations((_accounts(), twice)):
        for gifts in permutations((_waiting("a-gift"), _waiting("z-gift"))):
            cycle = _cycle(accounts=accounts, contributions=gifts, held=OTHER)
            cycle.note(act_on(), held=WORKSHOP)
            assert _answer(cycle) == (
                [
                    ("a-gift", "donor-choice-awaited"),
                    (f"accounts-{WORKSHOP}", "accounts-not-closed"),
                    (f"accounts-{WORKSHOP}", "misfit-not-seen"),
                    (f"accounts-{OTHER}", "accounts-not-closed"),
                    ("z-gift", "donor-choice-awaited"),
                ],
                [WORKSHOP, OTHER],
            )


def test_no_sentence_names_a_donor_for_others_read_it() -> None:
    told = _reviews(_cycle(accounts=[accounts_of()], contributions=[_waiting()]))[-1]
    assert not any("Atlantis" in one.why for one in told.open)


def test_governance_is_told_once_of_what_one_act_changes() -> None:
    cycle = _cycle(accounts=[accounts_of()], contributions=[_waiting()], held=WORKSHOP)
    assert len(_reviews(cycle)) == 1


def test_a_stage_that_changes_no_answer_is_noted_and_not_told() -> None:
    accounts = accounts_of(settling=False)
    cycle = _cycle(accounts=[accounts])
    accounts.settle(act_on())
    cycle.note(act_on(), accounts=[accounts])
    assert [one.stage for one in cycle.accounts] == ["settling"]
    assert [type(one.message).__name__ for one in cycle.recorded] == [
        "AccountsNoted",
        "AccountsReviewed",
        "AccountsNoted",
    ]


def test_opening_and_closing_are_noted_once_and_keep_their_first_day() -> None:
    cycle = Cycle.of(CYCLE)
    for day in (date(2017, 5, 4), date(2017, 5, 5)):
        cycle.note_opening(act_on(), opened_on=day)
    for day in (date(2019, 5, 6), date(2019, 5, 7)):
        cycle.close(act_on(), closed_on=day, held=(OTHER, WORKSHOP) if day.day == 6 else ())
    assert (cycle.opened_on, cycle.closed_on) == (date(2017, 5, 4), date(2019, 5, 6))
    assert cycle.closed_with == (WORKSHOP, OTHER)
    names = [type(one.message).__name__ for one in cycle.recorded]
    assert names == ["CycleOpeningNoted", "AccountsReviewed", "CycleClosingNoted"]


def test_what_is_settled_after_close_is_still_told() -> None:
    accounts = accounts_of()
    cycle = _cycle(accounts=[accounts])
    cycle.close(act_on(), closed_on=CLOSED_ON, held=())
    cycle.note(act_on(), accounts=[_closed()])
    assert _answer(cycle)[0] == []


COUNCIL = "council-idm-session-2018"


@pytest.mark.parametrize("first", ["held", "closed"])
def test_a_gathering_without_a_budget_that_the_cycle_was_closed_without_is_a_misfit_once(first: str) -> None:
    cycle = _cycle(held=COUNCIL) if first == "held" else _cycle()
    cycle.close(act_on(), closed_on=CLOSED_ON, held=(WORKSHOP,))
    for _ in range(2):
        cycle.note(act_on(), held=COUNCIL)
    [misfit] = cycle.misfits
    assert (misfit.fact, misfit.about, misfit.noted_on) == ("WorkshopHeld", COUNCIL, CLOSED_ON)
    assert misfit.why == f"{COUNCIL} was recorded as held, and the cycle 2018 was closed without it."
    assert _answer(cycle) == ([(CYCLE, "misfit-not-seen")], [COUNCIL])
    with pytest.raises(NotFound):
        cycle.acknowledge(act_on(), about=WORKSHOP, reason="Nothing follows.")
    cycle.acknowledge(act_on(), about=COUNCIL, reason="Nothing follows.")
    cycle.note(act_on(), held=COUNCIL)
    assert [(one.seen, one.after_close) for one in cycle.misfits] == [(True, True)]
    assert _answer(cycle) == ([], [COUNCIL])
    with pytest.raises(WrongState, match="nothing that did not fit"):
        cycle.acknowledge(act_on(), about=COUNCIL, reason="Again.")


def test_a_gathering_that_the_cycle_was_closed_with_is_no_misfit() -> None:
    cycle = _cycle(held=COUNCIL)
    cycle.close(act_on(), closed_on=CLOSED_ON, held=(COUNCIL, OTHER))
    cycle.note(act_on(), held=OTHER)
    assert (cycle.misfits, cycle.held) == ((), (COUNCIL, OTHER))


def test_a_workshop_with_accounts_has_its_misfits_there() -> None:
    cycle = _cycle(accounts=[accounts_of()], held=WORKSHOP)
    cycle.close(act_on(), closed_on=CLOSED_ON, held=())
    assert cycle.misfits == ()


def test_identifiers_of_cycles_are_kept_for_cycles() -> None:
    with pytest.raises(InvalidInput, match="cycle-"):
        own_id("cycle-2019")


_STEPS = st.lists(
    st.sampled_from(["ahead", "settling", "closed", "off", "misfit", "waiting", "back", "away", "held", "nothing"])
)


@settings(derandomize=True)
@given(steps=_STEPS)
def test_governance_is_told_exactly_when_the_answer_differs(steps: list[str]) -> None:
    cycle = _cycle()
    for step in steps:
        noted: dict[str, Any] = {}
        accounts = {"ahead": lambda: accounts_of(settling=False), "settling": accounts_of, "closed": _closed}
        if step in accounts:
            noted["accounts"] = [accounts[step]()]
        elif step in ("off", "misfit"):
            noted["accounts"] = [_called_off()]
            if step == "misfit":
                noted["accounts"][0].did_not_fit(act_on(), fact="WorkshopHeld", about=WORKSHOP, why="Cancelled.")
        elif step in ("waiting", "back", "away"):
            gift = _waiting()
            if step == "back":
                gift.give_back(act_on(), reason="Letter.")
            if step == "away":
                gift.give_to(act_on(), workshop="elsewhere", cycle="cycle-2019", reason="Letter.")
            noted["contributions"] = [gift]
        elif step == "held":
            noted["held"] = WORKSHOP
        cycle.note(act_on(), **noted)
    told = [(one.open, one.held) for one in _reviews(cycle)]
    assert told[-1] == (cycle.open_matters, cycle.held)
    assert all(one != after for one, after in pairwise(told))

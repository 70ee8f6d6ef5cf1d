"""What may be done to each thing now, told by the checks of the domain that refuse it."""

from collections.abc import Sequence
from datetime import date

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.cycle import Cycle
from services.funding.domain.donor import Donor
from services.funding.domain.identity import budget_id, travel_id
from services.funding.domain.rate import Rate
from services.funding.domain.travel import Travel, obstacles_to_sponsor
from shared.domain.act import Actor
from shared.domain.actions import Action
from shared.http.actions import Judge, by_id, judging, woken
from shared.persistence.driver import Document, Store


def of_budget(budget: Budget, *, caller: str) -> list[Action]:
    """``caller`` is the account that asks: who drafted a budget does not approve it."""
    at = {"budget": budget.id}
    releasable = [one.id for one in budget.commitments if not one.of_journey]
    return [
        Action(operation="draftBudget", at=at, obstacles=tuple(budget.obstacles_to_draft())),
        Action(operation="approveBudget", at=at, obstacles=tuple(budget.obstacles_to_approve(caller))),
        Action(operation="commitMoney", at=at, obstacles=tuple(budget.obstacles_to_commit())),
        Action(
            operation="releaseCommitment",
            at={**at, "commitment": releasable[-1] if releasable else "none"},
            obstacles=tuple(budget.obstacles_to_release()),
        ),
        Action(operation="pledgeContribution", obstacles=tuple(budget.obstacles_to_contribute())),
        Action(
            operation="reserveOpenPlaces",
            at={"travel": travel_id(budget.workshop)},
            obstacles=tuple(obstacles_to_sponsor(budget)),
        ),
    ]


def of_contribution(contribution: Contribution, _: date) -> list[Action]:
    at = {"contribution": contribution.id}
    return [
        Action(operation="signContribution", at=at, obstacles=tuple(contribution.obstacles_to_sign())),
        Action(operation="receiveContribution", at=at, obstacles=tuple(contribution.obstacles_to_receive())),
        Action(operation="reduceContribution", at=at, obstacles=tuple(contribution.obstacles_to_reduce())),
        Action(operation="reportToDonor", at=at),
        Action(operation="recordDonorChoice", at=at, obstacles=tuple(contribution.obstacles_to_choose())),
    ]


def of_accounts(accounts: Accounts, budget: Budget, travel: Travel | None) -> list[Action]:
    """``budget`` and ``travel`` are those of the same workshop."""
    at = {"accounts": accounts.id}
    closing = (*accounts.obstacles_to_close(), *(travel.obstacles_to_close_accounts() if travel else ()))
    return [
        Action(operation="recordActual", at=at, obstacles=tuple(accounts.obstacles_to_record(budget.currency))),
        Action(operation="closeAccounts", at=at, obstacles=closing),
        Action(operation="acknowledgeMisfit", at=at, obstacles=tuple(accounts.obstacles_to_acknowledge())),
    ]


def of_cycle(cycle: Cycle, _: date) -> list[Action]:
    obstacles = tuple(cycle.obstacles_to_acknowledge())
    return [Action(operation="acknowledgeCycleMisfit", at={"cycle": cycle.id}, obstacles=obstacles)]


def of_donor(donor: Donor, _: date) -> list[Action]:
    return [Action(operation="changeDonor", at={"donor": donor.id}), Action(operation="pledgeContribution")]


def of_rate(rate: Rate, _: date) -> list[Action]:
    return [Action(operation="correctRate", at={"rate": rate.id})]


def judge_budgets(caller: Actor | None) -> Judge:
    """For one caller: who drafted decides who may approve."""
    subject = caller.subject if caller else ""
    return judging(Budget, lambda budget, _: of_budget(budget, caller=subject))


async def judge_accounts(store: Store, documents: Sequence[Document], today: date) -> Sequence[Sequence[Action]]:
    found = [woken(Accounts, document) for document in documents]
    budgets = await by_id(store, Budget, [budget_id(one.workshop) for one in found])
    travels = await by_id(store, Travel, [travel_id(one.workshop) for one in found])
    return [of_accounts(one, budgets[budget_id(one.workshop)], travels.get(travel_id(one.workshop))) for one in found]


judge_contributions = judging(Contribution, of_contribution)
judge_donors = judging(Donor, of_donor)
judge_rates = judging(Rate, of_rate)
judge_cycles = judging(Cycle, of_cycle)

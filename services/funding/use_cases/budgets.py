"""Budgets: opened for a workshop, drafted, approved."""

from collections.abc import Sequence
from datetime import date

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.commitments import Commitment
from services.funding.domain.identity import accounts_id, budget_id, own_id, travel_id
from services.funding.domain.lines import Line
from services.funding.domain.travel import Travel
from services.funding.use_cases.cycles import close_if_cycle_is, keep
from shared.contracts.funding import CostItem
from shared.domain.act import Act
from shared.domain.money import Money
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork


async def budget_and_accounts_or_new(
    unit: UnitOfWork, act: Act, *, workshop: str, cycle: str, title: LocalizedText, cancelled: bool = False
) -> tuple[Budget, Accounts]:
    """Those of the workshop, opened now if there were none: messages of a workshop may come again, and in any order.
    ``cancelled``: it was, before it had any."""
    budget = await unit.find(Budget, budget_id(workshop))
    if budget is not None:
        return budget, await unit.load(Accounts, accounts_id(workshop))
    budget = Budget(id=budget_id(workshop), workshop=workshop, cycle=cycle, title=title)
    accounts = Accounts(id=accounts_id(workshop), workshop=workshop, cycle=cycle, title=title)
    for thing in (budget, accounts):
        thing.open(act)
        if cancelled:
            thing.call_off(act)
    await close_if_cycle_is(unit, act, budget, accounts)
    await unit.add(budget)
    await unit.add(accounts)
    return budget, accounts


async def draft_budget(
    unit: UnitOfWork,
    budget: str,
    *,
    lines: Sequence[Line],
    comment: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Budget:
    """Write all lines anew; what was approved must be approved again. Raises ``InvalidInput`` for another currency than
    that of sponsorships that were asked for."""
    found = await unit.load(Budget, budget, expected_version=expected_version)
    act = unit.act(occurred_on)
    travel = await unit.find(Travel, travel_id(found.workshop))
    if travel is not None:
        for line in lines:
            line.estimate.require_currency(travel.currency)
    found.draft(act, lines=lines, comment=comment)
    await keep(unit, act, found, cycle=found.cycle)
    return found


async def approve_budget(
    unit: UnitOfWork, budget: str, *, occurred_on: date | None, expected_version: int | None
) -> Budget:
    """Raises ``RuleBroken`` R50, and ``NotAllowed`` for somebody who drafted it."""
    found = await unit.load(Budget, budget, expected_version=expected_version)
    act = unit.act(occurred_on)
    found.approve(act)
    await keep(unit, act, found, cycle=found.cycle)
    return found


async def commit_money(
    unit: UnitOfWork,
    budget: str,
    *,
    identifier: str | None,
    item: str,
    amount: Money,
    what: str,
    kinds: Sequence[str] = (),
    cabins: Sequence[str] = (),
    occurred_on: date | None,
    expected_version: int | None,
) -> Budget:
    """Promise secured money. Raises ``RuleBroken`` R59 for more than what is secured can pay for; of experts R52 and
    R54 for what is not covered, and R55 for what takes the money that speakers wait for. Whoever asks for a journey, or
    keeps places for speakers, writes the budget too, and so meets this."""
    found = await unit.load(Budget, budget, expected_version=expected_version)
    act = unit.act(occurred_on)
    commitment = Commitment.of(
        id=own_id(identifier),
        item=item,
        amount=amount,
        what=what,
        kinds=kinds,
        cabins=cabins,
        committed_on=act.occurred_on,
    )
    found.commit(act, commitment=commitment)
    travel = await unit.find(Travel, travel_id(found.workshop))
    if travel is not None and commitment.item is CostItem.EXPERT_PARTICIPATION:
        travel.require_speakers_paid(commitment, budget=found)
    await keep(unit, act, found, cycle=found.cycle)
    return found


async def release_commitment(
    unit: UnitOfWork,
    budget: str,
    commitment: str,
    *,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Budget:
    """It was called off, or not taken up. Raises ``NotFound``."""
    found = await unit.load(Budget, budget, expected_version=expected_version)
    act = unit.act(occurred_on)
    found.release(act, commitment=commitment, reason=reason)
    await keep(unit, act, found, cycle=found.cycle)
    return found

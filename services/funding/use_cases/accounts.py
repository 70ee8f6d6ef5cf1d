"""Accounts: settled after the workshop was held, then closed."""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.by_hand import beyond_journeys
from services.funding.domain.gift import Original
from services.funding.domain.identity import budget_id, travel_id
from services.funding.domain.items import item_of
from services.funding.domain.stage import Stage
from services.funding.domain.travel import Travel
from services.funding.use_cases.cycles import keep
from services.funding.use_cases.rates import valued
from services.funding.use_cases.surpluses import budget_with, note_spent, settled_of
from shared.contracts.funding import CostItem
from shared.domain.actions import refuse
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork


async def record_actual(
    unit: UnitOfWork,
    accounts: str,
    *,
    item: str,
    amount: Money,
    kinds: Sequence[str] = (),
    cabins: Sequence[str] = (),
    occurred_on: date | None,
    expected_version: int | None,
) -> Accounts:
    """What an item did cost. The budget is only read: once settlement began its currency never changes. So is the
    travel: nobody is approved any more, and a settlement writes the accounts too.

    In another currency than the budget's it is valued by the rate of its day, and kept beside that (R60).

    Raises ``WrongState`` for expert participation while journeys are not settled, ``InvalidInput`` for less than those
    that are settled did cost, and ``RuleBroken`` R52 and R54 for what is not covered of the rest."""
    found = await unit.load(Accounts, accounts, expected_version=expected_version)
    budget = await unit.load(Budget, budget_id(found.workshop))
    act = unit.act(occurred_on)
    travel = await unit.find(Travel, travel_id(found.workshop))
    refuse(found.obstacles_to_record(budget.currency))
    original = None
    if worth := await valued(unit, amount, currency=budget.currency, day=act.occurred_on):
        original, amount = Original(amount=amount, rate=worth.rate), worth.value
    if travel is not None and item == CostItem.EXPERT_PARTICIPATION:
        travel.require_settled()
        travel.require_within(amount)
    journeys = travel.spent if travel else Money.none(amount.currency)
    said = beyond_journeys(item_of(item), amount, journeys=journeys, kinds=kinds, cabins=cabins)
    found.record_actual(act, item=item, amount=amount, currency=budget.currency, original=original, said=said)
    if found.stage is Stage.CALLED_OFF:
        gifts = await note_spent(unit, act, budget=budget, accounts=found, settled=await settled_of(unit, travel))
        await keep(unit, act, found, *budget_with(act, budget, gifts), cycle=found.cycle)
        return found
    await keep(unit, act, found, cycle=found.cycle)
    return found


async def close_accounts(
    unit: UnitOfWork, accounts: str, *, occurred_on: date | None, expected_version: int | None
) -> Accounts:
    """Close them, and the budget with them, so that no estimate changes any more. What is left of each contribution
    waits for its donor (R47)."""
    found = await unit.load(Accounts, accounts, expected_version=expected_version)
    act = unit.act(occurred_on)
    budget = await unit.load(Budget, budget_id(found.workshop))
    travel = await unit.find(Travel, travel_id(found.workshop))
    refuse(chain(found.obstacles_to_close(), travel.obstacles_to_close_accounts() if travel else ()))
    journeys = await settled_of(unit, travel)
    countries = [one.country for one in journeys if one.took_place]
    found.close(act, estimates=budget.estimates(), countries=countries)
    budget.close(act)
    gifts = await note_spent(unit, act, budget=budget, accounts=found, settled=journeys)
    await keep(unit, act, found, budget, *gifts, cycle=found.cycle)
    return found


async def acknowledge_misfit(
    unit: UnitOfWork,
    accounts: str,
    *,
    about: str,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Accounts:
    """A person dealt with what did not fit. Raises ``NotFound`` when nothing about that waits."""
    found = await unit.load(Accounts, accounts, expected_version=expected_version)
    act = unit.act(occurred_on)
    found.acknowledge(act, about=about, reason=reason)
    await keep(unit, act, found, cycle=found.cycle)
    return found

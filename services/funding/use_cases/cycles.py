"""Cycles: what is kept of budgets, contributions and accounts is noted there too, and a closed one is read-only."""

from datetime import date

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.cycle import Cycle
from services.funding.domain.identity import accounts_id, budget_id
from shared.domain.act import Act
from shared.persistence.unit_of_work import UnitOfWork

Kept = Budget | Contribution | Accounts


async def keep(unit: UnitOfWork, act: Act, *changed: Kept, cycle: str, held: str | None = None) -> None:
    """Save everything that one act changed, and note it in the cycle: the only way in which use cases save, so that
    none can forget what governance is to be told.

    ``cycle`` is the one that the act is about. A contribution that has another one by now left it, and is nothing
    that the other waits for. ``held`` is a workshop of the cycle that took place.
    """
    for thing in changed:
        unit.save(thing)
    found = await _cycle_or_new(unit, cycle)
    found.note(
        act,
        accounts=[thing for thing in changed if isinstance(thing, Accounts)],
        contributions=[thing for thing in changed if isinstance(thing, Contribution)],
        held=held,
    )
    await _save(unit, found)


async def closed_day(unit: UnitOfWork, cycle: str) -> date | None:
    """The day governance closed the cycle; ``None`` while it is open, or was not heard of."""
    found = await unit.find(Cycle, cycle)
    return found.closed_on if found else None


async def open_cycle(unit: UnitOfWork, *, cycle: str, opened_on: date) -> None:
    """Governance opened it."""
    found = await _cycle_or_new(unit, cycle)
    found.note_opening(unit.act(), opened_on=opened_on)
    await _save(unit, found)


async def close_cycle(unit: UnitOfWork, *, cycle: str, closed_on: date) -> None:
    """Governance closed it: what belongs to it is read-only from now on, and keeps the day of its own."""
    found = await _cycle_or_new(unit, cycle)
    if found.closed_on is not None:
        return
    act = unit.act()
    # By identifier, as the cycle and its budgets have them: a search would miss what this batch of messages gathered.
    contributions = {one.contribution for one in found.released}
    belonging: list[Kept] = []
    for known in found.accounts:
        budget = await unit.load(Budget, budget_id(known.workshop))
        belonging += [budget, await unit.load(Accounts, accounts_id(known.workshop))]
        contributions.update(share.contribution for share in budget.shares)
    for contribution in sorted(contributions):
        belonging.append(await unit.load(Contribution, contribution))
    for thing in belonging:
        thing.close_year(act, closed_on=closed_on)
        unit.save(thing)
    found.close(act, closed_on=closed_on)
    await _save(unit, found)


async def _cycle_or_new(unit: UnitOfWork, cycle: str) -> Cycle:
    """Whatever is heard first of a cycle makes it. Raises ``NotFound`` for what is no cycle."""
    return await unit.find(Cycle, cycle) or Cycle.of(cycle)


async def _save(unit: UnitOfWork, cycle: Cycle) -> None:
    if await unit.find(Cycle, cycle.id) is None:
        await unit.add(cycle)
    else:
        unit.save(cycle)

"""Cycles: what is kept of budgets, contributions and accounts is noted there too, and a closed one is read-only."""

from collections.abc import Sequence
from datetime import date

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.cycle import Cycle
from services.funding.domain.identity import accounts_id, budget_id
from services.funding.domain.ledger import COLLECTION as LEDGER
from services.funding.domain.ledger import Ledgered
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.travel import Travel
from services.funding.use_cases.ending_travel import end_travel
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.persistence.unit_of_work import UnitOfWork

Kept = Budget | Contribution | Accounts | Sponsorship | Travel


async def keep(unit: UnitOfWork, act: Act, *changed: Kept, cycle: str, held: str | None = None) -> None:
    """Save everything that one act changed, and note it in the cycle: the only way in which use cases save, so that
    none can forget what governance is to be told.

    ``cycle`` is the one that the act is about. A contribution that has another one by now left it, and is nothing
    that the other waits for. ``held`` is a workshop of the cycle that took place.
    """
    save_with_ledger(unit, *changed)
    found = await _cycle_or_new(unit, cycle)
    found.note(
        act,
        accounts=[thing for thing in changed if isinstance(thing, Accounts)],
        contributions=[thing for thing in changed if isinstance(thing, Contribution)],
        held=held,
    )
    await _save(unit, found)


def save_with_ledger(unit: UnitOfWork, *changed: Aggregate) -> None:
    """Save things, and of those that hold money write what changed of it into the ledger, in the same transaction."""
    for thing in changed:
        entry = thing.entry() if isinstance(thing, Ledgered) else None
        if entry is not None:
            unit.put_document(LEDGER, entry.id, entry.model_dump(mode="json", exclude={"id"}))
        unit.save(thing)


async def close_if_cycle_is(unit: UnitOfWork, act: Act, budget: Budget, accounts: Accounts) -> None:
    """What was opened just now is read-only from the start when its cycle is closed by then, and called off when
    governance closed that without its workshop."""
    cycle = await unit.find(Cycle, budget.cycle)
    if cycle is not None and cycle.closed_on is not None:
        for thing in (budget, accounts):
            thing.close_year(act, closed_on=cycle.closed_on, held=not cycle.leaves_out(budget.workshop))


async def open_cycle(unit: UnitOfWork, *, cycle: str, opened_on: date) -> None:
    """Governance opened it."""
    found = await _cycle_or_new(unit, cycle)
    found.note_opening(unit.act(), opened_on=opened_on)
    await _save(unit, found)


async def close_cycle(unit: UnitOfWork, *, cycle: str, closed_on: date, held: Sequence[str]) -> None:
    """Governance closed it, with the workshops ``held``: what belongs to it is read-only from now on, and keeps the
    day of its own. The contributions of a workshop that this calls off wait for their donors (R47)."""
    found = await _cycle_or_new(unit, cycle)
    if found.closed_on is not None:
        return
    act = unit.act()
    # By identifier, as the cycle and its budgets have them: a search would miss what this batch of messages gathered.
    budgets, all_accounts, journeys = [], [], []
    contributions = [await unit.load(Contribution, one.contribution) for one in found.released]
    for known in found.accounts:
        budget = await unit.load(Budget, budget_id(known.workshop))
        accounts = await unit.load(Accounts, accounts_id(known.workshop))
        sharing = [await unit.load(Contribution, share.contribution) for share in budget.shares]
        for thing in (budget, accounts):
            thing.close_year(act, closed_on=closed_on, held=known.workshop in held)
        if budget.lapsed:
            for contribution in sharing:
                contribution.await_choice(act)
            journeys += await end_travel(unit, act, budget)
        budgets.append(budget)
        all_accounts.append(accounts)
        # What is left of a gift waits, and its budget has it still.
        of_budget = {one.id for one in sharing}
        contributions = [*(one for one in contributions if one.id not in of_budget), *sharing]
    for contribution in contributions:
        contribution.close_year(act, closed_on=closed_on)
    save_with_ledger(unit, *budgets, *all_accounts, *contributions, *journeys)
    found.close(act, closed_on=closed_on, held=held, accounts=all_accounts, contributions=contributions)
    await _save(unit, found)


async def acknowledge_misfit(
    unit: UnitOfWork, cycle: str, *, about: str, reason: str, occurred_on: date | None, expected_version: int | None
) -> Cycle:
    """A person dealt with what did not fit. Raises ``NotFound`` when nothing about that waits."""
    found = await unit.load(Cycle, cycle, expected_version=expected_version)
    found.acknowledge(unit.act(occurred_on), about=about, reason=reason)
    unit.save(found)
    return found


async def _cycle_or_new(unit: UnitOfWork, cycle: str) -> Cycle:
    """Whatever is heard first of a cycle makes it. Raises ``NotFound`` for what is no cycle."""
    return await unit.find(Cycle, cycle) or Cycle.of(cycle)


async def _save(unit: UnitOfWork, cycle: Cycle) -> None:
    if await unit.find(Cycle, cycle.id) is None:
        await unit.add(cycle)
    else:
        unit.save(cycle)

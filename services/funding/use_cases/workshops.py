"""What becomes of the money when something becomes of the workshop. Nothing here refuses a fact.

After the workshop's cycle was closed the list of workshops that governance counted as held decides: what is told late
of one of these takes effect as if in time, and what is told of another is kept as a misfit and changes nothing.
"""

from datetime import date

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.identity import accounts_id, budget_id
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import Stage
from services.funding.domain.travel import Travel
from services.funding.use_cases.budgets import budget_and_accounts_or_new
from services.funding.use_cases.cycles import keep
from services.funding.use_cases.ending_travel import end_travel
from shared.domain.act import Act
from shared.domain.identifiers import year_of_cycle
from shared.domain.money import Money
from shared.domain.text import LocalizedText
from shared.persistence.unit_of_work import UnitOfWork

CALLED_OFF = "called_off"
"""Workshops cancelled before they had a budget, by identifier: none is opened for them any more."""


INTERPRETATION_ESTIMATES = "interpretation_estimates"
"""What events says that interpretation of a workshop will cost, by workshop; the last word counts."""


async def note_interpretation(unit: UnitOfWork, *, workshop: str, estimate: Money) -> None:
    told = {"workshop": workshop, "estimate": estimate.model_dump(mode="json"), "told_on": str(unit.act().occurred_on)}
    unit.put_document(INTERPRETATION_ESTIMATES, workshop, told)


async def note_workshop(unit: UnitOfWork, *, cycle: str, held: str | None = None) -> None:
    """A workshop that has no budget; ``held`` when it took place."""
    await keep(unit, unit.act(), cycle=cycle, held=held)


async def open_budget(
    unit: UnitOfWork, *, workshop: str, cycle: str, title: LocalizedText, starts_on: date | None
) -> None:
    """Unless there is one, or the workshop is cancelled. ``starts_on``: its first day; absent when it is planned, which
    may be told again and says nothing of the day."""
    if await unit.find_document(CALLED_OFF, workshop) is not None:
        await note_workshop(unit, cycle=cycle)
        return
    act = unit.act()
    known = await unit.find(Accounts, accounts_id(workshop)) is not None
    budget, accounts = await budget_and_accounts_or_new(unit, act, workshop=workshop, cycle=cycle, title=title)
    if not known and starts_on is None:
        accounts.came_too_late(act, fact="WorkshopPlanned", told="planned")
    elif not known:
        accounts.came_too_late(act, fact="WorkshopScheduled", told="scheduled")
    waiting = await _date(unit, act, budget, starts_on=starts_on) if starts_on else []
    await keep(unit, act, budget, accounts, *waiting, cycle=cycle)


async def postpone(unit: UnitOfWork, *, workshop: str, cycle: str, starts_on: date | None) -> None:
    """The workshop is put off; it keeps its budget. Without a new day nobody knows yet what it is put off to."""
    budget = await unit.find(Budget, budget_id(workshop))
    if budget is None:
        await note_workshop(unit, cycle=cycle)
        return
    act = unit.act()
    waiting = await _date(unit, act, budget, starts_on=starts_on)
    await keep(unit, act, budget, *waiting, cycle=cycle)


async def _date(unit: UnitOfWork, act: Act, budget: Budget, *, starts_on: date | None) -> list[Contribution]:
    """Note the first day. When it lies in another year than the one it was paid for, contributions wait for their
    donors: nothing is rolled over by itself (R47)."""
    # Who gave before a day was known gave for the year of the cycle.
    paid_for = budget.paid_for_year or (year_of_cycle(budget.cycle) if budget.shares else None)
    budget.note_dates(act, starts_on=starts_on)
    if budget.stage is not Stage.AHEAD or starts_on is None or paid_for in (None, starts_on.year):
        return []
    waiting = [await unit.load(Contribution, share.contribution) for share in budget.shares]
    for contribution in waiting:
        contribution.await_choice(act)
    budget.postpone(act)
    return waiting


async def start_settlement(unit: UnitOfWork, *, workshop: str, cycle: str, title: LocalizedText) -> None:
    """The workshop was held. That a cancelled one was does not fit, nor that one was which the cycle was closed
    without; a person looks at it."""
    act = unit.act()
    cancelled = await unit.find_document(CALLED_OFF, workshop) is not None
    budget, accounts = await budget_and_accounts_or_new(
        unit, act, workshop=workshop, cycle=cycle, title=title, cancelled=cancelled
    )
    if accounts.stage is Stage.AHEAD:
        budget.settle(act)
        accounts.settle(act)
    elif accounts.lapsed:
        accounts.came_too_late(act, fact="WorkshopHeld", told="held")
    elif accounts.stage is Stage.CALLED_OFF:
        accounts.did_not_fit(
            act, fact="WorkshopHeld", about=workshop, why=f"{workshop} is told to be held, and was cancelled."
        )
    await keep(unit, act, budget, accounts, cycle=cycle, held=workshop)


async def call_off(unit: UnitOfWork, *, workshop: str, cycle: str) -> None:
    """The workshop is cancelled: its contributions wait for their donors (R47). That a held one is does not fit, nor
    that one is which governance counted as held."""
    budget = await unit.find(Budget, budget_id(workshop))
    if budget is None:
        unit.put_document(CALLED_OFF, workshop, {"workshop": workshop, "cycle": cycle})
        await note_workshop(unit, cycle=cycle)
        return
    act = unit.act()
    accounts = await unit.load(Accounts, accounts_id(workshop))
    released: list[Contribution | Sponsorship | Travel] = []
    if accounts.stage is Stage.AHEAD and accounts.closed_on is not None:
        accounts.cancelled_after_close(act)
    elif accounts.stage is Stage.AHEAD:
        for share in budget.shares:
            contribution = await unit.load(Contribution, share.contribution)
            contribution.await_choice(act)
            released.append(contribution)
        released += await end_travel(unit, act, budget)
        budget.call_off(act)
        accounts.call_off(act)
    elif accounts.stage is not Stage.CALLED_OFF:
        accounts.did_not_fit(
            act, fact="WorkshopCancelled", about=workshop, why=f"{workshop} is told to be cancelled, and was held."
        )
    await keep(unit, act, budget, accounts, *released, cycle=cycle)

"""Contributions. What changes one also changes the budget of its workshop, in one transaction (R58).

So a pledge and the closing of its cycle meet in the budget, which both write: never is a pledge taken after close.
"""

from collections.abc import Callable
from datetime import date

from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.identity import budget_id, contribution_id
from services.funding.domain.log import Choice
from services.funding.use_cases.cycles import keep
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork


async def pledge_contribution(
    unit: UnitOfWork,
    *,
    identifier: str | None,
    kind: str,
    donor: str,
    workshop: str,
    item: str | None,
    amount: Money,
    occurred_on: date | None,
) -> Contribution:
    """Raises ``RuleBroken`` R46 and R49, ``NotFound`` for a workshop without a budget."""
    act = unit.act(occurred_on)
    budget = await _budget_open_to_contributions(unit, workshop)
    contribution = Contribution.pledge(
        act,
        id=contribution_id(identifier),
        kind=kind,
        donor=donor,
        workshop=workshop,
        cycle=budget.cycle,
        item=item,
        amount=amount,
    )
    await unit.add(contribution)
    budget.note_share(act, share=contribution.share())
    await keep(unit, act, contribution, budget, cycle=budget.cycle)
    return contribution


async def sign_contribution(
    unit: UnitOfWork, contribution: str, *, occurred_on: date | None, expected_version: int | None
) -> Contribution:
    """The agreement with the donor is signed: its pledge is secured (R48)."""
    return await _change(unit, contribution, lambda found, act: found.sign(act), occurred_on, expected_version)


async def receive_contribution(
    unit: UnitOfWork, contribution: str, *, amount: Money, occurred_on: date | None, expected_version: int | None
) -> Contribution:
    """Money arrived. Raises ``RuleBroken`` R47 for more than what was pledged."""
    return await _change(
        unit, contribution, lambda found, act: found.receive(act, amount=amount), occurred_on, expected_version
    )


async def record_donor_choice(
    unit: UnitOfWork,
    contribution: str,
    *,
    choice: Choice,
    workshop: str | None,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Contribution:
    """What the donor of a cancelled workshop's contribution wishes (R47). Raises ``RuleBroken`` R47 when it does
    not wait for that, ``InvalidInput`` when choice and workshop do not fit together, ``WrongState`` for a
    workshop of a closed cycle."""
    found = await unit.load(Contribution, contribution, expected_version=expected_version)
    left = found.cycle
    act = unit.act(occurred_on)
    refuse(found.obstacles_to_choose())
    if (choice is Choice.ANOTHER_WORKSHOP) != (workshop is not None):
        raise InvalidInput(
            "A contribution goes to another workshop with that workshop named, and is returned without one.",
            remedy="Name the workshop with `another_workshop`, and leave it out with `return`.",
        )
    changed: list[Contribution | Budget] = [found]
    if workshop is None:
        found.give_back(act, reason=reason)
    else:
        budget = await _budget_open_to_contributions(unit, workshop)
        found.give_to(act, workshop=workshop, cycle=budget.cycle, reason=reason)
        budget.note_share(act, share=found.share())
        changed.append(budget)
    await keep(unit, act, *changed, cycle=left)
    return found


async def _change(
    unit: UnitOfWork,
    contribution: str,
    change: Callable[[Contribution, Act], None],
    occurred_on: date | None,
    expected_version: int | None,
) -> Contribution:
    found = await unit.load(Contribution, contribution, expected_version=expected_version)
    act = unit.act(occurred_on)
    change(found, act)
    changed: list[Contribution | Budget] = [found]
    if found.counts:
        budget = await unit.load(Budget, budget_id(found.workshop))
        budget.note_share(act, share=found.share())
        changed.append(budget)
    await keep(unit, act, *changed, cycle=found.cycle)
    return found


async def _budget_open_to_contributions(unit: UnitOfWork, workshop: str) -> Budget:
    budget = await unit.load(Budget, budget_id(workshop))
    refuse(budget.obstacles_to_contribute())
    return budget

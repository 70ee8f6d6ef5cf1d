"""What the donor of a contribution chooses whose workshop is called off, put off to another year, or paid for (R47)."""

from datetime import date

from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.identity import budget_id, own_id
from services.funding.domain.log import Choice
from services.funding.use_cases.contributions import budget_open_to_contributions
from services.funding.use_cases.cycles import keep
from services.funding.use_cases.rates import rate_on
from services.funding.use_cases.surpluses import budget_with
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork


async def record_donor_choice(
    unit: UnitOfWork,
    contribution: str,
    *,
    choice: Choice,
    workshop: str | None,
    amount: Money | None = None,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Contribution:
    """What the donor wishes of the contribution to a workshop that was cancelled or postponed, or of what is left of it
    once the accounts are closed (R47); with ``amount`` a part of it back. Raises ``RuleBroken`` R47 when it does not
    wait for that and R48 for more than was received and is left, ``InvalidInput`` when choice, workshop and amount do
    not fit together, ``WrongState`` for a workshop of a closed cycle, ``RateMissing`` R60 for a budget in a currency
    that there is no rate to."""
    found = await unit.load(Contribution, contribution, expected_version=expected_version)
    left, was_for = found.cycle, found.workshop
    act = unit.act(occurred_on)
    refuse(found.obstacles_to_choose())
    if (choice is Choice.ANOTHER_WORKSHOP) != (workshop is not None):
        raise InvalidInput(
            "A contribution goes to another workshop with that workshop named, and is returned without one.",
            remedy="Name the workshop with `another_workshop`, and leave it out with `return`.",
        )
    if amount is not None and choice is not Choice.RETURN:
        raise InvalidInput(
            "All that is left of a contribution goes to another workshop.",
            remedy="Record first with `return` the part that the donor takes back, and leave the amount out here.",
        )
    changed: list[Contribution | Budget] = []
    if workshop is None:
        found.give_back(act, reason=reason, part=amount)
    else:
        changed += await _give_elsewhere(unit, act, found, workshop=workshop, reason=reason)
    if was_for != workshop:
        changed += budget_with(act, await unit.load(Budget, budget_id(was_for)), [found])
    await keep(unit, act, *changed, cycle=left)
    return found


async def _give_elsewhere(
    unit: UnitOfWork, act: Act, found: Contribution, *, workshop: str, reason: str
) -> list[Contribution | Budget]:
    """All of it, or where a part was spent what is left, as a pledge of its own."""
    budget = await budget_open_to_contributions(unit, workshop)
    currency, rate = budget.currency, None
    if currency is not None and currency not in (found.worth.currency, found.amount.currency):
        rate = await rate_on(unit, base=found.amount.currency, quote=currency, day=act.occurred_on)
    if found.disposed_of_whole:
        found.give_to(act, workshop=workshop, cycle=budget.cycle, reason=reason, currency=currency, rate=rate)
        given = found
    else:
        given = found.give_on(
            act, id=own_id(None), workshop=workshop, cycle=budget.cycle, reason=reason, currency=currency, rate=rate
        )
        await unit.add(given)
    budget.note_share(act, share=given.share())
    return [*({found.id: found, given.id: given}.values()), budget]

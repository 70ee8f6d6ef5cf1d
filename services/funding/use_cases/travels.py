"""The sponsored travel of a workshop, as far as it is no single journey: places that nobody is named for yet (R55)."""

from datetime import date

from services.funding.domain.budget import Budget
from services.funding.domain.identity import budget_id, workshop_of_travel
from services.funding.domain.travel import Travel, obstacles_to_sponsor
from services.funding.use_cases.commitments import travel_or_new
from services.funding.use_cases.cycles import keep
from shared.domain.actions import refuse
from shared.domain.errors import NotFound
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork


async def reserve_open_places(
    unit: UnitOfWork, travel: str, *, places: int, each: Money, occurred_on: date | None, expected_version: int | None
) -> Travel:
    """Keep money back for speakers who are not named yet (R55). It may be the first act about the travel of a workshop,
    and is made for no version then. The budget is written too, though no money moves: so it meets whoever commits money
    for experts, drafts the budget in another currency, or calls the workshop off.

    Raises ``NotFound`` for what is the travel of no workshop with a budget.
    """
    act = unit.act(occurred_on)
    found = None if expected_version is None else await unit.load(Travel, travel, expected_version=expected_version)
    workshop = found.workshop if found else workshop_of_travel(travel)
    budget = await unit.find(Budget, budget_id(workshop)) if workshop else None
    if budget is None:
        raise NotFound("travel", travel)
    refuse(obstacles_to_sponsor(budget))
    found = found or await travel_or_new(unit, budget, currency=budget.currency or each.currency)
    is_new = found.version == 0
    found.reserve(act, places=places, each=each)
    if is_new:
        await unit.add(found)
    budget.note_reservation(act, travel=found.id)
    await keep(unit, act, found, budget, cycle=found.cycle)
    return found

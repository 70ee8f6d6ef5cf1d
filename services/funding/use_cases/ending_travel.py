"""What becomes of sponsored travel when its workshop does not take place."""

from services.funding.domain.budget import Budget
from services.funding.domain.identity import travel_id
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import Ending
from services.funding.domain.travel import Travel
from shared.domain.act import Act
from shared.persistence.unit_of_work import UnitOfWork


async def end_travel(unit: UnitOfWork, act: Act, budget: Budget) -> list[Sponsorship | Travel]:
    """The workshop does not take place: no journey to it does. What was paid for one is settled still. Answers
    what changed, for the caller to save; the budget lets go of its commitments itself."""
    travel = await unit.find(Travel, travel_id(budget.workshop))
    if travel is None:
        return []
    changed: list[Sponsorship | Travel] = [travel]
    for place in travel.places:
        sponsorship = await unit.load(Sponsorship, place.sponsorship)
        if not list(sponsorship.obstacles_to_end()):
            sponsorship.end(act, ending=Ending.WORKSHOP_CALLED_OFF)
            travel.note(act, sponsorship)
            changed.append(sponsorship)
    return changed

"""The one way in which sponsored travel touches a workshop's money: its commitments, and what becomes of them (R59).

The travel of the workshop and its budget are both written, so that two approvals meet, and an approval meets whoever
changes what is secured, or calls the workshop off.
"""

from services.funding.domain.budget import Budget
from services.funding.domain.identity import travel_id
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import Stage
from services.funding.domain.travel import Travel, commitment_of
from services.funding.use_cases.cycles import Kept, keep
from shared.domain.act import Act
from shared.persistence.unit_of_work import UnitOfWork


async def travel_or_new(unit: UnitOfWork, budget: Budget, *, currency: str) -> Travel:
    """The workshop's travel; whoever asks for its first sponsorship makes it."""
    return await unit.find(Travel, travel_id(budget.workshop)) or Travel.of(budget, currency=currency)


async def note_journey(
    unit: UnitOfWork, act: Act, *, sponsorship: Sponsorship, travel: Travel, budget: Budget, also: tuple[Kept, ...] = ()
) -> None:
    """Save a step of a sponsorship with what it holds of the money now. ``also`` is what it changed besides."""
    travel.note(act, sponsorship)
    changed: list[Kept] = [sponsorship, *also]
    if travel.recorded:
        changed.append(travel)
        if await unit.find(Travel, travel.id) is None:
            await unit.add(travel)
    if keep_committed(act, sponsorship=sponsorship, budget=budget):
        changed.append(budget)
    await keep(unit, act, *changed, cycle=budget.cycle)


def keep_committed(act: Act, *, sponsorship: Sponsorship, budget: Budget) -> bool:
    """Commit what it holds of the budget now, and let go of the rest; the ledger follows the budget. Answers whether
    anything changed. A workshop that does not take place has let go of all of it. Raises ``RuleBroken`` R59."""
    before = next((one for one in budget.commitments if one.id == sponsorship.id and one.of_journey), None)
    now = commitment_of(sponsorship, on=act.occurred_on)
    if before is None and (not sponsorship.committed.amount or budget.stage is Stage.CALLED_OFF):
        return False
    if before is None:
        budget.commit(act, commitment=now)
    elif before.amount != now.amount:
        budget.adjust(act, commitment=now.id, amount=now.amount, reason="What the journey holds changed.")
    else:
        return False
    return True

"""What the costs of a workshop took of each contribution, and so what is left of it for its donor (R47, R48).

It is noted when the accounts are closed, and again when money comes later; of a workshop that was called off whenever a
cost of it is recorded. So a donor who takes money back and somebody who records a cost both write the contribution.
"""

from collections.abc import Sequence

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.cycle import Cycle
from services.funding.domain.identity import accounts_id, budget_id, travel_id
from services.funding.domain.paying import journey_of, spent_of, whole_costs
from services.funding.domain.pledged import ContributionState
from services.funding.domain.sponsored import State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import Stage
from services.funding.domain.travel import Travel
from services.funding.use_cases.cycles import keep
from shared.domain.act import Act
from shared.persistence.unit_of_work import UnitOfWork


async def settled_of(unit: UnitOfWork, travel: Travel | None) -> list[Sponsorship]:
    """The journeys of a workshop that are settled."""
    settled = [one.sponsorship for one in travel.places if one.state is State.SETTLED] if travel else []
    return await unit.load_all(Sponsorship, settled)


async def note_spent(
    unit: UnitOfWork,
    act: Act,
    *,
    budget: Budget,
    accounts: Accounts,
    settled: Sequence[Sponsorship],
    known: Sequence[Contribution] = (),
) -> list[Contribution]:
    """Answers the contributions of which it changed, and those ``known`` already, for the caller to save."""
    gifts = {one.id: one for one in known}
    cycle = await unit.find(Cycle, budget.cycle)
    released = [one.contribution for one in cycle.released] if cycle else []
    # By identifier, as the budget and the cycle have them: a search would miss what this batch of messages gathered.
    for one in sorted({*(share.contribution for share in budget.shares), *released}):
        if one not in gifts:
            gifts[one] = await unit.load(Contribution, one)
    costs = whole_costs(accounts)
    currency = next((one.currency for one in costs.values()), budget.currency)
    paying = [one for one in gifts.values() if may_pay(one, budget, currency)]
    if currency is None or not paying:
        return list(known)
    journeys = [journey_of(one) for one in sorted(settled, key=lambda one: one.id)]
    spent = spent_of(paying, costs=costs, journeys=journeys, currency=currency)
    changed = [one for one in paying if one.note_spent(act, spent=spent[one.id])]
    return [*known, *(one for one in changed if one not in known)]


async def spent_anew(unit: UnitOfWork, act: Act, changed: Contribution) -> list[Budget | Contribution]:
    """After money came for a workshop whose costs are known: it may pay what another contribution paid until now.
    Answers everything that is to be saved."""
    budget = await unit.load(Budget, budget_id(changed.workshop))
    accounts = await unit.load(Accounts, accounts_id(changed.workshop))
    settled = await settled_of(unit, await unit.find(Travel, travel_id(changed.workshop)))
    gifts = await note_spent(unit, act, budget=budget, accounts=accounts, settled=settled, known=(changed,))
    return budget_with(act, budget, gifts)


async def count_anew(unit: UnitOfWork, workshop: str) -> None:
    """For what was settled, or called off, before it was noted what the costs took, and for what was covered before it
    was counted as it is now. Changes nothing where all that is known."""
    act = unit.act()
    budget = await unit.load(Budget, budget_id(workshop))
    changed: list[Budget | Contribution] = []
    if budget.stage in (Stage.CLOSED, Stage.CALLED_OFF):
        accounts = await unit.load(Accounts, accounts_id(workshop))
        settled = await settled_of(unit, await unit.find(Travel, travel_id(workshop)))
        gifts = await note_spent(unit, act, budget=budget, accounts=accounts, settled=settled)
        changed = [one for one in budget_with(act, budget, gifts) if one is not budget]
    budget.count_anew(act)
    await keep(unit, act, *changed, *([budget] if budget.recorded else []), cycle=budget.cycle)


def may_pay(gift: Contribution, budget: Budget, currency: str | None) -> bool:
    """Whether the costs of the workshop are paid of it. What waits for its donor pays for those of a workshop that was
    called off; of one that was put off before it was held it waits for something else."""
    waits = gift.state is ContributionState.AWAITING_DONOR_CHOICE and budget.stage is Stage.CALLED_OFF
    there = gift.workshop == budget.workshop and gift.worth.currency == currency
    return there and not gift.in_kind and (gift.counts or waits)


def budget_with(act: Act, budget: Budget, gifts: Sequence[Contribution]) -> list[Budget | Contribution]:
    """The contributions and, where one belongs to the budget now or no longer, the budget: what is to be saved."""
    before = budget.shares
    for one in gifts:
        share = next((share for share in budget.shares if share.contribution == one.id), None)
        if one.counts and one.workshop == budget.workshop:
            if share != one.share():
                budget.note_share(act, share=one.share())
        elif share is not None:
            budget.drop_share(act, contribution=one.id)
    return [*gifts, *([budget] if budget.shares != before else [])]

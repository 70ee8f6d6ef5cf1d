"""Contributions. What changes one also changes the budget of its workshop, in one transaction (R58).

So a pledge and the closing of its cycle meet in the budget, which both write: never is a pledge taken after close.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.donor import Donor
from services.funding.domain.gift import InSuccessor, Terms, Valued
from services.funding.domain.identity import budget_id, own_id
from services.funding.domain.rate import AppliedRate
from services.funding.use_cases.cycles import keep
from services.funding.use_cases.rates import redenomination_rate, valued
from services.funding.use_cases.surpluses import spent_anew
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import AlreadyExists, InvalidInput
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork

BANK_REFERENCES = "bank_references"
"""Which receipt each reference of the bank is, so that none is recorded twice."""


async def pledge_contribution(
    unit: UnitOfWork,
    *,
    identifier: str | None,
    kind: str,
    workshop: str,
    amount: Money,
    occurred_on: date | None,
    donor: str | None = None,
    donor_id: str | None = None,
    terms: Terms | None = None,
) -> Contribution:
    """Of a donor by its name, or by its record. Raises ``RuleBroken`` R46, ``NotFound`` for a workshop without a
    budget, and ``RateMissing`` R60 for money in another currency than the budget's without a rate of that day."""
    act = unit.act(occurred_on)
    budget = await budget_open_to_contributions(unit, workshop)
    name = await _name_of(unit, donor, donor_id)
    contribution = Contribution.pledge(
        act,
        id=own_id(identifier),
        kind=kind,
        donor=name,
        donor_id=donor_id,
        workshop=workshop,
        cycle=budget.cycle,
        amount=amount,
        terms=terms or Terms(),
        valued=await valued(unit, amount, currency=budget.currency, day=act.occurred_on),
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
    unit: UnitOfWork,
    contribution: str,
    *,
    amount: Money,
    reference: str | None = None,
    redenominated: bool = False,
    occurred_on: date | None,
    expected_version: int | None,
) -> Contribution:
    """Money arrived; ``redenominated``: in the currency that took the place of the pledge's. Raises ``RuleBroken`` R47
    for more than what was pledged, ``AlreadyExists`` for a bank reference that was recorded before, with whatever
    contribution, and ``RateMissing`` R60."""
    found = await unit.load(Contribution, contribution, expected_version=expected_version)
    day = unit.act(occurred_on).occurred_on
    worth: Valued | None = None
    came: InSuccessor | None = None
    if redenominated:
        came = await _in_successor(unit, found, amount, day=day)
        worth = await _worth_of(unit, came, found, day=day)
        amount = came.in_units_of(found.amount - found.received)
    elif amount.currency != found.amount.currency:
        raise InvalidInput(
            f"{amount} is not in {found.amount.currency}, in which “{contribution}” was pledged.",
            remedy=f"Give the amount in {found.amount.currency}; or, where that currency was redenominated since, what "
            "arrived, with `redenominated`, once the rate at which that was done is recorded.",
        )
    else:
        worth = await valued(unit, amount, currency=found.worth.currency, day=day)
    if reference is not None:
        await _use_reference(unit, reference, contribution=contribution)
    return await _change(
        unit,
        contribution,
        lambda found, act: found.receive(act, amount=amount, reference=reference, valued=worth, came=came),
        occurred_on,
        expected_version,
    )


async def reduce_contribution(
    unit: UnitOfWork,
    contribution: str,
    *,
    amount: Money,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Contribution:
    """The donor gives less than it promised. What was committed of it stays committed, and shows in the budget."""
    return await _change(
        unit,
        contribution,
        lambda found, act: found.reduce(act, amount=amount, reason=reason),
        occurred_on,
        expected_version,
    )


async def report_to_donor(
    unit: UnitOfWork, contribution: str, *, occurred_on: date | None, expected_version: int | None
) -> Contribution:
    """Its donor was sent the report."""
    found = await unit.load(Contribution, contribution, expected_version=expected_version)
    act = unit.act(occurred_on)
    found.report(act)
    await keep(unit, act, found, cycle=found.cycle)
    return found


async def _in_successor(unit: UnitOfWork, found: Contribution, amount: Money, *, day: date) -> InSuccessor:
    """By the rate between the two that was recorded of the redenomination, however long ago: the old one is worth
    nothing else any more. Raises ``RedenominationMissing``."""
    if amount.currency == found.amount.currency:
        raise InvalidInput(
            f"{amount} is in the currency of the pledge.", remedy="Leave `redenominated` out, or name the new currency."
        )
    rate = await redenomination_rate(unit, new=amount.currency, old=found.amount.currency, day=day)
    return InSuccessor(amount=amount, rate=rate)


async def _worth_of(unit: UnitOfWork, came: InSuccessor, found: Contribution, *, day: date) -> Valued | None:
    """In the currency of the budget; ``None`` where that is the pledge's."""
    currency = found.worth.currency
    if currency == found.amount.currency:
        return None
    own = AppliedRate(worth=Decimal(1), on=day, source="It arrived in the currency of the budget")
    return await valued(unit, came.amount, currency=currency, day=day) or Valued(value=came.amount, rate=own)


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
    if found.spent is not None:
        changed = await spent_anew(unit, act, found)
    elif found.counts:
        budget = await unit.load(Budget, budget_id(found.workshop))
        budget.note_share(act, share=found.share())
        changed.append(budget)
    await keep(unit, act, *changed, cycle=found.cycle)
    return found


async def budget_open_to_contributions(unit: UnitOfWork, workshop: str) -> Budget:
    budget = await unit.load(Budget, budget_id(workshop))
    refuse(budget.obstacles_to_contribute())
    return budget


async def _name_of(unit: UnitOfWork, donor: str | None, donor_id: str | None) -> str:
    if (donor is None) == (donor_id is None):
        raise InvalidInput(
            "A donor is named once: by its name, or by its record.", remedy="Give either `donor` or `donor_id`."
        )
    if donor_id is not None:
        return (await unit.load(Donor, donor_id)).name
    assert donor is not None
    return donor


async def _use_reference(unit: UnitOfWork, reference: str, *, contribution: str) -> None:
    """Two receipts with one reference write one document, so of two at once one is refused too."""
    key = " ".join(reference.split()).casefold()
    known = await unit.find_document(BANK_REFERENCES, key)
    if known is not None:
        raise AlreadyExists(
            f"The bank reference “{reference}” was recorded already, with the contribution “{known['contribution']}”.",
            remedy="Check the statement: money that arrives once is recorded once.",
        )
    unit.put_document(BANK_REFERENCES, key, {"contribution": contribution})

"""Sponsorships: each step loads the workshop's budget and travel, for they say what may be decided (R55, R59)."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain

from services.funding.domain.accounts import Accounts
from services.funding.domain.approving import approval_of
from services.funding.domain.budget import Budget
from services.funding.domain.dsa import DsaDay, DsaTable, allowance
from services.funding.domain.eligibility import reading_for
from services.funding.domain.gift import Rates
from services.funding.domain.identity import accounts_id, budget_id, own_id, travel_id
from services.funding.domain.parts import Receipted
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import Stage
from services.funding.domain.terms import Ending, Stay, covered_kinds, require_economy
from services.funding.domain.travel import Travel, obstacles_to_sponsor
from services.funding.use_cases.commitments import note_journey, travel_or_new
from services.funding.use_cases.cycles import Kept
from services.funding.use_cases.rates import rates_into, valued
from services.funding.use_cases.references import countries_on, rates_of, tables_until
from services.funding.use_cases.surpluses import budget_with, note_spent, settled_of
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import CoveredKind, Part
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork


async def request_sponsorship(
    unit: UnitOfWork,
    *,
    identifier: str | None,
    workshop: str,
    person: str,
    country: str,
    group: StakeholderGroup,
    part: Part,
    kinds: Sequence[str],
    stay: Stay,
    estimate: Money,
    accommodation: Money | None,
    occurred_on: date | None,
) -> Sponsorship:
    """Raises ``RuleBroken`` R53, R54, R56, ``NotFound`` for a workshop without a budget, ``SponsoredAlready`` for a
    person who is.

    The budget is written too, though no money moves: so a request meets whoever calls the workshop off, or drafts its
    budget in another currency.
    """
    act = unit.act(occurred_on)
    budget = await unit.load(Budget, budget_id(workshop))
    refuse(obstacles_to_sponsor(budget))
    estimate.require_currency(budget.currency or estimate.currency)
    countries = await countries_on(unit, act.occurred_on)
    travel = await travel_or_new(unit, budget, currency=estimate.currency)
    sponsorship = Sponsorship.request(
        act,
        id=own_id(identifier),
        workshop=workshop,
        cycle=budget.cycle,
        person=person,
        country=country,
        group=group,
        part=part,
        kinds=covered_kinds(kinds),
        reading=reading_for(country=country, group=group, countries=countries),
        country_list=countries.id,
        listed=countries.listed(country),
        stay=stay,
        estimate=estimate,
        accommodation=accommodation,
        others=travel.places,
    )
    await unit.add(sponsorship)
    budget.note_request(act, sponsorship=sponsorship.id)
    await note_journey(unit, act, sponsorship=sponsorship, travel=travel, budget=budget, also=(budget,))
    return sponsorship


async def quote_fare(
    unit: UnitOfWork,
    sponsorship: str,
    *,
    fare: Money,
    cabins: Sequence[str],
    seller: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Sponsorship:
    """In another currency it is valued by the rate of its day. Raises ``RuleBroken`` R52 and R60."""
    found = await unit.load(Sponsorship, sponsorship, expected_version=expected_version)
    act = unit.act(occurred_on)
    budget, travel = await _money_of(unit, found)
    # A rate is missed only for a fare that may be quoted.
    refuse(chain(obstacles_to_sponsor(budget), found.obstacles_to_quote()))
    require_economy(cabins)
    worth = await valued(unit, fare, currency=found.estimate.currency, day=act.occurred_on)
    found.quote(act, fare=fare, cabins=cabins, seller=seller, valued=worth)
    await note_journey(unit, act, sponsorship=found, travel=travel, budget=budget)
    return found


async def approve_sponsorship(
    unit: UnitOfWork,
    sponsorship: str,
    *,
    quote: int | None,
    reason: str | None,
    why_fewer: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Sponsorship:
    """Raises ``RuleBroken`` R55, R57, R59, and ``NotAllowed`` for who requested it."""
    found = await unit.load(Sponsorship, sponsorship, expected_version=expected_version)
    act = unit.act(occurred_on)
    budget, travel = await _money_of(unit, found)
    refuse(chain(found.obstacles_to_approve(act.actor.subject), travel.obstacles_to_commit(found.part, budget)))
    approval = approval_of(
        act,
        kinds=found.kinds,
        quotes=found.quotes,
        quote=quote,
        days=await allowance_for(unit, found, found.stay, day=act.occurred_on),
        accommodation=found.accommodation,
        reason=reason,
        why_fewer=why_fewer,
    )
    travel.require_room(found.part, approval.total, budget=budget, groups=found.groups)
    found.approve(act, approval=approval)
    await note_journey(unit, act, sponsorship=found, travel=travel, budget=budget)
    return found


async def decline_sponsorship(
    unit: UnitOfWork, sponsorship: str, *, occurred_on: date | None, expected_version: int | None
) -> Sponsorship:
    return await _change(unit, sponsorship, lambda found, act: found.decline(act), occurred_on, expected_version)


async def reopen_sponsorship(
    unit: UnitOfWork, sponsorship: str, *, occurred_on: date | None, expected_version: int | None
) -> Sponsorship:
    """The approval is given back, and what it committed with it."""
    return await _decide(unit, sponsorship, lambda found, act: found.reopen(act), occurred_on, expected_version)


async def book_travel(
    unit: UnitOfWork,
    sponsorship: str,
    *,
    fare: Money,
    cabins: Sequence[str],
    reference: str,
    by_traveller: bool,
    occurred_on: date | None,
    expected_version: int | None,
) -> Sponsorship:
    """Raises ``RuleBroken`` R52 and R59."""
    return await _decide(
        unit,
        sponsorship,
        lambda found, act: found.book(act, fare=fare, cabins=cabins, reference=reference, by_traveller=by_traveller),
        occurred_on,
        expected_version,
    )


async def pay_advance(
    unit: UnitOfWork, sponsorship: str, *, amount: Money, occurred_on: date | None, expected_version: int | None
) -> Sponsorship:
    """Raises ``RuleBroken`` R59, and ``NotAllowed`` for who requested or approved it."""
    return await _decide(
        unit, sponsorship, lambda found, act: found.pay_advance(act, amount=amount), occurred_on, expected_version
    )


async def end_journey(
    unit: UnitOfWork, sponsorship: str, *, ending: Ending, occurred_on: date | None, expected_version: int | None
) -> Sponsorship:
    """The traveller does not come; the money that is free again goes to whoever waits, speakers first (R55)."""
    return await _change(
        unit, sponsorship, lambda found, act: found.end(act, ending=ending), occurred_on, expected_version
    )


async def recover_advance(
    unit: UnitOfWork, sponsorship: str, *, amount: Money, occurred_on: date | None, expected_version: int | None
) -> Sponsorship:
    return await _change(
        unit, sponsorship, lambda found, act: found.recover(act, amount=amount), occurred_on, expected_version
    )


async def claim_costs(
    unit: UnitOfWork,
    sponsorship: str,
    *,
    stay: Stay,
    dsa: Money | None,
    lines: Sequence[Receipted],
    occurred_on: date | None,
    expected_version: int | None,
) -> Sponsorship:
    """Receipts in other currencies are valued by the rates of the day, of the fare by that of its quote. Raises
    ``RuleBroken`` R52, R56, R59, R60."""
    found = await unit.load(Sponsorship, sponsorship, expected_version=expected_version)
    act = unit.act(occurred_on)
    refuse(found.obstacles_to_claim())
    budget, travel = await _money_of(unit, found)
    days = await allowance_for(unit, found, stay, day=act.occurred_on)
    currency = found.estimate.currency
    rates = await rates_into(unit, currency, of={line.amount.currency for line in lines}, day=act.occurred_on)
    by = {CoveredKind.ECONOMY_TRAVEL: rates.but(found.fare_rates)}
    receipts = [line.model_copy(update={"valued": by.get(line.kind, rates).valued(line.amount)}) for line in lines]
    found.claim_costs(act, stay=stay, days=days, dsa=dsa, lines=receipts, late=budget.closed_on is not None)
    await note_journey(unit, act, sponsorship=found, travel=travel, budget=budget)
    return found


async def settle_travel(
    unit: UnitOfWork,
    sponsorship: str,
    *,
    ticket: Money | None,
    write_off: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Sponsorship:
    """Pay, and post the cost to the accounts. Raises ``WrongState`` before the workshop was held."""
    found = await unit.load(Sponsorship, sponsorship, expected_version=expected_version)
    act = unit.act(occurred_on)
    budget, travel = await _money_of(unit, found)
    accounts = await unit.load(Accounts, accounts_id(found.workshop))
    refuse(chain(found.obstacles_to_settle(act.actor.subject), accounts.obstacles_to_record(budget.currency)))
    found.settle(act, ticket=ticket, write_off=write_off, late=budget.closed_on is not None)
    accounts.post_journey(act, sponsorship=found.id, cost=found.spent)
    also: list[Kept] = [accounts]
    if accounts.stage is Stage.CALLED_OFF:
        settled = [*await settled_of(unit, travel), found]
        also += budget_with(act, budget, await note_spent(unit, act, budget=budget, accounts=accounts, settled=settled))
    await note_journey(unit, act, sponsorship=found, travel=travel, budget=budget, also=tuple(also))
    return found


async def allowance_for(unit: UnitOfWork, sponsorship: Sponsorship, stay: Stay, *, day: date) -> tuple[DsaDay, ...]:
    """Each day's allowance, where it is covered; accommodation that is paid besides is taken off (R56). Tables in other
    currencies are valued by the rate that the sponsorship was approved by, so that what was committed pays for the same
    stay; else by that of ``day`` (R60)."""
    tables = await tables_until(unit, stay.departure)
    rates = await rates_of(unit, tables, currency=sponsorship.estimate.currency, day=day)
    return allowance_by(tables, rates.but(sponsorship.agreed_rates), sponsorship, stay)


def allowance_by(tables: Sequence[DsaTable], rates: Rates, sponsorship: Sponsorship, stay: Stay) -> tuple[DsaDay, ...]:
    """The same by tables and rates that were read. Raises ``InvalidInput`` for a day without an allowance, and
    ``RateMissing``."""
    if CoveredKind.DSA not in sponsorship.kinds:
        return ()
    lodged = CoveredKind.ACCOMMODATION in sponsorship.kinds
    return allowance(stay, tables, lodged=lodged, rates=rates)


async def _money_of(unit: UnitOfWork, sponsorship: Sponsorship) -> tuple[Budget, Travel]:
    budget = await unit.load(Budget, budget_id(sponsorship.workshop))
    return budget, await unit.load(Travel, travel_id(sponsorship.workshop))


async def _decide(
    unit: UnitOfWork,
    sponsorship: str,
    change: Callable[[Sponsorship, Act], None],
    occurred_on: date | None,
    expected_version: int | None,
) -> Sponsorship:
    """A step that decides: refused once the workshop was held or its cycle is closed."""
    return await _change(unit, sponsorship, change, occurred_on, expected_version, decides=True)


async def _change(
    unit: UnitOfWork,
    sponsorship: str,
    change: Callable[[Sponsorship, Act], None],
    occurred_on: date | None,
    expected_version: int | None,
    *,
    decides: bool = False,
) -> Sponsorship:
    found = await unit.load(Sponsorship, sponsorship, expected_version=expected_version)
    act = unit.act(occurred_on)
    budget, travel = await _money_of(unit, found)
    if decides:
        refuse(obstacles_to_sponsor(budget))
    change(found, act)
    await note_journey(unit, act, sponsorship=found, travel=travel, budget=budget)
    return found

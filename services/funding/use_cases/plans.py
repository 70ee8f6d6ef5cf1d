"""Plans: the question is read from what waits and what is secured, answered without a transaction, and kept."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.funding.domain.budget import Budget
from services.funding.domain.coverage import sources_of
from services.funding.domain.dsa import DsaTable, sum_of
from services.funding.domain.gift import Rates
from services.funding.domain.identity import budget_id, own_id, travel_id
from services.funding.domain.parts import cheapest_quote
from services.funding.domain.plan import FOR_MONEY, More, Plan, earmarks_of, lines_of, money_of, targets_of, units_of
from services.funding.domain.planning import (
    VENUE,
    Candidate,
    Choice,
    Problem,
    Target,
    cost_of,
    for_experts,
    merit,
    reserved_for,
)
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.standing import BalanceBasis
from services.funding.domain.travel import Travel, obstacles_to_sponsor
from services.funding.use_cases.balance_targets import known_targets
from services.funding.use_cases.references import rates_of, tables_until
from services.funding.use_cases.solver import SECOND, NotSolved, conflict, solve
from services.funding.use_cases.sponsorships import allowance_by
from shared.contracts.funding import CostItem, CoveredKind
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork

AS_PLANNED = "as planned"
"""The venue, where no others are compared."""
_MORE = 1_000
ANSWER_SECONDS = 20
"""For all that is solved for one plan: whoever asked still waits, and so does who asks next."""


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A place that the workshop could be held at, and what its hall costs."""

    name: str
    country: str
    city: str
    cost: Money


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, and what it was read from."""

    workshop: str
    cycle: str
    currency: str
    travel_version: int
    budget_version: int
    problem: Problem
    by_standing: bool = False
    """Whether the standing targets are asked for, and not some of the request's own."""
    balance: BalanceBasis | None = None
    """Which ones they are, where events told of any."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``choice`` is absent when ``conflicts`` are told; ``richer`` is the choice with one more 1,000. ``cut_short``:
    the time was over before that was known, or before it was shown that each of the conflicts is in the way."""

    question: Question
    choice: Choice | None = None
    richer: Choice | None = None
    conflicts: tuple[str, ...] = ()
    cut_short: bool = False


async def read_question(
    unit: UnitOfWork, workshop: str, *, venues: Sequence[Venue], targets: Sequence[Target] | None, must: Sequence[str]
) -> Question:
    """Who waits for an approval, what each would cost where, and what is secured. Without ``targets`` those that events
    told of are kept. Raises ``NotFound``, ``WrongState`` for a workshop that nobody is sponsored for, ``InvalidInput``
    for demands about nobody who waits."""
    budget = await unit.load(Budget, budget_id(workshop))
    refuse(obstacles_to_sponsor(budget))
    travel = await unit.load(Travel, travel_id(workshop))
    currency, estimates = travel.currency, budget.estimates()
    waiting = await unit.load_all(Sponsorship, travel.queue())
    # They may be thousands of rates: read once for all who wait.
    tables = await tables_until(unit, max((one.stay.departure for one in waiting), default=date.min))
    rates = await rates_of(unit, tables, currency=currency, day=unit.act().occurred_on)
    unknown = sorted(set(must) - {one.id for one in waiting})
    if unknown:
        raise InvalidInput(f"“{unknown[0]}” does not wait for an approval.", remedy="Name sponsorships that do.")
    for venue in venues:
        venue.cost.require_currency(currency)
    earmarked, free = dict.fromkeys(CostItem, 0), 0
    for_groups: dict[str, int] = defaultdict(int)
    for earmark, money in sources_of(budget.shares).values():
        if earmark.travellers is not None:
            for_groups[earmark.travellers] += units_of(money)
        elif earmark.item is not None:
            earmarked[earmark.item] += units_of(money)
        else:
            free += units_of(money)
    held: dict[frozenset[str], int] = defaultdict(int)
    for one in budget.commitments:
        if one.item is CostItem.EXPERT_PARTICIPATION:
            held[frozenset(one.groups)] += units_of(one.amount)
    wished, balance = (targets, None) if targets is not None else await known_targets(unit.find_document)
    others = {item: units_of(estimate) for item, estimate in estimates.items() if not (venues and item is VENUE)}
    problem = Problem(
        candidates=[_candidate(one, tables, rates, venues) for one in waiting],
        venues={venue.name: units_of(venue.cost) for venue in venues} or {AS_PLANNED: 0},
        needs={item: need for item, need in others.items() if item is not CostItem.EXPERT_PARTICIPATION},
        earmarked=earmarked,
        free=free,
        for_groups=for_groups,
        held=held,
        open=travel.open_places * units_of(travel.open_each) if travel.open_each else 0,
        targets=wished,
        must=frozenset(must),
    )
    return Question(
        workshop=workshop,
        cycle=budget.cycle,
        currency=currency,
        travel_version=travel.version,
        budget_version=budget.version,
        problem=problem,
        by_standing=targets is None,
        balance=balance,
    )


def _candidate(one: Sponsorship, tables: Sequence[DsaTable], rates: Rates, venues: Sequence[Venue]) -> Candidate:
    """Its fare is the cheapest quote (R52, R57), and what is left of the estimate where none is quoted yet; nothing
    where travel is not covered. At another venue it is taken to be the same, for nobody quoted one."""
    currency = one.estimate.currency
    at_home = sum_of(allowance_by(tables, rates, one, one.stay), currency=currency)
    quote = cheapest_quote(one.quotes) if one.quotes else None
    fare = max(units_of(quote.worth if quote else one.estimate - at_home - one.accommodation), 0)
    costs, elsewhere = {AS_PLANNED: at_home}, set()
    if venues:
        costs = {}
        for venue in venues:
            stay = one.stay.model_copy(update={"country": venue.country, "city": venue.city})
            costs[venue.name] = sum_of(allowance_by(tables, rates, one, stay), currency=currency)
            if (venue.country, venue.city.casefold()) != (one.stay.country, one.stay.city.casefold()):
                elsewhere.add(venue.name)
    travels = CoveredKind.ECONOMY_TRAVEL in one.kinds
    rest = (fare if travels else 0) + units_of(one.accommodation)
    return Candidate(
        id=one.id,
        part=one.part,
        country=one.country,
        estimate=units_of(one.estimate),
        costs={venue: rest + units_of(allowance) for venue, allowance in costs.items()},
        groups=frozenset(one.groups),
        fare=fare if travels else None,
        quote=quote.number if quote and travels else None,
        elsewhere=frozenset(elsewhere),
    )


def answer(question: Question, *, seconds: int = ANSWER_SECONDS) -> Answer:
    """The best plan, or what conflicts. It takes some seconds: not in a transaction, nor on the event loop. Raises
    ``NotSolved`` when all of them are not enough for the plan itself."""
    problem, until = question.problem, time.monotonic_ns() + seconds * SECOND
    choice = solve(problem, problem.demands, until=until)
    if choice is None:
        found = conflict(problem, until=until)
        return Answer(question=question, conflicts=found.demands or ("money",), cut_short=not found.smallest)
    with_more = replace(problem, free=problem.free + units_of(_one_more(question.currency)))
    try:
        richer = solve(with_more, problem.demands, until=until)
    except NotSolved:
        return Answer(question=question, choice=choice, cut_short=True)
    return Answer(question=question, choice=choice, richer=richer)


async def propose_plan(unit: UnitOfWork, given: Answer, *, identifier: str | None) -> Plan:
    """Keep it for a person to accept."""
    act, question = unit.act(), given.question
    plan = Plan(
        id=own_id(identifier),
        workshop=question.workshop,
        cycle=question.cycle,
        proposed_on=act.occurred_on,
        travel_version=question.travel_version,
        budget_version=question.budget_version,
        conflicts=given.conflicts,
        cut_short=given.cut_short,
        by_standing=question.by_standing,
        balance=question.balance,
    )
    if given.choice is not None:
        explain(plan, question, given.choice, given.richer)
    plan.propose(act)
    await unit.add(plan)
    return plan


async def accept_plan(unit: UnitOfWork, plan: str, *, occurred_on: date | None, expected_version: int | None) -> Plan:
    """Raises ``WrongState`` when what it was made for has changed."""
    found = await unit.load(Plan, plan, expected_version=expected_version)
    travel = await unit.load(Travel, travel_id(found.workshop))
    budget = await unit.load(Budget, budget_id(found.workshop))
    _, balance = await known_targets(unit.find_document)
    found.accept(unit.act(occurred_on), travel_version=travel.version, budget_version=budget.version, balance=balance)
    unit.save(found)
    return found


def explain(plan: Plan, question: Question, choice: Choice, richer: Choice | None) -> None:
    problem, currency = question.problem, question.currency
    money, cost = for_experts(problem, choice.venue, problem.demands), cost_of(problem, choice)
    now = merit(problem, choice)
    plan.venue = choice.venue
    plan.lines = lines_of(problem, choice, currency=currency)
    plan.targets = targets_of(problem, choice)
    plan.money, plan.cost = money_of(money, currency), money_of(cost, currency)
    plan.left = money_of(money - cost, currency)
    plan.reserved = money_of(reserved_for(problem, choice), currency)
    plan.earmarks = earmarks_of(problem, choice, currency=currency)
    plan.money_binds = any(line.verdict in FOR_MONEY for line in plan.lines)
    if richer is not None:
        then = merit(problem, richer)
        amount = _one_more(currency)
        plan.more = More(amount=amount, speakers=then[0] - now[0], participants=then[1] - now[1])


def _one_more(currency: str) -> Money:
    return Money.of(str(_MORE), currency)

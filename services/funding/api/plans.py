"""Plans: whom to bring with the money there is, as a proposal that a person accepts (row 29)."""

import asyncio
from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter
from pydantic import Field

from services.funding.api import forms
from services.funding.api.access import Finance, Readers
from services.funding.api.forms import Happened, MoneyForm, OfCycle, OfWorkshop, OwnId
from services.funding.api.travel_forms import Country, Place
from services.funding.domain.budget import Budget
from services.funding.domain.identity import budget_id, travel_id
from services.funding.domain.plan import More, Plan, PlanEarmark, PlanLine, PlanTarget
from services.funding.domain.planning import Target
from services.funding.domain.standing import BalanceBasis
from services.funding.domain.travel import Travel
from services.funding.queries import criteria
from services.funding.use_cases import plans
from services.funding.use_cases.balance_targets import known_targets
from shared.domain.actions import Action
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import Identifier
from shared.domain.money import Money
from shared.http.actions import ActedView, Listing, Offering, by_id, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["plans"])


class VenueForm(Input):
    name: forms.Line
    country: Country
    city: Place
    cost: MoneyForm = Field(description="Of its hall, instead of what the budget has for the venue")


class TargetForm(Input):
    name: forms.Line = Field(examples=["Small islands"])
    countries: tuple[Country, ...] = Field(min_length=1, max_length=250)
    at_least: int = Field(default=0, ge=0, le=2_000)
    at_least_percent: int = Field(default=0, ge=0, le=100)


class ProposePlan(Input):
    id: OwnId = None
    workshop: Identifier = Field(examples=["workshop-2018-1"])
    venues: tuple[VenueForm, ...] = Field(default=(), max_length=5, description="To compare; none: as it is planned")
    targets: tuple[TargetForm, ...] | None = Field(
        default=None,
        max_length=10,
        description="Of balance among those brought, instead of those that events told of; an empty list: none",
    )
    must: tuple[Identifier, ...] = Field(default=(), max_length=50, description="Sponsorships that are to be in it")


class PlanView(ActedView):
    """Every candidate with a verdict, and on which fare; what binds; what one more 1,000 would bring. Without a venue
    there is no plan, and `conflicts` are demands that cannot be kept together: `cover:` an item of the budget,
    `target:` a wish of balance, `bring:` a sponsorship; `money` alone when more is committed than is secured.
    `cut_short`: the time was over before all was known; some of `conflicts` may not be in the way, or `more` is not
    told. `balance` says which standing targets it keeps, of what day; without it they are the request’s own, or
    (`by_standing`) events told of none yet."""

    workshop: str
    cycle: str
    proposed_on: date
    by_standing: bool = False
    balance: BalanceBasis | None
    venue: str | None
    conflicts: tuple[str, ...]
    cut_short: bool = False
    lines: tuple[PlanLine, ...]
    targets: tuple[PlanTarget, ...]
    earmarks: tuple[PlanEarmark, ...]
    money: Money | None
    cost: Money | None
    left: Money | None
    reserved: Money | None
    money_binds: bool
    more: More | None
    accepted_on: date | None


async def judge_plans(store: Store, documents: Sequence[Document], today: date) -> Sequence[Sequence[Action]]:
    found = [woken(Plan, document) for document in documents]
    travels = await by_id(store, Travel, [travel_id(one.workshop) for one in found])
    budgets = await by_id(store, Budget, [budget_id(one.workshop) for one in found])
    _, balance = await known_targets(lambda collection, identifier: store[collection].find_one({"_id": identifier}))
    return [
        of_plan(
            one,
            travel_version=travels[travel_id(one.workshop)].version,
            budget_version=budgets[budget_id(one.workshop)].version,
            balance=balance,
        )
        for one in found
    ]


def of_plan(plan: Plan, *, travel_version: int, budget_version: int, balance: BalanceBasis | None) -> list[Action]:
    obstacles = tuple(
        plan.obstacles_to_accept(travel_version=travel_version, budget_version=budget_version, balance=balance)
    )
    return [Action(operation="acceptPlan", at={"plan": plan.id}, obstacles=obstacles)]


@router.get("/plans", operation_id="listPlans", responses=PROBLEMS)
async def list_plans(
    offers: Offering, reader: Readers, paging: Paging, cycle: OfCycle = None, workshop: OfWorkshop = None
) -> Listing[PlanView]:
    """Plans in order of identifier."""
    return await offers.listing(
        PlanView,
        criteria(cycle=cycle, workshop=workshop),
        collection=Plan.collection,
        paging=paging,
        judge=judge_plans,
        to=reader.actor,
        creates=[Action(operation="proposePlan")],
    )


@router.get("/plans/{plan}", operation_id="getPlan", responses=PROBLEMS)
async def get_plan(plan: str, offers: Offering, reader: Readers) -> PlanView:
    """One plan, line by line."""
    return await offers.one(PlanView, await reader.one(Plan.collection, plan), judge=judge_plans, to=reader.actor)


@router.post("/plans", status_code=201, operation_id="proposePlan", responses=PROBLEMS)
async def propose_plan(body: ProposePlan, offers: Offering, command: Finance) -> PlanView:
    """Propose whom to bring of those who wait: as many speakers as can be, then as many participants from what speakers
    leave (R55), then the least money; on the cheapest economy fares (R52, R57), within what is secured and earmarked
    (R59), with the other items covered, and as balanced as the targets ask that events told of, or those named here.
    Nothing is approved by it."""
    venues = [
        plans.Venue(name=one.name, country=one.country, city=one.city, cost=one.cost.money()) for one in body.venues
    ]
    targets = [
        Target(
            name=one.name,
            countries=frozenset(one.countries),
            at_least=one.at_least,
            at_least_percent=one.at_least_percent,
        )
        for one in body.targets or ()
    ]
    for named in (venues, targets):
        if len({one.name for one in named}) != len(named):
            raise InvalidInput("A name is given twice.", remedy="Name each venue and each target differently.")
    wished = None if body.targets is None else targets
    question = await command.units.run(
        command.context,
        lambda unit: plans.read_question(unit, body.workshop, venues=venues, targets=wished, must=body.must),
    )
    given = await asyncio.to_thread(plans.answer, question)
    proposed = await command.run(lambda unit: plans.propose_plan(unit, given, identifier=body.id))
    return await offers.one(PlanView, to_document(proposed), judge=judge_plans, to=command.actor)


@router.post("/plans/{plan}/acceptance", operation_id="acceptPlan", responses=PROBLEMS)
async def accept_plan(
    plan: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Finance
) -> PlanView:
    """Take it as what is worked by. Refused when who waits, what is secured, or the targets that
    events told of (where it goes by these) changed since; each sponsorship in it is
    still approved by itself."""
    accepted = await command.run(
        lambda unit: plans.accept_plan(unit, plan, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await offers.one(PlanView, to_document(accepted), judge=judge_plans, to=command.actor)

"""Whether a workshop can still be held, now and in scenarios side by side; and its coverage as a picture."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.funding.api.access import Readers
from services.funding.api.drawings import coverage_picture, given_picture
from services.funding.api.forms import AMOUNT
from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.feasibility import Feasibility, feasibility
from services.funding.domain.identity import accounts_id
from services.funding.domain.ledger import COLLECTION as LEDGER
from services.funding.domain.ledger import given_by_day
from services.funding.domain.scenario import Plan, plan_of
from services.funding.queries import entry_of
from shared.domain.errors import WrongState
from shared.domain.money import Money
from shared.domain.text import Language
from shared.http.acting import Reader
from shared.http.actions import Offering, by_id, woken
from shared.http.pictures import PICTURE, picture
from shared.http.schemas import PROBLEMS
from shared.persistence.driver import Store

router = APIRouter(prefix="/funding/v1", tags=["feasibility"])
_MOST = 5


class Scenario(BaseModel):
    """``assumed`` says in words what differs from now."""

    assumed: str
    result: Feasibility


class Outlook(BaseModel):
    budget: str
    now: Feasibility
    scenarios: list[Scenario]


Without = Annotated[
    tuple[str, ...],
    Query(max_length=_MOST, description="A donor (its name or record) or a contribution that is left out"),
]
Venue = Annotated[
    tuple[Annotated[str, Field(pattern=AMOUNT)], ...],
    Query(max_length=_MOST, description="What another venue would cost in all, in the currency of the budget"),
]
Percent = Annotated[
    tuple[Annotated[str, Field(pattern=r"^-?[0-9]{1,2}(\.[0-9]{1,2})?$")], ...],
    Query(max_length=_MOST, description="By how many per cent what is to come in other currencies is worth more"),
]


AsOf = Annotated[date | None, Query(description="The day on which it is asked; today when left out")]


In = Annotated[Language, Query(description="The language of the picture, and of the title where there is one")]


@router.get("/budgets/{budget}/feasibility", operation_id="getFeasibility", responses=PROBLEMS)
async def get_feasibility(
    budget: str,
    offers: Offering,
    reader: Readers,
    without: Without = (),
    venue: Venue = (),
    rate: Percent = (),
    on: AsOf = None,
) -> Outlook:
    """Can it still be held: go, at risk or no-go, since when, what is missing or comes too late, and the last day by
    which how much must be in; as of the day `on`, by what is known now. Lines without a day are due 30 days before the
    first one. Each `without`, `venue` and `rate` adds a scenario; several kinds together add one in which all of them
    hold. A `without` that takes nothing out is refused (422)."""
    plan = await _plan(reader, budget)
    scenarios = [
        *((_taken_out(plan, one), plan.without(one)) for one in without),
        *((f"venue at {one} {plan.currency}", plan.at_venue(Money.of(one, plan.currency))) for one in venue),
        *((f"rate {Decimal(one):+f} %", plan.at_rate(Decimal(one))) for one in rate),
    ]
    if len(scenarios) > 1:
        together = plan.without(*without)
        for one in venue[-1:]:
            together = together.at_venue(Money.of(one, plan.currency))
        for one in rate[-1:]:
            together = together.at_rate(Decimal(one))
        scenarios.append(("all of these", together))
    day = on or offers.today
    return Outlook(
        budget=budget,
        now=feasibility(plan, today=day),
        scenarios=[Scenario(assumed=assumed, result=feasibility(changed, today=day)) for assumed, changed in scenarios],
    )


@router.get(
    "/budgets/{budget}/coverage.svg",
    operation_id="drawCoverage",
    response_class=Response,
    responses={**PROBLEMS, **PICTURE},
)
async def draw_coverage(
    budget: str, offers: Offering, reader: Readers, response: Response, language: In = Language.EN
) -> Response:
    """How far secured money reaches per item, what each item takes of the whole with the line at 75 % (R51), and what
    is due of each item by which day and will be there by then, as a picture. The SVG has `title` and `desc`; the second
    says in words all that it shows."""
    found = feasibility(await _plan(reader, budget), today=offers.today)
    title = _titled(woken(Budget, await reader.one(Budget.collection, budget)), language)
    drawing = coverage_picture(found, of=title, language=language)
    return await picture(
        drawing.chart, response=response, title=drawing.title, description=drawing.description, language=language
    )


@router.get(
    "/budgets/{budget}/contributions.svg",
    operation_id="drawContributions",
    response_class=Response,
    responses={**PROBLEMS, **PICTURE},
)
async def draw_contributions(budget: str, reader: Readers, response: Response, language: In = Language.EN) -> Response:
    """What donors pledged and what came of it over time, from the ledger, as a picture with its text in `desc`."""
    found = woken(Budget, await reader.one(Budget.collection, budget))
    entries = [entry_of(one) async for one in reader.store[LEDGER].stream({"postings.workshop": found.workshop})]
    drawing = given_picture(
        given_by_day(entries, workshop=found.workshop, currency=found.currency),
        of=_titled(found, language),
        language=language,
    )
    return await picture(
        drawing.chart, response=response, title=drawing.title, description=drawing.description, language=language
    )


def _titled(budget: Budget, language: Language) -> str:
    return getattr(budget.title, language.value) or budget.title.any()


def _taken_out(plan: Plan, name: str) -> str:
    """Says what is taken out: a donor may have several contributions, and a name may be of both."""
    found = plan.taken_by(name)
    donors = ", ".join(sorted({one.donor for one in found}))
    return f"without {', '.join(sorted(one.contribution for one in found))} ({donors})"


async def _plan(reader: Reader, identifier: str) -> Plan:
    budget = woken(Budget, await reader.one(Budget.collection, identifier))
    accounts = woken(Accounts, await reader.one(Accounts.collection, accounts_id(budget.workshop)))
    plan = plan_of(budget, await _contributions(reader.store, budget), stage_since=accounts.stage_since)
    if plan is None:
        raise WrongState(
            f"The budget of {budget.workshop} has no estimate and no contribution yet.",
            remedy="Draft the budget first.",
        )
    return plan


async def _contributions(store: Store, budget: Budget) -> list[Contribution]:
    return list((await by_id(store, Contribution, (one.contribution for one in budget.shares))).values())

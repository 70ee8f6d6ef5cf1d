"""Budgets: what a workshop will cost (R49, R50), and how far secured money reaches (R58)."""

from fastapi import APIRouter
from pydantic import Field

from services.funding.api import forms
from services.funding.api.access import Approver, Finance, Readers
from services.funding.api.actions import judge_budgets
from services.funding.api.forms import Happened, MoneyForm, OccurredOn, OfCycle, OfWorkshop, Reason, Word
from services.funding.api.views import BudgetView
from services.funding.domain.budget import Budget, Line
from services.funding.domain.stage import Stage
from services.funding.queries import criteria
from services.funding.use_cases import budgets
from shared.http.acting import Command
from shared.http.actions import Listing, Offering, Offers
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["budgets"])


class LineForm(Input):
    item: Word = Field(description="venue, interpretation, expert_participation or other (R49)", examples=["venue"])
    description: forms.Line = Field(examples=["Conference room for two days"])
    estimate: MoneyForm
    reason: Reason | None = Field(
        default=None, description="Why a major item costs nothing (R50)", examples=["Given in kind by the host."]
    )

    def line(self) -> Line:
        return Line.of(item=self.item, description=self.description, estimate=self.estimate.money(), reason=self.reason)


class DraftBudget(Input):
    lines: tuple[LineForm, ...] = Field(min_length=1, max_length=200)
    occurred_on: OccurredOn = None


async def _view_of(budget: Budget, offers: Offers, command: Command) -> BudgetView:
    return await offers.one(BudgetView, to_document(budget), judge=judge_budgets(command.actor), to=command.actor)


@router.get("/budgets", operation_id="listBudgets", responses=PROBLEMS)
async def list_budgets(
    offers: Offering,
    reader: Readers,
    paging: Paging,
    cycle: OfCycle = None,
    workshop: OfWorkshop = None,
    stage: Stage | None = None,
) -> Listing[BudgetView]:
    """Budgets in order of identifier. One is opened by itself when an intersessional workshop or a conference
    is scheduled; other gatherings have none."""
    return await offers.listing(
        BudgetView,
        criteria(cycle=cycle, workshop=workshop, stage=stage),
        collection=Budget.collection,
        paging=paging,
        judge=judge_budgets(reader.actor),
        to=reader.actor,
    )


@router.get("/budgets/{budget}", operation_id="getBudget", responses=PROBLEMS)
async def get_budget(budget: str, offers: Offering, reader: Readers) -> BudgetView:
    """One budget with its coverage: secured ÷ estimate, in all and per item (R58). What is signed or received
    counts as secured (R48); money without an earmark counts for no single item."""
    document = await reader.one(Budget.collection, budget)
    return await offers.one(BudgetView, document, judge=judge_budgets(reader.actor), to=reader.actor)


@router.put("/budgets/{budget}/lines", operation_id="draftBudget", responses=PROBLEMS)
async def draft_budget(
    budget: str, body: DraftBudget, offers: Offering, expected: ExpectedVersion, command: Finance
) -> BudgetView:
    """Write all lines anew, each of exactly one item (R49) and all in one currency: that of the contributions there
    are, or of the first line. What was approved must be approved again."""
    lines = [one.line() for one in body.lines]
    return await _view_of(
        await command.run(
            lambda unit: budgets.draft_budget(
                unit, budget, lines=lines, occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/budgets/{budget}/approval", operation_id="approveBudget", responses=PROBLEMS)
async def approve_budget(
    budget: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Approver
) -> BudgetView:
    """Approve it. Refused unless each of the three major items is in it, 0 only with a reason (R50), and for
    whoever drafted it."""
    return await _view_of(
        await command.run(
            lambda unit: budgets.approve_budget(unit, budget, occurred_on=body.occurred_on, expected_version=expected)
        ),
        offers,
        command,
    )

"""Budgets: what a workshop will cost (R49, R50), and how far secured money reaches (R58)."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field

from services.funding.api import forms
from services.funding.api.access import Approver, Finance, Readers
from services.funding.api.actions import judge_budgets
from services.funding.api.forms import (
    Happened,
    Kinds,
    Legs,
    MoneyForm,
    OccurredOn,
    OfCycle,
    OfWorkshop,
    OwnId,
    Reason,
    Word,
)
from services.funding.api.views import BudgetView
from services.funding.domain.budget import Budget
from services.funding.domain.lines import Line, Offer
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


class OfferForm(Input):
    name: forms.Line = Field(examples=["Palace of congresses"])
    price: MoneyForm


class LineForm(Input):
    item: Word = Field(description="venue, interpretation, expert_participation or other (R49)", examples=["venue"])
    description: forms.Line = Field(examples=["Conference room for two days"])
    estimate: MoneyForm
    reason: Reason | None = Field(
        default=None,
        description="Why a major item costs nothing (R50), or a venue is not the cheapest (R57)",
        examples=["Given in kind by the host."],
    )
    travellers: forms.Group = None
    due_on: date | None = Field(default=None, description="The day by which it must be paid", examples=["2018-03-01"])
    offers: tuple[OfferForm, ...] = Field(
        default=(),
        max_length=20,
        description="Venues that were offered: the cheapest is chosen, or a reason given (R57)",
    )

    def line(self) -> Line:
        return Line.of(
            item=self.item,
            description=self.description,
            estimate=self.estimate.money(),
            reason=self.reason,
            travellers=self.travellers,
            due_on=self.due_on,
            offers=[Offer(name=one.name, price=one.price.money()) for one in self.offers],
        )


class DraftBudget(Input):
    lines: tuple[LineForm, ...] = Field(min_length=1, max_length=200)
    comment: Reason | None = Field(
        default=None,
        description="Why experts take more than 75 % (R51)",
        examples=["The venue is given in kind by the host."],
    )
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
    """One budget with its coverage: what secured money can pay of the estimate as its earmarks allow, in all, and what
    is earmarked for each item (R58). What is signed or received counts as secured (R48)."""
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
                unit,
                budget,
                lines=lines,
                comment=body.comment,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/budgets/{budget}/approval", operation_id="approveBudget", responses=PROBLEMS)
async def approve_budget(
    budget: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Approver
) -> BudgetView:
    """Approve it. Refused unless each of the three major items is in it, 0 only with a reason (R50), without a comment
    where experts take more than 75 % (R51), and for whoever drafted it."""
    return await _view_of(
        await command.run(
            lambda unit: budgets.approve_budget(unit, budget, occurred_on=body.occurred_on, expected_version=expected)
        ),
        offers,
        command,
    )


class CommitMoney(Input):
    id: OwnId = None
    item: Word = Field(description="venue, interpretation, expert_participation or other (R49)", examples=["venue"])
    amount: MoneyForm
    what: forms.Line = Field(description="What it is for; it names no person", examples=["Contract for the hall"])
    kinds: Kinds = ()
    cabins: Legs = ()
    occurred_on: OccurredOn = None


class ReleaseCommitment(Input):
    reason: Reason = Field(examples=["The host gives the hall for nothing."])
    occurred_on: OccurredOn = None


@router.post("/budgets/{budget}/commitments", operation_id="commitMoney", responses=PROBLEMS)
async def commit_money(
    budget: str, body: CommitMoney, offers: Offering, expected: ExpectedVersion, command: Approver
) -> BudgetView:
    """Promise secured money to somebody, from an approved budget. Refused when what is committed is more than what is
    secured, or than what the donors’ earmarks let pay for it (R59). For experts, beside sponsored journeys, it says
    what is covered (R54), of fares that they are in economy class (R52), and is refused where speakers who wait need
    the money (R55)."""
    amount = body.amount.money()
    return await _view_of(
        await command.run(
            lambda unit: budgets.commit_money(
                unit,
                budget,
                identifier=body.id,
                item=body.item,
                amount=amount,
                what=body.what,
                kinds=body.kinds,
                cabins=body.cabins,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/budgets/{budget}/commitments/{commitment}/release", operation_id="releaseCommitment", responses=PROBLEMS)
async def release_commitment(
    budget: str,
    commitment: str,
    body: ReleaseCommitment,
    offers: Offering,
    expected: ExpectedVersion,
    command: Finance,
) -> BudgetView:
    """It was called off, or not taken up. What is paid stays committed until the accounts are closed, for it uses up
    secured money too."""
    return await _view_of(
        await command.run(
            lambda unit: budgets.release_commitment(
                unit,
                budget,
                commitment,
                reason=body.reason,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )

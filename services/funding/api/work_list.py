"""What waits for the caller in funding."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter

from services.funding.api.actions import judge_accounts, judge_budgets, judge_contributions, judge_cycles
from services.funding.api.outlook_work import OPERATION, sources_of_outlook
from services.funding.api.travel_work import sources_of_travel
from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.cycle import Cycle
from services.funding.domain.items import MAJOR_ITEMS
from services.funding.domain.pledged import ContributionState
from services.funding.domain.stage import OPEN, Stage
from shared.domain.act import Actor, Role
from shared.domain.text import LocalizedText
from shared.http.acting import Reader, reading_as
from shared.http.actions import Offering
from shared.http.pages import Page, Paging
from shared.http.schemas import PROBLEMS
from shared.http.work_list import Source, WorkItem, work_list
from shared.persistence.driver import Document

router = APIRouter(prefix="/funding/v1", tags=["work list"])
_UNSEEN = {"$filter": {"input": "$misfits", "cond": {"$not": ["$$this.seen"]}}}
_FIRST_NOTED = {"$min": {"$map": {"input": _UNSEEN, "in": "$$this.noted_on"}}}
_OPEN = {"$in": sorted(stage.value for stage in OPEN)}
_ALL_MAJOR_ITEMS = {"actuals.item": {"$all": [item.value for item in MAJOR_ITEMS]}}


@router.get("/work-list", operation_id="getFundingWorkList", responses=PROBLEMS)
async def get_work_list(
    reader: Annotated[Reader, reading_as(Role.FINANCE, Role.APPROVER, Role.ADMINISTRATION)],
    paging: Paging,
    offers: Offering,
) -> Page[WorkItem]:
    """What waits for the caller, the longest waiting first: only what the caller may settle. A budget waits for
    an approver who did not draft it. Of a closed cycle there are only donors’ choices, accounts and what did not
    fit."""
    sources = _sources(reader.actor, offers.today)
    if offers.may(reader.actor, OPERATION):
        sources += await sources_of_outlook(reader.store, reader.actor, offers.today)
    return await work_list(offers, sources, paging=paging, to=reader.actor)


def _sources(caller: Actor | None, today: date) -> tuple[Source, ...]:
    subject = caller.subject if caller else ""
    return (
        _budget(
            caller,
            "budget-to-draft",
            "draftBudget",
            {"stage": _OPEN, "lines": [], "closed_on": None},
            since="$opened_on",
            why="“{title}” has no estimate yet.",
        ),
        _budget(
            caller,
            "budget-to-approve",
            "approveBudget",
            {
                "stage": _OPEN,
                "lines": {"$ne": []},
                "approved_on": None,
                "drafted_by": {"$ne": subject},
                "closed_on": None,
            },
            since="$drafted_on",
            why="The budget of “{title}” is drafted, and nobody approved it.",
        ),
        _budget(
            caller,
            "commitments-beyond-secured",
            "releaseCommitment",
            {"stage": _OPEN, "overcommitted": {"$ne": None}},
            since="$overcommitted_since",
            why="More is committed for “{title}” than secured money can pay (R59).",
        ),
        _contribution(
            "agreement-to-sign",
            "signContribution",
            {"state": ContributionState.PLEDGED.value, "signed_on": None, "closed_on": None},
            why="{donor} pledged {amount}, and no agreement is signed.",
        ),
        _contribution(
            "report-to-send",
            "reportToDonor",
            {"state": {"$ne": ContributionState.RETURNED.value}, "report_due_on": {"$lte": today.isoformat()}},
            since="$report_due_on",
            why="{donor} wants a report on what its {amount} did for {workshop}.",
        ),
        _contribution(
            "donor-choice-to-record",
            "recordDonorChoice",
            {"state": ContributionState.AWAITING_DONOR_CHOICE.value},
            why="{workshop} does not take place, and {donor} did not say what becomes of its {amount} (R47).",
        ),
        _contribution(
            "surplus-to-settle",
            "recordDonorChoice",
            {"surplus": {"$ne": None}},
            why="{surplus} is left of what {donor} gave to {workshop}, and it did not say what becomes of it (R47).",
            since="$surplus_since",
        ),
        _accounts(
            "actuals-to-record",
            "recordActual",
            {"stage": Stage.SETTLING.value, "$nor": [_ALL_MAJOR_ITEMS]},
            why=_titled("“{title}” was held, and not every major item has its actual cost."),
        ),
        _accounts(
            "accounts-to-close",
            "closeAccounts",
            {"stage": Stage.SETTLING.value, **_ALL_MAJOR_ITEMS},
            why=_titled("The costs of “{title}” are recorded, and its accounts are open."),
        ),
        _accounts(
            "fact-that-did-not-fit",
            "acknowledgeMisfit",
            {"misfits.seen": False},
            why=_misfits,
            since=_FIRST_NOTED,
        ),
        *sources_of_travel(caller),
        Source(
            what="fact-that-did-not-fit",
            operation="acknowledgeCycleMisfit",
            collection=Cycle.collection,
            where={"misfits.seen": False},
            since=_FIRST_NOTED,
            resource="/funding/v1/cycles/{id}",
            why=_misfits,
            judge=judge_cycles,
        ),
    )


def _budget(caller: Actor | None, what: str, operation: str, where: Document, *, since: str, why: str) -> Source:
    return Source(
        what=what,
        operation=operation,
        collection=Budget.collection,
        where=where,
        since=since,
        resource="/funding/v1/budgets/{id}",
        why=_titled(why),
        judge=judge_budgets(caller),
    )


def _contribution(what: str, operation: str, where: Document, *, why: str, since: str = "$state_since") -> Source:
    return Source(
        what=what,
        operation=operation,
        collection=Contribution.collection,
        where=where,
        since=since,
        resource="/funding/v1/contributions/{id}",
        why=lambda one: why.format(
            donor=one["donor"],
            workshop=one["workshop"],
            amount=_said(one["amount"]),
            surplus=_said(one.get("surplus")),
        ),
        judge=judge_contributions,
    )


def _said(money: Document | None) -> str:
    return f"{money['amount']} {money['currency']}" if money else ""


def _accounts(
    what: str, operation: str, where: Document, *, why: Callable[[Document], str], since: Any = "$stage_since"
) -> Source:
    return Source(
        what=what,
        operation=operation,
        collection=Accounts.collection,
        where=where,
        since=since,
        resource="/funding/v1/accounts/{id}",
        why=why,
        judge=judge_accounts,
    )


def _titled(sentence: str) -> Callable[[Document], str]:
    return lambda document: sentence.format(title=LocalizedText.model_validate(document["title"]).any())


def _misfits(document: Document) -> str:
    return " ".join(misfit["why"] for misfit in document["misfits"] if not misfit["seen"])

"""Accounts: what a held workshop did cost."""

from fastapi import APIRouter
from pydantic import Field

from services.funding.api.access import Finance, Readers
from services.funding.api.actions import judge_accounts
from services.funding.api.forms import (
    AcknowledgeMisfit,
    Happened,
    Kinds,
    Legs,
    MoneyForm,
    OccurredOn,
    OfCycle,
    OfWorkshop,
    Word,
)
from services.funding.api.views import AccountsView
from services.funding.domain.accounts import Accounts
from services.funding.domain.stage import Stage
from services.funding.queries import criteria
from services.funding.use_cases import accounts as use_cases
from shared.http.acting import Command
from shared.http.actions import Listing, Offering, Offers
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["accounts"])


class RecordActual(Input):
    item: Word = Field(description="venue, interpretation, expert_participation or other (R49)", examples=["venue"])
    amount: MoneyForm = Field(description="What the item did cost in all, in any currency with a rate of the day (R60)")
    kinds: Kinds = ()
    cabins: Legs = ()
    occurred_on: OccurredOn = None


async def _view_of(accounts: Accounts, offers: Offers, command: Command) -> AccountsView:
    return await offers.one(AccountsView, to_document(accounts), judge=judge_accounts, to=command.actor)


@router.get("/accounts", operation_id="listAccounts", responses=PROBLEMS)
async def list_accounts(
    offers: Offering,
    reader: Readers,
    paging: Paging,
    cycle: OfCycle = None,
    workshop: OfWorkshop = None,
    stage: Stage | None = None,
) -> Listing[AccountsView]:
    """Accounts in order of identifier: those of every workshop that has a budget."""
    return await offers.listing(
        AccountsView,
        criteria(cycle=cycle, workshop=workshop, stage=stage),
        collection=Accounts.collection,
        paging=paging,
        judge=judge_accounts,
        to=reader.actor,
    )


@router.get("/accounts/{accounts}", operation_id="getAccounts", responses=PROBLEMS)
async def get_accounts(accounts: str, offers: Offering, reader: Readers) -> AccountsView:
    """What one workshop did cost, as far as it is recorded."""
    document = await reader.one(Accounts.collection, accounts)
    return await offers.one(AccountsView, document, judge=judge_accounts, to=reader.actor)


@router.post("/accounts/{accounts}/actuals", operation_id="recordActual", responses=PROBLEMS)
async def record_actual(
    accounts: str, body: RecordActual, offers: Offering, expected: ExpectedVersion, command: Finance
) -> AccountsView:
    """Record what an item did cost in all, 0 if nothing; again to correct it. From the day the workshop was held, and
    until the accounts are closed, in the currency of the budget. Of expert participation only once every sponsored
    journey is settled: each settlement adds what its journey did cost; of what is beyond these it is said what is
    covered (R54), and of fares that they were in economy class (R52)."""
    amount = body.amount.money()
    return await _view_of(
        await command.run(
            lambda unit: use_cases.record_actual(
                unit,
                accounts,
                item=body.item,
                amount=amount,
                kinds=body.kinds,
                cabins=body.cabins,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/accounts/{accounts}/closing", operation_id="closeAccounts", responses=PROBLEMS)
async def close_accounts(
    accounts: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Finance
) -> AccountsView:
    """Close them: each of the three major items has its actual cost. What it cost becomes public."""
    return await _view_of(
        await command.run(
            lambda unit: use_cases.close_accounts(
                unit, accounts, occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/accounts/{accounts}/acknowledgement", operation_id="acknowledgeMisfit", responses=PROBLEMS)
async def acknowledge_misfit(
    accounts: str, body: AcknowledgeMisfit, offers: Offering, expected: ExpectedVersion, command: Finance
) -> AccountsView:
    """Say what follows from a fact that did not fit, such as a cancellation of what was held. It stays among the
    `misfits`, marked `seen`, and leaves the work list."""
    return await _view_of(
        await command.run(
            lambda unit: use_cases.acknowledge_misfit(
                unit,
                accounts,
                about=body.about,
                reason=body.reason,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )

"""The ledger: what every act changed, and what stands on each account."""

from collections import defaultdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from services.funding.api.access import Readers
from services.funding.api.forms import OfWorkshop
from services.funding.api.ledger_file import ledger_csv
from services.funding.api.views import EntryView
from services.funding.domain.ledger import COLLECTION, Account, Posting, summed
from services.funding.queries import criteria, entry_of
from shared.contracts.funding import CostItem
from shared.domain.identifiers import Identifier
from shared.domain.money import Money
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS

router = APIRouter(prefix="/funding/v1", tags=["ledger"])
OfContribution = Annotated[str | None, Query(max_length=100, examples=["contribution-2018-1"])]
_CSV = {**PROBLEMS, 200: {"description": "The ledger, a posting in each line", "content": {"text/csv": {}}}}


class Balance(BaseModel):
    """What stands on an account; debits are above nothing, credits below."""

    account: Account
    workshop: Identifier
    item: CostItem | None
    contribution: Identifier | None
    amount: Money
    """In the currency it was given in."""
    value: Money
    """In the currency of the budget (R60)."""


class Balances(BaseModel):
    balances: list[Balance]
    until: date | None
    """Acts up to this day are counted; all of them when it is absent."""


@router.get("/ledger/entries", operation_id="listLedgerEntries", responses=PROBLEMS)
async def list_entries(
    reader: Readers,
    paging: Paging,
    response: Response,
    workshop: OfWorkshop = None,
    contribution: OfContribution = None,
) -> Page[EntryView]:
    """What each act changed, in order of the thing whose act it was."""
    where = criteria(**{"postings.workshop": workshop, "postings.contribution": contribution})
    return await page(reader.store[COLLECTION], where, paging=paging, view=EntryView, response=response)


@router.get("/ledger/balances", operation_id="getLedgerBalances", responses=PROBLEMS)
async def get_balances(
    reader: Readers,
    workshop: OfWorkshop = None,
    contribution: OfContribution = None,
    until: date | None = None,
) -> Balances:
    """What stands on each account, by workshop, item and contribution; as of a day by `until`. The sum is nothing."""
    where = dict(criteria(**{"postings.workshop": workshop, "postings.contribution": contribution}))
    if until is not None:
        where["on"] = {"$lte": until.isoformat()}
    found: dict[str, list[Posting]] = defaultdict(list)
    async for document in reader.store[COLLECTION].stream(where):
        for one in entry_of(document).postings:
            if workshop in (None, one.workshop) and contribution in (None, one.contribution):
                found[one.workshop].append(one)
    return Balances(
        balances=[Balance(**one.model_dump()) for there in sorted(found) for one in summed(found[there])],
        until=until,
    )


@router.get("/ledger/export", operation_id="exportLedger", responses=_CSV, response_class=Response)
async def export_ledger(reader: Readers, workshop: OfWorkshop = None) -> Response:
    """The ledger as CSV (UTF-8), a posting in each line, the oldest first; its columns stand in the README."""
    where = criteria(**{"postings.workshop": workshop})
    sort = [("recorded_at", 1), ("_id", 1)]
    entries = [entry_of(one) async for one in reader.store[COLLECTION].stream(where, sort=sort)]
    headers = {"Content-Disposition": 'attachment; filename="ledger.csv"', "Cache-Control": "no-store"}
    return Response(ledger_csv(entries, workshop=workshop), media_type="text/csv; charset=utf-8", headers=headers)

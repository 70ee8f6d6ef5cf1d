"""Rates between currencies: dated, with their source (R60)."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.funding.api.access import Finance, Readers
from services.funding.api.actions import judge_rates
from services.funding.api.forms import Line, Reason
from services.funding.api.views import RateView
from services.funding.domain.rate import Rate
from services.funding.queries import criteria
from services.funding.use_cases import rates
from shared.domain.actions import Action
from shared.http.actions import Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["rates"])
Code = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
WORTH = r"^[0-9]{1,9}(\.[0-9]{1,9})?$"
Worth = Annotated[str, Field(pattern=WORTH, description="As text: a number of JSON would be rounded on its way")]
OfCode = Annotated[str | None, Query(pattern=r"^[A-Z]{3}$", examples=["EUR"])]


class RecordRate(Input):
    base: Code = Field(examples=["EUR"])
    quote: Code = Field(examples=["CHF"])
    on: date = Field(description="The day from which it holds, until the next, for 31 days at most")
    worth: Worth = Field(examples=["1.0832"])
    source: Line = Field(examples=["United Nations operational rates of exchange"])
    redenomination: bool = Field(
        default=False, description="Whether on that day `base` took the place of `quote`, once and for all"
    )


class CorrectRate(Input):
    worth: Worth = Field(examples=["1.0832"])
    source: Line = Field(examples=["United Nations operational rates of exchange"])
    redenomination: bool | None = Field(
        default=None, description="As when it is recorded; left out, it stays as it was"
    )
    reason: Reason = Field(examples=["Two digits were swapped."])


@router.post("/rates", status_code=201, operation_id="recordRate", responses=PROBLEMS)
async def record_rate(body: RecordRate, offers: Offering, command: Finance) -> RateView:
    """Record what 1 `base` is worth in `quote` from a day, and who says so. One rate for each pair and day."""
    rate = await command.run(
        lambda unit: rates.record_rate(
            unit,
            base=body.base,
            quote=body.quote,
            on=body.on,
            worth=Decimal(body.worth),
            source=body.source,
            redenomination=body.redenomination,
        )
    )
    return await offers.one(RateView, to_document(rate), judge=judge_rates, to=command.actor)


@router.get("/rates", operation_id="listRates", responses=PROBLEMS)
async def list_rates(
    offers: Offering, reader: Readers, paging: Paging, base: OfCode = None, quote: OfCode = None
) -> Listing[RateView]:
    """Rates in order of identifier: of pair, then of day."""
    return await offers.listing(
        RateView,
        criteria(base=base, quote=quote),
        collection=Rate.collection,
        paging=paging,
        judge=judge_rates,
        to=reader.actor,
        creates=[Action(operation="recordRate")],
    )


@router.get("/rates/{rate}", operation_id="getRate", responses=PROBLEMS)
async def get_rate(rate: str, offers: Offering, reader: Readers) -> RateView:
    """One rate."""
    document = await reader.one(Rate.collection, rate)
    return await offers.one(RateView, document, judge=judge_rates, to=reader.actor)


@router.put("/rates/{rate}", operation_id="correctRate", responses=PROBLEMS)
async def correct_rate(
    rate: str, body: CorrectRate, offers: Offering, expected: ExpectedVersion, command: Finance
) -> RateView:
    """Correct a rate that was recorded wrongly. What was valued by it keeps its value, and says by which rate."""
    changed = await command.run(
        lambda unit: rates.correct_rate(
            unit,
            rate,
            worth=Decimal(body.worth),
            source=body.source,
            reason=body.reason,
            redenomination=body.redenomination,
            expected_version=expected,
        )
    )
    return await offers.one(RateView, to_document(changed), judge=judge_rates, to=command.actor)

"""Data that sponsorship goes by: tables of daily allowances (R56), and lists of developing countries (R53)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from services.funding.api import forms
from services.funding.api.access import Finance, Readers
from services.funding.api.forms import MoneyForm, OccurredOn, OwnId
from services.funding.api.travel_forms import Country, Place
from services.funding.api.travel_views import CountryListView, DsaTableView
from services.funding.domain.dsa import DsaRow, DsaShares, DsaTable, MonthDay
from services.funding.domain.eligibility import CountryList
from services.funding.domain.travellers import ListedGroup
from services.funding.use_cases import references
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import versioned
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["references"])
_Percent = Annotated[int, Field(ge=0, le=100)]


class SharesForm(Input):
    """In per cent of a full day."""

    accommodation: _Percent
    breakfast: _Percent
    lunch: _Percent
    dinner: _Percent
    last_day: _Percent = Field(description="What a day without a night is worth, such as that of departure")


class RowForm(Input):
    country: Country
    city: Place | None = Field(default=None, description="Left out for the rest of the country")
    first: Annotated[MonthDay, StringConstraints(max_length=5)] = "01-01"
    last: Annotated[MonthDay, StringConstraints(max_length=5)] = "12-31"
    rate: MoneyForm = Field(description="Of a full day; in one currency, which need not be that of the budgets (R60)")


class EnterDsaTable(Input):
    id: OwnId = None
    source: forms.Line = Field(description="Who publishes these rates, and where", examples=["ICSC circular, May 2018"])
    valid_from: date
    shares: SharesForm
    rows: tuple[RowForm, ...] = Field(min_length=1, max_length=2_000)
    occurred_on: OccurredOn = None


class EnterCountryList(Input):
    id: OwnId = None
    source: forms.Line = Field(examples=["World Economic Situation and Prospects 2018, annex"])
    valid_from: date
    developing: tuple[Country, ...] = Field(min_length=1, max_length=250)
    groups: dict[ListedGroup, Annotated[tuple[Country, ...], Field(max_length=250)]] = Field(
        default_factory=dict,
        description="Which countries are least developed (ldc), landlocked (lldc) or small island States (sids): for "
        "money that is earmarked to these",
        examples=[{"ldc": ["BD", "NP"], "sids": ["FJ"]}],
    )
    occurred_on: OccurredOn = None


@router.get("/dsa-tables", operation_id="listDsaTables", responses=PROBLEMS)
async def list_dsa_tables(reader: Readers, paging: Paging, response: Response) -> Page[DsaTableView]:
    """Tables of daily allowances in order of identifier."""
    return await page(reader.store[DsaTable.collection], {}, paging=paging, view=DsaTableView, response=response)


@router.get("/dsa-tables/{table}", operation_id="getDsaTable", responses=PROBLEMS)
async def get_dsa_table(table: str, reader: Readers, response: Response) -> DsaTableView:
    """One table: rates by place and season, and what accommodation and meals are of a day."""
    return versioned(response, DsaTableView.of(await reader.one(DsaTable.collection, table)))


@router.post("/dsa-tables", status_code=201, operation_id="enterDsaTable", responses=PROBLEMS)
async def enter_dsa_table(body: EnterDsaTable, response: Response, command: Finance) -> DsaTableView:
    """Enter a table; it never changes, and holds from its first day until a newer one does."""
    shares = DsaShares(**body.shares.model_dump())
    rows = [
        DsaRow(country=row.country, city=row.city, first=row.first, last=row.last, rate=row.rate.money())
        for row in body.rows
    ]
    entered = await command.run(
        lambda unit: references.enter_dsa_table(
            unit,
            identifier=body.id,
            source=body.source,
            valid_from=body.valid_from,
            shares=shares,
            rows=rows,
            occurred_on=body.occurred_on,
        )
    )
    return versioned(response, DsaTableView.of(to_document(entered)))


@router.get("/country-lists", operation_id="listCountryLists", responses=PROBLEMS)
async def list_country_lists(reader: Readers, paging: Paging, response: Response) -> Page[CountryListView]:
    """Lists of developing countries in order of identifier."""
    found = reader.store[CountryList.collection]
    return await page(found, {}, paging=paging, view=CountryListView, response=response)


@router.get("/country-lists/{list}", operation_id="getCountryList", responses=PROBLEMS)
async def get_country_list(list: str, reader: Readers, response: Response) -> CountryListView:
    """One list: which countries count as developing from its first day on. No convention settles that; this is data."""
    return versioned(response, CountryListView.of(await reader.one(CountryList.collection, list)))


@router.post("/country-lists", status_code=201, operation_id="enterCountryList", responses=PROBLEMS)
async def enter_country_list(body: EnterCountryList, response: Response, command: Finance) -> CountryListView:
    """Enter a list; it never changes, and holds from its first day until a newer one does (R53)."""
    entered = await command.run(
        lambda unit: references.enter_country_list(
            unit,
            identifier=body.id,
            source=body.source,
            valid_from=body.valid_from,
            developing=body.developing,
            groups=body.groups,
            occurred_on=body.occurred_on,
        )
    )
    return versioned(response, CountryListView.of(to_document(entered)))

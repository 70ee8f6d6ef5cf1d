"""What sponsorship looks up: tables of daily allowances, and lists of developing countries. Data in versions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from services.funding.domain.dsa import DsaRow, DsaShares, DsaTable
from services.funding.domain.eligibility import CountryList, list_in_force
from services.funding.domain.gift import Rates
from services.funding.domain.identity import own_id
from services.funding.domain.travellers import ListedGroup
from services.funding.use_cases.rates import rates_into
from shared.domain.aggregate import Aggregate
from shared.persistence.unit_of_work import UnitOfWork

A = TypeVar("A", bound=Aggregate)
_MOST = 1_000
"""Versions of one thing; a new one comes once a month at most."""


async def enter_dsa_table(
    unit: UnitOfWork,
    *,
    identifier: str | None,
    source: str,
    valid_from: date,
    shares: DsaShares,
    rows: Sequence[DsaRow],
    occurred_on: date | None,
) -> DsaTable:
    table = DsaTable.enter(
        unit.act(occurred_on), id=own_id(identifier), source=source, valid_from=valid_from, shares=shares, rows=rows
    )
    await unit.add(table)
    return table


async def enter_country_list(
    unit: UnitOfWork,
    *,
    identifier: str | None,
    source: str,
    valid_from: date,
    developing: Sequence[str],
    groups: Mapping[ListedGroup, Sequence[str]],
    occurred_on: date | None,
) -> CountryList:
    entered = CountryList.enter(
        unit.act(occurred_on),
        id=own_id(identifier),
        source=source,
        valid_from=valid_from,
        developing=developing,
        groups=groups,
    )
    await unit.add(entered)
    return entered


async def countries_on(unit: UnitOfWork, day: date) -> CountryList:
    """Raises ``WrongState`` when no list is in force."""
    return list_in_force(await _all(unit, CountryList, {"valid_from": {"$lte": day.isoformat()}}), day)


async def tables_until(unit: UnitOfWork, day: date) -> list[DsaTable]:
    """The tables of allowances that came into force by a day."""
    return await _all(unit, DsaTable, {"valid_from": {"$lte": day.isoformat()}})


async def rates_of(unit: UnitOfWork, tables: Iterable[DsaTable], *, currency: str, day: date) -> Rates:
    """What the currencies of tables are worth in that of a budget on a day (R60)."""
    return await rates_into(unit, currency, of={table.rows[0].rate.currency for table in tables}, day=day)


async def _all(unit: UnitOfWork, kind: type[A], where: dict[str, object]) -> list[A]:
    documents = await unit.query(kind.collection, where, limit=_MOST)
    return [kind.model_validate({"id": document.pop("_id"), **document}) for document in documents]

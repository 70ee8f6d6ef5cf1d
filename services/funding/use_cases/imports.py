"""Pledges and rates of a file: all of them, or none."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from services.funding.domain.file_import import FileImport
from services.funding.domain.gift import Terms
from services.funding.domain.travellers import UnknownTravellers
from services.funding.use_cases.contributions import pledge_contribution
from services.funding.use_cases.rates import record_rate
from shared.domain.aggregate import Aggregate
from shared.domain.bad_lines import BadLine, ImportRefused
from shared.domain.errors import AlreadyExists, DomainError, NotFound
from shared.domain.identifiers import new_identifier
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork

T = TypeVar("T")
_FIELDS = {"R46": "kind", "R49": "item", "R60": "currency"}


@dataclass(frozen=True, kw_only=True)
class NewPledge:
    id: str | None
    kind: str
    donor: str | None
    donor_id: str | None
    workshop: str
    item: str | None
    travellers: str | None
    in_kind: bool
    amount: Money
    expected_on: date | None
    pledged_on: date | None
    conditions: str | None = None
    report_on: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewRate:
    base: str
    quote: str
    on: date
    worth: Decimal
    source: str
    redenomination: bool = False


async def import_pledges(unit: UnitOfWork, lines: Sequence[tuple[int, NewPledge]]) -> FileImport:
    """Raises :class:`ImportRefused` with every line that does not fit."""

    async def pledge(one: NewPledge) -> Aggregate:
        terms = Terms.of(
            item=one.item,
            travellers=one.travellers,
            in_kind=one.in_kind,
            conditions=one.conditions,
            report_on=one.report_on,
            expected_on=one.expected_on,
        )
        return await pledge_contribution(
            unit,
            identifier=one.id,
            kind=one.kind,
            donor=one.donor,
            donor_id=one.donor_id,
            workshop=one.workshop,
            amount=one.amount,
            terms=terms,
            occurred_on=one.pledged_on,
        )

    return await _all_or_none(unit, lines, pledge, what="contributions", otherwise="amount")


async def import_rates(unit: UnitOfWork, lines: Sequence[tuple[int, NewRate]]) -> FileImport:
    """Raises :class:`ImportRefused` with every line that does not fit."""

    async def record(one: NewRate) -> Aggregate:
        return await record_rate(
            unit,
            base=one.base,
            quote=one.quote,
            on=one.on,
            worth=one.worth,
            source=one.source,
            redenomination=one.redenomination,
        )

    return await _all_or_none(unit, lines, record, what="rates", otherwise="worth")


async def _all_or_none(
    unit: UnitOfWork,
    lines: Sequence[tuple[int, T]],
    enter: Callable[[T], Awaitable[Aggregate]],
    *,
    what: str,
    otherwise: str,
) -> FileImport:
    """What a refused line did before it was refused is dropped with the whole unit."""
    entered, bad = [], []
    for line, one in lines:
        try:
            entered.append((await enter(one)).id)
        except DomainError as refused:
            bad.append(BadLine(line=line, field=_field(refused, otherwise), reason=refused.sentence))
    if bad:
        raise ImportRefused(bad)
    done = FileImport.of(unit.act(), id=new_identifier(), what=what, entered=entered)
    await unit.add(done)
    return done


def _field(refused: DomainError, otherwise: str) -> str:
    """Which cell is meant, as far as the refusal tells."""
    if isinstance(refused, UnknownTravellers):
        return "travellers"
    if isinstance(refused, AlreadyExists):
        return "id" if otherwise == "amount" else "on"
    if isinstance(refused, NotFound):
        return "donor_id" if "no donor" in refused.sentence else "workshop"
    return _FIELDS.get(refused.rule.number, otherwise) if refused.rule else otherwise

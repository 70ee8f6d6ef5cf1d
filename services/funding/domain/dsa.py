"""Daily subsistence allowance: a table of rates by place and season as data, in versions (R56).

A table is entered whole and never changes; a newer one holds from its first day on. Which one gave a day's rate is kept
with the day.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from services.funding.domain.gift import Rates, Valued
from services.funding.domain.terms import Meal, Stay
from services.funding.domain.travel_log import DsaTableEntered
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import Identifier
from shared.domain.money import DECIMALS, Money

Percent = Annotated[int, Field(ge=0, le=100)]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", examples=["04-01"])]
_EVERY_DAY = tuple(date.fromordinal(date(2000, 1, 1).toordinal() + number).strftime("%m-%d") for number in range(366))


class DsaRow(BaseModel):
    """The rate of a full day at a place, from ``first`` to ``last`` (month and day, both included; over the end of the
    year when ``first`` is the later one). Without ``city`` it is that of the rest of the country."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    country: str
    city: str | None = None
    first: MonthDay
    last: MonthDay
    rate: Money

    def holds_on(self, month_day: str) -> bool:
        if self.first <= self.last:
            return self.first <= month_day <= self.last
        return month_day >= self.first or month_day <= self.last

    @property
    def place(self) -> tuple[str, str | None]:
        return self.country, self.city.casefold() if self.city else None


class DsaShares(BaseModel):
    """Parts of a full day, in per cent. ``last_day``: what a day without a night is worth, as that of departure."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accommodation: Percent
    breakfast: Percent
    lunch: Percent
    dinner: Percent
    last_day: Percent


class DsaDay(BaseModel):
    """One day's allowance: ``percent`` of the table's rate is left of it, in the currency of the table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: date
    table: Identifier
    rate: Money
    percent: int
    amount: Money
    valued: Valued | None = None
    """In the currency of the budget (R60); absent when the table is in that."""

    @property
    def worth(self) -> Money:
        return self.valued.value if self.valued else self.amount


class DsaTable(Aggregate, type="dsa_table", collection="dsa_tables"):
    source: str
    """Who publishes these rates, and where."""
    valid_from: date
    shares: DsaShares
    rows: tuple[DsaRow, ...]

    @classmethod
    def enter(
        cls, act: Act, *, id: str, source: str, valid_from: date, shares: DsaShares, rows: Sequence[DsaRow]
    ) -> Self:
        """Raises ``InvalidInput`` for two rates of one place and day, for a rate that is none, for parts of a day that
        are more than the day, and for several currencies."""
        if shares.accommodation + shares.breakfast + shares.lunch + shares.dinner > 100:
            raise InvalidInput(
                "Accommodation and the three meals are more than 100 per cent of a day.",
                remedy="Give the part of each in per cent of the full rate.",
            )
        seen: set[tuple[tuple[str, str | None], str]] = set()
        for row in rows:
            row.rate.require_currency(rows[0].rate.currency)
            if row.rate.amount <= 0:
                raise InvalidInput(f"{row.rate} is no rate.", remedy="Give a rate of more than 0.")
            for month_day in filter(row.holds_on, _EVERY_DAY):
                if (row.place, month_day) in seen:
                    raise InvalidInput(
                        f"{row.city or 'The rest'} ({row.country}) has two rates for {month_day}.",
                        remedy="Give each place one rate for each day of the year.",
                    )
                seen.add((row.place, month_day))
        table = cls(id=id, source=source, valid_from=valid_from, shares=shares, rows=tuple(rows))
        table.record(DsaTableEntered(valid_from=valid_from, rows=len(rows)), act=act)
        return table

    def rate_on(self, day: date, *, country: str, city: str) -> Money | None:
        """That of the city, else that of the rest of the country; ``None`` for neither."""
        month_day = day.strftime("%m-%d")
        places = ((country, city.casefold()), (country, None))
        rows = (row for place in places for row in self._by_place.get(place, ()))
        return next((row.rate for row in rows if row.holds_on(month_day)), None)

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str | None], Sequence[DsaRow]]:
        """A table has some thousand rows, and a plan asks for some thousand days."""
        found: dict[tuple[str, str | None], list[DsaRow]] = {}
        for row in self.rows:
            found.setdefault(row.place, []).append(row)
        return found


def allowance(stay: Stay, tables: Iterable[DsaTable], *, lodged: bool, rates: Rates) -> tuple[DsaDay, ...]:
    """The allowance of each day of a stay (R56). ``lodged``: accommodation is paid besides, and taken off each night.

    What was provided is taken off the day, and never makes it less than nothing. Each day is rounded by itself, so that
    the days add up to the sum, and so is its worth in another currency (R60). Raises ``InvalidInput`` for a day that
    no table in force has a rate for, and ``RateMissing``.
    """
    newest_first = sorted(tables, key=lambda table: (table.valid_from, table.version, table.id), reverse=True)
    return tuple(_of_day(day, stay, newest_first, lodged=lodged, rates=rates) for day in stay.days)


def _of_day(day: date, stay: Stay, newest_first: Sequence[DsaTable], *, lodged: bool, rates: Rates) -> DsaDay:
    table = next((table for table in newest_first if table.valid_from <= day), None)
    rate = table.rate_on(day, country=stay.country, city=stay.city) if table else None
    if table is None or rate is None:
        raise InvalidInput(
            f"No table of daily allowances has a rate for {stay.city} ({stay.country}) on {day.isoformat()}.",
            remedy="Enter the table in force that day, or check the place.",
        )
    provided, night = stay.provided_on(day), stay.has_night(day)
    parts = {Meal.BREAKFAST: table.shares.breakfast, Meal.LUNCH: table.shares.lunch, Meal.DINNER: table.shares.dinner}
    percent = 100 if night else table.shares.last_day
    percent -= table.shares.accommodation if night and (lodged or provided.accommodation) else 0
    percent = max(percent - sum(parts[meal] for meal in set(provided.meals)), 0)
    amount = _part_of(rate, percent)
    return DsaDay(on=day, table=table.id, rate=rate, percent=percent, amount=amount, valued=rates.valued(amount))


def _part_of(rate: Money, percent: int) -> Money:
    finest = Decimal(1).scaleb(-DECIMALS[rate.currency])
    return Money(amount=(rate.amount * percent / 100).quantize(finest, rounding=ROUND_HALF_UP), currency=rate.currency)


def sum_of(days: Iterable[DsaDay], *, currency: str) -> Money:
    """What they are worth in the currency of the budget."""
    return Money.total((day.worth for day in days), currency=currency)

"""Official holidays of a country, or of the Organization, in one year: a dated table with its source."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.events.domain.days import check_country, first_day, last_day
from services.events.domain.place_log import HolidaysListed
from services.events.domain.year import Part
from shared.contracts.events import Schedule
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput

ORGANIZATION = "IOM"
"""In the place of a country: the holidays of the house itself, wherever it meets."""


class Holiday(Part):
    day: date
    name: str


class Holidays(Aggregate, type="holidays", collection="holidays"):
    """``of`` is a country (ISO 3166-1 alpha-2) or the Organization; ``source`` says where the days were taken from."""

    of: str
    year: int
    source: str
    days: tuple[Holiday, ...] = ()

    def list_days(self, act: Act, *, source: str, days: Sequence[Holiday]) -> None:
        """The whole table anew. Raises ``InvalidInput`` for a country that there is not, a day of another year, or one
        that is named twice."""
        if self.of != ORGANIZATION:
            check_country(self.of)
        strange = [one.day.isoformat() for one in days if one.day.year != self.year]
        if strange:
            raise InvalidInput(f"{', '.join(strange)} are not in {self.year}.", remedy="Give days of that year alone.")
        if len({one.day for one in days}) != len(days):
            raise InvalidInput("A day is named twice.", remedy="Name each day once.")
        self.source, self.days = source, tuple(sorted(days, key=lambda one: one.day))
        self.record(HolidaysListed(of=self.of, year=self.year, days=len(self.days), source=source), act=act)


def holidays_id(of: str, year: int) -> str:
    return f"holidays-{of}-{year}"


def tables_for(schedule: Schedule) -> tuple[str, ...]:
    """The identifiers of the tables that a schedule is compared with."""
    return tuple(holidays_id(of, year) for of, year in _compared(schedule))


def not_entered(schedule: Schedule, tables: Iterable[Holidays]) -> tuple[tuple[str, int], ...]:
    """Whose holidays of which year nobody entered: no conflict with them is no finding."""
    entered = {table.id for table in tables}
    return tuple((of, year) for of, year in _compared(schedule) if holidays_id(of, year) not in entered)


def _compared(schedule: Schedule) -> Iterator[tuple[str, int]]:
    places = (ORGANIZATION, *([schedule.venue.country] if schedule.venue else []))
    years = range(first_day(schedule).year, last_day(schedule).year + 1)
    return ((of, year) for of in places for year in years)


def holidays_in(schedule: Schedule, tables: Iterable[Holidays]) -> tuple[tuple[str, Holiday], ...]:
    """The holidays that the workshop's local days fall on, each with whose it is."""
    wanted, first, last = set(tables_for(schedule)), first_day(schedule), last_day(schedule)
    return tuple(
        (table.of, one)
        for table in sorted(tables, key=lambda table: table.id)
        if table.id in wanted
        for one in table.days
        if first <= one.day <= last
    )

"""Who may be sponsored (R53), and by which reading of the brochure (A15).

One sentence of it (F48) says “experts from developing countries and civil society”, another (F51) “experts from
governments and non-governmental bodies from developing countries”. The wider reading decides; that the narrower one
would not have is kept with the sponsorship, and shown.

So of countries that one source has in a group of developing countries, and another not among the developing ones: the
United Nations count Moldova and North Macedonia among the landlocked developing countries, and among the more developed
regions of their population statistics.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field

from services.funding.domain.rules import ELIGIBLE_EXPERTS
from services.funding.domain.travel_log import CountryListEntered
from services.funding.domain.travellers import ListedGroup
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState


class Reading(StrEnum):
    DEVELOPING_COUNTRY = "developing_country"
    """An expert from a developing country, governmental or not: both sentences say so."""
    DEVELOPING_GROUP = "developing_group"
    """From a country that the list has in a group of developing countries, and not among the developing ones: the wider
    reading alone."""
    CIVIL_SOCIETY = "civil_society"
    """From civil society, of whatever country: the wider reading alone."""
    MIGRANTS_VOICE = "migrants_voice"
    """A migrant who tells their story counts as civil society (domain.md 1.8): the wider reading alone."""

    @property
    def narrow(self) -> bool:
        """Whether the narrower sentence has it too."""
        return self is Reading.DEVELOPING_COUNTRY

    @property
    def from_developing(self) -> bool:
        """Whether money for experts from developing countries may pay for them."""
        return self in (Reading.DEVELOPING_COUNTRY, Reading.DEVELOPING_GROUP)


class CountryList(Aggregate, type="country_list", collection="country_lists"):
    """Which countries count as developing from a day on: no convention settles that (A12), so it is data."""

    source: str
    valid_from: date
    developing: tuple[str, ...]
    """ISO 3166-1 alpha-2, sorted."""
    groups: Mapping[ListedGroup, tuple[str, ...]] = Field(default_factory=dict)
    """The countries of groups that donors earmark money to, where the source says which they are; sorted."""

    @classmethod
    def enter(
        cls,
        act: Act,
        *,
        id: str,
        source: str,
        valid_from: date,
        developing: Sequence[str],
        groups: Mapping[ListedGroup, Sequence[str]] | None = None,
    ) -> Self:
        """Raises ``InvalidInput`` for a country that is named twice. One of a group that is not among the developing
        ones is eligible by a reading of its own (:attr:`Reading.DEVELOPING_GROUP`)."""
        for some in (developing, *(groups or {}).values()):
            if len(set(some)) != len(some):
                raise InvalidInput("A country is named twice.", remedy="Name each country once.")
        entered = cls(
            id=id,
            source=source,
            valid_from=valid_from,
            developing=tuple(sorted(developing)),
            groups={group: tuple(sorted(some)) for group, some in (groups or {}).items()},
        )
        entered.record(CountryListEntered(valid_from=valid_from, countries=len(developing)), act=act)
        return entered

    def listed(self, country: str) -> tuple[ListedGroup, ...]:
        """The groups that have the country."""
        return tuple(group for group in ListedGroup if country in self.groups.get(group, ()))


def list_in_force(lists: Iterable[CountryList], day: date) -> CountryList:
    """The newest that holds on ``day``. Raises ``WrongState`` when there is none."""
    holding = [one for one in lists if one.valid_from <= day]
    if not holding:
        raise WrongState(
            f"No list of developing countries was in force on {day.isoformat()}.",
            remedy="Enter the list that the secretariat uses, with its source and its first day.",
        )
    return max(holding, key=lambda one: (one.valid_from, one.id))


def reading_for(*, country: str, group: StakeholderGroup, countries: CountryList) -> Reading:
    """Why this person may be sponsored. Raises ``RuleBroken`` R53 when no reading has them."""
    if country in countries.developing:
        return Reading.DEVELOPING_COUNTRY
    if countries.listed(country):
        return Reading.DEVELOPING_GROUP
    if group is StakeholderGroup.CIVIL_SOCIETY:
        return Reading.CIVIL_SOCIETY
    if group is StakeholderGroup.MIGRANT:
        return Reading.MIGRANTS_VOICE
    raise RuleBroken(
        ELIGIBLE_EXPERTS,
        f"By the list of {countries.valid_from.isoformat()} {country} is no developing country, and the person comes "
        f"from elsewhere than civil society ({group.value.replace('_', ' ')}).",
        remedy="Sponsor experts from developing countries or civil society; others pay their own way.",
    )

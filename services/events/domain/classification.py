"""How countries are classified on the axes of balance (R34, R35): tables with version, day and source, never code.

There is no official list of developed countries, nor of countries of origin, transit and destination (A12). So a table
is data with a source, several versions stand beside each other, and a country may have several values at once.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from services.events.domain.balance_log import ClassificationChosen, ClassificationEntered
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import AlreadyExists, InvalidInput, NotFound, WrongState


class Axis(StrEnum):
    """The three axes of R34, and the United Nations' groups of countries, which are shown and weigh nothing."""

    DEVELOPMENT = "development"
    MIGRATION_ROLE = "migration_role"
    REGION = "region"
    GROUPS = "groups"


WEIGHED = (Axis.DEVELOPMENT, Axis.MIGRATION_ROLE, Axis.REGION)


class Table(BaseModel):
    """One version of the classification of one axis: for each value the countries (ISO 3166-1 alpha-2) that have it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    axis: Axis
    version: str
    dated: date
    source: str
    values: Mapping[str, Sequence[str]]

    @cached_property
    def by_country(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for value, countries in self.values.items():
            for country in dict.fromkeys(countries):  # who is named twice counts once
                found[country] = (*found.get(country, ()), value)
        return found

    def of(self, country: str) -> tuple[str, ...]:
        """What a country counts for; nothing where the table does not know it (R35: several values are possible)."""
        return self.by_country.get(country, ())


class Classification(Aggregate, type="classification", collection="classifications"):
    """The tables of one axis that were entered here, and which one is in use. The shipped ones are not among them."""

    axis: Axis
    entered: tuple[Table, ...] = ()
    in_use: str | None = None
    """A version; ``None``: the one that was shipped."""

    def enter(self, act: Act, *, table: Table, known: Sequence[str], countries: frozenset[str]) -> None:
        """A new version stands beside those there are, and is not used until somebody chooses it."""
        if table.axis is not self.axis:
            raise InvalidInput("The table is of another axis.", remedy="Send it to its own axis.")
        if table.version in known or any(one.version == table.version for one in self.entered):
            raise AlreadyExists(
                f"There is a version “{table.version}” already, and it stays as it is.", remedy="Name another version."
            )
        strange = sorted({one for group in table.values.values() for one in group} - countries)
        if strange:
            raise InvalidInput(
                f"These are no country codes of ISO 3166-1: {', '.join(strange[:20])}.",
                remedy="Give two capital letters each, such as CH.",
            )
        if not any(table.values.values()):
            raise InvalidInput("The table classifies no country.", remedy="Name the countries of each value.")
        self.entered = (*self.entered, table)
        self.record(
            ClassificationEntered(axis=self.axis, version=table.version, dated=table.dated, source=table.source),
            act=act,
        )

    def choose(self, act: Act, *, version: str, known: Sequence[str], shipped: str) -> None:
        """From now on the balance is read by this version. What was signed by another stays as it was read."""
        if version not in known and all(one.version != version for one in self.entered):
            raise NotFound("version of this classification", version)
        before = self.in_use or shipped
        if version == before:
            raise WrongState(f"“{version}” is in use already.", remedy="Nothing is to do.")
        self.in_use = version
        self.record(ClassificationChosen(axis=self.axis, before=before, after=version), act=act)

"""The targets of balance that stand: the bands that events told of, as far as a plan can keep them (row 29, R34)."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

from pydantic import BaseModel, ConfigDict

from services.funding.domain.planning import Target
from shared.contracts.events import BalanceTarget

_AXES = frozenset({"migration_role", "region"})
"""Those on which a plan can balance. Who is from a developing country is R53's, and no matter of balance here."""


class BalanceBasis(BaseModel):
    """Which targets these are: of the day that events set them, by these versions of its tables of countries (R35).
    ``revision`` counts how often funding was told of any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    set_on: date
    versions: dict[str, str]
    revision: int


def standing_targets(bands: Sequence[BalanceTarget]) -> tuple[Target, ...]:
    """The lower end of each band, in whole per cent, rounded down: that so many at least of those who are brought are
    from these countries, as far as such people wait. The upper ends ask nothing of a plan: whoever is left out for
    them could have come, and the lower ends of the others say the same."""
    found = []
    for band in bands:
        percent = int((Decimal(str(band.low)) * 100).to_integral_value(rounding=ROUND_DOWN))
        if band.axis in _AXES and band.countries and percent:
            found.append(
                Target(
                    name=f"{band.axis}: {band.value}",
                    countries=frozenset(band.countries),
                    at_least_percent=percent,
                    standing=True,
                )
            )
    return tuple(found)

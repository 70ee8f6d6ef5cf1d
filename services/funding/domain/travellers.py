"""The groups of travellers that a donor may earmark money to, and a line of a budget may be for (R48, F48, F50, F51).

Who belongs to one is read from the sponsorship: the part and the stakeholder group of the expert, the country and its
region (M49), and by the list of countries in force on the day of the request whether it is a developing one, and which
of the groups of the United Nations it is in. These lists are data of their users, in versions (R35, A12).
"""

from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum

from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import Part
from shared.domain.countries import COUNTRIES, region_of
from shared.domain.errors import InvalidInput
from shared.domain.identifiers import Identifier

DEVELOPING = "developing_country"


class ListedGroup(StrEnum):
    LDC = "ldc"
    """Least developed countries."""
    LLDC = "lldc"
    """Landlocked developing countries."""
    SIDS = "sids"
    """Small island developing States."""


_REGIONS = sorted({region for region in COUNTRIES.values() if region})
WORDS = (DEVELOPING, *ListedGroup, *StakeholderGroup, *Part, *_REGIONS)
"""Every group but the countries."""


class UnknownTravellers(InvalidInput):
    """Nobody would ever belong to it, so the money would pay for nobody."""


def travellers_of(word: str) -> Identifier:
    """The group that is meant. Raises :class:`UnknownTravellers`, with the word that may have been meant."""
    if word in WORDS or word in COUNTRIES:
        return word
    plain = "_".join(word.split()).replace("-", "_")
    near = [plain.upper()] if plain.upper() in COUNTRIES else get_close_matches(plain.casefold(), WORDS, n=1)
    meant = f" Perhaps “{near[0]}” is meant." if near else ""
    raise UnknownTravellers(
        f"“{word}” is no group of travellers.{meant}",
        remedy=f"Name one of: {', '.join(WORDS)}; or a country (ISO 3166-1 alpha-2).",
    )


def with_wider(word: Identifier) -> tuple[Identifier, ...]:
    """A group and those that everybody in it belongs to as well: what a line of a budget may be paid from."""
    if word in tuple(ListedGroup):
        return word, DEVELOPING
    region = region_of(word)
    return (word, region) if region else (word,)


def groups_of(
    *, country: str, group: StakeholderGroup, part: Part, developing: bool, listed: Iterable[ListedGroup]
) -> tuple[str, ...]:
    """All that one traveller belongs to."""
    region = region_of(country)
    return (
        group.value,
        country,
        part.value,
        *((DEVELOPING,) if developing else ()),
        *(one.value for one in listed),
        *((region,) if region else ()),
    )

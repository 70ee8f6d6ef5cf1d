"""Whom a contribution brought, told so that no traveller can be read off (decision 0019).

Counts are told of five and more alone, as everywhere in the platform. Countries are named without counts, and only
where five or more were brought: a country with its one expert and what was paid for them would be a name.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from shared.domain.countries import region_of

SMALLEST = 5
"""No smaller number of travellers is told."""
OTHERS = "others"
"""Those of the regions or groups that are too small to be told by themselves."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Counted(_Part):
    """``name`` is a region of M49, a stakeholder group, or ``others``."""

    name: str
    travellers: int


class Brought(_Part):
    """``travellers`` is absent where there are fewer than five, and then nothing else is told of them."""

    anybody: bool
    travellers: int | None = None
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2, without counts."""
    by_region: tuple[Counted, ...] = ()
    by_group: tuple[Counted, ...] = ()


class Traveller(Protocol):
    @property
    def country(self) -> str: ...
    @property
    def group(self) -> str: ...


def brought_of(travellers: Sequence[Traveller]) -> Brought:
    if len(travellers) < SMALLEST:
        return Brought(anybody=bool(travellers))
    return Brought(
        anybody=True,
        travellers=len(travellers),
        countries=tuple(sorted({one.country for one in travellers})),
        by_region=told_apart(region_of(one.country) or OTHERS for one in travellers),
        by_group=told_apart(one.group for one in travellers),
    )


def told_apart(names: Iterable[str]) -> tuple[Counted, ...]:
    """How many there are of each name; the small ones together. What is together and still too small takes in the
    smallest of the others, else it could be read off as the difference to the whole."""
    counted = Counter(names)
    together = counted.pop(OTHERS, 0)
    for name in sorted(counted, key=lambda name: (counted[name], name)):
        if counted[name] < SMALLEST or 0 < together < SMALLEST:
            together += counted.pop(name)
    found = [Counted(name=name, travellers=counted[name]) for name in sorted(counted)]
    return (*found, *((Counted(name=OTHERS, travellers=together),) if together >= SMALLEST else ()))

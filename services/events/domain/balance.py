"""The balance of a gathering (R34): shares on three axes, against bands, and whom to invite next to improve it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from services.events.domain.classification import WEIGHED, Axis, Table

WIDTH = 0.10
"""How far a share may be from the Membership's own where nobody set a band for it."""


class Band(BaseModel):
    """Within which a share is balanced, both ends included; shares are between 0 and 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    low: float
    high: float

    def off(self, share: float) -> float:
        """How far a share is outside; 0 within."""
        return max(0.0, self.low - share, share - self.high)


class Reading(BaseModel):
    """One value of an axis: how many people's countries have it, and their share of those that are classified."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str
    people: int
    share: float | None
    """``None`` when nobody is classified."""
    band: Band | None = None


class AxisReading(BaseModel):
    """An axis by one version of its table. Roles may add up to more than all: a country may have several (R35)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    axis: Axis
    version: str
    source: str
    classified: int
    unclassified: int
    values: tuple[Reading, ...]


Bands = Mapping[Axis, Mapping[str, Band]]
People = Mapping[str, int]
"""How many people by country (ISO 3166-1 alpha-2)."""


def read(people: People, table: Table, bands: Mapping[str, Band] | None = None, *, countryless: int = 0) -> AxisReading:
    """Shares of those whose country the table knows; ``countryless`` are people of whom no country is known."""
    counted = dict.fromkeys(table.values, 0)
    classified = 0
    for country, many in people.items():
        values = table.of(country)
        classified += many if values else 0
        for value in values:
            counted[value] += many
    known = bands or {}
    return AxisReading(
        axis=table.axis,
        version=table.version,
        source=table.source,
        classified=classified,
        unclassified=sum(people.values()) - classified + countryless,
        values=tuple(
            Reading(
                value=value,
                people=many,
                share=many / classified if classified else None,
                band=known.get(value),
            )
            for value, many in counted.items()
        ),
    )


def bands_of(
    membership: Sequence[str], tables: Mapping[Axis, Table], set_by_hand: Bands
) -> dict[Axis, dict[str, Band]]:
    """The bands somebody set; where none is, the share of the value among the States of the Membership, and
    :data:`WIDTH` to either side. Without any State there are no others."""
    found: dict[Axis, dict[str, Band]] = {}
    for axis in WEIGHED:
        own = read(dict.fromkeys(membership, 1), tables[axis])
        around = {
            one.value: Band(low=max(0.0, one.share - WIDTH), high=min(1.0, one.share + WIDTH))
            for one in own.values
            if one.share is not None
        }
        found[axis] = {**around, **set_by_hand.get(axis, {})}
    return found


def imbalance(people: People, tables: Mapping[Axis, Table], bands: Bands) -> float:
    """How far all shares together are outside their bands; 0 is balance. Nobody at all is as far as can be."""
    readings = [read(people, tables[axis], bands.get(axis)) for axis in WEIGHED]
    return sum(
        one.band.off(one.share if one.share is not None else 0.0)
        for reading in readings
        for one in reading.values
        if one.band is not None
    )


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A State of the Membership that could be invited."""

    body: str
    country: str


class Change(BaseModel):
    """What one more person from there changes."""

    model_config = ConfigDict(frozen=True)

    axis: Axis
    value: str
    before: float | None
    after: float | None
    band: Band


class Suggestion(BaseModel):
    """``before`` and ``after`` are the imbalance without and with this one, the suggestions before it counted in."""

    model_config = ConfigDict(frozen=True)

    body: str
    country: str
    before: float
    after: float
    changes: tuple[Change, ...]


def whom_to_invite_next(
    people: People, candidates: Sequence[Candidate], tables: Mapping[Axis, Table], bands: Bands, *, most: int
) -> tuple[Suggestion, ...]:
    """The bodies that would improve the balance most, each with one person more, one after the other.

    Each is chosen with those before it counted in, so that ten of one region are not suggested where three put it
    right. It ends where nobody improves it any more. Of equals the first by identifier.
    """
    now, left = dict(people), sorted(candidates, key=lambda one: one.body)
    before = imbalance(now, tables, bands)
    found: list[Suggestion] = []
    while len(found) < most and left:
        # States that count alike on all axes weigh alike: each kind is tried once.
        kinds = {tuple(tables[axis].of(one.country) for axis in WEIGHED): one for one in reversed(left)}
        tried = [(imbalance(_with(now, one.country), tables, bands), one) for one in kinds.values()]
        after, best = min(tried, key=lambda one: (round(one[0], 12), one[1].body))
        if after >= before - 1e-12:
            break
        then = _with(now, best.country)
        changes = tuple(_changes(now, then, tables, bands))
        found.append(Suggestion(body=best.body, country=best.country, before=before, after=after, changes=changes))
        now, before = then, after
        left.remove(best)
    return tuple(found)


def _with(people: People, country: str) -> dict[str, int]:
    return {**people, country: people.get(country, 0) + 1}


def _changes(now: People, then: People, tables: Mapping[Axis, Table], bands: Bands) -> list[Change]:
    """The values that come nearer to their bands."""
    found = []
    for axis in WEIGHED:
        pairs = zip(read(now, tables[axis]).values, read(then, tables[axis]).values, strict=True)
        for was, will in pairs:
            band = bands.get(axis, {}).get(was.value)
            if band is not None and will.share is not None and band.off(will.share) < band.off(was.share or 0.0):
                found.append(Change(axis=axis, value=was.value, before=was.share, after=will.share, band=band))
    return found

"""The balance of a gathering as it is read now, its review, and the bands against which it is read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.events.domain.balance import AxisReading, Band, Bands, People, read
from services.events.domain.balance_review import SignedReview
from services.events.domain.balance_targets import TARGETS_ID, BalanceTargets
from services.events.domain.classification import WEIGHED, Axis, Table
from services.events.domain.seats import Seats, seats_id
from services.events.domain.workshop import Workshop
from services.events.use_cases.classifications import tables_in_use
from shared.contracts.events import AxisShares, Shares, StakeholderGroup
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork

SIGNATURES = "balance_signatures"
"""Who signed or waived a review, by workshop: names, and so kept beside the record."""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """People by stakeholder group, and by country where one is known."""

    by_group: Mapping[StakeholderGroup, int]
    by_country: Mapping[str, int]

    @property
    def government(self) -> float | None:
        """R33: the government's share; ``None`` of nobody."""
        total = sum(self.by_group.values())
        return self.by_group.get(StakeholderGroup.GOVERNMENT, 0) / total if total else None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Whom a gathering expects. Speakers and participants are counted apart (R33, R34)."""

    participants: Counted
    speakers: Counted


def counts_of(workshop: Document, seats: Document | None) -> Counts:
    """Participants are those who were accepted; speakers those who confirmed, each once in however many slots."""
    speakers = {
        one.get("person") or one["id"]: one
        for session in workshop["sessions"]
        for one in session["speakers"]
        if one["confirmed"]
    }.values()
    return Counts(
        participants=Counted(
            by_group={StakeholderGroup(group): many for group, many in (seats["by_group"] if seats else {}).items()},
            by_country=seats["by_country"] if seats else {},
        ),
        speakers=Counted(
            by_group=Counter(StakeholderGroup(one["group"]) for one in speakers),
            by_country=Counter(one["country"] for one in speakers if one["country"]),
        ),
    )


def shares_by(counted: Counted, tables: Mapping[Axis, Table]) -> Shares:
    """As they are told to others, of speakers or of participants."""
    return Shares(government=counted.government, axes=axes_by(counted.by_country, tables))


def axes_by(people: People, tables: Mapping[Axis, Table]) -> AxisShares | None:
    """Each value of an axis with its share, where anybody is classified on it."""
    axes = {axis.value: _told(read(people, tables[axis])) for axis in WEIGHED}
    return AxisShares(**axes) if any(axes.values()) else None


def _told(reading: AxisReading) -> dict[str, float]:
    return {one.value: round(one.share, 4) for one in reading.values if one.share is not None}


async def sign_review(
    unit: UnitOfWork,
    workshop: str,
    *,
    by: str,
    finding: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """R34: the balance as it is read in this very moment, signed. The name is kept beside the record."""
    act = unit.act(occurred_on)
    one = await unit.load(Workshop, workshop, expected_version=expected_version)
    found = await unit.find_document(Seats.collection, seats_id(workshop))
    counts = counts_of(one.model_dump(mode="json"), found)
    tables = await tables_in_use(unit.find_document)
    review = SignedReview(
        signed_on=act.occurred_on,
        finding=finding,
        versions={axis.value: table.version for axis, table in tables.items()},
        participants=shares_by(counts.participants, tables),
        speakers=shares_by(counts.speakers, tables),
    )
    one.sign_balance_review(act, review=review)
    await _keep_name(unit, workshop, by)
    unit.save(one)
    return one


async def waive_review(
    unit: UnitOfWork,
    workshop: str,
    *,
    by: str,
    reason: str,
    occurred_on: date | None,
    expected_version: int | None,
) -> Workshop:
    """R34 by name and with a reason; the name is kept beside the record."""
    one = await unit.load(Workshop, workshop, expected_version=expected_version)
    one.waive_balance_review(unit.act(occurred_on), reason=reason)
    await _keep_name(unit, workshop, by)
    unit.save(one)
    return one


async def set_targets(
    unit: UnitOfWork, *, bands: Bands, reason: str, occurred_on: date | None, expected_version: int | None
) -> BalanceTargets:
    """The bands of all gatherings. Without an expected version there may be none yet."""
    act = unit.act(occurred_on)
    one = await unit.find(BalanceTargets, TARGETS_ID)
    tables = await tables_in_use(unit.find_document)
    if one is None:
        one = BalanceTargets(id=TARGETS_ID, bands={}, reason=reason)
        one.set_bands(act, bands=bands, reason=reason, tables=tables)
        await unit.add(one)
        return one
    one = await unit.load(BalanceTargets, TARGETS_ID, expected_version=expected_version)
    one.set_bands(act, bands=bands, reason=reason, tables=tables)
    unit.save(one)
    return one


async def tell_targets_if_never_told(unit: UnitOfWork, *, set_on: date) -> None:
    """Of before there was a message for them; ``set_on`` is the day of the act that set them, as the log has it."""
    one = await unit.load(BalanceTargets, TARGETS_ID)
    one.tell_if_never_told(unit.act(), set_on=set_on, tables=await tables_in_use(unit.find_document))
    if one.recorded:
        unit.save(one)


def bands_set(kept: Document | None) -> dict[Axis, dict[str, Band]]:
    """What :func:`set_targets` kept."""
    fields = kept["bands"] if kept else {}
    return {
        Axis(axis): {value: Band.model_validate(band) for value, band in values.items()}
        for axis, values in fields.items()
    }


async def _keep_name(unit: UnitOfWork, workshop: str, by: str) -> None:
    known = await unit.find_document(SIGNATURES, workshop) or {}
    day = unit.context.recorded_at.date().isoformat()
    unit.put_document(
        SIGNATURES, workshop, {"workshop": workshop, "by": [*known.get("by", ()), {"name": by, "on": day}]}
    )

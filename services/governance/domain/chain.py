"""A year as every service tells it: its workshops, their money, the volumes on them, and who says it can be closed.

A plain record of what was heard, one for each cycle, changed by pure functions: each answers the record with one
thing more. Streams come in any order, so nothing here needs another to have come before.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import Field

from shared.contracts.closing import CycleReview, OpenMatter
from shared.contracts.events import (
    SatisfactionSurveyClosed,
    Schedule,
    WorkshopCancelled,
    WorkshopFacts,
    WorkshopHeld,
    WorkshopKind,
    WorkshopPostponed,
    WorkshopScheduled,
)
from shared.contracts.facts import Fact, ToldText, TopicRef
from shared.contracts.funding import AccountsClosed, CoverageChanged
from shared.contracts.publications import VolumePublished, VolumeWithdrawn
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment
from shared.domain.money import Money

WorkshopTold = WorkshopFacts | WorkshopPostponed | WorkshopCancelled


class Party(StrEnum):
    """Who has a say in the closing of a cycle."""

    GOVERNANCE = "governance"
    EVENTS = "events"
    FUNDING = "funding"
    PUBLICATIONS = "publications"


class WorkshopState(StrEnum):
    PLANNED = "planned"
    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    """Put off without new dates."""
    CANCELLED = "cancelled"
    HELD = "held"
    LAPSED = "lapsed"
    """Its cycle was closed before it was held."""


_AHEAD = {WorkshopState.PLANNED, WorkshopState.SCHEDULED, WorkshopState.POSTPONED}


class CoverageTold(Fact):
    """How far secured money reaches. ``share``: secured ÷ estimate as text, cut to four decimals."""

    secured: Money
    estimate: Money
    share: str | None = None


class AccountsTold(Fact):
    """What a workshop was to cost, and what it did cost."""

    estimate: Money
    actual: Money


class WorkshopTrace(Fact):
    """What was heard of one workshop. ``state`` is ``None`` while its money was heard of alone.

    Moments are UTC; ``zone`` is the venue's IANA time zone; ``city`` is absent for an online workshop.
    """

    id: Identifier
    kind: WorkshopKind | None = None
    number: int | None = None
    title: ToldText | None = None
    topics: tuple[TopicRef, ...] = ()
    state: WorkshopState | None = None
    start: Moment | None = None
    end: Moment | None = None
    zone: str | None = None
    city: str | None = None
    held_on: date | None = None
    coverage: CoverageTold | None = None
    accounts: AccountsTold | None = None


class SatisfactionTold(Fact):
    """What participants of the year said (R41). Shares are absent where too few answered to say any."""

    survey: Identifier
    closed_on: date
    invited: int
    respondents: int
    response_rate: float | None = None
    satisfied_with_event: float | None = None
    satisfied_with_materials: float | None = None
    benchmark_passed: bool | None = None


class VolumeTrace(Fact):
    """A volume on workshops of the year. ``workshops`` are all it covers, also those of other years."""

    id: Identifier
    series_number: int
    title: ToldText
    workshops: tuple[Identifier, ...]
    published_on: date | None = None
    withdrawn_on: date | None = None


class Review(Fact):
    """The last answer of one service on whether the cycle can be closed."""

    open: tuple[OpenMatter, ...]
    held: tuple[Identifier, ...]
    said_on: date


class AfterClose(Fact):
    """A fact that came after the closing. ``changed`` is false where it came too late to change what is frozen."""

    what: str = Field(examples=["VolumePublished"])
    about: Identifier
    on: date
    changed: bool


class Chain(Fact):
    """``version`` counts the changes of the record. ``counted_as_held`` is set with ``closed_on``."""

    collection: ClassVar[str] = "chains"

    id: Identifier
    version: int = 0
    workshops: tuple[WorkshopTrace, ...] = ()
    volumes: tuple[VolumeTrace, ...] = ()
    satisfaction: SatisfactionTold | None = None
    reviews: dict[Party, Review] = Field(default_factory=dict)
    closed_on: date | None = None
    counted_as_held: tuple[Identifier, ...] = ()
    after_close: tuple[AfterClose, ...] = ()

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """The record that a stored document keeps."""
        return cls.model_validate({"id": document["_id"], **document})

    def stored(self) -> dict[str, Any]:
        """The document to keep, without its identifier."""
        return self.model_dump(mode="json", exclude={"id"})

    @property
    def held(self) -> frozenset[str]:
        """The workshops that are told as held: one by one, or in the answer of any service. Those of funding and
        publications heard it from events, whose own answer and messages may be later than theirs."""
        return self.heard_as_held.union(*(review.held for review in self.reviews.values()))

    @property
    def heard_as_held(self) -> frozenset[str]:
        return frozenset(one.id for one in self.workshops if one.state is WorkshopState.HELD)

    @property
    def ahead(self) -> frozenset[str]:
        """The workshops that were told of, and neither as held nor as cancelled."""
        return frozenset(one.id for one in self.workshops if one.state in _AHEAD)

    def called(self, workshop: str) -> str:
        """Its title in quotation marks; its identifier while no title was told."""
        title = next((one.title for one in self.workshops if one.id == workshop), None)
        return f"“{title.any()}”" if title else workshop

    def hear_workshop(self, message: WorkshopTold, *, on: date) -> "Chain":
        """Something became of a workshop. After the closing that changes nothing any more, and is noted; only of a
        workshop that the closing counted as held what comes late is still taken in, for there it was known."""
        frozen = self.closed_on is not None and message.workshop not in self.counted_as_held
        changed = self if frozen else self._with_workshop(message.workshop, **_told(message))
        return self._noting(message, changed, about=message.workshop, on=on, left=frozen)

    def hear_coverage(self, message: CoverageChanged, *, on: date) -> "Chain":
        coverage = message.coverage
        told = CoverageTold(secured=coverage.secured, estimate=coverage.estimate, share=coverage.share)
        changed = self._with_workshop(message.workshop, coverage=told)
        return self._noting(message, changed, about=message.workshop, on=on)

    def hear_accounts(self, message: AccountsClosed, *, on: date) -> "Chain":
        told = AccountsTold(estimate=message.estimate, actual=message.actual)
        changed = self._with_workshop(message.workshop, accounts=told)
        return self._noting(message, changed, about=message.workshop, on=on)

    def hear_satisfaction(self, message: SatisfactionSurveyClosed, *, on: date) -> "Chain":
        """The year's one survey was closed (R40); it may be open longer than its cycle."""
        told = SatisfactionTold.model_validate(message.model_dump(include=set(SatisfactionTold.model_fields)))
        changed = self.model_copy(update={"satisfaction": told})
        return self._noting(message, changed, about=message.survey, on=on)

    def hear_volume(self, message: VolumePublished | VolumeWithdrawn, *, on: date) -> "Chain":
        before = next((one for one in self.volumes if one.id == message.volume), None)
        volume = VolumeTrace(
            id=message.volume,
            series_number=message.series_number,
            title=message.title,
            workshops=tuple(sorted(one.workshop for one in message.workshops)),
            published_on=_first_published_on(message, before),
            withdrawn_on=message.withdrawn_on if isinstance(message, VolumeWithdrawn) else None,
        )
        others = (one for one in self.volumes if one.id != volume.id)
        changed = self.model_copy(update={"volumes": _in_order(volume, others)})
        return self._noting(message, changed, about=message.volume, on=on)

    def hear_review(self, party: Party, message: CycleReview, *, on: date) -> "Chain":
        """A service's whole answer replaces the one before. Said again, it keeps the day it was first said on."""
        review = Review(open=message.open, held=message.held, said_on=on)
        before = self.reviews.get(party)
        if before is not None and (before.open, before.held) == (review.open, review.held):
            return self
        return self.model_copy(update={"reviews": {**self.reviews, party: review}})

    def close(self, *, on: date) -> "Chain":
        """Its cycle was closed. What was ahead, and is not counted as held, has lapsed; a workshop of which the money
        alone was told stays as it is, for nobody said what became of it."""
        lapsed = self.ahead - self.held
        workshops = tuple(
            one.model_copy(update={"state": WorkshopState.LAPSED}) if one.id in lapsed else one
            for one in self.workshops
        )
        closed = {"closed_on": on, "counted_as_held": tuple(sorted(self.held)), "workshops": workshops}
        return self.model_copy(update=closed)

    def _with_workshop(self, workshop: str, **told: Any) -> "Chain":
        before = next((one for one in self.workshops if one.id == workshop), WorkshopTrace(id=workshop))
        others = (one for one in self.workshops if one.id != workshop)
        return self.model_copy(update={"workshops": _in_order(before.model_copy(update=told), others)})

    def _noting(self, message: object, changed: "Chain", *, about: str, on: date, left: bool = False) -> "Chain":
        """``changed``; after the closing with a note of what came, also of a fact that had to be ``left`` out."""
        if self.closed_on is None or (changed == self and not left):
            return changed
        note = AfterClose(what=type(message).__name__, about=about, on=on, changed=not left)
        if note in self.after_close:
            return changed
        return changed.model_copy(update={"after_close": (*self.after_close, note)})


def _first_published_on(message: VolumePublished | VolumeWithdrawn, before: VolumeTrace | None) -> date | None:
    """A withdrawal does not say it again."""
    if isinstance(message, VolumePublished):
        return message.published_on
    return before.published_on if before else None


def _in_order(one: Any, others: Iterable[Any]) -> tuple[Any, ...]:
    """By identifier, so that the same things make the same record whichever came first."""
    return tuple(sorted((one, *others), key=lambda part: part.id))


def _told(message: WorkshopTold) -> dict[str, Any]:
    """What a message says of its workshop, by the fields of :class:`WorkshopTrace`."""
    match message:
        case WorkshopCancelled():
            return {"state": WorkshopState.CANCELLED}
        case WorkshopPostponed():
            put_off = WorkshopState.SCHEDULED if message.schedule else WorkshopState.POSTPONED
            return {"state": put_off, **_when_and_where(message.schedule)}
        case WorkshopHeld():
            held = {"state": WorkshopState.HELD, "held_on": message.held_on}
            return {**_about(message), **_when_and_where(message.schedule), **held}
        case WorkshopScheduled():
            return {**_about(message), **_when_and_where(message.schedule), "state": WorkshopState.SCHEDULED}
        case WorkshopFacts():
            return {**_about(message), "state": WorkshopState.PLANNED}


def _about(message: WorkshopFacts) -> dict[str, Any]:
    return {"kind": message.kind, "number": message.number, "title": message.title, "topics": message.topics}


def _when_and_where(schedule: Schedule | None) -> dict[str, Any]:
    if schedule is None:
        return dict.fromkeys(("start", "end", "zone", "city"))
    city = schedule.venue.city if schedule.venue else None
    return {"start": schedule.start, "end": schedule.end, "zone": schedule.zone, "city": city}

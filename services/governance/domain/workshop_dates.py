"""When and where the gatherings of events are, as a calendar needs them: one plain record for each, counted anew
whenever its days, its place or its title change."""

from datetime import date
from typing import Any, ClassVar, Self

from services.governance.domain.chain import WorkshopTold
from shared.contracts.events import (
    Schedule,
    Venue,
    WorkshopCancelled,
    WorkshopFacts,
    WorkshopHeld,
    WorkshopKind,
    WorkshopPostponed,
    WorkshopScheduled,
)
from shared.contracts.facts import Fact, ToldText
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment


class WorkshopDates(Fact):
    """``sequence`` counts the changes and never falls. Dates stay when the gathering is called off or put off, so that
    whoever entered them in a calendar hears of it; before any were told there are none."""

    collection: ClassVar[str] = "workshop_dates"

    id: Identifier
    cycle: Identifier
    sequence: int = 0
    changed_at: Moment | None = None
    kind: WorkshopKind | None = None
    title: ToldText | None = None
    start: Moment | None = None
    end: Moment | None = None
    zone: str | None = None
    venue: Venue | None = None
    off: str | None = None
    """Why it is not on the days given: it was cancelled, or put off without new ones."""
    held_on: date | None = None

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        return cls.model_validate({"id": document["_id"], **document})

    def stored(self) -> dict[str, Any]:
        """The document to keep, without its identifier."""
        return self.model_dump(mode="json", exclude={"id"})

    def hear(self, message: WorkshopTold, *, at: Moment) -> "WorkshopDates":
        """The record with what was told; the same one when nothing of it is new. ``at`` is when it was heard."""
        told = self.model_copy(update=_told(message))
        if told == self:
            return self
        return told.model_copy(update={"sequence": self.sequence + 1, "changed_at": at})


def _told(message: WorkshopTold) -> dict[str, Any]:
    match message:
        case WorkshopCancelled():
            return {"off": f"Cancelled: {message.reason}"}
        case WorkshopPostponed(schedule=None):
            return {"off": f"Postponed, and new days are not known yet: {message.reason}"}
        case WorkshopPostponed():
            return _when(message.schedule)
        case WorkshopHeld():
            return {**_about(message), **_when(message.schedule), "held_on": message.held_on}
        case WorkshopScheduled():
            return {**_about(message), **_when(message.schedule)}
        case _:
            return _about(message)


def _about(message: WorkshopFacts) -> dict[str, Any]:
    return {"kind": message.kind, "title": message.title}


def _when(schedule: Schedule | None) -> dict[str, Any]:
    if schedule is None:
        return {}
    return {
        "start": schedule.start,
        "end": schedule.end,
        "zone": schedule.zone,
        "venue": schedule.venue,
        "off": None,
    }

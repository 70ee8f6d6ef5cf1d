"""What the other services told of a year beside its chain: who came to each gathering, how content they were, and what
it cost, item by item.

A plain record of what was heard, one for each cycle, from which the activity report is built. Streams come in any
order and make the same record; what comes again changes nothing.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from shared.contracts.events import (
    Headcount,
    SatisfactionSurveyClosed,
    SessionKind,
    Shares,
    WorkshopHeld,
    WorkshopKind,
)
from shared.contracts.facts import Fact, ToldText
from shared.contracts.funding import AccountedItem, AccountsClosed
from shared.domain.identifiers import Identifier
from shared.domain.money import Money
from shared.domain.text import Language


class HeldTold(Fact):
    """A gathering that took place. Heads and shares, never a person."""

    id: Identifier
    kind: WorkshopKind
    title: ToldText
    held_on: date
    city: str | None = None
    participants: Headcount
    speakers: Headcount
    participant_shares: Shares
    speaker_shares: Shares
    sessions: int
    migrants_voice_sessions: int
    languages_interpreted: tuple[Language, ...]
    partners: tuple[str, ...]


class CostTold(Fact):
    """The closed accounts of a gathering."""

    id: Identifier
    estimate: Money
    actual: Money
    items: tuple[AccountedItem, ...]


class SatisfactionTold(Fact):
    """What a satisfaction survey showed (R40 to R42). Shares are between 0 and 1, and null where too few answered."""

    id: Identifier
    workshops: tuple[Identifier, ...]
    closed_on: date
    scale: str
    invited: int
    respondents: int
    response_rate: float | None = None
    satisfied_with_event: float | None = None
    satisfied_with_materials: float | None = None
    benchmark_passed: bool | None = None


class Activity(Fact):
    collection: ClassVar[str] = "activity"

    id: Identifier
    held: tuple[HeldTold, ...] = ()
    costs: tuple[CostTold, ...] = ()
    surveys: tuple[SatisfactionTold, ...] = ()

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        return cls.model_validate({"id": document["_id"], **document})

    def stored(self) -> dict[str, Any]:
        """The document to keep, without its identifier."""
        return self.model_dump(mode="json", exclude={"id"})

    def hear(self, message: WorkshopHeld | AccountsClosed | SatisfactionSurveyClosed) -> "Activity":
        match message:
            case WorkshopHeld():
                return self.hear_held(message)
            case AccountsClosed():
                return self.hear_accounts(message)
            case _:
                return self.hear_satisfaction(message)

    def hear_held(self, message: WorkshopHeld) -> "Activity":
        voices = [one for one in message.sessions if one.kind is SessionKind.MIGRANTS_VOICE]
        told = HeldTold(
            id=message.workshop,
            kind=message.kind,
            title=message.title,
            held_on=message.held_on,
            city=message.schedule.venue.city if message.schedule.venue else None,
            participants=message.participants,
            speakers=message.speakers,
            participant_shares=message.participant_shares,
            speaker_shares=message.speaker_shares,
            sessions=len(message.sessions),
            migrants_voice_sessions=len(voices),
            languages_interpreted=message.languages_interpreted,
            partners=message.partners,
        )
        return self.model_copy(update={"held": _replaced(self.held, told)})

    def hear_accounts(self, message: AccountsClosed) -> "Activity":
        told = CostTold(id=message.workshop, estimate=message.estimate, actual=message.actual, items=message.items)
        return self.model_copy(update={"costs": _replaced(self.costs, told)})

    def hear_satisfaction(self, message: SatisfactionSurveyClosed) -> "Activity":
        facts = {name: getattr(message, name) for name in SatisfactionTold.model_fields if name != "id"}
        told = SatisfactionTold(id=message.survey, **facts)
        return self.model_copy(update={"surveys": _replaced(self.surveys, told)})


def _replaced(known: Iterable[Any], told: Any) -> tuple[Any, ...]:
    """By identifier, so that the same things make the same record whichever came first."""
    return tuple(sorted((told, *(one for one in known if one.id != told.id)), key=lambda one: one.id))

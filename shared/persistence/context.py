"""Why a unit of work runs: who asked, when, and which request or message it follows from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from shared.domain.act import Act, Actor, Role
from shared.domain.identifiers import new_identifier
from shared.domain.moment import to_millisecond


@dataclass(frozen=True, kw_only=True)
class Context:
    """The "who, when, why" that goes beside every message of one unit of work.

    ``correlation_id`` is shared by everything that follows from one request; ``causation_id`` is the
    request or message directly before this; ``traceparent`` is the W3C trace header, if there was one.
    """

    actor: Actor
    recorded_at: datetime
    correlation_id: str
    causation_id: str
    traceparent: str | None = None
    occurred_on: date | None = None
    """The day of the message a reaction answers to: what follows from it happened on that day too."""

    @classmethod
    def of_service(cls, service: str, *, now: datetime) -> Self:
        """Of what a service does by itself, by the clock or in a migration: it follows from nothing."""
        cause = new_identifier()
        return cls(
            actor=Actor(subject=service, role=Role.SYSTEM),
            recorded_at=to_millisecond(now),
            correlation_id=cause,
            causation_id=cause,
        )

    def act(self, occurred_on: date | None = None) -> Act:
        """The act this unit of work records. Raises ``OccursInTheFuture`` (invariant 12)."""
        return Act.of(actor=self.actor, recorded_at=self.recorded_at, occurred_on=occurred_on or self.occurred_on)

"""Who does something, on which day it happened, and when the server wrote it down (invariant 12)."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from shared.domain.errors import InvalidInput
from shared.domain.moment import Moment


class Role(StrEnum):
    """Roles of a bearer token (design.md 7), and ``system``: a service reacting to a message."""

    ADMINISTRATION = "administration"
    MEMBER = "member"
    FINANCE = "finance"
    APPROVER = "approver"
    EDITOR = "editor"
    PARTNER = "partner"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SYSTEM = "system"


class Actor(BaseModel):
    """``subject`` is an account's identifier, never a name; on the wire only role and body travel."""

    model_config = ConfigDict(frozen=True)

    subject: str
    role: Role
    body: str | None = None


class OccursInTheFuture(InvalidInput):
    """An act is recorded after it happened, never before."""

    slug = "occurs-in-the-future"

    def __init__(self, occurred_on: date, today: date) -> None:
        super().__init__(
            f"The day it happened ({occurred_on.isoformat()}) lies after today ({today.isoformat()}, UTC).",
            remedy="Record an act on the day it happened or later; plans have dates of their own.",
        )


class Act(BaseModel):
    """One act of one actor. Date rules use ``occurred_on``; running deadlines use ``recorded_at``."""

    model_config = ConfigDict(frozen=True)

    actor: Actor
    occurred_on: date
    recorded_at: Moment

    @classmethod
    def of(cls, *, actor: Actor, recorded_at: Moment, occurred_on: date | None) -> Self:
        """The act as the server records it; without ``occurred_on`` it happened today (UTC).

        Raises :class:`OccursInTheFuture` when ``occurred_on`` is later than the server's day.
        """
        today = recorded_at.date()
        if occurred_on is not None and occurred_on > today:
            raise OccursInTheFuture(occurred_on, today)
        return cls(actor=actor, occurred_on=occurred_on or today, recorded_at=recorded_at)

"""An informal consultation: the forum in which the Membership governs the dialogue (F20, F21)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Self

from services.governance.domain.body import Body
from services.governance.domain.log import (
    AttendanceNoted,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationScheduled,
    FindingMade,
    SlateKind,
    SlatePutForward,
)
from services.governance.domain.membership import Attendee, BodyType
from services.governance.domain.rules import R8
from shared.contracts.facts import DecidedIn, Fact, ForumKind
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText


class ConsultationState(StrEnum):
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


class SlateItem(Fact):
    """What a consultation did with a slate: put it forward (``conclusive`` is ``None``), or found on it."""

    kind: SlateKind
    slate: Identifier
    on: date
    conclusive: bool | None = None


class Consultation(Aggregate, type="consultation", collection="consultations"):
    title: LocalizedText
    state: ConsultationState = ConsultationState.SCHEDULED
    planned_on: date
    opened_on: date | None = None
    """The day that counts for R9."""
    closed_on: date | None = None
    attendance: tuple[Attendee, ...] = ()
    items: tuple[SlateItem, ...] = ()

    @classmethod
    def schedule(cls, *, id: str, title: LocalizedText, planned_on: date, act: Act) -> Self:
        consultation = cls(id=id, title=title, planned_on=planned_on)
        consultation.record(ConsultationScheduled(consultation=id, title=title, planned_on=planned_on), act=act)
        return consultation

    def open(self, *, act: Act) -> None:
        refuse(self.obstacles_to_open())
        self.state, self.opened_on = ConsultationState.OPEN, act.occurred_on
        self.record(ConsultationOpened(consultation=self.id, opened_on=act.occurred_on), act=act)

    def note_attendance(self, *, bodies: Sequence[Body], act: Act) -> None:
        """Add to the bodies noted as present; who was noted once stays so, with the type it had (R1)."""
        self._require_open(act.occurred_on)
        noted = {attendee.body for attendee in self.attendance}
        new = tuple({body.id: body.as_attendee() for body in bodies if body.id not in noted}.values())
        if not new:
            raise WrongState(
                "Every body named is noted as present already." if bodies else "No body was named.",
                remedy="Name at least one body that was present and is not noted yet.",
            )
        self.attendance += new
        self.record(AttendanceNoted(consultation=self.id, attendees=new), act=act)

    def put_forward(self, *, kind: SlateKind, slate: str, act: Act) -> None:
        """A slate is put to the Membership here. Raises ``WrongState`` unless the consultation is open."""
        self._require_open(act.occurred_on)
        self.items += (SlateItem(kind=kind, slate=slate, on=act.occurred_on),)
        self.record(SlatePutForward(consultation=self.id, kind=kind, slate=slate), act=act)

    def find(self, *, kind: SlateKind, slate: str, slate_opened_on: date, conclusive: bool, act: Act) -> DecidedIn:
        """What this consultation showed on a slate, on a day it was open, also when recorded after its closing.

        The slate was put forward here, or in an earlier consultation. Raises ``RuleBroken`` R8 when it
        is said to be conclusive though no body was present.
        """
        refuse(self.obstacles_to_find(conclusive=conclusive))
        self._require_day_within(act.occurred_on)
        if act.occurred_on < slate_opened_on:
            raise InvalidInput(
                f"The day given ({act.occurred_on.isoformat()}) lies before the slate opened "
                f"({slate_opened_on.isoformat()}).",
                remedy="Give the day on which the Membership was found to have decided (occurred_on).",
            )
        put_here = any(item.slate == slate for item in self.items)
        if not put_here and self._opened_on() < slate_opened_on:
            raise WrongState(
                f"The consultation “{self.title.any()}” opened before this slate, which was put to another one.",
                remedy="Name the consultation to which the slate was put, or a later one.",
            )
        self.items += (SlateItem(kind=kind, slate=slate, on=act.occurred_on, conclusive=conclusive),)
        self.record(FindingMade(consultation=self.id, kind=kind, slate=slate, conclusive=conclusive), act=act)
        return DecidedIn(kind=ForumKind.CONSULTATION, id=self.id, on=act.occurred_on)

    def close(self, *, act: Act) -> None:
        self._require_open(act.occurred_on)
        if any(item.on > act.occurred_on for item in self.items):
            raise InvalidInput(
                f"The consultation cannot have closed on {act.occurred_on.isoformat()}: "
                "a slate was put to it, or a finding made, on a later day.",
                remedy="Give the day on which it closed, after everything that happened in it.",
            )
        self.state, self.closed_on = ConsultationState.CLOSED, act.occurred_on
        self.record(ConsultationClosed(consultation=self.id, closed_on=act.occurred_on), act=act)

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_open(self) -> Obstacles:
        if self.opened_on is not None:
            yield WrongState(
                f"The consultation “{self.title.any()}” was opened on {self.opened_on.isoformat()} already.",
                remedy="Schedule another consultation, or go on with this one.",
            )

    def obstacles_to_go_on(self) -> Obstacles:
        """To note attendance, to put a slate forward, and to close."""
        yield from self._not_opened()
        if self.state is ConsultationState.CLOSED:
            yield WrongState(
                f"The consultation “{self.title.any()}” is closed.", remedy="Use a consultation that is open."
            )

    def obstacles_to_find(self, *, conclusive: bool) -> Obstacles:
        """To say what it showed on a slate; also after its closing."""
        yield from self._not_opened()
        if conclusive and not self.attendance:
            yield RuleBroken(
                R8,
                f"No body of the Membership is noted as present at the consultation “{self.title.any()}”, "
                "and the Administration alone cannot adopt.",
                remedy="Note which bodies were present while the consultation is open, or take the slate to another.",
            )

    @property
    def had_a_member_state(self) -> bool:
        return any(attendee.type is BodyType.MEMBER_STATE for attendee in self.attendance)

    def was_opened_by(self, day: date) -> bool:
        return self.opened_on is not None and self.opened_on <= day

    def _not_opened(self) -> Obstacles:
        if self.opened_on is None:
            yield WrongState(f"The consultation “{self.title.any()}” has not been opened yet.", remedy="Open it first.")

    def _require_open(self, day: date) -> None:
        refuse(self.obstacles_to_go_on())
        self._require_day_within(day)

    def _require_day_within(self, day: date) -> None:
        opened_on = self._opened_on()
        if day < opened_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the consultation opened ({opened_on.isoformat()}).",
                remedy="Give the day on which it happened, while the consultation was open.",
            )
        if self.closed_on is not None and day > self.closed_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies after the consultation closed ({self.closed_on.isoformat()}).",
                remedy="Give the day on which it happened (occurred_on), while the consultation was open.",
            )

    def _opened_on(self) -> date:
        refuse(self._not_opened())
        assert self.opened_on is not None
        return self.opened_on


def forum_for(slate_opened_on: date, *, own: Consultation, attended: Consultation | None) -> Consultation:
    """Where a slate can best be decided: the consultation it was put to, unless nobody came to that one.

    ``attended`` is the one opened last of all those to which somebody came.
    """
    if own.attendance or attended is None or not attended.attendance:
        return own
    return attended if attended.opened_on is not None and attended.opened_on >= slate_opened_on else own


def require_consultation(kind: str) -> None:
    """R8: a consultation is the only forum of the Membership that this version knows."""
    if kind == ForumKind.CONSULTATION:
        return
    what = (
        "Written surveys do not exist yet in this version"
        if kind == ForumKind.WRITTEN_SURVEY
        else (f"“{kind}” is not a forum of the Membership")
    )
    raise RuleBroken(
        R8,
        f"{what}: the Membership decides in a consultation.",
        remedy="Name the consultation in which the Membership decided (kind: consultation).",
    )

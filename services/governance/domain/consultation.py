"""An informal consultation: the forum in which the Membership governs the dialogue (F20, F21)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field

from services.governance.domain.agenda import AgendaItem, ItemState, Outcome, Paper, SlateItem, settled, standing_items
from services.governance.domain.body import Body
from services.governance.domain.consultation_log import (
    AgendaItemPlaced,
    AgendaSettled,
    AttendanceNoted,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationScheduled,
    FindingMade,
    PaperAdded,
    ProposalHeard,
    RecordWritten,
    SlatePutForward,
)
from services.governance.domain.membership import Attendee, BodyType
from services.governance.domain.rules import R2, R3, R8
from shared.contracts.facts import DecidedIn, ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.text import Language, LocalizedText

MOST_WITHOUT_A_REASON = 3


class ConsultationState(StrEnum):
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"


class Consultation(Aggregate, type="consultation", collection="consultations"):
    title: LocalizedText
    state: ConsultationState = ConsultationState.SCHEDULED
    planned_on: date
    opened_on: date | None = None
    """The day that counts for R9."""
    closed_on: date | None = None
    attendance: tuple[Attendee, ...] = ()
    items: tuple[SlateItem, ...] = ()
    announced_on: date | None = None
    reason: str | None = None
    """Why there is one more in its year than two to three (R2)."""
    short_notice: bool = False
    """Announced later than the practice of the house has it: a warning, never a block."""
    agenda: tuple[AgendaItem, ...] = Field(default_factory=standing_items)
    papers: tuple[Paper, ...] = ()
    summary: LocalizedText | None = None
    """The record of what was said."""

    @classmethod
    def schedule(
        cls,
        *,
        id: str,
        title: LocalizedText,
        planned_on: date,
        act: Act,
        others_in_its_year: int = 0,
        reason: str | None = None,
        notice_days: int | None = None,
    ) -> Self:
        """Announce it; ``notice_days`` are those of the house's practice, if it has any.

        Raises ``RuleBroken`` R2 for a fourth in its year without a reason.
        """
        if others_in_its_year >= MOST_WITHOUT_A_REASON and not (reason or "").strip():
            raise RuleBroken(
                R2,
                f"{planned_on.year} has {others_in_its_year} informal consultations already, and no reason is given "
                "for one more.",
                remedy="Say in reason why the year needs another one.",
            )
        consultation = cls(id=id, title=title, planned_on=planned_on, announced_on=act.occurred_on, reason=reason)
        consultation.short_notice = notice_days is not None and (planned_on - act.occurred_on).days < notice_days
        consultation.record(
            ConsultationScheduled(consultation=id, title=title, planned_on=planned_on, reason=reason), act=act
        )
        return consultation

    def open(self, *, act: Act) -> None:
        refuse(self.obstacles_to_open())
        self.state, self.opened_on = ConsultationState.OPEN, act.occurred_on
        self.record(ConsultationOpened(consultation=self.id, opened_on=act.occurred_on), act=act)

    def note_attendance(self, *, bodies: Sequence[Body], act: Act) -> None:
        """Add to the bodies noted as present; who was noted once stays so, with the type it had (R1)."""
        self.require_open(act.occurred_on)
        noted = {attendee.body for attendee in self.attendance}
        new = tuple({body.id: body.as_attendee(act.occurred_on) for body in bodies if body.id not in noted}.values())
        if not new:
            raise WrongState(
                "Every body named is noted as present already." if bodies else "No body was named.",
                remedy="Name at least one body that was present and is not noted yet.",
            )
        self.attendance += new
        self.record(AttendanceNoted(consultation=self.id, attendees=new), act=act)

    def put_forward(self, *, kind: SlateKind, slate: str, act: Act) -> None:
        """A slate is put to the Membership here. Raises ``WrongState`` unless the consultation is open."""
        self.require_open(act.occurred_on)
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
        if not self.deals_with(slate) and self._opened_on() < slate_opened_on:
            raise WrongState(
                f"The consultation “{self.title.any()}” opened before this slate, which was put to another one.",
                remedy="Name the consultation to which the slate was put, or a later one.",
            )
        self.items += (SlateItem(kind=kind, slate=slate, on=act.occurred_on, conclusive=conclusive),)
        self.record(FindingMade(consultation=self.id, kind=kind, slate=slate, conclusive=conclusive), act=act)
        return DecidedIn(kind=ForumKind.CONSULTATION, id=self.id, on=act.occurred_on)

    def place(self, item: AgendaItem, *, act: Act) -> None:
        """Put something on the agenda (R17, R43). Nothing is recorded when it is there already."""
        if self.state is ConsultationState.CLOSED:
            raise WrongState(f"The consultation “{self.title.any()}” is closed.", remedy="Use the next one.")
        if any(one.id == item.id for one in self.agenda):
            return
        self.agenda += (item,)
        self.record(AgendaItemPlaced(consultation=self.id, item=item.id, about=item.about), act=act)

    def settle(self, outcomes: Sequence[Outcome], *, act: Act) -> None:
        """Note what became of items of the agenda, while it is open (R3)."""
        self.require_open(act.occurred_on)
        if not outcomes:
            raise InvalidInput("No item was named.", remedy="Name at least one item of the agenda.")
        self.agenda = settled(self.agenda, outcomes, day=act.occurred_on)
        names = tuple(one.item for one in outcomes)
        self.record(AgendaSettled(consultation=self.id, items=names), act=act)

    def add_paper(self, paper: Paper, *, act: Act) -> None:
        if paper in self.papers:
            raise WrongState("This paper is there already.", remedy="Add another one, or go on.")
        self.papers += (paper,)
        self.record(PaperAdded(consultation=self.id, paper=paper.address), act=act)

    def write_record(self, summary: LocalizedText, *, act: Act) -> None:
        """The record of what was said; also after the closing, and again."""
        refuse(self.obstacles_to_write())
        self.summary = summary
        self.record(RecordWritten(consultation=self.id, languages=tuple(_written_in(summary))), act=act)

    def hear_proposal(self, *, slate: str, option: str, act: Act) -> None:
        """A body proposed something here. Recorded, so that this and a closing at once meet (R6, R12)."""
        self.require_open(act.occurred_on)
        self.record(ProposalHeard(consultation=self.id, slate=slate, option=option), act=act)

    def deals_with(self, slate: str) -> bool:
        """Whether the slate was put to it, or came back to it (R17)."""
        return any(item.slate == slate for item in self.items) or any(item.about == slate for item in self.agenda)

    def close(self, *, act: Act) -> tuple[AgendaItem, ...]:
        """Close it; answers what it leaves to the next one. Raises ``RuleBroken`` R3 while a standing item is open."""
        self.require_open(act.occurred_on)
        refuse(self._standing_open())
        if any(item.on > act.occurred_on for item in self.items):
            raise InvalidInput(
                f"The consultation cannot have closed on {act.occurred_on.isoformat()}: "
                "a slate was put to it, or a finding made, on a later day.",
                remedy="Give the day on which it closed, after everything that happened in it.",
            )
        left = tuple(item for item in self.agenda if item.state is ItemState.OPEN)
        self.agenda = tuple(
            item.model_copy(update={"state": ItemState.CARRIED_OVER}) if item in left else item for item in self.agenda
        )
        self.state, self.closed_on = ConsultationState.CLOSED, act.occurred_on
        self.record(ConsultationClosed(consultation=self.id, closed_on=act.occurred_on), act=act)
        return left

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

    def obstacles_to_close(self) -> Obstacles:
        yield from self.obstacles_to_go_on()
        if self.state is ConsultationState.OPEN:
            yield from self._standing_open()

    def obstacles_to_write(self) -> Obstacles:
        """The record; also after its closing."""
        yield from self._not_opened()

    def _standing_open(self) -> Obstacles:
        standing = [item for item in self.agenda if item.is_standing and item.state is ItemState.OPEN]
        left = [item.kind.replace("_", " ") for item in standing]
        if left:
            yield RuleBroken(
                R3,
                f"The consultation “{self.title.any()}” has not dealt with its standing items: {', '.join(left)}.",
                remedy="Note each as handled, or as not applicable with the reason, and close it then.",
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
    def kind(self) -> ForumKind:
        return ForumKind.CONSULTATION

    @property
    def had_a_member_state(self) -> bool:
        return any(attendee.type is BodyType.MEMBER_STATE for attendee in self.attendance)

    def was_opened_by(self, day: date) -> bool:
        return self.opened_on is not None and self.opened_on <= day

    def _not_opened(self) -> Obstacles:
        if self.opened_on is None:
            yield WrongState(f"The consultation “{self.title.any()}” has not been opened yet.", remedy="Open it first.")

    def require_open(self, day: date) -> None:
        """Raises when it is not open, or was not on that day."""
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


def _written_in(text: LocalizedText) -> list[Language]:
    return [language for language in Language if language not in text.missing]

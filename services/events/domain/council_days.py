"""What the days of a session of the Council rule out, and what lies in them or before them (R25, R26)."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.events.domain.council_session import CouncilSession
from services.events.domain.days import first_day
from services.events.domain.kinds import KINDS, CouncilSessionRule
from services.events.domain.rules import COUNCIL_SESSIONS, PRESENTED_AT_THE_COUNCIL
from services.events.domain.workshop import Workshop
from services.events.domain.year import BookedDays, CouncilDays
from shared.domain.errors import RuleBroken


def check_no_workshop_in(days: Iterable[BookedDays], *, start: date, end: date) -> None:
    """Raises ``RuleBroken`` R25 when an intersessional workshop has some of the days of a session."""
    for booked in days:
        outside = KINDS[booked.kind].council_session is CouncilSessionRule.OUTSIDE
        if outside and booked.first <= end and start <= booked.last:
            raise RuleBroken(
                COUNCIL_SESSIONS,
                f"The session ({span(start, end)}) overlaps the intersessional workshop {booked.workshop} "
                f"({span(booked.first, booked.last)}).",
                remedy=f"Move {booked.workshop} to other days first, then register the session.",
            )


def check_events_inside(days: Iterable[BookedDays], sessions: Sequence[CouncilDays]) -> None:
    """Raises ``RuleBroken`` R25 when an event of the Council lies in none of its sessions."""
    for booked in days:
        if KINDS[booked.kind].council_session is CouncilSessionRule.INSIDE and not is_inside(
            sessions, first=booked.first, last=booked.last
        ):
            raise RuleBroken(
                COUNCIL_SESSIONS,
                f"{booked.workshop} ({span(booked.first, booked.last)}) would lie in no session of the Council.",
                remedy=f"Keep its days in the session, or move {booked.workshop} into another session first.",
            )


def is_inside(sessions: Iterable[CouncilDays], *, first: date, last: date) -> bool:
    return any(session.start <= first and last <= session.end for session in sessions)


def check_presented_after(seminar: Workshop, session: CouncilSession) -> None:
    """Raises ``RuleBroken`` R26 for a session that is over before the seminar begins; a seminar without dates may be
    presented at any."""
    if seminar.schedule is not None and session.end < first_day(seminar.schedule):
        raise RuleBroken(
            PRESENTED_AT_THE_COUNCIL,
            f"The Council’s session {session.number} ({span(session.start, session.end)}) is over before "
            f"{seminar.id} begins ({first_day(seminar.schedule).isoformat()}).",
            remedy="Name a session that ends on the first day of the seminar or later.",
        )


def span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"

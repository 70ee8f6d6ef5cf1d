"""Identifiers that follow from the year, so that a message heard twice plans nothing twice."""

import re

from shared.contracts.events import WorkshopKind
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.identifiers import year_of_cycle

_RESERVED = re.compile(
    r"workshop-\d{4}-\d+|conference-\d{4}|council-idm-session-\d{4}|calendar-.*|council-session-.*|history-.*|"
    r"holidays-.*|interpretation-.*|satisfaction-\d{4}|seats-.*|invitations-.*|participants-.*|classification-.*|"
    r"balance-targets"
)


_BY_DECISION = {
    WorkshopKind.HIGH_LEVEL_CONFERENCE: "conference",
    WorkshopKind.COUNCIL_IDM_SESSION: "council-idm-session",
}


def calendar_id(year: int) -> str:
    return f"calendar-{year}"


def year_of(cycle: str) -> int:
    """The year of ``cycle-2018``. Raises ``NotFound`` for what is no cycle."""
    year = year_of_cycle(cycle)
    if year is None:
        raise NotFound("cycle", cycle)
    return year


def workshop_id(kind: WorkshopKind, year: int, number: int | None = None) -> str:
    """The identifier of a gathering that a decision of the Membership plans. Raises ``LookupError`` for other kinds."""
    if kind is WorkshopKind.INTERSESSIONAL_WORKSHOP:
        return f"workshop-{year}-{number}"
    return f"{_BY_DECISION[kind]}-{year}"


def reserved_for(kind: WorkshopKind, year: int, number: int | None) -> str | None:
    """The reserved identifier that a gathering planned by hand may have; ``None`` when there is none for its kind."""
    by_decision = kind is WorkshopKind.INTERSESSIONAL_WORKSHOP or kind in _BY_DECISION
    return workshop_id(kind, year, number) if by_decision else None


def session_id(number: int) -> str:
    """The identifier of the Council's session of that number."""
    return f"council-session-{number}"


def satisfaction_id(year: int) -> str:
    """The identifier of the year's satisfaction survey (R40)."""
    return f"satisfaction-{year}"


def check_own_id(identifier: str, *, meant: str | None) -> None:
    """An identifier of the caller's own never takes one that a decision, or another stream, will need.

    ``meant`` is the reserved one that this very thing may have. Raises ``InvalidInput``.
    """
    if identifier != meant and _RESERVED.fullmatch(identifier):
        raise InvalidInput(
            f"The identifier “{identifier}” is kept for something else.", remedy="Choose another, or leave it out."
        )

"""What is read-only once governance closed a cycle: decisions, and what they would be taken on (domain.md 1.8).

Budgets, pledges and agreements are decisions. Receipts, donors' choices, actual costs and the closing of accounts
are not; they go on, and are marked “after close”.
"""

from datetime import date

from shared.domain.actions import Obstacles
from shared.domain.errors import CycleIsClosed
from shared.domain.identifiers import year_of_cycle


def obstacles_after_close(cycle: str, closed_on: date | None, *, so: str) -> Obstacles:
    """``CycleIsClosed`` when it is; ``so`` ends the sentence: “its budgets are read-only”."""
    if closed_on is not None:
        yield CycleIsClosed(
            f"The cycle {year_of_cycle(cycle)} was closed on {closed_on.isoformat()}, and {so}.",
            remedy="Receipts, actual costs, donors’ choices and the closing of accounts can still be recorded.",
        )


# Why something told of a workshop does not fit a closed year: for the work list


def too_late(title: str, *, told: str, cycle: str, closed_on: date) -> str:
    """``told``: scheduled, held."""
    year, day = year_of_cycle(cycle), closed_on.isoformat()
    return f"“{title}” was reported as {told} only after the cycle {year} was closed on {day}."


def closed_without(called: str, *, cycle: str) -> str:
    """It was held as far as funding heard, and governance did not count it."""
    return f"{called} was recorded as held, and the cycle {year_of_cycle(cycle)} was closed without it."


def closed_with(title: str, *, cycle: str) -> str:
    """It was cancelled as far as funding hears, and governance counted it among those held."""
    return f"“{title}” was reported as cancelled, and the cycle {year_of_cycle(cycle)} was closed with it as held."

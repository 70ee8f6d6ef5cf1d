"""What is read-only once governance closed a cycle: decisions, and what they would be taken on (domain.md 1.8).

Budgets, pledges and agreements are decisions. Receipts, donors' choices, actual costs and the closing of accounts
are not; they go on, and are marked “after close”.
"""

from datetime import date

from services.funding.domain.identity import year_of
from shared.domain.actions import Obstacles
from shared.domain.errors import WrongState

CYCLE_CLOSED = "cycle-closed"


def obstacles_after_close(cycle: str, closed_on: date | None, *, so: str) -> Obstacles:
    """``WrongState`` when the cycle is closed; ``so`` ends the sentence: “its budgets are read-only”."""
    if closed_on is not None:
        yield WrongState(
            f"The cycle {year_of(cycle)} was closed on {closed_on.isoformat()}, and {so}.",
            remedy="Receipts, actual costs, donors’ choices and the closing of accounts can still be recorded.",
            slug=CYCLE_CLOSED,
        )


def too_late(workshop: str, *, told: str, closed_on: date) -> str:
    """Why something told of a workshop does not fit: its year was over. ``told``: scheduled, held, cancelled."""
    return f"{workshop} is told to be {told}, and its cycle was closed on {closed_on.isoformat()}."

"""The states of a sponsorship, and what several of its steps ask alike."""

from collections.abc import Iterable
from enum import StrEnum

from shared.domain.actions import Obstacles
from shared.domain.errors import InvalidInput, NotAllowed, WrongState
from shared.domain.money import Money


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    BOOKED = "booked"
    CLAIMED = "claimed"
    ENDED = "ended"
    """The journey does not take place, and what was paid for it is to be settled."""
    SETTLED = "settled"
    DECLINED = "declined"
    RELEASED = "released"
    """The journey does not take place, and cost nothing."""


TO_SETTLE = frozenset({State.CLAIMED, State.ENDED})
COMMITTED = frozenset({State.APPROVED, State.BOOKED, *TO_SETTLE})
"""What holds money of the workshop that is not spent yet."""
BRINGS = frozenset({State.APPROVED, State.BOOKED, State.CLAIMED, State.SETTLED})
"""Whose expert comes, or came; a settled one of somebody who did not has an ending."""
OVER = frozenset({State.SETTLED, State.DECLINED, State.RELEASED})
_WHY = {
    State.REQUESTED: "is not approved yet",
    State.APPROVED: "is approved already, and its journey is not booked",
    State.BOOKED: "is booked already",
    State.CLAIMED: "has its claim already",
    State.ENDED: "does not take place any more",
    State.SETTLED: "is settled",
    State.DECLINED: "was declined",
    State.RELEASED: "does not take place any more",
}


def outside(allowed: Iterable[State], state: State, *, sponsorship: str, remedy: str) -> Obstacles:
    """``WrongState`` when it is in none of the ``allowed`` states."""
    if state not in allowed:
        yield WrongState(f"The sponsorship “{sponsorship}” {_WHY[state]}.", remedy=remedy)


def same_person(caller: str, *, requester: str, approver: str | None) -> Obstacles:
    """``NotAllowed`` for an account that would pay what it asked for or approved (design.md 7)."""
    if caller == requester:
        yield NotAllowed(
            "You requested this sponsorship, and nobody pays what they asked for.",
            remedy="Ask another finance officer.",
            slug="requester-does-not-pay",
        )
    if caller == approver:
        yield NotAllowed(
            "You approved this sponsorship, and nobody pays what they approved.",
            remedy="Ask another finance officer.",
            slug="approver-does-not-pay",
        )


def require_some(amount: Money, *, currency: str) -> None:
    """Raises ``InvalidInput`` for nothing, for less, and for another currency."""
    amount.require_currency(currency)
    if amount.amount <= 0:
        raise InvalidInput(f"{amount} is nothing to record.", remedy="Give an amount of more than 0.")

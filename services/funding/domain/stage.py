"""What became of the workshop that a budget and its accounts are for."""

from enum import StrEnum

from shared.domain.actions import Obstacles
from shared.domain.errors import WrongState


class Stage(StrEnum):
    AHEAD = "ahead"
    """The workshop is still to come."""
    SETTLING = "settling"
    """It was held, and its costs are being settled."""
    CLOSED = "closed"
    CALLED_OFF = "called_off"
    """The workshop does not take place: it was cancelled, or its cycle was closed before it was held."""


OPEN = frozenset({Stage.AHEAD, Stage.SETTLING})
_WHY = {
    Stage.AHEAD: "was not recorded as held yet",
    Stage.SETTLING: "was held, and its accounts are being settled",
    Stage.CLOSED: "was held, and its accounts are closed",
    Stage.CALLED_OFF: "was cancelled",
}


def obstacles_outside(
    allowed: frozenset[Stage], stage: Stage, *, lapsed: bool, workshop: str, remedy: str
) -> Obstacles:
    """``WrongState`` when the workshop is at none of the ``allowed`` stages. ``lapsed``: it was called off because
    its cycle was closed."""
    if stage not in allowed:
        why = "was not held before its cycle was closed" if lapsed else _WHY[stage]
        yield WrongState(f"The workshop {workshop} {why}.", remedy=remedy)

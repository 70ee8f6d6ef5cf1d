"""Identifiers that follow from the workshop, so that a message heard twice opens nothing twice."""

from shared.domain.errors import InvalidInput
from shared.domain.identifiers import new_identifier

_RESERVED = ("budget-", "accounts-", "cycle-", "rate-", "travel-")


def budget_id(workshop: str) -> str:
    return f"budget-{workshop}"


def accounts_id(workshop: str) -> str:
    return f"accounts-{workshop}"


def travel_id(workshop: str) -> str:
    return f"travel-{workshop}"


def workshop_of_travel(travel: str) -> str | None:
    """The workshop whose travel has this identifier; ``None`` for what is none."""
    return travel.removeprefix("travel-") if travel.startswith("travel-") else None


def own_id(wanted: str | None) -> str:
    """The identifier asked for, or a new one. Raises ``InvalidInput`` for those that follow from a workshop or year."""
    if wanted is None:
        return new_identifier()
    if wanted.startswith(_RESERVED):
        raise InvalidInput(
            f"Identifiers that begin with {' or '.join(_RESERVED)} are kept for something else.",
            remedy="Choose another, or leave it out.",
        )
    return wanted

"""Identifiers that follow from the workshop or the year, so that a message heard twice opens nothing twice."""

import re

from shared.domain.errors import InvalidInput, NotFound
from shared.domain.identifiers import new_identifier

_RESERVED = ("budget-", "accounts-", "cycle-")
_CYCLE = re.compile(r"cycle-(\d{4})")


def budget_id(workshop: str) -> str:
    return f"budget-{workshop}"


def accounts_id(workshop: str) -> str:
    return f"accounts-{workshop}"


def year_of(cycle: str) -> int:
    """The year of ``cycle-2018``. Raises ``NotFound`` for what is no cycle."""
    found = _CYCLE.fullmatch(cycle)
    if found is None:
        raise NotFound("cycle", cycle)
    return int(found[1])


def contribution_id(wanted: str | None) -> str:
    """The identifier asked for, or a new one. Raises ``InvalidInput`` for those of budgets, accounts and cycles."""
    if wanted is None:
        return new_identifier()
    if wanted.startswith(_RESERVED):
        raise InvalidInput(
            f"Identifiers that begin with {' or '.join(_RESERVED)} are kept for something else.",
            remedy="Choose another, or leave it out.",
        )
    return wanted

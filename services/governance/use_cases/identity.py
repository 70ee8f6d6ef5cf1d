"""Identifiers of new aggregates."""

from shared.domain.errors import InvalidInput
from shared.domain.identifiers import new_identifier

_RESERVED = ("cycle-", "history-")


def identity(wanted: str | None) -> str:
    """The identifier asked for, or a new one. Raises ``InvalidInput`` for names of cycles and past years.

    Whether it is free is seen when the aggregate is added.
    """
    if wanted is None:
        return new_identifier()
    if wanted.startswith(_RESERVED):
        raise InvalidInput(
            "Identifiers that begin with “cycle-” or “history-” belong to cycles and past years.",
            remedy="Choose another identifier, or none.",
        )
    return wanted

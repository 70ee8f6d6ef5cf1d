"""Identifiers of new aggregates."""

from shared.domain.errors import InvalidInput
from shared.domain.identifiers import new_identifier

_RESERVED = ("cycle-", "history-", "positions-", "practice")


def identity(wanted: str | None) -> str:
    """The identifier asked for, or a new one. Raises ``InvalidInput`` for names of cycles, past years and the like.

    Whether it is free is seen when the aggregate is added.
    """
    if wanted is None:
        return new_identifier()
    if wanted.startswith(_RESERVED):
        raise InvalidInput(
            f"Identifiers that begin with {', '.join(f'“{one}”' for one in _RESERVED)} are made by this service.",
            remedy="Choose another identifier, or none.",
        )
    return wanted

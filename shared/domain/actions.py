"""What may be done now, told by the same checks that refuse it (design.md 7)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from shared.domain.errors import DomainError

Obstacles = Iterator[DomainError]
"""What a check yields: everything in the way now, the first first. A check looks only at what no payload changes."""


def refuse(obstacles: Iterable[DomainError]) -> None:
    """Raise the first obstacle. A method calls it before it does anything; without any, it may go on."""
    for obstacle in obstacles:
        raise obstacle


@dataclass(frozen=True, kw_only=True)
class Action:
    """One thing to do to one resource, and what is in the way; nothing is, and it may be done with a fitting payload.

    ``operation`` is the operation id of the API and ``at`` the identifiers in its address. ``called`` names
    the action where one operation does several things.
    """

    operation: str
    obstacles: tuple[DomainError, ...] = ()
    at: Mapping[str, str] = field(default_factory=dict)
    called: str = ""

    @property
    def name(self) -> str:
        return self.called or self.operation

    @property
    def allowed(self) -> bool:
        return not self.obstacles

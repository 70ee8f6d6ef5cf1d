"""Where the Membership decides (R8): a consultation, or the written survey that follows one."""

from datetime import date
from typing import Protocol

from services.governance.domain.rules import R8
from shared.contracts.facts import DecidedIn, ForumKind
from shared.contracts.governance import SlateKind
from shared.domain.act import Act
from shared.domain.actions import Obstacles
from shared.domain.errors import RuleBroken


class Forum(Protocol):
    """What a slate asks of the place in which it is decided."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> ForumKind: ...

    @property
    def opened_on(self) -> date | None:
        """The day that counts for R9."""
        ...

    def obstacles_to_find(self, *, conclusive: bool) -> Obstacles: ...

    def find(self, *, kind: SlateKind, slate: str, slate_opened_on: date, conclusive: bool, act: Act) -> DecidedIn:
        """Record what it showed on the slate."""
        ...


def forum_kind(kind: str) -> ForumKind:
    """R8: nothing else is a forum of the Membership."""
    try:
        return ForumKind(kind)
    except ValueError:
        raise RuleBroken(
            R8,
            f"“{kind}” is not a forum of the Membership: it decides in a consultation or in a written survey.",
            remedy="Name the consultation or the written survey in which the Membership decided (decided_in).",
        ) from None

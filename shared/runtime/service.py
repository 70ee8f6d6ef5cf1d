"""What a service is, for the machinery that runs it: the same few parts in all four."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter

from shared.domain.message import Message
from shared.messaging.reactions import Reactions
from shared.persistence.migrations import Migration


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service, wired in its ``service.py``.

    ``messages`` are those it sends, ``reactions`` what it does on those of others, ``migrations`` the
    collections and indexes of its own (the core's are added to them).
    """

    name: str
    title: str
    description: str
    routers: Sequence[APIRouter]
    migrations: Sequence[Migration]
    messages: Sequence[type[Message]]
    reactions: Reactions = field(default_factory=dict)

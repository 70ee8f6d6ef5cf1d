"""What a service is: its name, its rooms, and nothing else. ``services/<name>/service.py`` fills one in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter

from shared.contracts.registry import topic_for
from shared.messaging.reactions import Reactions
from shared.persistence.migrations import Migration
from shared.runtime.deadlines import Deadline


@dataclass(frozen=True, kw_only=True)
class Service:
    """``name`` is its database, its path prefix, its topics' middle word and its consumer group."""

    name: str
    summary: str
    routers: Callable[[], Sequence[APIRouter]]
    """Its HTTP surface, loaded when it is asked for: it is half of what there is to load, and `migrate` has none."""
    migrations: Sequence[Migration]
    reactions: Reactions
    deadlines: Sequence[Deadline] = ()
    """What it does by the clock."""
    examples: Path | None = None
    """The recorded answers that its API pages show."""


def topics_heard(service: Service) -> list[str]:
    """The topics that carry what this service reacts to."""
    return sorted({topic.name for topic in map(topic_for, service.reactions) if topic is not None})

"""The table of what a service does on another service's message."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from shared.domain.message import Message
from shared.persistence.unit_of_work import UnitOfWork

Reaction = Callable[[UnitOfWork, Any], Awaitable[None]]
"""``async def on_theme_selected(unit: UnitOfWork, message: ThemeSelected) -> None``.

It loads by identifier, calls the domain and saves; it has no effect but through its unit, calls no
other service, and never refuses a fact: what no longer fits is recorded (invariant 6).
"""

Reactions = Mapping[type[Message], Reaction]

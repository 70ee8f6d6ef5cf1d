"""What a unit of work gathers before it is flushed."""

from dataclasses import dataclass, field

from shared.domain.aggregate import Recorded
from shared.persistence.context import Context
from shared.persistence.driver import Document

Key = tuple[str, str]
"""A collection and an identifier in it."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One recorded message, with why it was recorded: what becomes an outbox row."""

    stream: str
    recorded: Recorded
    context: Context


@dataclass(kw_only=True)
class Staged:
    document: Document
    base_version: int | None
    """Version in the database when this transaction first saw it; ``None`` for what is new."""
    changed: bool


@dataclass(kw_only=True)
class Layer:
    aggregates: dict[Key, Staged] = field(default_factory=dict)
    documents: dict[Key, Document] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def absorb(self, other: "Layer") -> None:
        self.aggregates.update(other.aggregates)
        self.documents.update(other.documents)
        self.facts.extend(other.facts)

"""What a report has beside its content: its state, its workshop as events told of it, the volumes that cover it."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.contracts.events import WorkshopKind
from shared.contracts.facts import ThemeRef
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    """Its editors are done with it, and those who have to agree decide; a change makes it a draft again."""
    CLEARED = "cleared"
    """Checked as it is; a change makes it a draft again."""
    PUBLISHED = "published"
    DROPPED = "dropped"
    """The workshop was cancelled or put off, and there is nothing to report on unless it is held after all; or the
    cycle was closed without the workshop."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeldWorkshop(_Part):
    """The workshop as events told of it. ``held_on`` is its last day."""

    kind: WorkshopKind
    number: int | None = None
    title: LocalizedText
    theme: ThemeRef | None = None
    held_on: date
    partners: tuple[str, ...] = ()
    """The organizations with which it was held."""


class InVolume(_Part):
    """A volume that covers the workshop: in preparation, or published."""

    volume: Identifier
    published: bool

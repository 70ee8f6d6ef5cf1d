"""What the calendar of a year holds: its places, the days taken, the Council's sessions, and what did not fit."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.contracts.events import WorkshopKind
from shared.contracts.facts import ThemeRef
from shared.contracts.governance import SelectedWorkshop
from shared.domain.identifiers import Identifier

ORDINALS = {1: "first", 2: "second"}
"""The numbers that the intersessional workshops of a year have (R24), in words."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(Part):
    """A workshop of the year that was not cancelled."""

    workshop: Identifier
    kind: WorkshopKind
    number: int | None = None
    presented_at: Identifier | None = None
    """Of an expert seminar: the session of the Council at which it is presented (R26)."""
    held_on: date | None = None
    """Its last day, once it is recorded as held."""


class BookedDays(Part):
    """A workshop's local days. It may belong to another year's cycle, when it was postponed."""

    workshop: Identifier
    kind: WorkshopKind
    first: date
    last: date


class CouncilDays(Part):
    """A Council session's days, both included. A session across new year stands in both calendars."""

    session: Identifier
    number: int
    start: date
    end: date


class Selection(Part):
    """What the Membership selected for the year's two workshops, kept until the year has the format for it."""

    slate: Identifier
    theme: ThemeRef
    workshops: tuple[SelectedWorkshop, ...]

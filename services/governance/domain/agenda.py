"""The agenda of a consultation: its three standing items (R3), what was brought before it, slates and papers."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from shared.contracts.facts import Fact
from shared.contracts.governance import SlateKind
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText


class ItemKind(StrEnum):
    """The first three stand on every agenda (F22); the others are put on it."""

    INPUT_ON_FUTURE_EVENTS = "input_on_future_events"
    FEEDBACK_ON_PAST_EVENTS = "feedback_on_past_events"
    ACTIVITY_REPORT = "activity_report"
    RETURNED_SLATE = "returned_slate"
    """A written survey was not conclusive (R17)."""
    SATISFACTION_RESULTS = "satisfaction_results"
    """What the participants of the workshops said (R43)."""
    FEEDBACK_ON_WORKSHOP = "feedback_on_workshop"
    """A workshop was held."""
    OTHER = "other"


STANDING = (ItemKind.INPUT_ON_FUTURE_EVENTS, ItemKind.FEEDBACK_ON_PAST_EVENTS, ItemKind.ACTIVITY_REPORT)


class ItemState(StrEnum):
    OPEN = "open"
    HANDLED = "handled"
    NOT_APPLICABLE = "not_applicable"
    CARRIED_OVER = "carried_over"
    """The consultation closed without it; it is on the agenda of the next one."""


class AgendaItem(Fact):
    """``about`` is the slate, workshop or survey, ``cycle`` the year it belongs to, ``note`` what was done or why not,
    ``since`` the day from which it waited."""

    id: str
    kind: ItemKind
    title: str | None = None
    about: Identifier | None = None
    cycle: Identifier | None = None
    since: date | None = None
    state: ItemState = ItemState.OPEN
    note: str | None = None
    settled_on: date | None = None

    @property
    def is_standing(self) -> bool:
        return self.kind in STANDING


def brought(kind: ItemKind, *, about: str, cycle: str | None, since: date, title: str | None = None) -> AgendaItem:
    """An item about one thing. The same thing brought again is the same item."""
    return AgendaItem(id=f"{kind.value}:{about}", kind=kind, about=about, cycle=cycle, since=since, title=title)


def standing_items() -> tuple[AgendaItem, ...]:
    return tuple(AgendaItem(id=kind.value, kind=kind) for kind in STANDING)


class Outcome(Fact):
    """What became of an item. ``not_applicable`` says why in ``note``."""

    item: str
    handled: bool
    note: str | None = None


def settled(agenda: Sequence[AgendaItem], outcomes: Sequence[Outcome], *, day: date) -> tuple[AgendaItem, ...]:
    """The agenda with these outcomes. Raises ``NotFound`` for an item that is not on it, ``InvalidInput`` for one named
    twice or not applicable without a reason."""
    by_item = {one.item: one for one in outcomes}
    if len(by_item) != len(outcomes):
        raise InvalidInput("One item of the agenda is named twice.", remedy="Give each item one outcome.")
    for one in outcomes:
        if all(item.id != one.item for item in agenda):
            raise NotFound("item of this agenda", one.item)
        if not one.handled and not (one.note or "").strip():
            raise InvalidInput(
                f"The item “{one.item}” is said not to apply, and no reason is given.",
                remedy="Say in note why it does not apply to this consultation (R3).",
            )
    return tuple(_with(item, by_item.get(item.id), day) for item in agenda)


def _with(item: AgendaItem, outcome: Outcome | None, day: date) -> AgendaItem:
    if outcome is None:
        return item
    state = ItemState.HANDLED if outcome.handled else ItemState.NOT_APPLICABLE
    return item.model_copy(update={"state": state, "note": outcome.note, "settled_on": day})


class SlateItem(Fact):
    """What a consultation did with a slate: put it forward (``conclusive`` is ``None``), or found on it."""

    kind: SlateKind
    slate: Identifier
    on: date
    conclusive: bool | None = None


class Paper(Fact):
    """What the bodies were sent to read."""

    title: LocalizedText
    language: Language
    address: str

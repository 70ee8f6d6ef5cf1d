"""Cost items, and which gatherings have a budget at all."""

from services.funding.domain.rules import ONE_ITEM
from shared.contracts.events import WorkshopKind
from shared.contracts.funding import CostItem
from shared.domain.errors import RuleBroken

MAJOR_ITEMS = (CostItem.VENUE, CostItem.INTERPRETATION, CostItem.EXPERT_PARTICIPATION)
"""The three major cost items (F45)."""

KINDS_WITH_BUDGET = frozenset({WorkshopKind.INTERSESSIONAL_WORKSHOP, WorkshopKind.HIGH_LEVEL_CONFERENCE})
"""What voluntary contributions pay for (F43, A16): the Council and others pay for the rest."""


def item_of(text: str) -> CostItem:
    """The item that a line names. Raises ``RuleBroken`` R49 for any other word."""
    try:
        return CostItem(text)
    except ValueError:
        raise RuleBroken(
            ONE_ITEM, f"“{text}” is not a cost item.", remedy=f"Name one of: {', '.join(CostItem)}."
        ) from None


def in_words(item: CostItem) -> str:
    return item.value.replace("_", " ")

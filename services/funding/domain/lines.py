"""The lines of a budget, and the shares of its items (R49 to R51)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

from pydantic import BaseModel, ConfigDict

from services.funding.domain.earmarks import Need
from services.funding.domain.items import item_of
from services.funding.domain.rules import CHEAPEST_OR_REASON
from services.funding.domain.travellers import travellers_of, with_wider
from shared.contracts.funding import CostItem
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.identifiers import Identifier
from shared.domain.money import Money

ALERT_ABOVE = Decimal("0.75")
"""The participation of experts takes “up to 75 %” of a budget (F48): strictly more is an alert (R51)."""


class Offer(BaseModel):
    """A venue that was offered, and what it would cost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    price: Money


class Line(BaseModel):
    """One line, of exactly one item (R49). ``reason`` says why a major item costs nothing (R50), or a venue is not the
    cheapest of the ``offers`` (R57). ``travellers`` is a group of those who are brought, ``due_on`` the day by which it
    must be paid."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: CostItem
    description: str
    estimate: Money
    reason: str | None = None
    travellers: Identifier | None = None
    due_on: date | None = None
    offers: tuple[Offer, ...] = ()
    saving: Money | None = None
    """Of the estimate against the first offer, below nothing when more is paid; absent without offers (R57)."""

    @classmethod
    def of(
        cls,
        *,
        item: str,
        description: str,
        estimate: Money,
        reason: str | None = None,
        travellers: str | None = None,
        due_on: date | None = None,
        offers: Sequence[Offer] = (),
    ) -> "Line":
        """Raises ``RuleBroken`` R49, R57 for a venue that is dearer than the cheapest offer without a reason, and
        ``InvalidInput`` for an estimate below nothing, for travellers elsewhere than among the participation of
        experts, and for what is no group of them."""
        if estimate.amount < 0:
            raise InvalidInput(f"An estimate of {estimate} is less than nothing.", remedy="Give 0 or more.")
        meant = item_of(item)
        if travellers is not None and meant is not CostItem.EXPERT_PARTICIPATION:
            raise InvalidInput(
                f"A line for {item} brings no travellers.", remedy="Name travellers with expert_participation alone."
            )
        _compare(meant, estimate, offers, reason=reason)
        return cls(
            item=meant,
            description=description,
            estimate=estimate,
            reason=reason,
            travellers=travellers_of(travellers) if travellers is not None else None,
            due_on=due_on,
            offers=tuple(offers),
            saving=offers[0].price - estimate if offers else None,
        )

    @property
    def need(self) -> Need:
        return Need(item=self.item, groups=with_wider(self.travellers) if self.travellers else ())


def _compare(item: CostItem, estimate: Money, offers: Sequence[Offer], *, reason: str | None) -> None:
    if offers and item is not CostItem.VENUE:
        raise InvalidInput(
            f"Offers are compared of a venue, and this line is for {item.value}.", remedy="Leave `offers` out of it."
        )
    for one in offers:
        one.price.require_currency(estimate.currency)
        if one.price.amount < 0:
            raise InvalidInput(f"An offer of {one.price} is less than nothing.", remedy="Give 0 or more.")
    cheapest = min(offers, key=lambda one: one.price.amount, default=None)
    if cheapest is not None and (cheapest.price - estimate).amount < 0 and not reason:
        raise RuleBroken(
            CHEAPEST_OR_REASON,
            f"The venue is to cost {estimate}, and “{cheapest.name}” was offered for {cheapest.price}.",
            remedy="Choose the cheapest, or say why not (`reason`).",
        )


class Approved(BaseModel):
    """A version of the lines that was approved. ``number`` counts drafts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int
    lines: tuple[Line, ...]
    comment: str | None
    approved_on: date


def estimates_of(lines: Sequence[Line]) -> dict[CostItem, Money]:
    """What each item will cost, in the order of :class:`CostItem`; items without a line are left out."""
    return {
        item: Money.total((line.estimate for line in of_item), currency=of_item[0].estimate.currency)
        for item in CostItem
        if (of_item := [line for line in lines if line.item is item])
    }


def needs_of(lines: Sequence[Line]) -> dict[str, tuple[Need, Money]]:
    """The lines by their place, in the order of their items: without rooms and interpretation nobody is brought."""
    order = list(CostItem)
    numbered = sorted(enumerate(lines), key=lambda one: (order.index(one[1].item), one[0]))
    return {f"{line.item.value}:{number}": (line.need, line.estimate) for number, line in numbered}


def expert_share(estimates: Mapping[CostItem, Money]) -> str | None:
    """The part of the whole that brings experts, cut to four decimals; ``None`` for an estimate of nothing (R51)."""
    total = sum((one.amount for one in estimates.values()), start=Decimal(0))
    if not total:
        return None
    return format((_experts(estimates) / total).quantize(Decimal("0.0001"), rounding=ROUND_DOWN), "f")


def is_alert(estimates: Mapping[CostItem, Money]) -> bool:
    """Whether experts take strictly more than 75 % (R51); by whole amounts, so that no rounding decides."""
    total = sum((one.amount for one in estimates.values()), start=Decimal(0))
    return _experts(estimates) > ALERT_ABOVE * total


def _experts(estimates: Mapping[CostItem, Money]) -> Decimal:
    found = estimates.get(CostItem.EXPERT_PARTICIPATION)
    return found.amount if found else Decimal(0)

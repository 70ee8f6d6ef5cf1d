"""How far secured money reaches (R58), and what counts as secured (R48)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.funding.domain.earmarks import Earmark, Need
from services.funding.domain.flow import most_paid
from services.funding.domain.items import MAJOR_ITEMS
from shared.contracts.funding import CostItem, Coverage, ItemCoverage
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class SecuredBy(StrEnum):
    SIGNATURE = "signature"
    """A signed agreement secures all of what was pledged."""
    RECEIPT = "receipt"
    """Money that arrived is secured, as far as it arrived."""


SECURED_BY = frozenset({SecuredBy.SIGNATURE, SecuredBy.RECEIPT})
"""The default of R48, “signed or received”: either is enough, and a mere pledge secures nothing. It is set here, in
code, and read by :func:`secured_of` alone."""

_FOUR_DECIMALS = Decimal("0.0001")


def secured_of(*, signed: bool, pledged: Money, received: Money) -> Money:
    """What counts as secured of a gift: the one place that says so (R48). Never more than was pledged: what was
    received is part of it."""
    if signed and SecuredBy.SIGNATURE in SECURED_BY:
        return pledged
    return received if SecuredBy.RECEIPT in SECURED_BY else Money.none(pledged.currency)


class Share(BaseModel):
    """What one contribution brings to a budget, as the budget last heard, in the currency of the budget (R60).

    What is given ``in_kind`` is valued, and pays for nothing: the lines say what it spares.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    contribution: Identifier
    item: CostItem | None = None
    travellers: Identifier | None = None
    pledged: Money
    received: Money
    signed: bool = False
    in_kind: bool = False

    @property
    def earmark(self) -> Earmark:
        return Earmark(item=self.item, travellers=self.travellers)

    @property
    def secured(self) -> Money:
        return secured_of(signed=self.signed, pledged=self.pledged, received=self.received)


def share_of(secured: Money, estimate: Money) -> str | None:
    """Secured ÷ estimate, ``None`` for an estimate of nothing. Cut, not rounded: 1.0000 means that all is covered."""
    if not estimate.amount:
        return None
    return format((secured.amount / estimate.amount).quantize(_FOUR_DECIMALS, rounding=ROUND_DOWN), "f")


def coverage_of(
    *,
    needs: Mapping[str, tuple[Need, Money]],
    estimates: Mapping[CostItem, Money],
    shares: Sequence[Share],
    currency: str,
) -> Coverage:
    """Per workshop, and per item that is a major one or is estimated or paid for.

    ``needs`` are the lines, ``estimates`` their sums per item. The share of the workshop counts what the secured money
    can pay as its earmarks allow; money without an earmark counts for the workshop as a whole and for no item, and what
    is earmarked for an item as far as it can pay for lines of it.
    """
    cash = [share for share in shares if not share.in_kind]
    paid_for = {share.item for share in cash}
    estimate = Money.total(estimates.values(), currency=currency)
    usable = most_paid(sources_of(cash).values(), needs.values(), currency=currency)
    return Coverage(
        pledged=Money.total((share.pledged for share in cash), currency=currency),
        received=Money.total((share.received for share in cash), currency=currency),
        secured=Money.total((share.secured for share in cash), currency=currency),
        usable=usable,
        estimate=estimate,
        share=share_of(usable, estimate),
        items=tuple(
            _of_item(item, needs, estimates.get(item, Money.none(currency)), cash, currency)
            for item in CostItem
            if item in MAJOR_ITEMS or item in estimates or item in paid_for
        ),
    )


def sources_of(shares: Sequence[Share]) -> dict[str, tuple[Earmark, Money]]:
    """What is secured in cash, by contribution, the most narrowly earmarked first: what may pay for anything is left
    for what nothing else pays."""
    cash = [share for share in shares if not share.in_kind]
    narrow = sorted(cash, key=lambda one: (one.travellers is None, one.item is None, one.contribution))
    return {one.contribution: (one.earmark, one.secured) for one in narrow}


def _of_item(
    item: CostItem, needs: Mapping[str, tuple[Need, Money]], estimate: Money, shares: Sequence[Share], currency: str
) -> ItemCoverage:
    own = sources_of([share for share in shares if share.item is item])
    lines = [one for one in needs.values() if one[0].item is item]
    secured = most_paid(own.values(), lines, currency=currency)
    return ItemCoverage(item=item, secured=secured, estimate=estimate, share=share_of(secured, estimate))

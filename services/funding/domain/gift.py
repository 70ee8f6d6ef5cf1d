"""What a donor wishes beside the amount, and what became of it: terms, receipts, and their worth (R47 to R49, R60)."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.funding.domain.items import item_of
from services.funding.domain.rate import AppliedRate, worth_of
from services.funding.domain.rules import ONE_ITEM
from services.funding.domain.travellers import travellers_of
from shared.contracts.funding import CostItem
from shared.domain.errors import RuleBroken
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class Valued(BaseModel):
    """What money is worth in the currency of the budget, and by which rate; the original is beside it (R60)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Money
    rate: AppliedRate

    @classmethod
    def by(cls, rate: AppliedRate, money: Money, *, currency: str) -> "Valued":
        return cls(value=worth_of(money, rate, currency=currency), rate=rate)


class Receipt(BaseModel):
    """``after_close``: recorded after the cycle was closed. ``reference`` is the bank's, which comes once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Money
    on: date
    after_close: bool = False
    reference: str | None = None
    valued: Valued | None = None
    """Absent when it is in the currency of the budget."""

    @property
    def worth(self) -> Money:
        return self.valued.value if self.valued else self.amount


class PartReturned(BaseModel):
    """A part of what was received that went back to the donor, while the rest waits for its choice. ``valued``: at what
    the receipts were worth."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Money
    on: date
    reason: str
    after_close: bool = False
    valued: Valued | None = None
    """Absent when it is in the currency of the budget."""

    @property
    def worth(self) -> Money:
        return self.valued.value if self.valued else self.amount


class Terms(BaseModel):
    """What the donor wishes beside the amount. ``item`` is a cost item, ``travellers`` a group of those who are
    brought, ``report_on`` the days by which it wants a report."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: CostItem | None = None
    travellers: Identifier | None = None
    in_kind: bool = False
    conditions: str | None = None
    report_on: tuple[date, ...] = ()
    expected_on: date | None = None
    """When the money is to be in, as the donor says."""

    @classmethod
    def of(
        cls,
        *,
        item: str | None = None,
        travellers: str | None = None,
        in_kind: bool = False,
        conditions: str | None = None,
        report_on: Sequence[date] = (),
        expected_on: date | None = None,
    ) -> "Terms":
        """Raises ``RuleBroken`` R49 for an earmark that is no cost item, or for travellers of another one, and
        ``UnknownTravellers`` for what is no group of them."""
        meant = item_of(item) if item is not None else None
        if travellers is not None:
            travellers = travellers_of(travellers)
            if meant not in (None, CostItem.EXPERT_PARTICIPATION):
                raise RuleBroken(
                    ONE_ITEM,
                    f"“{travellers}” are travellers, and the earmark is for {item}.",
                    remedy="Earmark travellers within expert_participation, or leave them out.",
                )
            meant = CostItem.EXPERT_PARTICIPATION
        return cls(
            item=meant,
            travellers=travellers,
            in_kind=in_kind,
            conditions=conditions,
            report_on=tuple(sorted(set(report_on))),
            expected_on=expected_on,
        )

"""What a donor wishes beside the amount, and what became of it: terms, receipts, and their worth (R47 to R49, R60)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from pydantic import BaseModel, ConfigDict

from services.funding.domain.items import item_of
from services.funding.domain.rate import AppliedRate, RateMissing, worth_of
from services.funding.domain.rules import ONE_ITEM
from services.funding.domain.travellers import travellers_of
from shared.contracts.funding import CostItem
from shared.domain.errors import RuleBroken
from shared.domain.identifiers import Identifier
from shared.domain.money import DECIMALS, Money


class Valued(BaseModel):
    """What money is worth in the currency of the budget, and by which rate; the original is beside it (R60)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Money
    rate: AppliedRate

    @classmethod
    def by(cls, rate: AppliedRate, money: Money, *, currency: str) -> "Valued":
        return cls(value=worth_of(money, rate, currency=currency), rate=rate)


@dataclass(frozen=True, kw_only=True)
class Rates:
    """What other currencies are worth in one, the ``currency``, on a day, as far as somebody recorded it (R60)."""

    currency: str
    day: date
    known: Mapping[str, AppliedRate] = field(default_factory=dict)

    def but(self, agreed: Mapping[str, AppliedRate]) -> "Rates":
        """With rates that were ``agreed`` on before, instead of those of the day."""
        return replace(self, known={**self.known, **agreed})

    def valued(self, money: Money) -> Valued | None:
        """``None`` when it is in that currency already. Raises ``RateMissing``."""
        if money.currency == self.currency:
            return None
        if money.currency not in self.known:
            raise RateMissing(money.currency, self.currency, self.day)
        return Valued.by(self.known[money.currency], money, currency=self.currency)


class InSuccessor(BaseModel):
    """What arrived in the currency that took the place of the pledge's, where that was redenominated; 1 of it is
    ``rate.worth`` of the old one (R60)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Money
    rate: AppliedRate

    def in_units_of(self, rest: Money) -> Money:
        """As much of the pledge. What comes for the whole ``rest`` is all of it, also where the new currency has no
        units as fine: so nothing is left over that could never come."""
        with localcontext() as exact:
            exact.prec = 60
            unit = Decimal(1).scaleb(-DECIMALS[self.amount.currency])
            whole = (rest.amount / self.rate.worth).quantize(unit, rounding=ROUND_HALF_EVEN)
        return rest if self.amount.amount == whole > 0 else worth_of(self.amount, self.rate, currency=rest.currency)


class Receipt(BaseModel):
    """``after_close``: recorded after the cycle was closed. ``reference`` is the bank's, which comes once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Money
    on: date
    after_close: bool = False
    reference: str | None = None
    valued: Valued | None = None
    """Absent when it is in the currency of the budget."""
    came: InSuccessor | None = None
    """As it arrived, where the currency of the pledge was redenominated since; ``amount`` is in that of the pledge."""

    @property
    def worth(self) -> Money:
        return self.valued.value if self.valued else self.amount


class Original(BaseModel):
    """The amount as it was named, where it is kept in the currency of the budget; and by which rate (R60)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Money
    rate: AppliedRate


class PartReturned(BaseModel):
    """A part of what was received that went back to the donor, while the rest waits for its choice or is spent; or that
    it gave to another workshop. ``valued``: at what the receipts were worth."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Money
    on: date
    reason: str
    after_close: bool = False
    valued: Valued | None = None
    """Absent when it is in the currency of the budget."""
    became: Identifier | None = None
    """The contribution that it is now, where its donor gave it to another workshop (R47)."""

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

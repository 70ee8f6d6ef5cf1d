"""What one currency is worth in another on a day, and who says so (R60).

A rate holds for its day and the 31 after it, or until the next: the rates that secretariats use are told monthly. A
day without one is a problem that names the day; nothing is ever converted by a rate that nobody gave.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from services.funding.domain.log import RateCorrected, RateRecorded
from services.funding.domain.rules import DATED_RATE
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.money import DECIMALS, Money

HOLDS_FOR = timedelta(days=31)
_MOST = Decimal(10) ** 9
_FINEST = Decimal(10) ** -9
_MOST_WORTH = Decimal(10) ** 12
"""As much as a request may name: more of it could not be added up."""


class RedenominationMissing(RuleBroken):
    """Nobody recorded that one currency took the place of another (R60)."""

    def __init__(self, new: str, old: str, day: date) -> None:
        super().__init__(
            DATED_RATE,
            f"By {day.isoformat()} no rate from {new} to {old} is recorded as that of a redenomination.",
            remedy=f"Record what 1 {new} was worth in {old} when it took its place, with `redenomination`.",
        )


class RateMissing(RuleBroken):
    """Nobody recorded what a currency was worth on a day (R60)."""

    def __init__(self, base: str, quote: str, day: date) -> None:
        super().__init__(
            DATED_RATE,
            f"There is no rate from {base} to {quote} of {day.isoformat()} or the {HOLDS_FOR.days} days before it.",
            remedy=f"Record what 1 {base} was worth in {quote} on that day, with its source.",
        )


def _text_only(worth: object) -> object:
    """A number of JSON may have been a float already, and is refused."""
    if not isinstance(worth, str | Decimal):
        raise ValueError("a rate is a text of digits, such as “1.0832”")
    return worth


def _known(currency: str) -> str:
    if currency not in DECIMALS:
        raise ValueError("a currency is an ISO 4217 code, such as “CHF”")
    return currency


Currency = Annotated[str, AfterValidator(_known)]
Worth = Annotated[Decimal, BeforeValidator(_text_only)]


class AppliedRate(BaseModel):
    """By which rate money was valued: 1 of its currency was ``worth`` so much of the other on the day ``on``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    worth: Worth
    on: date
    source: str


class Rate(Aggregate, type="rate", collection="rates"):
    """1 ``base`` is ``worth`` so much in ``quote`` from the day ``on``; ``redenomination``: on that day it took its
    place, once and for all."""

    base: Currency
    quote: Currency
    on: date
    worth: Worth
    source: str
    redenomination: bool = False

    @classmethod
    def record_rate(
        cls, act: Act, *, base: str, quote: str, on: date, worth: Decimal, source: str, redenomination: bool = False
    ) -> Self:
        """Raises ``InvalidInput`` for what is no rate between two currencies in use."""
        for currency in (base, quote):
            if currency not in DECIMALS:
                raise InvalidInput(
                    f"“{currency}” is no currency in use.", remedy="Give the ISO 4217 code, such as “CHF”."
                )
        if base == quote:
            raise InvalidInput(
                f"A rate from {base} to itself is always 1.", remedy="Name two currencies, or leave it out."
            )
        _require_rate(worth)
        one = cls(
            id=rate_id(base, quote, on),
            base=base,
            quote=quote,
            on=on,
            worth=worth,
            source=source,
            redenomination=redenomination,
        )
        told = RateRecorded(
            base=base,
            quote=quote,
            on=on,
            worth=format(worth, "f"),
            source=source,
            redenomination=redenomination,
        )
        one.record(told, act=act)
        return one

    def correct(
        self, act: Act, *, worth: Decimal, source: str, reason: str, redenomination: bool | None = None
    ) -> None:
        """It was recorded wrongly. What was valued by it keeps its value: it says itself by which rate. Without
        ``redenomination`` it stays what it was."""
        _require_rate(worth)
        anew = self.redenomination if redenomination is None else redenomination
        if (worth, source, anew) == (self.worth, self.source, self.redenomination):
            raise InvalidInput("That is the rate as it is.", remedy="Give another rate, or another source.")
        before = format(self.worth, "f")
        self.worth, self.source, self.redenomination = worth, source, anew
        self.record(
            RateCorrected(before=before, worth=format(worth, "f"), source=source, redenomination=anew, reason=reason),
            act=act,
        )

    def applied(self) -> AppliedRate:
        return AppliedRate(worth=self.worth, on=self.on, source=self.source)


def rate_id(base: str, quote: str, on: date) -> str:
    return f"rate-{base}-{quote}-{on.isoformat()}"


def worth_of(money: Money, rate: AppliedRate, *, currency: str) -> Money:
    """What it is worth in ``currency``, rounded half to even in that currency's smallest unit. Raises ``InvalidInput``
    for a million million or more."""
    with localcontext() as exact:
        exact.prec = 60
        worth = (money.amount * rate.worth).quantize(_unit(currency), rounding=ROUND_HALF_EVEN)
    if not -_MOST_WORTH < worth < _MOST_WORTH:
        raise InvalidInput(
            f"{money} at a rate of {rate.worth:f} would be {worth:f} {currency}, which is beyond what is kept.",
            remedy="Check the amount and the rate of the day; an amount has 12 digits at most before the point.",
        )
    return Money.of(format(worth, "f"), currency)


def part_of(whole: Money, *, part: Money, of: Money) -> Money:
    """``whole`` × ``part`` ÷ ``of``, rounded half to even; all of it for all, so that parts add up to the whole when
    each is taken as the difference of two of these."""
    with localcontext() as exact:
        exact.prec = 60
        share = (whole.amount * part.amount / of.amount).quantize(_unit(whole.currency), rounding=ROUND_HALF_EVEN)
    return Money.of(format(share, "f"), whole.currency)


def _unit(currency: str) -> Decimal:
    return Decimal(1).scaleb(-DECIMALS[currency])


def _require_rate(worth: Decimal) -> None:
    if not worth.is_finite() or not 0 < worth < _MOST or worth != worth.quantize(_FINEST):
        raise InvalidInput(
            f"“{worth}” is no rate.",
            remedy="Give a number above 0 and below a thousand million, with 9 decimals at most.",
        )

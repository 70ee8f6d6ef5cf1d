"""Rates between currencies, and what money is worth by them (R60)."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal

from services.funding.domain.gift import Rates, Valued
from services.funding.domain.rate import HOLDS_FOR, AppliedRate, Rate, RateMissing, RedenominationMissing
from shared.domain.money import Money
from shared.persistence.unit_of_work import UnitOfWork


async def record_rate(
    unit: UnitOfWork,
    *,
    base: str,
    quote: str,
    on: date,
    worth: Decimal,
    source: str,
    redenomination: bool = False,
    occurred_on: date | None = None,
) -> Rate:
    """Raises ``AlreadyExists`` for a second rate of the same day."""
    rate = Rate.record_rate(
        unit.act(occurred_on),
        base=base,
        quote=quote,
        on=on,
        worth=worth,
        source=source,
        redenomination=redenomination,
    )
    await unit.add(rate)
    return rate


async def correct_rate(
    unit: UnitOfWork,
    rate: str,
    *,
    worth: Decimal,
    source: str,
    reason: str,
    redenomination: bool | None = None,
    expected_version: int | None,
) -> Rate:
    """It was recorded wrongly; what was valued by it stays as it is."""
    found = await unit.load(Rate, rate, expected_version=expected_version)
    found.correct(unit.act(), worth=worth, source=source, reason=reason, redenomination=redenomination)
    unit.save(found)
    return found


async def rate_on(unit: UnitOfWork, *, base: str, quote: str, day: date) -> AppliedRate:
    """The rate of the day, or the last one before it that still holds. Raises ``RateMissing`` (R60)."""
    since = (day - HOLDS_FOR).isoformat()
    where = {"base": base, "quote": quote, "on": {"$gte": since, "$lte": day.isoformat()}}
    found = await unit.query(Rate.collection, where, limit=HOLDS_FOR.days + 1)
    if not found:
        raise RateMissing(base, quote, day)
    last = max(found, key=lambda one: str(one["on"]))
    return AppliedRate(worth=last["worth"], on=last["on"], source=last["source"])


async def redenomination_rate(unit: UnitOfWork, *, new: str, old: str, day: date) -> AppliedRate:
    """The last rate by that day at which ``new`` took the place of ``old``, of whatever age: that was once and for all.
    Raises ``RedenominationMissing`` (R60)."""
    where = {"base": new, "quote": old, "redenomination": True, "on": {"$lte": day.isoformat()}}
    found = await unit.query(Rate.collection, where, limit=1, sort=[("on", -1)])
    if not found:
        raise RedenominationMissing(new, old, day)
    [last] = found
    return AppliedRate(worth=last["worth"], on=last["on"], source=last["source"])


async def valued(unit: UnitOfWork, money: Money, *, currency: str | None, day: date) -> Valued | None:
    """What ``money`` is worth in the ``currency`` of a budget on a day; ``None`` when it is in that already, or the
    budget has none yet. Raises ``RateMissing``."""
    if currency is None or currency == money.currency:
        return None
    rate = await rate_on(unit, base=money.currency, quote=currency, day=day)
    return Valued.by(rate, money, currency=currency)


async def rates_into(unit: UnitOfWork, currency: str, *, of: Iterable[str], day: date) -> Rates:
    """What the currencies ``of`` some money are worth on a day; a rate that nobody recorded is missed where it is
    needed."""
    known = {}
    for base in sorted({*of} - {currency}):
        with suppress(RateMissing):
            known[base] = await rate_on(unit, base=base, quote=currency, day=day)
    return Rates(currency=currency, day=day, known=known)

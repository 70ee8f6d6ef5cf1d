"""The ledger: double entry behind every figure, append-only.

Whatever holds money has a *position*: what it puts on each account now, which sums to nothing. An entry is what one
act changed of it, and so sums to nothing too; entries are written in the transaction of their act and never again.
Debits are above nothing, credits below.
"""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr

from services.funding.domain.log import DonorChose, PartGivenBack
from shared.contracts.funding import CostItem
from shared.domain.aggregate import Aggregate
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment
from shared.domain.money import Money

COLLECTION = "ledger"
"""Where the entries are, each under the identifier of its thing and the number of its act."""
OPENING = "LedgerOpened"


class Account(StrEnum):
    PLEDGED = "pledged"
    """Promised by donors, neither signed nor in."""
    AGREED = "agreed"
    """Signed by donors, and not in."""
    BANK = "bank"
    """Received, less what was spent, returned and advanced."""
    CONTRIBUTED = "contributed"
    """Credit: what donors give to a workshop, at its worth when it was pledged."""
    DONOR = "donor"
    """Credit: what waits for its donor's choice (R47)."""
    EXCHANGE = "exchange"
    """Gains (credit) and losses (debit) between the rate of the pledge and those of its receipts (R60)."""
    IN_KIND_PROMISED = "in_kind_promised"
    IN_KIND = "in_kind"
    """Given in kind, at its value; never cash."""
    IN_KIND_CONTRIBUTED = "in_kind_contributed"
    ADVANCE = "advance"
    """Paid to travellers before their journeys, and neither back nor settled."""
    COST = "cost"
    """What an item did cost."""
    ESTIMATE = "estimate"
    ESTIMATED = "estimated"
    """The other side of the estimates of a budget."""
    COMMITTED = "committed"
    COMMITMENTS = "commitments"
    """The other side of what is committed."""


_GIVEN = frozenset({Account.PLEDGED, Account.AGREED, Account.BANK})
_GOES_BACK = frozenset({DonorChose.__name__, PartGivenBack.__name__})
"""Acts by which money leaves the bank for its donor; one that moves it to another workshop is a new pledge there."""


class Posting(BaseModel):
    """``amount`` in the currency it was given in, ``value`` in that of the budget (R60). An exchange difference has a
    value alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: Account
    workshop: Identifier
    item: CostItem | None = None
    contribution: Identifier | None = None
    amount: Money
    value: Money

    @property
    def place(self) -> tuple[str, str, str, str, str, str]:
        """What postings have in common that are added up."""
        currencies = self.amount.currency, self.value.currency
        return (self.account.value, self.workshop, self.item or "", self.contribution or "", *currencies)

    def minus(self) -> Self:
        return self.model_copy(
            update={
                "amount": Money.none(self.amount.currency) - self.amount,
                "value": Money.none(self.value.currency) - self.value,
            }
        )


Position = tuple[Posting, ...]


class Entry(BaseModel):
    """What one act changed. ``act`` is the name of the message that tells it in the log."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    stream: Identifier
    version: int
    act: str
    on: date
    recorded_at: Moment
    postings: Position


def summed(postings: Iterable[Posting]) -> Position:
    """One posting for each place, in order of places; without those that are nothing."""
    found: dict[tuple[str, ...], Posting] = {}
    for one in postings:
        known = found.get(one.place)
        if known is None:
            found[one.place] = one
            continue
        changed = {"amount": known.amount + one.amount, "value": known.value + one.value}
        found[one.place] = known.model_copy(update=changed)
    return tuple(one for _, one in sorted(found.items()) if one.amount.amount or one.value.amount)


def imbalances(postings: Sequence[Posting]) -> list[Money]:
    """What is over in each currency; nothing is, when they balance. Amounts balance by themselves, and so do values."""
    sums: dict[tuple[str, str], Money] = {}
    for one in postings:
        for kind, money in (("amount", one.amount), ("value", one.value)):
            before = sums.get((kind, money.currency), Money.none(money.currency))
            sums[kind, money.currency] = before + money
    return [money for money in sums.values() if money.amount]


class Given(BaseModel):
    """What donors had promised up to a day, and what of it had come, in the currency of the budget; both without what
    they took back, which is ``returned``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    on: date
    pledged: Money
    received: Money
    returned: Money


def given_by_day(entries: Iterable[Entry], *, workshop: str, currency: str | None) -> tuple[Given, ...]:
    """The days on which that changed, the first one first. What is given in kind is no money. ``currency`` is that of
    the budget now: what was given before it was drafted anew in another one left it."""
    changes: dict[date, list[Posting]] = {}
    returned: dict[date, list[Posting]] = defaultdict(list)
    for entry in entries:
        for one in entry.postings:
            here = one.workshop == workshop and one.value.currency == currency
            if one.contribution is not None and here and one.account in _GIVEN:
                changes.setdefault(entry.on, []).append(one)
                if one.account is Account.BANK and entry.act in _GOES_BACK:
                    returned[entry.on].append(one.minus())
    found: list[Given] = []
    for day in sorted(changes):
        nothing = Money.none(changes[day][0].value.currency)
        before = found[-1] if found else Given(on=day, pledged=nothing, received=nothing, returned=nothing)
        received = (one.value for one in changes[day] if one.account is Account.BANK)
        back = (one.value for one in returned[day])
        found.append(
            Given(
                on=day,
                pledged=Money.total((before.pledged, *(one.value for one in changes[day])), currency=nothing.currency),
                received=Money.total((before.received, *received), currency=nothing.currency),
                returned=Money.total((before.returned, *back), currency=nothing.currency),
            )
        )
    return tuple(found)


class Ledgered(Aggregate):
    """A thing that holds money. It remembers the position it was loaded with, so that no act is left out."""

    _posted: Position = PrivateAttr(default=())

    def model_post_init(self, context: Any, /) -> None:
        if self.version:
            self._posted = self.position()

    @abstractmethod
    def position(self) -> Position:
        """What it puts on each account now; the sum is nothing."""

    def entry(self) -> Entry | None:
        """What was changed since it was loaded, or since its last entry; ``None`` when no money was."""
        now = self.position()
        changed = summed((*now, *(one.minus() for one in self._posted)))
        if not changed:
            return None
        if not self.recorded:
            raise RuntimeError(f"the money of {self.id} changed, and nothing was recorded of it")
        self._posted = now
        last = self.recorded[-1]
        return Entry(
            id=f"{self.id}:{last.version}",
            stream=self.id,
            version=last.version,
            act=type(last.message).__name__,
            on=last.act.occurred_on,
            recorded_at=last.act.recorded_at,
            postings=changed,
        )


def opening(thing: Ledgered) -> Entry | None:
    """The entry of what a thing held before there was a ledger, on a day before all others: nobody wrote down which."""
    position = thing.position()
    if not position:
        return None
    return Entry(
        id=f"{thing.id}:{thing.version}",
        stream=thing.id,
        version=thing.version,
        act=OPENING,
        on=date(2001, 1, 1),
        recorded_at=datetime(2001, 1, 1, tzinfo=UTC),
        postings=position,
    )

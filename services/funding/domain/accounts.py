"""The accounts of one workshop: what it did cost, item by item, from the day it was held until they are closed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.funding.domain.brought import SMALLEST
from services.funding.domain.by_hand import ByHand
from services.funding.domain.closing import closed_with, closed_without, too_late
from services.funding.domain.gift import Original
from services.funding.domain.items import MAJOR_ITEMS, in_words, item_of
from services.funding.domain.ledger import Account, Ledgered, Position, Posting, summed
from services.funding.domain.log import (
    AccountsOpened,
    AccountsStageEntered,
    AccountsYearClosed,
    ActualRecorded,
    FactDidNotFit,
    MisfitAcknowledged,
)
from services.funding.domain.stage import Stage, obstacles_outside
from shared.contracts.facts import ToldText
from shared.contracts.funding import AccountedItem, AccountsClosed, CostItem, RegionTravellers
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.countries import region_of
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.misfits import Misfit, anything_waits, is_noted, seen_by_a_person
from shared.domain.money import Money


class Actual(BaseModel):
    """``after_close``: recorded after the cycle was closed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: CostItem
    amount: Money
    original: Original | None = None
    """Absent when it was named in the currency of the budget, and of sponsored journeys (R60)."""
    after_close: bool = False
    by_hand: ByHand | None = None
    """What is covered, of the participation of experts beyond settled journeys."""


class Accounts(Ledgered, type="accounts", collection="accounts"):
    workshop: Identifier
    cycle: Identifier
    title: ToldText
    stage: Stage = Stage.AHEAD
    stage_since: date | None = None
    actuals: tuple[Actual, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    closed_on: date | None = None
    """The day governance closed the cycle; not the day these accounts were closed."""
    after_close: bool = False
    """Whether these accounts were closed after the cycle was."""
    lapsed: bool = False
    """Whether they were called off because the cycle was closed before the workshop was held."""

    @property
    def _late(self) -> bool:
        """Whether what is recorded now is recorded after close."""
        return self.closed_on is not None

    def open(self, act: Act) -> None:
        self.stage_since = act.occurred_on
        self.record(AccountsOpened(workshop=self.workshop), act=act)

    def settle(self, act: Act) -> None:
        """The workshop was held: its costs are settled from now on."""
        self._enter(Stage.SETTLING, act)

    def call_off(self, act: Act) -> None:
        """The workshop does not take place."""
        self._enter(Stage.CALLED_OFF, act)

    def record_actual(
        self,
        act: Act,
        *,
        item: str,
        amount: Money,
        currency: str | None,
        original: Original | None = None,
        said: ByHand | None = None,
    ) -> None:
        """What an item did cost in all, 0 if nothing; again to correct it. ``currency`` is the budget's, ``original``
        what was named in another one, ``said`` what is covered of experts beyond settled journeys.

        Raises ``RuleBroken`` R49, ``InvalidInput`` for an amount below nothing or of another currency.
        """
        refuse(self.obstacles_to_record(currency))
        known = item_of(item)
        amount.require_currency(currency or amount.currency)
        if amount.amount < 0:
            raise InvalidInput(f"A cost of {amount} is less than nothing.", remedy="Give 0 or more.")
        self._note_actual(act, item=known, amount=amount, said=said, original=original)
        if self.stage is Stage.CALLED_OFF and amount.amount:
            why = (
                f"{known.value.replace('_', ' ').capitalize()} did cost {amount}, and the workshop does not take place."
            )
            self.did_not_fit(act, fact="ActualRecorded", about=known.value, why=why)

    def post_journey(self, act: Act, *, sponsorship: str, cost: Money) -> None:
        """A settled journey becomes part of what expert participation did cost. Money that is spent is in the books
        also where the workshop does not take place: there a person says besides who bears it.

        Raises ``InvalidInput`` for another currency than that of the costs there are.
        """
        item = CostItem.EXPERT_PARTICIPATION
        before = Money.total((one.amount for one in self.actuals if one.item is item), currency=cost.currency)
        said = next((one.by_hand for one in self.actuals if one.item is item), None)
        self._note_actual(act, item=item, amount=before + cost, said=said)
        if self.stage is Stage.CALLED_OFF and cost.amount:
            why = f"The sponsored journey “{sponsorship}” did cost {cost}, and its workshop does not take place."
            self.did_not_fit(act, fact="TravelSettled", about=sponsorship, why=why)

    def _note_actual(
        self, act: Act, *, item: CostItem, amount: Money, said: ByHand | None, original: Original | None = None
    ) -> None:
        others = tuple(one for one in self.actuals if one.item is not item)
        for one in others:
            amount.require_currency(one.amount.currency)
        told = Actual(item=item, amount=amount, original=original, after_close=self._late, by_hand=said)
        self.actuals = (*others, told)
        self.record(ActualRecorded(item=item, amount=amount, after_close=self._late), act=act)

    def close(self, act: Act, *, estimates: Mapping[CostItem, Money], countries: Iterable[str] = ()) -> None:
        """Everything is settled. ``estimates`` are those of the budget, ``countries`` those of each sponsored expert
        who came: no region with fewer than five of them is told."""
        refuse(self.obstacles_to_close())
        actuals = {one.item: one.amount for one in self.actuals}
        currency = self.actuals[0].amount.currency
        nothing = Money.none(currency)
        self.after_close = self._late
        self._enter(Stage.CLOSED, act)
        self.record(
            AccountsClosed(
                workshop=self.workshop,
                cycle=self.cycle,
                estimate=Money.total(estimates.values(), currency=currency),
                actual=Money.total(actuals.values(), currency=currency),
                items=tuple(
                    AccountedItem(item=item, estimate=estimates.get(item, nothing), actual=actuals.get(item, nothing))
                    for item in CostItem
                    if item in actuals or item in estimates
                ),
                travellers=tuple(
                    RegionTravellers(region=region, travellers=number)
                    for region, number in sorted(Counter(filter(None, map(region_of, countries))).items())
                    if number >= SMALLEST
                ),
                after_close=self._late,
            ),
            act=act,
        )

    def close_year(self, act: Act, *, closed_on: date, held: bool) -> None:
        """Governance closed the cycle. ``held``: it counted the workshop among those held. Accounts of a workshop
        held go on until they are closed themselves; when governance did not count it, a person sees that.
        Those of a workshop that is still ahead then are called off: nothing could settle them any more."""
        self.closed_on = closed_on
        self.record(AccountsYearClosed(closed_on=closed_on), act=act)
        if held:
            return
        if self.stage is Stage.AHEAD:
            self.lapsed = True
            self.call_off(act)
        elif self.stage is not Stage.CALLED_OFF:
            why = closed_without(f"“{self.title.any()}”", cycle=self.cycle)
            self.did_not_fit(act, fact="WorkshopHeld", about=self.workshop, why=why)

    def did_not_fit(self, act: Act, *, fact: str, about: str, why: str) -> None:
        """Keep a fact that cannot take effect, once, where a person sees it (invariant 6). In a closed cycle it
        waits since the close at the earliest: the fact itself may be older."""
        if is_noted(self.misfits, fact=fact, about=about, why=why):
            return
        noted_on = max(act.occurred_on, self.closed_on or act.occurred_on)
        self.misfits = (*self.misfits, Misfit(fact=fact, about=about, why=why, noted_on=noted_on))
        self.record(FactDidNotFit(fact=fact, about=about, why=why), act=act)

    def came_too_late(self, act: Act, *, fact: str, told: str) -> None:
        """Keep a fact about a workshop that governance closed the cycle without; nothing is kept of others: what is
        told late of a workshop that governance counted as held happened in time. ``told`` is what the fact tells, in
        a word: planned, scheduled, held."""
        if self.lapsed and self.closed_on is not None:
            why = too_late(self.title.any(), told=told, cycle=self.cycle, closed_on=self.closed_on)
            self.did_not_fit(act, fact=fact, about=self.workshop, why=why)

    def cancelled_after_close(self, act: Act) -> None:
        """Keep that a workshop is told to be cancelled which governance counted as held: it goes on waiting for the
        news that it was, and its contributions stay."""
        why = closed_with(self.title.any(), cycle=self.cycle)
        self.did_not_fit(act, fact="WorkshopCancelled", about=self.workshop, why=why)

    def acknowledge(self, act: Act, *, about: str, reason: str) -> None:
        """A person saw what did not fit about something, and says what follows from it. Raises ``NotFound``."""
        refuse(self.obstacles_to_acknowledge())
        self.misfits = seen_by_a_person(self.misfits, about=about, after_close=self._late)
        self.record(MisfitAcknowledged(about=about, reason=reason, after_close=self._late), act=act)

    def position(self) -> Position:
        """What each item did cost, taken from the bank."""
        return summed(
            posting
            for one in self.actuals
            for posting in (
                self._posting(Account.COST, one.item, one.amount),
                self._posting(Account.BANK, None, one.amount).minus(),
            )
        )

    def _posting(self, account: Account, item: CostItem | None, money: Money) -> Posting:
        return Posting(account=account, workshop=self.workshop, item=item, amount=money, value=money)

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_record(self, currency: str | None) -> Obstacles:
        """A workshop that was called off may have cost something too, such as a hall that is paid for all the same.
        ``currency`` is the budget's, if it has one yet. After close nobody can draft the budget of a workshop
        that was heard of too late; its costs are in the currency of the first one."""
        yield from self._outside(Stage.SETTLING, Stage.CALLED_OFF)
        if currency is None and self.closed_on is None:
            yield WrongState(
                f"The budget of {self.workshop} has no estimate yet, and so no currency.",
                remedy="Draft the budget first.",
            )

    def obstacles_to_close(self) -> Obstacles:
        yield from self._outside(Stage.SETTLING)
        recorded = {one.item for one in self.actuals}
        lacking = [in_words(item) for item in MAJOR_ITEMS if item not in recorded]
        if lacking:
            yield WrongState(
                f"Nobody recorded what {' and '.join(lacking)} did cost at {self.workshop}.",
                remedy="Record the actual cost of each of the three major items, 0 if there was none.",
            )

    def obstacles_to_acknowledge(self) -> Obstacles:
        if not anything_waits(self.misfits):
            yield WrongState(
                f"About {self.workshop} nothing that did not fit waits for a person.", remedy="Nothing is to do."
            )

    def _outside(self, *allowed: Stage) -> Obstacles:
        yield from obstacles_outside(
            frozenset(allowed),
            self.stage,
            lapsed=self.lapsed,
            workshop=self.workshop,
            remedy="Costs are settled after a workshop was held, until its accounts are closed.",
        )

    def _enter(self, stage: Stage, act: Act) -> None:
        self.stage, self.stage_since = stage, act.occurred_on
        self.record(AccountsStageEntered(stage=stage), act=act)

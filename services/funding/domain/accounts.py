"""The accounts of one workshop: what it did cost, item by item, from the day it was held until they are closed."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.funding.domain.items import MAJOR_ITEMS, in_words, item_of
from services.funding.domain.log import (
    AccountsOpened,
    AccountsStageEntered,
    ActualRecorded,
    FactDidNotFit,
    MisfitAcknowledged,
)
from services.funding.domain.stage import Stage, obstacles_outside
from shared.contracts.facts import ToldText
from shared.contracts.funding import AccountedItem, AccountsClosed, CostItem
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, NotFound, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class Actual(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    item: CostItem
    amount: Money


class Misfit(BaseModel):
    """A fact of events that did not fit when it came. ``seen`` once a person dealt with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str
    about: str
    why: str
    noted_on: date
    seen: bool = False


class Accounts(Aggregate, type="accounts", collection="accounts"):
    workshop: Identifier
    cycle: Identifier
    title: ToldText
    stage: Stage = Stage.AHEAD
    stage_since: date | None = None
    actuals: tuple[Actual, ...] = ()
    misfits: tuple[Misfit, ...] = ()

    def open(self, act: Act) -> None:
        self.stage_since = act.occurred_on
        self.record(AccountsOpened(workshop=self.workshop), act=act)

    def settle(self, act: Act) -> None:
        """The workshop was held: its costs are settled from now on."""
        self._enter(Stage.SETTLING, act)

    def call_off(self, act: Act) -> None:
        """The workshop is cancelled."""
        self._enter(Stage.CALLED_OFF, act)

    def record_actual(self, act: Act, *, item: str, amount: Money, currency: str | None) -> None:
        """What an item did cost in all, 0 if nothing; again to correct it. ``currency`` is the budget's.

        Raises ``RuleBroken`` R49, ``InvalidInput`` for an amount below nothing or of another currency.
        """
        refuse(self.obstacles_to_record(currency))
        assert currency is not None  # otherwise an obstacle was raised
        known = item_of(item)
        amount.require_currency(currency)
        if amount.amount < 0:
            raise InvalidInput(f"A cost of {amount} is less than nothing.", remedy="Give 0 or more.")
        others = tuple(one for one in self.actuals if one.item is not known)
        self.actuals = (*others, Actual(item=known, amount=amount))
        self.record(ActualRecorded(item=known, amount=amount), act=act)

    def close(self, act: Act, *, estimates: Mapping[CostItem, Money]) -> None:
        """Everything is settled. ``estimates`` are those of the budget."""
        refuse(self.obstacles_to_close())
        actuals = {one.item: one.amount for one in self.actuals}
        currency = self.actuals[0].amount.currency
        nothing = Money.none(currency)
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
            ),
            act=act,
        )

    def did_not_fit(self, act: Act, *, fact: str, about: str, why: str) -> None:
        """Keep a fact that cannot take effect, once, where a person sees it (invariant 6)."""
        if any((one.fact, one.about, one.why) == (fact, about, why) for one in self.misfits):
            return
        self.misfits = (*self.misfits, Misfit(fact=fact, about=about, why=why, noted_on=act.occurred_on))
        self.record(FactDidNotFit(fact=fact, about=about, why=why), act=act)

    def acknowledge(self, act: Act, *, about: str, reason: str) -> None:
        """A person saw what did not fit about something, and says what follows from it. Raises ``NotFound``."""
        refuse(self.obstacles_to_acknowledge())
        if not any(misfit.about == about and not misfit.seen for misfit in self.misfits):
            raise NotFound("misfit", about)
        self.misfits = tuple(
            misfit.model_copy(update={"seen": True}) if misfit.about == about else misfit for misfit in self.misfits
        )
        self.record(MisfitAcknowledged(about=about, reason=reason), act=act)

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_record(self, currency: str | None) -> Obstacles:
        """``currency`` is the budget's, if it has one yet."""
        yield from self._not_settling()
        if currency is None:
            yield WrongState(
                f"The budget of {self.workshop} has no estimate yet, and so no currency.",
                remedy="Draft the budget first.",
            )

    def obstacles_to_close(self) -> Obstacles:
        yield from self._not_settling()
        recorded = {one.item for one in self.actuals}
        lacking = [in_words(item) for item in MAJOR_ITEMS if item not in recorded]
        if lacking:
            yield WrongState(
                f"Nobody recorded what {' and '.join(lacking)} did cost at {self.workshop}.",
                remedy="Record the actual cost of each of the three major items, 0 if there was none.",
            )

    def obstacles_to_acknowledge(self) -> Obstacles:
        if all(misfit.seen for misfit in self.misfits):
            yield WrongState(
                f"About {self.workshop} nothing that did not fit waits for a person.", remedy="Nothing is to do."
            )

    def _not_settling(self) -> Obstacles:
        yield from obstacles_outside(
            frozenset({Stage.SETTLING}),
            self.stage,
            workshop=self.workshop,
            remedy="Costs are settled after a workshop was held, until its accounts are closed.",
        )

    def _enter(self, stage: Stage, act: Act) -> None:
        self.stage, self.stage_since = stage, act.occurred_on
        self.record(AccountsStageEntered(stage=stage), act=act)

"""The budget of one workshop: what it will cost, item by item (R49, R50), and how far secured money reaches (R58).

The contributions of the workshop stand in it as shares, so that two people who change two of them at the same
moment cannot both commit a coverage that lacks the other's.
"""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.funding.domain.closing import obstacles_after_close
from services.funding.domain.coverage import Share, coverage_of
from services.funding.domain.items import MAJOR_ITEMS, in_words, item_of
from services.funding.domain.log import (
    BudgetDrafted,
    BudgetOpened,
    BudgetStageEntered,
    BudgetYearClosed,
    ShareNoted,
    SharesReleased,
)
from services.funding.domain.rules import THREE_MAJOR_ITEMS
from services.funding.domain.stage import OPEN, Stage, obstacles_outside
from shared.contracts.facts import ToldText
from shared.contracts.funding import BudgetApproved, CostItem, Coverage, CoverageChanged, EstimatedItem
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
from shared.domain.errors import InvalidInput, NotAllowed, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class Line(BaseModel):
    """One line, of exactly one item (R49). ``reason`` says why a major item costs nothing (R50)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: CostItem
    description: str
    estimate: Money
    reason: str | None = None

    @classmethod
    def of(cls, *, item: str, description: str, estimate: Money, reason: str | None) -> "Line":
        """Raises ``RuleBroken`` R49, and ``InvalidInput`` for an estimate below nothing."""
        if estimate.amount < 0:
            raise InvalidInput(f"An estimate of {estimate} is less than nothing.", remedy="Give 0 or more.")
        return cls(item=item_of(item), description=description, estimate=estimate, reason=reason)


class Budget(Aggregate, type="budget", collection="budgets"):
    workshop: Identifier
    cycle: Identifier
    title: ToldText
    opened_on: date | None = None
    stage: Stage = Stage.AHEAD
    currency: str | None = None
    """That of the first money named: an estimate, or a contribution."""
    lines: tuple[Line, ...] = ()
    drafted_on: date | None = None
    drafted_by: tuple[str, ...] = ()
    """The accounts that wrote these lines; none of them may approve."""
    approved_on: date | None = None
    shares: tuple[Share, ...] = ()
    coverage: Coverage | None = None
    closed_on: date | None = None
    """The day governance closed the cycle."""
    lapsed: bool = False
    """Whether it was called off because the cycle was closed before the workshop was held."""

    def open(self, act: Act) -> None:
        self.opened_on = act.occurred_on
        self.record(BudgetOpened(workshop=self.workshop), act=act)

    def draft(self, act: Act, *, lines: Sequence[Line]) -> None:
        """Write all lines anew. An approved budget must be approved again. Raises ``InvalidInput`` for
        estimates in several currencies, or in another one than the money that is named already."""
        refuse(self.obstacles_to_draft())
        if not lines:
            raise InvalidInput("A budget has at least one line.", remedy="Give the lines of the budget.")
        fixed = self.currency if self.shares or self.stage is not Stage.AHEAD else None
        currency = fixed or lines[0].estimate.currency
        for line in lines:
            line.estimate.require_currency(currency)
        approved_before = self.approved_on is not None
        drafter = act.actor.subject
        before = () if approved_before else tuple(one for one in self.drafted_by if one != drafter)
        self.currency, self.lines = currency, tuple(lines)
        self.drafted_on, self.drafted_by, self.approved_on = act.occurred_on, (*before, drafter), None
        estimate = Money.total((line.estimate for line in lines), currency=currency)
        self.record(BudgetDrafted(estimate=estimate, lines=len(lines), approved_before=approved_before), act=act)
        self._cover(act)

    def approve(self, act: Act) -> None:
        """Raises ``RuleBroken`` R50, and ``NotAllowed`` for somebody who drafted it (design.md 7)."""
        refuse(self.obstacles_to_approve(act.actor.subject))
        assert self.currency is not None  # whatever has lines has a currency
        self.approved_on = act.occurred_on
        estimates = self.estimates()
        self.record(
            BudgetApproved(
                budget=self.id,
                workshop=self.workshop,
                cycle=self.cycle,
                estimate=Money.total(estimates.values(), currency=self.currency),
                items=tuple(EstimatedItem(item=item, estimate=estimate) for item, estimate in estimates.items()),
            ),
            act=act,
        )

    def note_share(self, act: Act, *, share: Share) -> None:
        """What a contribution brings now. Raises ``InvalidInput`` for another currency than the budget's."""
        currency = self.currency or share.pledged.currency
        share.pledged.require_currency(currency)
        others = tuple(one for one in self.shares if one.contribution != share.contribution)
        self.currency, self.shares = currency, (*others, share)
        self.record(ShareNoted(share=share), act=act)
        self._cover(act)

    def settle(self, act: Act) -> None:
        """The workshop was held."""
        self._enter(Stage.SETTLING, act)

    def close(self, act: Act) -> None:
        """Its accounts are closed."""
        self._enter(Stage.CLOSED, act)

    def call_off(self, act: Act) -> None:
        """The workshop does not take place, and its contributions belong to it no longer."""
        self._enter(Stage.CALLED_OFF, act)
        if self.shares:
            self.record(SharesReleased(contributions=tuple(one.contribution for one in self.shares)), act=act)
            self.shares = ()
            self._cover(act)

    def close_year(self, act: Act, *, closed_on: date, held: bool) -> None:
        """Governance closed the cycle: read-only from now on, but for what is received. ``held``: governance counted
        the workshop among those held; one that is still ahead without that is called off."""
        self.closed_on = closed_on
        self.record(BudgetYearClosed(closed_on=closed_on), act=act)
        if self.stage is Stage.AHEAD and not held:
            self.lapsed = True
            self.call_off(act)

    def estimates(self) -> dict[CostItem, Money]:
        """What each item will cost, in the order of :class:`CostItem`; items without a line are left out."""
        return {
            item: Money.total((line.estimate for line in lines), currency=lines[0].estimate.currency)
            for item in CostItem
            if (lines := [line for line in self.lines if line.item is item])
        }

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_draft(self) -> Obstacles:
        yield from obstacles_after_close(self.cycle, self.closed_on, so="its budgets are read-only")
        yield from obstacles_outside(
            OPEN, self.stage, lapsed=self.lapsed, workshop=self.workshop, remedy="Its budget stays as it is."
        )

    def obstacles_to_approve(self, approver: str) -> Obstacles:
        """``approver`` is the account that would approve."""
        yield from self.obstacles_to_draft()
        if self.approved_on is not None:
            yield WrongState(
                f"The budget of {self.workshop} is approved since {self.approved_on.isoformat()}.",
                remedy="Nothing is to do.",
            )
        for item in MAJOR_ITEMS:
            of_item = [line for line in self.lines if line.item is item]
            if not of_item:
                yield RuleBroken(
                    THREE_MAJOR_ITEMS,
                    f"The budget of {self.workshop} has no line for {in_words(item)}.",
                    remedy="Draft the line; when it costs nothing, with an estimate of 0 and the reason.",
                )
            elif not any(line.estimate.amount or line.reason for line in of_item):
                yield RuleBroken(
                    THREE_MAJOR_ITEMS,
                    f"The budget of {self.workshop} has 0 for {in_words(item)}, and nobody says why.",
                    remedy="Draft the line with its reason, such as a venue given in kind.",
                )
        if approver in self.drafted_by:
            yield NotAllowed(
                f"You drafted the budget of {self.workshop}, and nobody approves what they drafted.",
                remedy="Ask another approver.",
                slug="drafter-does-not-approve",
            )

    def obstacles_to_contribute(self) -> Obstacles:
        """In the way of a new pledge, and of a donor who chooses this workshop after another was cancelled."""
        yield from obstacles_after_close(self.cycle, self.closed_on, so="its workshops take no new contribution")
        yield from obstacles_outside(
            OPEN,
            self.stage,
            lapsed=self.lapsed,
            workshop=self.workshop,
            remedy="Name a workshop that is still to be paid for.",
        )

    def _enter(self, stage: Stage, act: Act) -> None:
        self.stage = stage
        self.record(BudgetStageEntered(stage=stage), act=act)

    def _cover(self, act: Act) -> None:
        """Tell how far the money reaches, when that changed (R58)."""
        if self.currency is None:
            return
        now = coverage_of(estimates=self.estimates(), shares=self.shares, currency=self.currency)
        if now != self.coverage:
            self.coverage = now
            told = CoverageChanged(budget=self.id, workshop=self.workshop, cycle=self.cycle, coverage=now)
            self.record(told, act=act)

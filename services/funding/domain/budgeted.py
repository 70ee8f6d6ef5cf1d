"""A budget as it stands: what it puts on each account, and what may be done to it now (R49, R50, R51, R59)."""

from datetime import date

from services.funding.domain.closing import obstacles_after_close
from services.funding.domain.commitments import Commitment
from services.funding.domain.coverage import Share
from services.funding.domain.items import MAJOR_ITEMS, in_words
from services.funding.domain.ledger import Account, Ledgered, Position, Posting, summed
from services.funding.domain.lines import Approved, Line, estimates_of
from services.funding.domain.rules import SHARE_ALERT, THREE_MAJOR_ITEMS
from services.funding.domain.stage import OPEN, Stage, obstacles_outside
from shared.contracts.facts import ToldText
from shared.contracts.funding import CostItem, Coverage
from shared.domain.actions import Obstacles
from shared.domain.errors import NotAllowed, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class Budgeted(Ledgered):
    workshop: Identifier
    cycle: Identifier
    title: ToldText
    opened_on: date | None = None
    stage: Stage = Stage.AHEAD
    currency: str | None = None
    """That of the first money named: an estimate, or a contribution."""
    starts_on: date | None = None
    """The first day of the workshop, as events told it last; absent until it is known, and while it is put off without
    a new one."""
    paid_for_year: int | None = None
    """The year of the last day that was told, for which donors gave."""
    lines: tuple[Line, ...] = ()
    number: int = 0
    """How often the lines were drafted."""
    comment: str | None = None
    """What the drafter says of the shares (R51)."""
    expert_share: str | None = None
    share_alert: bool = False
    """Whether experts take more than 75 % of it (R51)."""
    approvals: tuple[Approved, ...] = ()
    drafted_on: date | None = None
    drafted_by: tuple[str, ...] = ()
    """The accounts that wrote these lines; none of them may approve."""
    approved_on: date | None = None
    shares: tuple[Share, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    overcommitted: Money | None = None
    """How much is committed that secured money cannot pay any more, such as after a donor's cut (R59)."""
    overcommitted_since: date | None = None
    coverage: Coverage | None = None
    uncovered_since: date | None = None
    """Since when secured money does not pay for all of it; absent while it does."""
    closed_on: date | None = None
    """The day governance closed the cycle."""
    lapsed: bool = False
    """Whether it was called off because the cycle was closed before the workshop was held."""

    def estimates(self) -> dict[CostItem, Money]:
        """What each item will cost, in the order of :class:`CostItem`; items without a line are left out."""
        return estimates_of(self.lines)

    def position(self) -> Position:
        """Estimates and commitments, each with its other side."""
        postings = []
        for item, money in self.estimates().items():
            postings += [
                self._posting(Account.ESTIMATE, item, money),
                self._posting(Account.ESTIMATED, item, money).minus(),
            ]
        for one in self.commitments:
            postings += [
                self._posting(Account.COMMITTED, one.item, one.amount),
                self._posting(Account.COMMITMENTS, one.item, one.amount).minus(),
            ]
        return summed(postings)

    def _posting(self, account: Account, item: CostItem, money: Money) -> Posting:
        return Posting(account=account, workshop=self.workshop, item=item, amount=money, value=money)

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
        if self.share_alert and not self.comment:
            yield RuleBroken(
                SHARE_ALERT,
                f"Experts take more than 75 % of the budget of {self.workshop}, and nobody says why.",
                remedy="Draft the lines with a comment on that share.",
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

    def obstacles_to_commit(self) -> Obstacles:
        yield from self._not_open()
        if self.approved_on is None:
            yield WrongState(
                f"The budget of {self.workshop} is not approved.", remedy="Nothing is committed before it is."
            )

    def obstacles_to_release(self) -> Obstacles:
        yield from self._not_open()
        if all(one.of_journey for one in self.commitments):
            yield WrongState(
                f"Nothing is committed for {self.workshop} beside sponsored journeys.", remedy="Nothing is to do."
            )

    def _not_open(self) -> Obstacles:
        yield from obstacles_outside(
            OPEN, self.stage, lapsed=self.lapsed, workshop=self.workshop, remedy="Nothing is owed for it any more."
        )

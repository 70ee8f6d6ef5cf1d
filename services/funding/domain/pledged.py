"""A donor's gift as it stands: what it is worth, what it puts on each account, and what may be done to it now (R46 to
R48, R60)."""

from datetime import date
from enum import StrEnum

from services.funding.domain.closing import obstacles_after_close
from services.funding.domain.coverage import Share
from services.funding.domain.gift import PartReturned, Receipt, Valued
from services.funding.domain.ledger import Account, Ledgered, Position, Posting, summed
from services.funding.domain.log import Choice
from services.funding.domain.rate import part_of
from services.funding.domain.rules import AD_HOC, PLEDGED_IS_NOT_RECEIVED
from shared.contracts.funding import CostItem
from shared.domain.actions import Obstacles
from shared.domain.errors import RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.money import Money


class ContributionState(StrEnum):
    PLEDGED = "pledged"
    RECEIVED = "received"
    """All of it."""
    AWAITING_DONOR_CHOICE = "awaiting_donor_choice"
    """Its workshop does not take place, or not in its year, and the donor says what becomes of it (R47)."""
    RETURNED = "returned"


class Pledged(Ledgered):
    donor: str
    """The name of a state or an organization."""
    donor_id: Identifier | None = None
    """Its record, where there is one."""
    workshop: Identifier
    cycle: Identifier
    item: CostItem | None = None
    """Its earmark within the workshop."""
    travellers: Identifier | None = None
    in_kind: bool = False
    conditions: str | None = None
    report_on: tuple[date, ...] = ()
    reports: tuple[date, ...] = ()
    """The days on which its donor was sent one; each settles the first day by which one was wanted."""
    report_due_on: date | None = None
    expected_on: date | None = None
    amount: Money
    valued: Valued | None = None
    """Absent when it is in the currency of the budget."""
    state: ContributionState = ContributionState.PLEDGED
    state_since: date
    pledged_on: date
    signed_on: date | None = None
    receipts: tuple[Receipt, ...] = ()
    returns: tuple[PartReturned, ...] = ()
    """Parts that its donor took back; ``amount`` and ``received`` are without them."""
    choice: Choice | None = None
    reason: str | None = None
    """Why, as the donor said whose workshop did not take place."""
    closed_on: date | None = None
    """The day governance closed the cycle."""
    after_close: bool = False
    """Whether the donor's choice was recorded after the cycle was closed that it was for until then."""
    spent: Money | None = None
    """What the costs of its workshop took of what was received, in the currency of the budget; absent until that is
    known."""
    surplus: Money | None = None
    """What is left of what was received once the accounts are closed: it waits for its donor (R47)."""
    surplus_since: date | None = None

    @property
    def received(self) -> Money:
        """What has arrived by now and did not go back in part; what was pledged is ``amount`` (R48)."""
        back = Money.total((part.amount for part in self.returns), currency=self.amount.currency)
        return self.arrived - back

    @property
    def arrived(self) -> Money:
        """All that ever came, also what its donor took back since."""
        return Money.total((receipt.amount for receipt in self.receipts), currency=self.amount.currency)

    @property
    def worth(self) -> Money:
        """What the pledge was worth when it was made, in the currency of the budget (R60)."""
        return self.valued.value if self.valued else self.amount

    @property
    def received_worth(self) -> Money:
        """What was received, each part at its own rate."""
        return self.arrived_worth - Money.total((part.worth for part in self.returns), currency=self.worth.currency)

    @property
    def arrived_worth(self) -> Money:
        return Money.total((receipt.worth for receipt in self.receipts), currency=self.worth.currency)

    @property
    def outstanding_worth(self) -> Money:
        """What is still to come, at the rate of the pledge; parts of it add up to all of it."""
        return self.worth - part_of(self.worth, part=self.received, of=self.amount)

    @property
    def gained(self) -> Money:
        """What the rates of the receipts brought more than that of the pledge; below nothing is a loss (R60)."""
        return self.received_worth + self.outstanding_worth - self.worth

    @property
    def counts(self) -> bool:
        """Whether its workshop's budget may count on it."""
        return self.state in (ContributionState.PLEDGED, ContributionState.RECEIVED)

    @property
    def pays(self) -> bool:
        """Whether the costs of its workshop are paid of it: while it counts, and, where the workshop was called off,
        for what was spent all the same."""
        used = self.state is ContributionState.AWAITING_DONOR_CHOICE and self.spent is not None
        return (self.counts or used) and not self.in_kind

    @property
    def waits(self) -> bool:
        """Whether it, or what is left of it, waits for its donor (R47)."""
        return self.state is ContributionState.AWAITING_DONOR_CHOICE or self.surplus is not None

    @property
    def left_worth(self) -> Money:
        """What of it was received and not spent, in the currency of the budget."""
        return self.received_worth - (self.spent or Money.none(self.worth.currency))

    @property
    def left(self) -> Money:
        """The same in its own currency."""
        if self.spent is None or not self.spent.amount:
            return self.received
        return part_of(self.received, part=self.left_worth, of=self.received_worth)

    @property
    def disposed_of_whole(self) -> bool:
        """Whether its donor may dispose of all of it: nothing of it was spent."""
        return self._disposable()[0] == self.amount

    def _disposable(self) -> tuple[Money, Money]:
        """What its donor may dispose of, in its own currency and in that of the budget."""
        if self.state is ContributionState.AWAITING_DONOR_CHOICE:
            spent = self.spent or Money.none(self.worth.currency)
            return self.amount - self.received + self.left, self.worth - spent
        if self.surplus is None:
            return Money.none(self.amount.currency), Money.none(self.worth.currency)
        return self.surplus, self.left_worth

    def share(self) -> Share:
        """What it brings to the budget of its workshop."""
        return Share(
            contribution=self.id,
            item=self.item,
            travellers=self.travellers,
            pledged=self.received_worth + self.outstanding_worth,
            received=self.received_worth,
            signed=self.signed_on is not None,
            in_kind=self.in_kind,
        )

    def position(self) -> Position:
        """What was received is in the bank, what was not is owed or only promised; the other side is the workshop's, or
        the donor's for what it may choose about."""
        if self.state is ContributionState.RETURNED:
            return ()
        if self.in_kind:
            to_come, here = Account.IN_KIND_PROMISED, Account.IN_KIND
            given = chooses = Account.IN_KIND_CONTRIBUTED
        else:
            to_come, here = Account.AGREED if self.signed_on else Account.PLEDGED, Account.BANK
            given, chooses = Account.CONTRIBUTED, Account.DONOR
        nothing = Money.none(self.amount.currency)
        waiting, waiting_worth = self._disposable()
        return summed(
            (
                self._posting(here, self.received, self.received_worth),
                self._posting(to_come, self.amount - self.received, self.outstanding_worth),
                self._posting(given, self.amount - waiting, self.worth - waiting_worth).minus(),
                self._posting(chooses, waiting, waiting_worth).minus(),
                self._posting(Account.EXCHANGE, nothing, self.gained).minus(),
            )
        )

    def _posting(self, account: Account, amount: Money, value: Money) -> Posting:
        return Posting(
            account=account,
            workshop=self.workshop,
            item=self.item,
            contribution=self.id,
            amount=amount,
            value=value,
        )

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_sign(self) -> Obstacles:
        yield from obstacles_after_close(self.cycle, self.closed_on, so="no agreement is signed for it any more")
        yield from self._not_returned()
        if self.signed_on is not None:
            yield WrongState(
                f"The agreement was signed on {self.signed_on.isoformat()} already.", remedy="Nothing is to do."
            )

    def obstacles_to_receive(self) -> Obstacles:
        yield from self._not_returned()
        if self.received == self.amount:
            yield self._too_much()

    def obstacles_to_reduce(self) -> Obstacles:
        yield from self._not_returned()
        if self.received == self.amount:
            yield WrongState(
                f"All of {self.amount} was received.", remedy="What is in is given back by the donor’s choice alone."
            )

    def obstacles_to_choose(self) -> Obstacles:
        if not self.waits:
            yield RuleBroken(
                AD_HOC,
                f"The contribution “{self.id}” does not wait for its donor’s choice.",
                remedy="A donor chooses once the workshop is called off, or its accounts are closed and something of "
                "the contribution is left; for anything else, record a new pledge.",
            )

    def obstacles_to_give_back(self, part: Money) -> Obstacles:
        """Of a part. What is in is given back; of what is only promised less is given (R48)."""
        yield from self.obstacles_to_choose()
        if self.in_kind:
            yield WrongState(
                f"The contribution “{self.id}” is in kind, and no money of it is in.",
                remedy="Record a return of all of it, without an amount.",
            )
        elif part.amount > self.received.amount:
            yield RuleBroken(
                PLEDGED_IS_NOT_RECEIVED,
                f"{self.received} of {self.amount} was received, and {part} is more: what never came cannot go back.",
                remedy="Return what is in at most; record as a reduction that the donor gives less of the rest.",
            )
        elif part.amount > self.left.amount:
            yield RuleBroken(
                PLEDGED_IS_NOT_RECEIVED,
                f"{self.received} was received and {self.left} of it is left; {part} is more: what is spent cannot go "
                "back.",
                remedy="Return what is left at most.",
            )

    def _not_returned(self) -> Obstacles:
        if self.state is ContributionState.RETURNED:
            yield WrongState(
                f"The contribution “{self.id}” was returned to its donor.", remedy="Record a new pledge of the donor."
            )

    def _too_much(self) -> RuleBroken:
        return RuleBroken(
            AD_HOC,
            f"{self.amount} was pledged and {self.received} of it received; what comes is more than the rest.",
            remedy="Record what exceeds the pledge as a new pledge of the donor, and its receipt there.",
        )

"""A donor's voluntary gift to one workshop: pledged, signed for, received (R46 to R48), in its own currency (R60)."""

from datetime import date
from enum import StrEnum
from itertools import accumulate

from services.funding.domain.closing import obstacles_after_close
from services.funding.domain.coverage import Share
from services.funding.domain.gift import Receipt, Terms, Valued
from services.funding.domain.ledger import Account, Ledgered, Position, Posting, summed
from services.funding.domain.log import (
    AgreementSigned,
    Choice,
    ContributionReduced,
    ContributionYearClosed,
    DonorChoiceAwaited,
    DonorChose,
    DonorReported,
)
from services.funding.domain.rate import AppliedRate, part_of
from services.funding.domain.rules import AD_HOC, VOLUNTARY
from shared.contracts.funding import ContributionPledged, ContributionReceived, CostItem
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.money import Money

KIND = "voluntary"
"""The one kind of contribution there is (R46)."""


class ContributionState(StrEnum):
    PLEDGED = "pledged"
    RECEIVED = "received"
    """All of it."""
    AWAITING_DONOR_CHOICE = "awaiting_donor_choice"
    """Its workshop does not take place, or not in its year, and the donor says what becomes of it (R47)."""
    RETURNED = "returned"


class Contribution(Ledgered, type="contribution", collection="contributions"):
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
    choice: Choice | None = None
    reason: str | None = None
    """Why, as the donor said whose workshop did not take place."""
    closed_on: date | None = None
    """The day governance closed the cycle."""
    after_close: bool = False
    """Whether the donor's choice was recorded after the cycle was closed that it was for until then."""

    @classmethod
    def pledge(
        cls,
        act: Act,
        *,
        id: str,
        kind: str,
        donor: str,
        workshop: str,
        cycle: str,
        amount: Money,
        terms: Terms,
        donor_id: str | None = None,
        valued: Valued | None = None,
    ) -> "Contribution":
        """Raises ``RuleBroken`` R46 for another kind."""
        if kind != KIND:
            raise RuleBroken(
                VOLUNTARY,
                f"This contribution is “{kind}”, not voluntary.",
                remedy="Post voluntary contributions alone; assessed ones belong to the core budget.",
            )
        _require_some(amount)
        contribution = cls(
            id=id,
            donor=donor,
            donor_id=donor_id,
            workshop=workshop,
            cycle=cycle,
            **terms.model_dump(),
            amount=amount,
            valued=valued,
            pledged_on=act.occurred_on,
            state_since=act.occurred_on,
        )
        contribution._await_report()
        contribution._tell_pledge(act)
        return contribution

    def sign(self, act: Act) -> None:
        """The agreement with the donor is signed."""
        refuse(self.obstacles_to_sign())
        self._require_pledged_by(act.occurred_on)
        self.signed_on = act.occurred_on
        self.record(AgreementSigned(signed_on=act.occurred_on), act=act)

    def receive(self, act: Act, *, amount: Money, reference: str | None = None, valued: Valued | None = None) -> None:
        """All of it or a part arrived. Raises ``RuleBroken`` R47 for more than the rest of the pledge."""
        refuse(self.obstacles_to_receive())
        _require_some(amount)
        amount.require_currency(self.amount.currency)
        self._require_pledged_by(act.occurred_on)
        if (self.amount - self.received - amount).amount < 0:
            raise self._too_much()
        late = self.closed_on is not None
        receipt = Receipt(amount=amount, on=act.occurred_on, after_close=late, reference=reference, valued=valued)
        self.receipts = (*self.receipts, receipt)
        if self.state is ContributionState.PLEDGED:
            self._enter(self._state_by_receipts(), act)
        self.record(
            ContributionReceived(
                contribution=self.id,
                donor=self.donor,
                workshop=self.workshop,
                cycle=self.cycle,
                item=self.item,
                in_kind=self.in_kind,
                amount=amount,
                received=self.received,
                pledged=self.amount,
                received_on=act.occurred_on,
                after_close=late,
            ),
            act=act,
        )

    def reduce(self, act: Act, *, amount: Money, reason: str) -> None:
        """The donor gives ``amount`` in all, less than it promised; what was committed of it stays committed, and shows
        as more than is secured. Raises ``InvalidInput`` for what is no less, or less than was received."""
        refuse(self.obstacles_to_reduce())
        amount.require_currency(self.amount.currency)
        if not self.received.amount <= amount.amount < self.amount.amount:
            raise InvalidInput(
                f"{self.amount} was pledged and {self.received} of it received; {amount} in all is no cut of the rest.",
                remedy="Give what the donor gives in all: less than it pledged, and not less than what is in.",
            )
        if not amount.amount:
            raise InvalidInput(
                "A pledge of nothing is none.", remedy="Record the smallest amount that the donor still gives."
            )
        before = self.amount
        if self.valued is not None:
            value = part_of(self.valued.value, part=amount, of=self.amount)
            self.valued = self.valued.model_copy(update={"value": value})
        self.amount = amount
        if self.state is ContributionState.PLEDGED:
            self._enter(self._state_by_receipts(), act)
        late = self.closed_on is not None
        self.record(ContributionReduced(before=before, amount=amount, reason=reason, after_close=late), act=act)

    def report(self, act: Act) -> None:
        """Its donor was sent what the contribution did."""
        self._require_pledged_by(act.occurred_on)
        self.reports = (*self.reports, act.occurred_on)
        self._await_report()
        self.record(DonorReported(reported_on=act.occurred_on), act=act)

    def await_choice(self, act: Act) -> None:
        """Its workshop does not take place; nothing more happens to it by itself (R47)."""
        self._enter(ContributionState.AWAITING_DONOR_CHOICE, act)
        self.record(DonorChoiceAwaited(workshop=self.workshop), act=act)

    def give_back(self, act: Act, *, reason: str) -> None:
        """The donor takes it back: what was received is returned, what was not is not asked for."""
        refuse(self.obstacles_to_choose())
        self._note_choice(act, Choice.RETURN, workshop=None, reason=reason)
        self._enter(ContributionState.RETURNED, act)

    def give_to(
        self,
        act: Act,
        *,
        workshop: str,
        cycle: str,
        reason: str,
        currency: str | None = None,
        rate: AppliedRate | None = None,
    ) -> None:
        """The donor gives it to another workshop, of a cycle that is open (the budget of that workshop refuses
        otherwise), with the same earmark: a pledge of its own (R47). Where the budget there has another ``currency``
        than this is valued in, all of it is valued anew by the ``rate`` of the day."""
        refuse(self.obstacles_to_choose())
        self._note_choice(act, Choice.ANOTHER_WORKSHOP, workshop=workshop, reason=reason)
        self.workshop, self.cycle, self.closed_on = workshop, cycle, None
        if currency is not None and currency != self.worth.currency:
            self._value_anew(currency, rate)
        self._enter(self._state_by_receipts(), act)
        self._tell_pledge(act)

    def close_year(self, act: Act, *, closed_on: date) -> None:
        """Governance closed the cycle. Money still arrives, and a donor may still choose."""
        self.closed_on = closed_on
        self.record(ContributionYearClosed(closed_on=closed_on), act=act)

    @property
    def received(self) -> Money:
        """What has arrived by now; what was pledged is ``amount`` (R48)."""
        return Money.total((receipt.amount for receipt in self.receipts), currency=self.amount.currency)

    @property
    def worth(self) -> Money:
        """What the pledge was worth when it was made, in the currency of the budget (R60)."""
        return self.valued.value if self.valued else self.amount

    @property
    def received_worth(self) -> Money:
        """What was received, each part at its own rate."""
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
        the donor's while it chooses."""
        if self.state is ContributionState.RETURNED:
            return ()
        waits = self.state is ContributionState.AWAITING_DONOR_CHOICE
        if self.in_kind:
            to_come, here, given = Account.IN_KIND_PROMISED, Account.IN_KIND, Account.IN_KIND_CONTRIBUTED
        else:
            to_come = Account.AGREED if self.signed_on else Account.PLEDGED
            here, given = Account.BANK, Account.DONOR if waits else Account.CONTRIBUTED
        nothing = Money.none(self.amount.currency)
        return summed(
            (
                self._posting(here, self.received, self.received_worth),
                self._posting(to_come, self.amount - self.received, self.outstanding_worth),
                self._posting(given, self.amount, self.worth).minus(),
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
        if self.state is not ContributionState.AWAITING_DONOR_CHOICE:
            yield RuleBroken(
                AD_HOC,
                f"The contribution “{self.id}” does not wait for its donor’s choice.",
                remedy="A donor chooses once the workshop is called off; for anything else, record a new pledge.",
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

    def _require_pledged_by(self, day: date) -> None:
        if day < self.pledged_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the pledge ({self.pledged_on.isoformat()}).",
                remedy="Give the day on which it happened (occurred_on).",
            )

    def _state_by_receipts(self) -> ContributionState:
        return ContributionState.RECEIVED if self.received == self.amount else ContributionState.PLEDGED

    def _enter(self, state: ContributionState, act: Act) -> None:
        if self.state is not state:
            self.state, self.state_since = state, act.occurred_on

    def _value_anew(self, currency: str, rate: AppliedRate | None) -> None:
        """Parts are valued so that they add up to what all of it is worth."""
        if rate is None:
            self.amount.require_currency(currency)
            self.valued, self.receipts = None, tuple(one.model_copy(update={"valued": None}) for one in self.receipts)
            return
        self.valued = whole = Valued.by(rate, self.amount, currency=currency)
        sums = list(accumulate((one.amount for one in self.receipts), initial=Money.none(self.amount.currency)))
        parts = [part_of(whole.value, part=one, of=self.amount) for one in sums]
        self.receipts = tuple(
            one.model_copy(update={"valued": Valued(value=after - before, rate=rate)})
            for one, before, after in zip(self.receipts, parts, parts[1:], strict=False)
        )

    def _await_report(self) -> None:
        self.report_due_on = next(iter(self.report_on[len(self.reports) :]), None)

    def _note_choice(self, act: Act, choice: Choice, *, workshop: str | None, reason: str) -> None:
        """To be called while it still has the cycle that it was for: the closing of that one counts."""
        late = self.closed_on is not None
        self.choice, self.reason, self.after_close = choice, reason, late
        self.record(DonorChose(choice=choice, workshop=workshop, reason=reason, after_close=late), act=act)

    def _tell_pledge(self, act: Act) -> None:
        self.record(
            ContributionPledged(
                contribution=self.id,
                donor=self.donor,
                workshop=self.workshop,
                cycle=self.cycle,
                item=self.item,
                in_kind=self.in_kind,
                amount=self.amount,
                pledged_on=act.occurred_on,
            ),
            act=act,
        )


def _require_some(amount: Money) -> None:
    if amount.amount <= 0:
        raise InvalidInput(f"{amount} is no contribution.", remedy="Give an amount of more than 0.")

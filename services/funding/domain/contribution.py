"""A donor's voluntary gift to one workshop: pledged, signed for, received (R46 to R48), in its own currency (R60)."""

from datetime import date
from itertools import accumulate, pairwise
from operator import sub

from services.funding.domain.gift import InSuccessor, Receipt, Terms, Valued
from services.funding.domain.giving_back import GivingBack, require_given
from services.funding.domain.log import (
    AgreementSigned,
    Choice,
    ContributionReduced,
    ContributionYearClosed,
    DonorReported,
    PartGivenOn,
)
from services.funding.domain.pledged import ContributionState
from services.funding.domain.rate import AppliedRate, part_of
from services.funding.domain.rules import VOLUNTARY
from shared.contracts.funding import ContributionPledged, ContributionReceived
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.money import Money

KIND = "voluntary"
"""The one kind of contribution there is (R46)."""


class Contribution(GivingBack, type="contribution", collection="contributions"):
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
        require_given(amount)
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

    def receive(
        self,
        act: Act,
        *,
        amount: Money,
        reference: str | None = None,
        valued: Valued | None = None,
        came: InSuccessor | None = None,
    ) -> None:
        """All of it or a part arrived; ``came`` says in which other currency, where that of the pledge was
        redenominated. Raises ``RuleBroken`` R47 for more than the rest of the pledge."""
        refuse(self.obstacles_to_receive())
        require_given(amount)
        amount.require_currency(self.amount.currency)
        self._require_pledged_by(act.occurred_on)
        if (self.amount - self.received - amount).amount < 0:
            raise self._too_much()
        late = self.closed_on is not None
        day = act.occurred_on
        receipt = Receipt(amount=amount, on=day, after_close=late, reference=reference, valued=valued, came=came)
        self.receipts = (*self.receipts, receipt)
        if self.state is ContributionState.PLEDGED:
            self._enter(self._state_by_receipts(), act)
        self._judge_left(act)
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
        """The donor gives all of it to another workshop, of a cycle that is open (the budget of that workshop refuses
        otherwise), with the same earmark: a pledge of its own (R47). Where the budget there has another ``currency``
        than this is valued in, all of it is valued anew by the ``rate`` of the day."""
        refuse(self.obstacles_to_choose())
        if not self.disposed_of_whole:
            raise RuntimeError(f"a part of {self.id} was spent: only the rest is given on")
        self._note_choice(act, Choice.ANOTHER_WORKSHOP, workshop=workshop, reason=reason)
        self.workshop, self.cycle, self.closed_on = workshop, cycle, None
        self.spent = self.surplus = self.surplus_since = None
        if currency is not None and currency != self.worth.currency:
            self._value_anew(currency, rate)
        self._enter(self._state_by_receipts(), act)
        self._tell_pledge(act)

    def give_on(
        self,
        act: Act,
        *,
        id: str,
        workshop: str,
        cycle: str,
        reason: str,
        currency: str | None = None,
        rate: AppliedRate | None = None,
    ) -> "Contribution":
        """The donor gives to another workshop what was not spent of it, with the same earmark: a new pledge, of which
        what is left of the receipts is in already (R47). What of the rest was signed for is so there too, by the day of
        this act. ``currency`` and ``rate`` as in :meth:`give_to`."""
        refuse(self.obstacles_to_choose())
        waits = self.state is ContributionState.AWAITING_DONOR_CHOICE
        came, worth = self.left, self.left_worth
        given, to_come = self._disposable()[0], self.outstanding_worth if waits else Money.none(self.worth.currency)

        def value(money: Money, kept: Money) -> Valued | None:
            if currency not in (None, self.worth.currency):
                return Valued.by(rate, money, currency=currency) if currency and rate else None
            return Valued(value=kept, rate=self.valued.rate) if self.valued else None

        new = Contribution.pledge(
            act,
            id=id,
            kind=KIND,
            donor=self.donor,
            donor_id=self.donor_id,
            workshop=workshop,
            cycle=cycle,
            amount=given,
            terms=Terms(
                item=self.item,
                travellers=self.travellers,
                conditions=self.conditions,
                expected_on=self.expected_on if to_come.amount else None,
            ),
            valued=value(given, worth + to_come),
        )
        if waits and self.signed_on is not None:
            new.sign(act)
        late = self.closed_on is not None
        if came.amount:
            new.receive(act, amount=came, valued=value(came, worth))
            self._take(act, part=came, reason=reason, became=id)
        if waits:
            self._forgo_rest()
            self._note_choice(act, Choice.ANOTHER_WORKSHOP, workshop=workshop, reason=reason)
        self.record(
            PartGivenOn(
                amount=came, left=self.amount, workshop=workshop, contribution=id, reason=reason, after_close=late
            ),
            act=act,
        )
        self._judge_left(act)
        return new

    def close_year(self, act: Act, *, closed_on: date) -> None:
        """Governance closed the cycle. Money still arrives, and a donor may still choose."""
        self.closed_on = closed_on
        self.record(ContributionYearClosed(closed_on=closed_on), act=act)

    def _require_pledged_by(self, day: date) -> None:
        if day < self.pledged_on:
            raise InvalidInput(
                f"The day given ({day.isoformat()}) lies before the pledge ({self.pledged_on.isoformat()}).",
                remedy="Give the day on which it happened (occurred_on).",
            )

    def _value_anew(self, currency: str, rate: AppliedRate | None) -> None:
        """Parts are valued so that they add up to what all of it is worth."""
        if rate is None:
            self.amount.require_currency(currency)
            self.valued, self.receipts = None, tuple(one.model_copy(update={"valued": None}) for one in self.receipts)
            self.returns = tuple(one.model_copy(update={"valued": None}) for one in self.returns)
            return
        self.valued = whole = Valued.by(rate, self.amount, currency=currency)
        # First all that came, then what went back of it: the last sum is what is in.
        came = accumulate((one.amount for one in self.receipts), initial=Money.none(self.amount.currency))
        sums = list(came)
        sums += list(accumulate((one.amount for one in self.returns), sub, initial=sums[-1]))[1:]
        parts = [part_of(whole.value, part=one, of=self.amount) for one in sums]
        steps = list(pairwise(parts))
        arrived = len(self.receipts)
        self.receipts = tuple(
            one.model_copy(update={"valued": Valued(value=after - before, rate=rate)})
            for one, (before, after) in zip(self.receipts, steps[:arrived], strict=True)
        )
        self.returns = tuple(
            one.model_copy(update={"valued": Valued(value=before - after, rate=rate)})
            for one, (before, after) in zip(self.returns, steps[arrived:], strict=True)
        )

    def _await_report(self) -> None:
        self.report_due_on = next(iter(self.report_on[len(self.reports) :]), None)

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

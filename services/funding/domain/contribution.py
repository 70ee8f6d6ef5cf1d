"""A donor's voluntary gift to one workshop: pledged, signed for, received (R46 to R48)."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.funding.domain.closing import obstacles_after_close
from services.funding.domain.coverage import Share
from services.funding.domain.items import item_of
from services.funding.domain.log import (
    AgreementSigned,
    Choice,
    ContributionYearClosed,
    DonorChoiceAwaited,
    DonorChose,
)
from services.funding.domain.rules import AD_HOC, VOLUNTARY
from shared.contracts.funding import ContributionPledged, ContributionReceived, CostItem
from shared.domain.act import Act
from shared.domain.actions import Obstacles, refuse
from shared.domain.aggregate import Aggregate
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
    """Its workshop does not take place, and the donor says what becomes of it (R47)."""
    RETURNED = "returned"


class Receipt(BaseModel):
    """``after_close``: recorded after the cycle was closed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Money
    on: date
    after_close: bool = False


class Contribution(Aggregate, type="contribution", collection="contributions"):
    donor: str
    """The name of a state or an organization."""
    workshop: Identifier
    cycle: Identifier
    item: CostItem | None = None
    """Its earmark within the workshop."""
    amount: Money
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
        cls, act: Act, *, id: str, kind: str, donor: str, workshop: str, cycle: str, item: str | None, amount: Money
    ) -> "Contribution":
        """Raises ``RuleBroken`` R46 for another kind, R49 for an earmark that is no cost item."""
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
            workshop=workshop,
            cycle=cycle,
            item=item_of(item) if item is not None else None,
            amount=amount,
            pledged_on=act.occurred_on,
            state_since=act.occurred_on,
        )
        contribution._tell_pledge(act)
        return contribution

    def sign(self, act: Act) -> None:
        """The agreement with the donor is signed."""
        refuse(self.obstacles_to_sign())
        self._require_pledged_by(act.occurred_on)
        self.signed_on = act.occurred_on
        self.record(AgreementSigned(signed_on=act.occurred_on), act=act)

    def receive(self, act: Act, *, amount: Money) -> None:
        """All of it or a part arrived. Raises ``RuleBroken`` R47 for more than the rest of the pledge."""
        refuse(self.obstacles_to_receive())
        _require_some(amount)
        amount.require_currency(self.amount.currency)
        self._require_pledged_by(act.occurred_on)
        if (self.amount - self.received - amount).amount < 0:
            raise self._too_much()
        late = self.closed_on is not None
        self.receipts = (*self.receipts, Receipt(amount=amount, on=act.occurred_on, after_close=late))
        if self.state is ContributionState.PLEDGED:
            self._enter(self._state_by_receipts(), act)
        self.record(
            ContributionReceived(
                contribution=self.id,
                donor=self.donor,
                workshop=self.workshop,
                cycle=self.cycle,
                item=self.item,
                amount=amount,
                received=self.received,
                pledged=self.amount,
                received_on=act.occurred_on,
                after_close=late,
            ),
            act=act,
        )

    def await_choice(self, act: Act) -> None:
        """Its workshop does not take place; nothing more happens to it by itself (R47)."""
        self._enter(ContributionState.AWAITING_DONOR_CHOICE, act)
        self.record(DonorChoiceAwaited(workshop=self.workshop), act=act)

    def give_back(self, act: Act, *, reason: str) -> None:
        """The donor takes it back: what was received is returned, what was not is not asked for."""
        refuse(self.obstacles_to_choose())
        self._note_choice(act, Choice.RETURN, workshop=None, reason=reason)
        self._enter(ContributionState.RETURNED, act)

    def give_to(self, act: Act, *, workshop: str, cycle: str, reason: str) -> None:
        """The donor gives it to another workshop, of a cycle that is open (the budget of that workshop refuses
        otherwise), with the same earmark: a pledge of its own (R47)."""
        refuse(self.obstacles_to_choose())
        self._note_choice(act, Choice.ANOTHER_WORKSHOP, workshop=workshop, reason=reason)
        self.workshop, self.cycle, self.closed_on = workshop, cycle, None
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
    def counts(self) -> bool:
        """Whether its workshop's budget may count on it."""
        return self.state in (ContributionState.PLEDGED, ContributionState.RECEIVED)

    def share(self) -> Share:
        """What it brings to the budget of its workshop."""
        return Share(
            contribution=self.id,
            item=self.item,
            pledged=self.amount,
            received=self.received,
            signed=self.signed_on is not None,
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
                amount=self.amount,
                pledged_on=act.occurred_on,
            ),
            act=act,
        )


def _require_some(amount: Money) -> None:
    if amount.amount <= 0:
        raise InvalidInput(f"{amount} is no contribution.", remedy="Give an amount of more than 0.")

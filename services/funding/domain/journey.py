"""One sponsored journey as it stands: what it holds of the workshop's money, and what may be done to it now."""

from collections.abc import Mapping
from datetime import date

from services.funding.domain.eligibility import Reading
from services.funding.domain.ledger import Account, Ledgered, Position, Posting, summed
from services.funding.domain.parts import Advance, Approval, Booking, Claim, Quote, Settlement
from services.funding.domain.rate import AppliedRate
from services.funding.domain.settling import outstanding_of
from services.funding.domain.sponsored import COMMITTED, OVER, TO_SETTLE, State, outside, same_person
from services.funding.domain.terms import Ending, PrivateField, Stay
from services.funding.domain.travellers import ListedGroup, groups_of
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import CostItem, CoveredKind, Part
from shared.domain.actions import Obstacles
from shared.domain.errors import NotAllowed, WrongState
from shared.domain.identifiers import Identifier
from shared.domain.money import Money

_NOTHING_TO_DO = "Nothing is to do."


class Journey(Ledgered):
    workshop: Identifier
    cycle: Identifier
    person: Identifier
    """The reference that events gave; who it is stands there alone."""
    country: str
    group: StakeholderGroup
    part: Part
    reading: Reading
    """Why the person is eligible (R53)."""
    narrow: bool
    """Whether the narrower reading of the brochure has the person too (A15)."""
    country_list: Identifier
    listed: tuple[ListedGroup, ...] = ()
    """The groups of countries that the list has the country in."""
    alike: tuple[Identifier, ...] = ()
    """Sponsorships of the workshop whose person may be the same, spelled another way: for somebody to look at."""
    kinds: tuple[CoveredKind, ...]
    stay: Stay
    estimate: Money
    """What the journey may cost in all: reserved for a speaker until it is approved (R55)."""
    accommodation: Money
    """What accommodation may cost of that."""
    state: State = State.REQUESTED
    state_since: date
    requested_by: str
    quotes: tuple[Quote, ...] = ()
    approval: Approval | None = None
    booking: Booking | None = None
    advance: Advance | None = None
    claim: Claim | None = None
    settlement: Settlement | None = None
    ending: Ending | None = None
    private: tuple[PrivateField, ...] = ()
    """What is kept of passport and bank, encrypted and elsewhere (R77)."""
    purged_on: date | None = None
    """The day on which that was deleted."""

    @property
    def committed(self) -> Money:
        """What of the workshop's money it holds, and has not spent yet (R59)."""
        nothing = Money.none(self.estimate.currency)
        if self.approval is None or self.state not in COMMITTED:
            return nothing
        ticket = self.booking.worth if self.booking else self.approval.fare
        if self.state is not State.ENDED:
            return ticket + self.approval.dsa + self.approval.accommodation
        sunk = nothing if self.booking is None or self.booking.by_traveller else ticket
        return sunk + (self.advance.outstanding if self.advance else nothing)

    @property
    def agreed_rates(self) -> Mapping[str, AppliedRate]:
        """By which its allowance was valued when it was approved, of each currency (R60)."""
        days = self.approval.days if self.approval else ()
        return {day.rate.currency: day.valued.rate for day in days if day.valued}

    @property
    def fare_rates(self) -> Mapping[str, AppliedRate]:
        """By which the fare was valued that was approved, as its ticket and the receipts of it are (R60)."""
        number = self.approval.quote if self.approval else None
        return {one.fare.currency: one.valued.rate for one in self.quotes if one.number == number and one.valued}

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of travellers that the expert belongs to, as earmarks name them."""
        return groups_of(
            country=self.country,
            group=self.group,
            part=self.part,
            developing=self.reading.from_developing,
            listed=self.listed,
        )

    @property
    def took_place(self) -> bool:
        """Whether the expert came, as far as the claim says; a ticket of one who did not board is paid all the same."""
        return self.claim is not None

    @property
    def spent(self) -> Money:
        return self.settlement.cost if self.settlement else Money.none(self.estimate.currency)

    @property
    def outstanding(self) -> Money:
        """What of the advance is to come back: all of it from who does not travel, else what exceeds the claim."""
        return outstanding_of(self.advance, self.claim, nothing=Money.none(self.estimate.currency))

    def position(self) -> Position:
        """What the traveller has of the bank's money: an advance less what came back of it, until the settlement makes
        what it paid for a cost in the accounts."""
        if self.advance is None or self.settlement is not None:
            return ()
        out = self.advance.outstanding
        item = CostItem.EXPERT_PARTICIPATION
        return summed(
            (
                Posting(account=Account.ADVANCE, workshop=self.workshop, item=item, amount=out, value=out),
                Posting(account=Account.BANK, workshop=self.workshop, amount=out, value=out).minus(),
            )
        )

    # What is in the way whatever the payload says: the same checks refuse, and tell what may be done now

    def obstacles_to_quote(self) -> Obstacles:
        yield from self._unless(State.REQUESTED, remedy="Quotes are taken until it is approved.")

    def obstacles_to_approve(self, approver: str) -> Obstacles:
        """``approver`` is the account that would approve."""
        yield from self._unless(State.REQUESTED, remedy=_NOTHING_TO_DO)
        yield from self._not_by_the_requester(approver)
        if self.purged_on is not None:
            yield WrongState(
                f"What is needed to pay the traveller was deleted on {self.purged_on.isoformat()}, after the stay.",
                remedy="Decline it, and ask for a sponsorship anew.",
            )
        if CoveredKind.ECONOMY_TRAVEL in self.kinds and not self.quotes:
            yield WrongState("No fare was quoted yet.", remedy="Record the quotes first.")

    def obstacles_to_decline(self, approver: str) -> Obstacles:
        yield from self._unless(State.REQUESTED, remedy="What is approved may be ended.")
        yield from self._not_by_the_requester(approver)

    def obstacles_to_reopen(self) -> Obstacles:
        yield from self._unless(State.APPROVED, remedy="An approval is given back before anything is booked.")
        if self.advance is not None:
            yield WrongState("An advance was paid for it.", remedy="End the journey, and recover the advance.")

    def obstacles_to_book(self) -> Obstacles:
        yield from self._unless(State.APPROVED, remedy="A journey is booked once, after it is approved.")
        if CoveredKind.ECONOMY_TRAVEL not in self.kinds:
            yield WrongState("This sponsorship does not cover travel.", remedy="The traveller books the journey.")

    def obstacles_to_pay_advance(self, payer: str) -> Obstacles:
        yield from self._unless(State.APPROVED, State.BOOKED, remedy="An advance is paid before the journey.")
        if self.advance is not None:
            yield WrongState(f"{self.advance.amount} was paid in advance.", remedy=_NOTHING_TO_DO)
        yield from self._not_by_others(payer)

    def obstacles_to_end(self) -> Obstacles:
        yield from self._unless(
            State.REQUESTED, State.APPROVED, State.BOOKED, remedy="Only a journey that is still to come is ended."
        )

    def obstacles_to_recover(self) -> Obstacles:
        if not self.outstanding.amount or self.state not in TO_SETTLE:
            yield WrongState("Nothing of an advance is outstanding.", remedy=_NOTHING_TO_DO)

    def obstacles_to_claim(self) -> Obstacles:
        if self.purged_on is not None:
            yield WrongState(
                f"What is needed to pay the traveller was deleted on {self.purged_on.isoformat()}.",
                remedy="The journey is settled; nothing is claimed any more.",
            )
        travels = CoveredKind.ECONOMY_TRAVEL in self.kinds
        yield from self._unless(
            State.BOOKED if travels else State.APPROVED, remedy="One claim is made, of a journey that was approved."
        )

    def obstacles_to_keep_private(self) -> Obstacles:
        """In the way of keeping passport and bank data: after the settlement nobody needs them."""
        if self.purged_on is not None or self.state in OVER:
            yield WrongState(
                f"The sponsorship “{self.id}” is over, and what is private is kept only while it is needed.",
                remedy=_NOTHING_TO_DO,
            )

    def obstacles_to_read_private(self, field: PrivateField) -> Obstacles:
        if field not in self.private:
            yield WrongState(
                f"No {field.value} data are kept of the sponsorship “{self.id}”.", remedy="Ask the traveller for them."
            )

    def obstacles_to_settle(self, payer: str) -> Obstacles:
        yield from self._unless(*TO_SETTLE, remedy="A claim is settled, or what a journey cost that did not happen.")
        yield from self._not_by_others(payer)

    def _unless(self, *allowed: State, remedy: str) -> Obstacles:
        yield from outside(allowed, self.state, sponsorship=self.id, remedy=remedy)

    def _not_by_the_requester(self, caller: str) -> Obstacles:
        if caller == self.requested_by:
            yield NotAllowed(
                "You requested this sponsorship, and nobody approves or declines what they asked for.",
                remedy="Ask another approver.",
                slug="requester-does-not-approve",
            )

    def _not_by_others(self, payer: str) -> Obstacles:
        approver = self.approval.by if self.approval else None
        yield from same_person(payer, requester=self.requested_by, approver=approver)

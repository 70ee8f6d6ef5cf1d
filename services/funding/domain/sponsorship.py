"""One expert's sponsored journey: requested, quoted, approved, booked, claimed with receipts, settled (R52 to R57).

Whoever requests it does not approve it, and whoever pays did neither.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Self

from services.funding.domain.approving import lodging_of
from services.funding.domain.claims import claim_of
from services.funding.domain.dsa import DsaDay
from services.funding.domain.eligibility import Reading
from services.funding.domain.gift import Valued
from services.funding.domain.journey import Journey
from services.funding.domain.parts import (
    Advance,
    Approval,
    Booking,
    Quote,
    Receipted,
    cheapest,
)
from services.funding.domain.persons import Sponsored, obstacles_to_sponsor_again, spelled_alike
from services.funding.domain.rules import WITHIN_SECURED
from services.funding.domain.settling import settlement_of
from services.funding.domain.sponsored import OVER, State, require_some
from services.funding.domain.terms import Ending, PrivateField, Stay, require_economy
from services.funding.domain.travel_log import (
    AdvancePaid,
    AdvanceRecovered,
    FareChosen,
    FareQuoted,
    PrivateDataKept,
    PrivateDataPurged,
    PrivateDataRead,
    SponsorshipReopened,
    SponsorshipRequested,
    TravelBooked,
    TravelClaimed,
    TravelSettled,
)
from services.funding.domain.travellers import ListedGroup
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import CoveredKind, Part, SponsorshipApproved, SponsorshipDeclined, SponsorshipReleased
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput, RuleBroken
from shared.domain.money import Money

RETENTION = timedelta(days=90)
"""How long passport and bank data outlive the settlement: for a payment that comes back."""


class Sponsorship(Journey, type="sponsorship", collection="sponsorships"):
    @classmethod
    def request(
        cls,
        act: Act,
        *,
        id: str,
        workshop: str,
        cycle: str,
        person: str,
        country: str,
        group: StakeholderGroup,
        part: Part,
        reading: Reading,
        country_list: str,
        listed: Sequence[ListedGroup] = (),
        kinds: Sequence[CoveredKind],
        stay: Stay,
        estimate: Money,
        accommodation: Money | None,
        others: Sequence[Sponsored] = (),
    ) -> Self:
        """``others`` are the sponsorships of the workshop that there are. Raises ``SponsoredAlready`` when the person
        has one, ``RuleBroken`` R56 for accommodation that is provided and would be paid besides."""
        refuse(obstacles_to_sponsor_again(person, others, workshop=workshop))
        kept = lodging_of(kinds=kinds, stay=stay, estimate=estimate, accommodation=accommodation)
        sponsorship = cls(
            id=id,
            workshop=workshop,
            cycle=cycle,
            person=person,
            country=country,
            group=group,
            part=part,
            reading=reading,
            narrow=reading.narrow,
            country_list=country_list,
            listed=tuple(listed),
            alike=spelled_alike(person, others),
            kinds=tuple(kinds),
            stay=stay,
            estimate=estimate,
            accommodation=kept,
            state_since=act.occurred_on,
            requested_by=act.actor.subject,
        )
        asked = SponsorshipRequested(
            workshop=workshop, person=person, reading=reading, narrow=reading.narrow, estimate=estimate
        )
        sponsorship.record(asked, act=act)
        return sponsorship

    def quote(self, act: Act, *, fare: Money, cabins: Sequence[str], seller: str, valued: Valued | None = None) -> None:
        """A fare that was offered; ``valued`` where it is in another currency (R60). Raises ``RuleBroken`` R52."""
        refuse(self.obstacles_to_quote())
        require_economy(cabins)
        number = len(self.quotes) + 1
        offered = Quote(
            number=number,
            fare=fare,
            cabins=tuple(cabins),
            seller=seller,
            on=act.occurred_on,
            valued=valued,
        )
        require_some(offered.worth, currency=self.estimate.currency)
        self.quotes = (*self.quotes, offered)
        self.record(FareQuoted(number=number, fare=fare), act=act)

    def approve(self, act: Act, *, approval: Approval) -> None:
        """Raises ``NotAllowed`` for who requested it. That the money is there is asked before (R55, R59)."""
        refuse(self.obstacles_to_approve(act.actor.subject))
        self.approval = approval
        self._enter(State.APPROVED, act)
        if approval.quote is not None:
            lowest = approval.fare == cheapest(self.quotes)
            chosen = FareChosen(number=approval.quote, fare=approval.fare, saving=approval.saving, cheapest=lowest)
            self.record(chosen, act=act)
        told = {**self._told(), "kinds": self.kinds, "committed": approval.total, "approved_on": act.occurred_on}
        self.record(SponsorshipApproved.model_validate(told), act=act)

    def decline(self, act: Act) -> None:
        refuse(self.obstacles_to_decline(act.actor.subject))
        self._enter(State.DECLINED, act)
        self.record(SponsorshipDeclined.model_validate({**self._told(), "declined_on": act.occurred_on}), act=act)

    def reopen(self, act: Act) -> None:
        """Give the approval back before anything is booked: the fare is gone, or the dates changed."""
        refuse(self.obstacles_to_reopen())
        self.approval = None
        self._enter(State.REQUESTED, act)
        self.record(SponsorshipReopened(), act=act)

    def book(self, act: Act, *, fare: Money, cabins: Sequence[str], reference: str, by_traveller: bool) -> None:
        """In the currency of the budget, or of the quote that was approved, and then at its rate (R60). Raises
        ``RuleBroken`` R52, and R59 for more than was committed for the fare."""
        refuse(self.obstacles_to_book())
        require_economy(cabins)
        currency, rate = self.estimate.currency, self.fare_rates.get(fare.currency)
        valued = Valued.by(rate, fare, currency=currency) if rate else None
        worth = valued.value if valued else fare
        require_some(worth, currency=currency)
        assert self.approval is not None  # it is approved
        if (self.approval.fare - worth).amount < 0:
            raise RuleBroken(
                WITHIN_SECURED,
                f"The fare is {worth}, and {self.approval.fare} was committed for it.",
                remedy="Give the approval back, ask for quotes anew, and have it approved again.",
            )
        self.booking = Booking(
            fare=fare,
            cabins=tuple(cabins),
            reference=reference,
            by_traveller=by_traveller,
            on=act.occurred_on,
            valued=valued,
        )
        self._enter(State.BOOKED, act)
        self.record(TravelBooked(fare=fare, by_traveller=by_traveller), act=act)

    def pay_advance(self, act: Act, *, amount: Money) -> None:
        """Before the journey. Raises ``NotAllowed`` for who requested or approved it, R59 for more than the traveller
        will be owed for the stay."""
        refuse(self.obstacles_to_pay_advance(act.actor.subject))
        require_some(amount, currency=self.estimate.currency)
        assert self.approval is not None  # it is approved
        stay = self.approval.dsa + self.approval.accommodation
        if (stay - amount).amount < 0:
            raise RuleBroken(
                WITHIN_SECURED,
                f"{amount} is to be paid in advance, and {stay} was committed for the stay.",
                remedy="Pay at most what was committed for daily allowance and accommodation.",
            )
        nothing = Money.none(amount.currency)
        self.advance = Advance(by=act.actor.subject, amount=amount, recovered=nothing, on=act.occurred_on)
        self.record(AdvancePaid(amount=amount), act=act)

    def end(self, act: Act, *, ending: Ending) -> None:
        """The journey does not take place. Nothing is left of it but what was paid: a ticket, an advance."""
        refuse(self.obstacles_to_end())
        if ending is Ending.DID_NOT_BOARD and self.booking is None:
            raise InvalidInput("Nothing is booked that could be missed.", remedy="Say that the traveller withdrew.")
        self.ending = ending
        paid = self.advance is not None or (self.booking is not None and not self.booking.by_traveller)
        self._enter(State.ENDED if paid else State.RELEASED, act)
        self.record(SponsorshipReleased.model_validate({**self._told(), "released_on": act.occurred_on}), act=act)

    def recover(self, act: Act, *, amount: Money) -> None:
        """A part of the advance came back. Raises ``InvalidInput`` for more than is outstanding."""
        refuse(self.obstacles_to_recover())
        require_some(amount, currency=self.estimate.currency)
        assert self.advance is not None  # something is outstanding
        if (self.outstanding - amount).amount < 0:
            raise InvalidInput(f"{amount} is more than {self.outstanding}.", remedy="Record what is outstanding.")
        recovered = self.advance.recovered + amount
        self.advance = self.advance.model_copy(update={"recovered": recovered})
        self.record(AdvanceRecovered(amount=amount), act=act)

    def claim_costs(
        self,
        act: Act,
        *,
        stay: Stay,
        days: Sequence[DsaDay],
        dsa: Money | None,
        lines: Sequence[Receipted],
        late: bool,
    ) -> None:
        """The stay as it was, and receipts. ``late``: the cycle is closed. Raises ``RuleBroken`` R52, R54, R56, R59."""
        refuse(self.obstacles_to_claim())
        assert self.approval is not None  # it is approved
        self.claim = claim_of(
            act,
            kinds=self.kinds,
            approval=self.approval,
            booking=self.booking,
            stay=stay,
            days=days,
            dsa=dsa,
            lines=lines,
            late=late,
        )
        self._enter(State.CLAIMED, act)
        self.record(TravelClaimed(due=self.claim.due, after_close=late), act=act)

    def settle(self, act: Act, *, ticket: Money | None, write_off: str | None, late: bool) -> None:
        """Pay what is due, and close it. ``ticket``: what one that the secretariat booked did cost after refunds, its
        fare when left out. ``write_off``: why an advance that did not come back is given up."""
        refuse(self.obstacles_to_settle(act.actor.subject))
        self.settlement = settlement_of(
            act,
            booking=self.booking,
            advance=self.advance,
            claim=self.claim,
            nothing=Money.none(self.estimate.currency),
            ticket=ticket,
            write_off=write_off,
            late=late,
        )
        self._enter(State.SETTLED, act)
        settled = self.settlement
        self.record(
            TravelSettled(
                cost=settled.cost, paid=settled.paid, written_off=settled.written_off, after_close=settled.after_close
            ),
            act=act,
        )

    def keep_private(self, act: Act, *, fields: Sequence[PrivateField]) -> None:
        """Passport or bank data were given; what they say is kept elsewhere (R77)."""
        refuse(self.obstacles_to_keep_private())
        self.private = tuple(field for field in PrivateField if field in (*self.private, *fields))
        self.record(PrivateDataKept(fields=tuple(fields)), act=act)

    def note_reading(self, act: Act, *, field: PrivateField) -> None:
        """Somebody reads them: who and when stands in the log. Raises ``WrongState`` for what is not kept."""
        refuse(self.obstacles_to_read_private(field))
        self.record(PrivateDataRead(field=field), act=act)

    def purge_from(self) -> date | None:
        """The day from which on nobody needs what is private any more; ``None`` while somebody may, and once it is
        deleted. A journey that nobody decided on is over with its days: it never gets to another state by itself."""
        if not self.private:
            return None
        if self.state is State.REQUESTED:
            return max(self.state_since, self.stay.departure) + RETENTION
        return self.state_since + RETENTION if self.state in OVER else None

    def purge(self, act: Act) -> None:
        """What is private was deleted."""
        self.private, self.purged_on = (), act.occurred_on
        self.record(PrivateDataPurged(), act=act)

    def _enter(self, state: State, act: Act) -> None:
        self.state, self.state_since = state, act.occurred_on

    def _told(self) -> dict[str, object]:
        return {
            "sponsorship": self.id,
            "workshop": self.workshop,
            "cycle": self.cycle,
            "person": self.person,
            "country": self.country,
            "group": self.group,
            "part": self.part,
        }

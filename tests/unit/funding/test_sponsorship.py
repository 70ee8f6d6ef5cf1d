from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from services.funding.domain.gift import Valued
from services.funding.domain.parts import cheapest
from services.funding.domain.rate import AppliedRate
from services.funding.domain.sponsored import State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import Ending, Provided, covered_kinds
from shared.contracts.funding import CoveredKind, SponsorshipApproved, SponsorshipReleased
from shared.domain.act import Act
from shared.domain.errors import DomainError, InvalidInput, NotAllowed, RuleBroken, WrongState
from shared.domain.money import Money
from tests.unit.funding.sample import francs
from tests.unit.funding.travelling import (
    AFTER,
    ALL_KINDS,
    APPROVER,
    ARRIVAL,
    DEPARTURE,
    PAYER,
    REQUESTER,
    approve,
    approving,
    booked,
    claim,
    paying,
    quoted,
    receipt,
    requested,
    requesting,
    stay,
)

TRAVEL, DSA, ACCOMMODATION = ALL_KINDS
CABINS = ("premium_economy", "business", "first", "Economy", "")


def _number(error: pytest.ExceptionInfo[RuleBroken]) -> str:
    return error.value.rule.number


@pytest.mark.parametrize("cabin", CABINS)
def test_r52_no_other_cabin_enters_anywhere(cabin: str) -> None:
    legs = ("economy", cabin)
    with pytest.raises(RuleBroken) as at_quote:
        quoted(cabins=legs)
    approved = approve(quoted())
    with pytest.raises(RuleBroken) as at_booking:
        approved.book(requesting(), fare=francs("800.00"), cabins=legs, reference="X", by_traveller=True)
    mine = booked(by_traveller=True)
    with pytest.raises(RuleBroken) as at_claim:
        claim(mine, receipt(TRAVEL, "800.00", cabins=legs))
    assert {_number(at_quote), _number(at_booking), _number(at_claim)} == {"R52"}
    assert claim(mine, receipt(TRAVEL, "800.00", cabins=("economy", "economy"))).state is State.CLAIMED


def test_a_fare_names_the_cabin_of_its_legs() -> None:
    with pytest.raises(InvalidInput, match="names no cabin"):
        quoted(cabins=())
    with pytest.raises(InvalidInput, match="names no cabin"):
        claim(booked(by_traveller=True), receipt(TRAVEL, "800.00"))


def test_r54_three_kinds_are_covered_and_no_other() -> None:
    assert covered_kinds(["accommodation", "dsa", "economy_travel"]) == ALL_KINDS
    for word in ("visa", "business_travel", "per diem", "honorarium"):
        with pytest.raises(RuleBroken, match=word) as refused:
            covered_kinds(["dsa", word])
        assert _number(refused) == "R54"


def test_r60_a_quote_in_another_currency_keeps_it_and_counts_by_its_worth() -> None:
    told = AppliedRate(worth=Decimal("0.95"), on=date(2018, 2, 1), source="A bank")
    fare = Money.of("842.10", "USD")
    one = quoted("800.00")
    with pytest.raises(InvalidInput, match="not in CHF"):
        one.quote(requesting(), fare=fare, cabins=["economy"], seller="Atlantis Air")
    one.quote(
        requesting(),
        fare=fare,
        cabins=["economy"],
        seller="Atlantis Air",
        valued=Valued.by(told, fare, currency="CHF"),
    )
    assert (one.quotes[-1].fare, one.quotes[-1].worth) == (fare, francs("800.00"))
    one.quote(requesting(), fare=francs("799.99"), cabins=["economy"], seller="Atlantis Air")
    assert cheapest(one.quotes) == francs("799.99")


def test_r57_the_cheapest_needs_no_reason_and_a_dearer_fare_does() -> None:
    assert approve(quoted()).approval.saving == francs("100.00")  # type: ignore[union-attr]
    with pytest.raises(RuleBroken, match=r"the cheapest is 800\.00 CHF") as refused:
        approve(quoted(), quote=3)
    assert _number(refused) == "R57"
    dearer = approve(quoted("800.00", "900.00", "950.00"), quote=3, reason="The others arrive too late.")
    assert dearer.approval is not None
    assert (dearer.approval.saving, dearer.approval.reason) == (francs("-150.00"), "The others arrive too late.")
    assert approve(quoted("800.00", "800.00", "900.00"), quote=2).state is State.APPROVED, "as cheap as the cheapest"


def test_three_quotes_are_wanted_and_fewer_need_a_reason() -> None:
    with pytest.raises(InvalidInput, match="Of 3 quotes there are 2"):
        approve(quoted("900.00", "800.00"))
    assert approve(quoted("900.00", "800.00"), why_fewer="Two airlines fly there.").state is State.APPROVED
    with pytest.raises(InvalidInput, match="no quote 4"):
        approve(quoted(), quote=4)
    with pytest.raises(InvalidInput, match="only then"):
        approve(quoted(), quote=None)
    with pytest.raises(WrongState, match="No fare was quoted"):
        requested().approve(approving(), approval=approve(quoted()).approval)  # type: ignore[arg-type]


def test_r56_accommodation_is_never_paid_twice() -> None:
    everywhere = stay(*(Provided(on=day, accommodation=True) for day in stay().days[:-1]))
    with pytest.raises(RuleBroken) as at_request:
        requested(kinds=(DSA, ACCOMMODATION), accommodation="300.00", at=everywhere)
    with pytest.raises(RuleBroken, match="includes lodging") as beside_full_dsa:
        claim(booked(), receipt(ACCOMMODATION, "100.00"))
    lodged = booked(kinds=ALL_KINDS, accommodation="300.00")
    with pytest.raises(RuleBroken, match="provided for every night") as at_claim:
        claim(lodged, receipt(ACCOMMODATION, "100.00"), at=everywhere)
    assert {_number(at_request), _number(beside_full_dsa), _number(at_claim)} == {"R56"}
    assert claim(lodged, receipt(ACCOMMODATION, "300.00")).claim.dsa == francs("380.00")  # type: ignore[union-attr]


def test_r56_of_the_allowance_no_more_is_claimed_than_the_reduced_rate() -> None:
    lodged = booked(kinds=ALL_KINDS, accommodation="300.00")
    with pytest.raises(RuleBroken, match=r"380\.00 CHF is due") as refused:
        claim(lodged, dsa=francs("380.01"))
    assert _number(refused) == "R56"
    assert claim(lodged, dsa=francs("380.00")).state is State.CLAIMED


def test_r59_no_more_is_booked_advanced_or_claimed_than_was_committed() -> None:
    sponsorship = approve(quoted(kinds=ALL_KINDS, accommodation="300.00"))
    with pytest.raises(RuleBroken) as at_booking:
        sponsorship.book(requesting(), fare=francs("800.01"), cabins=["economy"], reference="X", by_traveller=True)
    with pytest.raises(RuleBroken) as at_advance:
        sponsorship.pay_advance(paying(), amount=francs("680.01"))
    sponsorship.pay_advance(paying(), amount=francs("680.00"))
    sponsorship.book(requesting(), fare=francs("800.00"), cabins=["economy"], reference="X", by_traveller=True)
    with pytest.raises(RuleBroken) as at_lodging:
        claim(sponsorship, receipt(ACCOMMODATION, "300.01"))
    with pytest.raises(RuleBroken) as at_fare:
        claim(sponsorship, receipt(TRAVEL, "800.01", cabins=["economy"]))
    with pytest.raises(RuleBroken) as for_longer:
        claim(sponsorship, at=stay(nights=4))
    assert {_number(one) for one in (at_booking, at_advance, at_lodging, at_fare, for_longer)} == {"R59"}
    both = (receipt(ACCOMMODATION, "300.00"), receipt(TRAVEL, "800.00", number="R-2", cabins=["economy"]))
    assert claim(sponsorship, *both).committed == francs("1480.00")


ACCOUNTS = (REQUESTER, APPROVER, PAYER)


@pytest.mark.parametrize(("approver", "payer"), list(product(ACCOUNTS, ACCOUNTS)))
def test_requester_approver_and_payer_are_three(approver: str, payer: str) -> None:
    """Every pair: the requester is always the same account."""
    sponsorship = quoted()
    if approver == REQUESTER:
        with pytest.raises(NotAllowed) as refused:
            approve(sponsorship, act=approving(subject=approver))
        assert refused.value.slug == "requester-does-not-approve"
        with pytest.raises(NotAllowed):
            sponsorship.decline(approving(subject=approver))
        return
    approve(sponsorship, act=approving(subject=approver))
    sponsorship.book(requesting(), fare=francs("800.00"), cabins=["economy"], reference="X", by_traveller=False)
    slugs = {REQUESTER: "requester-does-not-pay", approver: "approver-does-not-pay"}
    steps: tuple[Callable[[Act], None], ...] = (
        lambda act: sponsorship.pay_advance(act, amount=francs("100.00")),
        lambda act: sponsorship.settle(act, ticket=None, write_off=None, late=False),
    )
    for number, step in enumerate(steps):
        if number == 1:
            claim(sponsorship)
        if payer in slugs:
            with pytest.raises(NotAllowed) as refused:
                step(paying(AFTER, subject=payer))
            assert refused.value.slug == slugs[payer]
        else:
            step(paying(AFTER, subject=payer))
    assert sponsorship.state is (State.CLAIMED if payer in slugs else State.SETTLED)


def test_a_journey_is_settled_with_what_it_did_cost_and_what_is_paid_now() -> None:
    sponsorship = booked(kinds=ALL_KINDS, accommodation="300.00", estimate="2500.00")
    sponsorship.pay_advance(paying(), amount=francs("200.00"))
    claim(sponsorship, receipt(ACCOMMODATION, "290.00"), late=True)
    sponsorship.settle(paying(AFTER), ticket=None, write_off=None, late=True)
    settled = sponsorship.settlement
    assert settled is not None
    assert (settled.cost, settled.paid) == (francs("1470.00"), francs("470.00")), "800 + 380 + 290; 670 less 200"
    assert (sponsorship.committed, sponsorship.spent) == (francs("0"), francs("1470.00"))
    assert settled.after_close
    with pytest.raises(WrongState, match="is settled"):
        claim(sponsorship)


def test_a_visit_that_was_shortened_has_a_smaller_allowance_and_the_rest_of_an_advance_comes_back() -> None:
    sponsorship = booked()
    sponsorship.pay_advance(paying(), amount=francs("680.00"))
    claim(sponsorship, at=stay(nights=1))
    assert (sponsorship.claim.due, sponsorship.outstanding) == (francs("280.00"), francs("400.00"))  # type: ignore[union-attr]
    with pytest.raises(WrongState, match=r"400\.00 CHF of the advance"):
        sponsorship.settle(paying(AFTER), ticket=None, write_off=None, late=False)
    with pytest.raises(InvalidInput):
        sponsorship.recover(paying(AFTER), amount=francs("400.01"))
    sponsorship.recover(paying(AFTER), amount=francs("150.00"))
    sponsorship.recover(paying(AFTER), amount=francs("250.00"))
    sponsorship.settle(paying(AFTER), ticket=None, write_off=None, late=False)
    assert sponsorship.settlement is not None
    assert (sponsorship.settlement.cost, sponsorship.settlement.paid) == (francs("1080.00"), francs("0"))


def test_who_does_not_board_gives_the_advance_back_and_the_ticket_stays_a_cost() -> None:
    sponsorship = booked()
    sponsorship.pay_advance(paying(), amount=francs("300.00"))
    sponsorship.end(requesting(), ending=Ending.DID_NOT_BOARD)
    assert (sponsorship.state, sponsorship.committed) == (State.ENDED, francs("1100.00"))
    sponsorship.recover(paying(), amount=francs("100.00"))
    with pytest.raises(WrongState, match=r"200\.00 CHF"):
        sponsorship.settle(paying(), ticket=francs("500.00"), write_off=None, late=False)
    for wrong in ("800.01", "-1.00"):
        with pytest.raises(InvalidInput):
            sponsorship.settle(paying(), ticket=francs(wrong), write_off="Gone.", late=False)
    sponsorship.settle(paying(), ticket=francs("500.00"), write_off="Did not answer.", late=False)
    settled = sponsorship.settlement
    assert settled is not None
    assert (settled.cost, settled.written_off, settled.paid) == (francs("700.00"), francs("200.00"), francs("0"))


def test_a_visa_that_is_refused_frees_the_place_and_all_that_was_not_paid() -> None:
    before_booking = approve(quoted())
    before_booking.end(requesting(), ending=Ending.VISA_REFUSED)
    assert (before_booking.state, before_booking.committed) == (State.RELEASED, francs("0"))
    told = before_booking.recorded[-1].message
    assert isinstance(told, SponsorshipReleased)
    assert "visa" not in told.model_dump_json(), "why is private"
    after_booking = booked()
    after_booking.end(requesting(), ending=Ending.VISA_REFUSED)
    assert (after_booking.state, after_booking.committed) == (State.ENDED, francs("800.00")), "the ticket is paid"
    own_ticket = booked(by_traveller=True)
    own_ticket.end(requesting(), ending=Ending.WITHDREW)
    assert own_ticket.state is State.RELEASED
    with pytest.raises(InvalidInput, match="Nothing is booked"):
        approve(quoted()).end(requesting(), ending=Ending.DID_NOT_BOARD)


def test_an_approval_is_given_back_before_anything_is_paid_and_quotes_are_taken_anew() -> None:
    sponsorship = approve(quoted())
    sponsorship.reopen(requesting())
    assert (sponsorship.state, sponsorship.committed) == (State.REQUESTED, francs("0"))
    sponsorship.quote(requesting(), fare=francs("700.00"), cabins=["economy"], seller="Atlantis Air")
    assert approve(sponsorship, quote=4).committed == francs("1380.00")
    sponsorship.pay_advance(paying(), amount=francs("10.00"))
    with pytest.raises(WrongState, match="advance"):
        sponsorship.reopen(requesting())


CLAIMS: list[tuple[str, dict[str, object], str]] = [
    ("before the journey is over", {"day": ARRIVAL}, "after the day of the claim"),
    ("a ticket that the secretariat paid", {"lines": (receipt(TRAVEL, "1.00", cabins=["economy"]),)}, "did not pay"),
    ("allowance by a receipt", {"lines": (receipt(DSA, "1.00"),)}, "no receipts"),
    ("nothing", {"lines": (receipt(TRAVEL, "0.00", cabins=["economy"]),)}, "nothing to record"),
    ("one receipt twice", {"lines": (receipt(DSA, "1.00"), receipt(DSA, "2.00"))}, "named twice"),
]


@pytest.mark.parametrize(("fields", "why"), [one[1:] for one in CLAIMS], ids=[one[0] for one in CLAIMS])
def test_a_claim_that_makes_no_sense_is_refused_and_nothing_is_half_written(
    fields: dict[str, object], why: str
) -> None:
    sponsorship = booked()
    before = sponsorship.model_copy()
    with pytest.raises(DomainError, match=why):
        claim(sponsorship, *fields.pop("lines", ()), **fields)  # type: ignore[arg-type, misc]
    assert sponsorship == before
    assert claim(sponsorship, day=DEPARTURE).state is State.CLAIMED


def test_what_events_is_told_has_amounts_and_no_journey() -> None:
    told = next(one.message for one in approve(quoted()).recorded if isinstance(one.message, SponsorshipApproved))
    assert (told.committed, told.kinds, told.person) == (francs("1480.00"), (TRAVEL, DSA), "person-1")
    assert "2018-03-25" not in told.model_dump_json()


def test_what_accommodation_may_cost_is_said_when_it_is_covered() -> None:
    for kinds, amount in (((DSA,), "300.00"), ((ACCOMMODATION,), None), ((ACCOMMODATION,), "2000.01")):
        with pytest.raises(InvalidInput):
            requested(kinds=kinds, accommodation=amount)
    assert requested(kinds=(CoveredKind.ACCOMMODATION,), accommodation="2000.00").state is State.REQUESTED


def test_without_travel_nothing_is_booked_and_the_stay_is_claimed() -> None:
    sponsorship: Sponsorship = approve(requested(kinds=(DSA,)), quote=None)
    with pytest.raises(WrongState, match="does not cover travel"):
        sponsorship.book(requesting(), fare=francs("1.00"), cabins=["economy"], reference="X", by_traveller=True)
    assert claim(sponsorship).claim.due == francs("680.00")  # type: ignore[union-attr]

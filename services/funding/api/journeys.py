"""The journey of a sponsored expert, once approved: booked, paid for, claimed, settled, or ended (R52, R56, R59)."""

from fastapi import APIRouter
from pydantic import Field

from services.funding.api import forms
from services.funding.api.access import Administration, Finance
from services.funding.api.forms import MoneyForm, OccurredOn, Reason
from services.funding.api.sponsorships import view_of
from services.funding.api.travel_forms import Cabins, ReceiptedForm, StayForm
from services.funding.api.travel_views import SponsorshipView
from services.funding.domain.terms import Ending
from services.funding.use_cases import sponsorships
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion

router = APIRouter(prefix="/funding/v1", tags=["sponsorships"])


class BookTravel(Input):
    fare: MoneyForm
    cabins: Cabins
    reference: forms.Line = Field(description="The booking’s own, such as a record locator", examples=["X7K2QD"])
    by_traveller: bool = Field(default=False, description="Whether the traveller bought the ticket, and claims it")
    occurred_on: OccurredOn = None


class Paid(Input):
    amount: MoneyForm
    occurred_on: OccurredOn = None


class EndJourney(Input):
    ending: Ending
    occurred_on: OccurredOn = None


class ClaimCosts(Input):
    stay: StayForm = Field(description="As it was: a visit that was shortened has a smaller allowance")
    dsa: MoneyForm | None = Field(default=None, description="What is asked of the allowance: all, when left out (R56)")
    lines: tuple[ReceiptedForm, ...] = Field(default=(), max_length=50)
    occurred_on: OccurredOn = None


class SettleTravel(Input):
    ticket: MoneyForm | None = Field(
        default=None,
        description="What a ticket of the secretariat did cost after refunds, in the currency of the budget; "
        "its fare, when left out",
    )
    write_off: Reason | None = Field(default=None, description="Why an advance that did not come back is given up")
    occurred_on: OccurredOn = None


@router.post("/sponsorships/{sponsorship}/booking", operation_id="bookTravel", responses=PROBLEMS)
async def book_travel(
    sponsorship: str, body: BookTravel, offers: Offering, expected: ExpectedVersion, command: Administration
) -> SponsorshipView:
    """Record the ticket: economy class on every leg (R52), and no dearer than what was approved (R59). One in the
    currency of the quote that was approved is valued by the rate of that (R60)."""
    fare = body.fare.money()
    booked = await command.run(
        lambda unit: sponsorships.book_travel(
            unit,
            sponsorship,
            fare=fare,
            cabins=body.cabins,
            reference=body.reference,
            by_traveller=body.by_traveller,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await view_of(booked, offers, command)


@router.post("/sponsorships/{sponsorship}/advance", operation_id="payAdvance", responses=PROBLEMS)
async def pay_advance(
    sponsorship: str, body: Paid, offers: Offering, expected: ExpectedVersion, command: Finance
) -> SponsorshipView:
    """Record that a part of the allowance was paid before the journey, by somebody who neither requested nor approved
    it."""
    amount = body.amount.money()
    paid = await command.run(
        lambda unit: sponsorships.pay_advance(
            unit, sponsorship, amount=amount, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await view_of(paid, offers, command)


@router.post("/sponsorships/{sponsorship}/recoveries", operation_id="recoverAdvance", responses=PROBLEMS)
async def recover_advance(
    sponsorship: str, body: Paid, offers: Offering, expected: ExpectedVersion, command: Finance
) -> SponsorshipView:
    """Record what came back of an advance: from a traveller who did not board, or whose visit was shortened."""
    amount = body.amount.money()
    recovered = await command.run(
        lambda unit: sponsorships.recover_advance(
            unit, sponsorship, amount=amount, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await view_of(recovered, offers, command)


@router.post("/sponsorships/{sponsorship}/ending", operation_id="endJourney", responses=PROBLEMS)
async def end_journey(
    sponsorship: str, body: EndJourney, offers: Offering, expected: ExpectedVersion, command: Administration
) -> SponsorshipView:
    """Record that the traveller does not come: a visa was refused, they withdrew, or did not board. What was not paid
    yet is free again, for speakers first (R55); what was is settled."""
    ended = await command.run(
        lambda unit: sponsorships.end_journey(
            unit, sponsorship, ending=body.ending, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await view_of(ended, offers, command)


@router.post("/sponsorships/{sponsorship}/claim", operation_id="claimCosts", responses=PROBLEMS)
async def claim_costs(
    sponsorship: str, body: ClaimCosts, offers: Offering, expected: ExpectedVersion, command: Administration
) -> SponsorshipView:
    """Record the traveller's claim: the stay as it was, and receipts. Never a fare above economy class (R52), lodging
    once (R56), and no more than was committed (R59)."""
    stay, lines = body.stay.stay(), [line.line() for line in body.lines]
    dsa = body.dsa.money() if body.dsa else None
    claimed = await command.run(
        lambda unit: sponsorships.claim_costs(
            unit,
            sponsorship,
            stay=stay,
            dsa=dsa,
            lines=lines,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await view_of(claimed, offers, command)


@router.post("/sponsorships/{sponsorship}/settlement", operation_id="settleTravel", responses=PROBLEMS)
async def settle_travel(
    sponsorship: str, body: SettleTravel, offers: Offering, expected: ExpectedVersion, command: Finance
) -> SponsorshipView:
    """Pay what is due and close it, after the workshop was held. The cost becomes part of what expert participation
    did cost in the workshop's accounts. Refused for whoever requested or approved it."""
    ticket = body.ticket.money() if body.ticket else None
    settled = await command.run(
        lambda unit: sponsorships.settle_travel(
            unit,
            sponsorship,
            ticket=ticket,
            write_off=body.write_off,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await view_of(settled, offers, command)

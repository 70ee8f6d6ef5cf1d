"""Sponsorships: asked for, quoted and decided (R52 to R55, R57, R59)."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.funding.api import forms
from services.funding.api.access import Administration, Approver, Readers
from services.funding.api.forms import Happened, MoneyForm, OccurredOn, OfCycle, OfWorkshop, OwnId, Reason, Word
from services.funding.api.travel_actions import judge_sponsorships
from services.funding.api.travel_forms import Cabins, Country, StayForm
from services.funding.api.travel_views import SponsorshipView
from services.funding.domain.sponsored import State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.queries import criteria
from services.funding.use_cases import sponsorships
from shared.contracts.events import StakeholderGroup
from shared.contracts.funding import Part
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.http.acting import Command
from shared.http.actions import Listing, Offering, Offers
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["sponsorships"])


class RequestSponsorship(Input):
    id: OwnId = None
    workshop: Identifier = Field(examples=["workshop-2018-1"])
    person: Identifier = Field(description="The reference that events has for the person; never a name")
    country: Country
    group: StakeholderGroup
    part: Part
    kinds: tuple[Word, ...] = Field(
        min_length=1, max_length=10, description="economy_travel, dsa, accommodation (R54)", examples=[["dsa"]]
    )
    stay: StayForm
    estimate: MoneyForm = Field(description="What the journey may cost in all, in the currency of the budget")
    accommodation: MoneyForm | None = Field(default=None, description="Of that, where accommodation is covered")
    occurred_on: OccurredOn = None


class QuoteFare(Input):
    fare: MoneyForm = Field(description="As it was offered, in any currency with a rate of the day (R60)")
    cabins: Cabins
    seller: forms.Line = Field(description="An airline or agency", examples=["Atlantis Air"])
    occurred_on: OccurredOn = None


class ApproveSponsorship(Input):
    quote: int | None = Field(default=None, ge=1, le=1_000, description="The number of the quote that is chosen")
    reason: Reason | None = Field(default=None, description="Why not the cheapest fare (R57)")
    why_fewer: Reason | None = Field(default=None, description="Why there are fewer than three quotes")
    occurred_on: OccurredOn = None


async def view_of(sponsorship: Sponsorship, offers: Offers, command: Command) -> SponsorshipView:
    """The answer to a command that changed it."""
    judge = judge_sponsorships(command.actor)
    return await offers.one(SponsorshipView, to_document(sponsorship), judge=judge, to=command.actor)


@router.get("/sponsorships", operation_id="listSponsorships", responses=PROBLEMS)
async def list_sponsorships(
    offers: Offering,
    reader: Readers,
    paging: Paging,
    cycle: OfCycle = None,
    workshop: OfWorkshop = None,
    state: State | None = None,
    person: Annotated[str | None, Query(max_length=100)] = None,
) -> Listing[SponsorshipView]:
    """Sponsorships in order of identifier."""
    return await offers.listing(
        SponsorshipView,
        criteria(cycle=cycle, workshop=workshop, state=state, person=person),
        collection=Sponsorship.collection,
        paging=paging,
        judge=judge_sponsorships(reader.actor),
        to=reader.actor,
        creates=[Action(operation="requestSponsorship")],
    )


@router.get("/sponsorships/{sponsorship}", operation_id="getSponsorship", responses=PROBLEMS)
async def get_sponsorship(sponsorship: str, offers: Offering, reader: Readers) -> SponsorshipView:
    """One sponsored journey: why the person is eligible, what was quoted, approved, booked, claimed and paid."""
    document = await reader.one(Sponsorship.collection, sponsorship)
    return await offers.one(SponsorshipView, document, judge=judge_sponsorships(reader.actor), to=reader.actor)


@router.post("/sponsorships", status_code=201, operation_id="requestSponsorship", responses=PROBLEMS)
async def request_sponsorship(body: RequestSponsorship, offers: Offering, command: Administration) -> SponsorshipView:
    """Ask for a sponsorship. Refused for anybody but experts from developing countries and civil society (R53), for
    kinds that are not covered (R54), for accommodation that is provided and would be paid (R56), and for a person who
    is sponsored for the workshop already. The estimate of a speaker is reserved until it is decided (R55)."""
    stay, estimate = body.stay.stay(), body.estimate.money()
    accommodation = body.accommodation.money() if body.accommodation else None
    requested = await command.run(
        lambda unit: sponsorships.request_sponsorship(
            unit,
            identifier=body.id,
            workshop=body.workshop,
            person=body.person,
            country=body.country,
            group=body.group,
            part=body.part,
            kinds=body.kinds,
            stay=stay,
            estimate=estimate,
            accommodation=accommodation,
            occurred_on=body.occurred_on,
        )
    )
    return await view_of(requested, offers, command)


@router.post("/sponsorships/{sponsorship}/quotes", operation_id="quoteFare", responses=PROBLEMS)
async def quote_fare(
    sponsorship: str, body: QuoteFare, offers: Offering, expected: ExpectedVersion, command: Administration
) -> SponsorshipView:
    """Record a fare that was offered: economy class on every leg, or it is refused (R52)."""
    fare = body.fare.money()
    quoted = await command.run(
        lambda unit: sponsorships.quote_fare(
            unit,
            sponsorship,
            fare=fare,
            cabins=body.cabins,
            seller=body.seller,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await view_of(quoted, offers, command)


@router.post("/sponsorships/{sponsorship}/approval", operation_id="approveSponsorship", responses=PROBLEMS)
async def approve_sponsorship(
    sponsorship: str, body: ApproveSponsorship, offers: Offering, expected: ExpectedVersion, command: Approver
) -> SponsorshipView:
    """Approve it and commit what it costs: the fare chosen out of three (the cheapest, or a reason: R57), daily
    allowance by the table in force (R56), accommodation. Refused for more than is secured (R59), for a participant
    while speakers need the money (R55), and for whoever requested it."""
    approved = await command.run(
        lambda unit: sponsorships.approve_sponsorship(
            unit,
            sponsorship,
            quote=body.quote,
            reason=body.reason,
            why_fewer=body.why_fewer,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await view_of(approved, offers, command)


@router.post("/sponsorships/{sponsorship}/declining", operation_id="declineSponsorship", responses=PROBLEMS)
async def decline_sponsorship(
    sponsorship: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Approver
) -> SponsorshipView:
    """Do not approve it; what was reserved for a speaker is free again."""
    declined = await command.run(
        lambda unit: sponsorships.decline_sponsorship(
            unit, sponsorship, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await view_of(declined, offers, command)


@router.post("/sponsorships/{sponsorship}/reopening", operation_id="reopenSponsorship", responses=PROBLEMS)
async def reopen_sponsorship(
    sponsorship: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Administration
) -> SponsorshipView:
    """Give an approval back before anything is booked, because the fare is gone: quotes are taken anew."""
    reopened = await command.run(
        lambda unit: sponsorships.reopen_sponsorship(
            unit, sponsorship, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await view_of(reopened, offers, command)

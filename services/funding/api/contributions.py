"""Contributions: pledged, signed for, received, and what the donor of one whose workshop is called off chooses (R46
to R48)."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field

from services.funding.api.access import Finance, Readers
from services.funding.api.actions import judge_contributions
from services.funding.api.forms import (
    Group,
    Happened,
    Line,
    MoneyForm,
    OccurredOn,
    OfCycle,
    OfWorkshop,
    OwnId,
    Reason,
    Word,
)
from services.funding.api.views import ContributionView
from services.funding.domain.contribution import Contribution
from services.funding.domain.gift import Terms
from services.funding.domain.log import Choice
from services.funding.domain.pledged import ContributionState
from services.funding.queries import criteria
from services.funding.use_cases import contributions, donor_choices
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.http.acting import Command
from shared.http.actions import Listing, Offering, Offers
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["contributions"])


class PledgeContribution(Input):
    id: OwnId = None
    kind: Word = Field(default="voluntary", description="Voluntary, or it is refused (R46)")
    donor: Line | None = Field(
        default=None,
        description="The name of a state or an organization, never of a private person; or `donor_id`",
        examples=["Government of Atlantis"],
    )
    donor_id: Identifier | None = Field(default=None, description="Its record, instead of `donor`")
    workshop: Identifier = Field(examples=["workshop-2018-1"])
    item: Word | None = Field(
        default=None, description="The cost item it is earmarked for, if any", examples=["expert_participation"]
    )
    travellers: Group = None
    in_kind: bool = Field(default=False, description="Whether it is given in kind, and `amount` is its value")
    conditions: Reason | None = Field(default=None, examples=["For the second workshop of the year alone."])
    report_on: tuple[date, ...] = Field(
        default=(), max_length=20, description="The days by which the donor wants a report"
    )
    expected_on: date | None = Field(default=None, description="When the money is to be in, as the donor says")
    amount: MoneyForm
    occurred_on: OccurredOn = None

    def terms(self) -> Terms:
        """Raises ``RuleBroken`` R49."""
        return Terms.of(
            item=self.item,
            travellers=self.travellers,
            in_kind=self.in_kind,
            conditions=self.conditions,
            report_on=self.report_on,
            expected_on=self.expected_on,
        )


class ReceiveContribution(Input):
    amount: MoneyForm
    reference: Line | None = Field(
        default=None, description="The bank’s reference; each is recorded once", examples=["ZKB 2018-03-12 0042"]
    )
    redenominated: bool = Field(
        default=False, description="Whether it arrived in the currency that took the place of the pledge’s"
    )
    occurred_on: OccurredOn = None


class ReduceContribution(Input):
    amount: MoneyForm = Field(description="What the donor gives in all: less than it pledged, not less than what is in")
    reason: Reason = Field(examples=["Letter of the donor of 4 June."])
    occurred_on: OccurredOn = None


class RecordDonorChoice(Input):
    choice: Choice
    workshop: Identifier | None = Field(
        default=None, description="With another_workshop: which one", examples=["workshop-2018-2"]
    )
    amount: MoneyForm | None = Field(
        default=None,
        description="With return: a part of what was received, the rest of the contribution waits; absent: all that "
        "is left",
    )
    reason: Reason = Field(examples=["Letter of the donor of 4 June."])
    occurred_on: OccurredOn = None


async def _view_of(contribution: Contribution, offers: Offers, command: Command) -> ContributionView:
    return await offers.one(ContributionView, to_document(contribution), judge=judge_contributions, to=command.actor)


@router.post("/contributions", status_code=201, operation_id="pledgeContribution", responses=PROBLEMS)
async def pledge_contribution(body: PledgeContribution, offers: Offering, command: Finance) -> ContributionView:
    """Record what a donor promises to a workshop, to one cost item of it, or to a group of those who are brought. Only
    voluntary contributions are taken (R46). Money in another currency than the workshop’s budget needs a rate of that
    day (R60). What is given in kind is valued, and is no cash."""
    amount, terms = body.amount.money(), body.terms()
    return await _view_of(
        await command.run(
            lambda unit: contributions.pledge_contribution(
                unit,
                identifier=body.id,
                kind=body.kind,
                donor=body.donor,
                donor_id=body.donor_id,
                workshop=body.workshop,
                terms=terms,
                amount=amount,
                occurred_on=body.occurred_on,
            )
        ),
        offers,
        command,
    )


@router.get("/contributions", operation_id="listContributions", responses=PROBLEMS)
async def list_contributions(
    offers: Offering,
    reader: Readers,
    paging: Paging,
    cycle: OfCycle = None,
    workshop: OfWorkshop = None,
    state: ContributionState | None = None,
) -> Listing[ContributionView]:
    """Contributions in order of identifier."""
    return await offers.listing(
        ContributionView,
        criteria(cycle=cycle, workshop=workshop, state=state),
        collection=Contribution.collection,
        paging=paging,
        judge=judge_contributions,
        to=reader.actor,
        creates=[Action(operation="pledgeContribution")],
    )


@router.get("/contributions/{contribution}", operation_id="getContribution", responses=PROBLEMS)
async def get_contribution(contribution: str, offers: Offering, reader: Readers) -> ContributionView:
    """One contribution: what was pledged, and what arrived of it (R48)."""
    document = await reader.one(Contribution.collection, contribution)
    return await offers.one(ContributionView, document, judge=judge_contributions, to=reader.actor)


@router.post("/contributions/{contribution}/agreement", operation_id="signContribution", responses=PROBLEMS)
async def sign_contribution(
    contribution: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Finance
) -> ContributionView:
    """Record that the agreement with the donor is signed; from then on the pledge counts as secured (R48)."""
    return await _view_of(
        await command.run(
            lambda unit: contributions.sign_contribution(
                unit, contribution, occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/contributions/{contribution}/receipts", operation_id="receiveContribution", responses=PROBLEMS)
async def receive_contribution(
    contribution: str, body: ReceiveContribution, offers: Offering, expected: ExpectedVersion, command: Finance
) -> ContributionView:
    """Record money that arrived, all of it or a part, on the day `occurred_on`. More than what was pledged is
    refused (R47): it is a pledge of its own. So is a bank reference that was recorded before. Where the currency of the
    pledge was redenominated since, `amount` is what arrived, in the new one, and goes by the rate from the new to the
    old one that is recorded as that of the redenomination (R60)."""
    amount = body.amount.money()
    return await _view_of(
        await command.run(
            lambda unit: contributions.receive_contribution(
                unit,
                contribution,
                amount=amount,
                reference=body.reference,
                redenominated=body.redenominated,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/contributions/{contribution}/reduction", operation_id="reduceContribution", responses=PROBLEMS)
async def reduce_contribution(
    contribution: str, body: ReduceContribution, offers: Offering, expected: ExpectedVersion, command: Finance
) -> ContributionView:
    """Record that the donor gives less than it promised. What was committed of it stays owed, and shows in the budget
    as `overcommitted`."""
    amount = body.amount.money()
    return await _view_of(
        await command.run(
            lambda unit: contributions.reduce_contribution(
                unit,
                contribution,
                amount=amount,
                reason=body.reason,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/contributions/{contribution}/report", operation_id="reportToDonor", responses=PROBLEMS)
async def report_to_donor(
    contribution: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Finance
) -> ContributionView:
    """Record that the donor was sent the report on its contribution."""
    return await _view_of(
        await command.run(
            lambda unit: contributions.report_to_donor(
                unit, contribution, occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/contributions/{contribution}/choice", operation_id="recordDonorChoice", responses=PROBLEMS)
async def record_donor_choice(
    contribution: str, body: RecordDonorChoice, offers: Offering, expected: ExpectedVersion, command: Finance
) -> ContributionView:
    """Record what the donor wishes after the workshop was called off, or put off to another year: the contribution
    back, or for another workshop; one that was put off may be named again. Nothing is carried over without that act
    (R47). A part of what was received may go back (R48): what is left keeps its earmark and waits for the next act.
    Once the accounts of a workshop are closed the donor says the same of the `surplus`; what is spent cannot go back.
    Where a part was spent, what is left is a new pledge at the other workshop, and `returns` names it."""
    amount = body.amount.money() if body.amount else None
    return await _view_of(
        await command.run(
            lambda unit: donor_choices.record_donor_choice(
                unit,
                contribution,
                choice=body.choice,
                workshop=body.workshop,
                amount=amount,
                reason=body.reason,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )

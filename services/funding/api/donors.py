"""Donors as records: one name for all that a state or an organization gives."""

from fastapi import APIRouter
from pydantic import Field

from services.funding.api.access import Finance, Readers
from services.funding.api.actions import judge_donors
from services.funding.api.forms import Line, OwnId
from services.funding.api.views import DonorView
from services.funding.domain.donor import Donor, DonorKind
from services.funding.queries import criteria
from services.funding.use_cases import donors
from shared.domain.actions import Action
from shared.http.actions import Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/funding/v1", tags=["donors"])


class ChangeDonor(Input):
    name: Line = Field(
        description="The name of a state or an organization, never of a private person",
        examples=["Government of Atlantis"],
    )
    kind: DonorKind


class RegisterDonor(ChangeDonor):
    id: OwnId = None


@router.post("/donors", status_code=201, operation_id="registerDonor", responses=PROBLEMS)
async def register_donor(body: RegisterDonor, offers: Offering, command: Finance) -> DonorView:
    """Enter a donor: a state or an organization. Its contributions then name its record."""
    donor = await command.run(
        lambda unit: donors.register_donor(unit, identifier=body.id, name=body.name, kind=body.kind)
    )
    return await offers.one(DonorView, to_document(donor), judge=judge_donors, to=command.actor)


@router.get("/donors", operation_id="listDonors", responses=PROBLEMS)
async def list_donors(
    offers: Offering, reader: Readers, paging: Paging, kind: DonorKind | None = None
) -> Listing[DonorView]:
    """Donors in order of identifier."""
    return await offers.listing(
        DonorView,
        criteria(kind=kind),
        collection=Donor.collection,
        paging=paging,
        judge=judge_donors,
        to=reader.actor,
        creates=[Action(operation="registerDonor")],
    )


@router.get("/donors/{donor}", operation_id="getDonor", responses=PROBLEMS)
async def get_donor(donor: str, offers: Offering, reader: Readers) -> DonorView:
    """One donor."""
    document = await reader.one(Donor.collection, donor)
    return await offers.one(DonorView, document, judge=judge_donors, to=reader.actor)


@router.put("/donors/{donor}", operation_id="changeDonor", responses=PROBLEMS)
async def change_donor(
    donor: str, body: ChangeDonor, offers: Offering, expected: ExpectedVersion, command: Finance
) -> DonorView:
    """It has another name, or is something else. Its contributions keep the name they were pledged under."""
    changed = await command.run(
        lambda unit: donors.change_donor(unit, donor, name=body.name, kind=body.kind, expected_version=expected)
    )
    return await offers.one(DonorView, to_document(changed), judge=judge_donors, to=command.actor)

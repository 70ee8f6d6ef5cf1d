"""Donors as records."""

from services.funding.domain.donor import Donor, DonorKind
from services.funding.domain.identity import own_id
from shared.persistence.unit_of_work import UnitOfWork


async def register_donor(unit: UnitOfWork, *, identifier: str | None, name: str, kind: DonorKind) -> Donor:
    donor = Donor.register(unit.act(), id=own_id(identifier), name=name, kind=kind)
    await unit.add(donor)
    return donor


async def change_donor(
    unit: UnitOfWork, donor: str, *, name: str, kind: DonorKind, expected_version: int | None
) -> Donor:
    found = await unit.load(Donor, donor, expected_version=expected_version)
    found.change(unit.act(), name=name, kind=kind)
    unit.save(found)
    return found

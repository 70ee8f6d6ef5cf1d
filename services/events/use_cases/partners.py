"""The partners of a gathering."""

from collections.abc import Sequence
from datetime import date

from services.events.domain.partners import PartnerAgreement
from services.events.domain.workshop import Workshop
from shared.persistence.unit_of_work import UnitOfWork


async def add_partner(
    unit: UnitOfWork,
    workshop: str,
    *,
    id: str,
    name: str,
    expertise: Sequence[str],
    agreement: PartnerAgreement | None,
    occurred_on: date | None,
) -> Workshop:
    """Raises ``RuleBroken`` R70."""
    found = await unit.load(Workshop, workshop)
    found.add_partner(unit.act(occurred_on), id=id, name=name, expertise=expertise, agreement=agreement)
    unit.save(found)
    return found


async def remove_partner(
    unit: UnitOfWork, workshop: str, *, partner: str, occurred_on: date | None, expected_version: int | None
) -> Workshop:
    found = await unit.load(Workshop, workshop, expected_version=expected_version)
    found.remove_partner(unit.act(occurred_on), partner=partner)
    unit.save(found)
    return found

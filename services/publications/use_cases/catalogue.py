"""What editors say about a record of the catalogue beside what its volume says."""

from collections.abc import Sequence
from datetime import date

from services.publications.domain.catalogue_record import CatalogueRecord, RelatedWork, Terms
from services.publications.domain.volume import Volume
from shared.persistence.unit_of_work import UnitOfWork


async def set_terms(
    unit: UnitOfWork,
    identifier: str,
    *,
    terms: Terms,
    related: Sequence[RelatedWork],
    occurred_on: date | None,
    expected_version: int | None,
) -> CatalogueRecord:
    """How it is obtained, and what it is to other volumes. Raises ``NotFound`` for a volume there is not."""
    record = await unit.load(CatalogueRecord, identifier, expected_version=expected_version)
    for one in related:
        await unit.load(Volume, one.volume)
    record.set_terms(unit.act(occurred_on), terms=terms, related=tuple(related))
    unit.save(record)
    return record

"""What is said of a volume is kept only where the message for the book trade that is made of it is one (ONIX 3.1)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from services.publications.api.book_checks import check_onix
from services.publications.domain.catalogue_record import CatalogueRecord
from services.publications.domain.identity import catalogue_id
from services.publications.domain.made import said
from services.publications.domain.onix import NAMESPACE, as_onix
from services.publications.domain.volume import Volume
from shared.domain.errors import InvalidInput
from shared.http.acting import Command, platform_of
from shared.persistence.unit_of_work import UnitOfWork

A = TypeVar("A", Volume, CatalogueRecord)


def with_valid_onix(
    command: Command, work: Callable[[UnitOfWork], Awaitable[A]]
) -> Callable[[UnitOfWork], Awaitable[A]]:
    """``work`` on a volume or its record; nothing of it is kept where the schema does not take the message of the
    record as it is then, or as it would be if a volume in preparation came out so. Raises ``InvalidInput``."""

    async def checked(unit: UnitOfWork) -> A:
        changed = await work(unit)
        record = changed if isinstance(changed, CatalogueRecord) else await _record_of(unit, changed)
        contact = platform_of(command.request).contact_email
        verdict = await asyncio.to_thread(check_onix, as_onix(record, contact=contact))
        if not verdict.passed:
            findings = said(one.replace(f"{{{NAMESPACE}}}", "") for one in verdict.findings)
            raise InvalidInput(
                f"The message for the book trade on volume {record.number} would not be a valid one: {findings}",
                remedy="Change what is said of the volume: its title, imprint, editions or price.",
                slug="onix-not-valid",
            )
        return changed

    return checked


async def _record_of(unit: UnitOfWork, volume: Volume) -> CatalogueRecord:
    identifier = catalogue_id(volume.id)
    known = await unit.find(CatalogueRecord, identifier)
    return known or CatalogueRecord.listing(unit.act(), volume, identifier=identifier)

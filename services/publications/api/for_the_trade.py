"""What is said of a volume is kept only where the message for the book trade that is made of it is one (ONIX 3.1)."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
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

_ELEMENT = re.compile(r"Element '(\w+)'")
_FIELDS = {
    "TitleText": "its title",
    "IDValue": "an ISBN or ISSN",
    "Text": "the notice in its imprint, or the title of a workshop",
    **dict.fromkeys(("ImprintName", "PublisherName", "SupplierName"), "the publisher in its imprint"),
    "CityOfPublication": "the place in its imprint",
    "WebsiteLink": "the address of an edition",
    "PriceAmount": "the amount of its price",
    "CurrencyCode": "the currency of its price",
}
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
            # Each edition and format says the same of a publisher, or a price.
            findings = list(dict.fromkeys(one.replace(f"{{{NAMESPACE}}}", "") for one in verdict.findings))
            raise InvalidInput(
                f"The book trade cannot take this of volume {record.number}: {in_words(findings)}. What the schema of "
                f"its message says: {said(findings)}",
                remedy="Change it, and send it again.",
                slug="onix-not-valid",
            )
        return changed

    return checked


def in_words(findings: Iterable[str]) -> str:
    """What a person entered that the elements in the ``findings`` were made of."""
    elements = [element for one in findings for element in _ELEMENT.findall(one)]
    fields = dict.fromkeys(_FIELDS[one] for one in elements if one in _FIELDS)
    return ", ".join(fields) or "its title, imprint, editions or price"


async def _record_of(unit: UnitOfWork, volume: Volume) -> CatalogueRecord:
    identifier = catalogue_id(volume.id)
    known = await unit.find(CatalogueRecord, identifier)
    return known or CatalogueRecord.listing(unit.act(), volume, identifier=identifier)

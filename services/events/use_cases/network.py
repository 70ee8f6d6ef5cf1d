"""Who joins and leaves the contact network of a gathering (R45)."""

from dataclasses import dataclass
from datetime import date

from services.events.domain.network import NetworkEntry
from services.events.domain.personal import emptied
from services.events.domain.workshop import Workshop
from shared.domain.errors import InvalidInput, NotFound
from shared.domain.identifiers import new_identifier
from shared.persistence.unit_of_work import UnitOfWork

CONTACTS = "network_contacts"
"""Name, contact and organisation, by entry: personal data beside the record."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    name: str
    contact: str
    organisation: str | None = None


async def join(
    unit: UnitOfWork, workshop: str, *, contact: Contact, opted_in: bool, occurred_on: date | None
) -> NetworkEntry:
    """Raises ``RuleBroken`` R45. Also for a gathering that is over: networks outlive it."""
    found = await unit.load(Workshop, workshop)
    if CONTACTS in found.purged:
        raise InvalidInput(
            "The time for which contacts of this gathering are kept is over.", remedy="Nobody is entered any more."
        )
    entry = NetworkEntry.join(unit.act(occurred_on), id=new_identifier(), workshop=found.id, opted_in=opted_in)
    await unit.add(entry)
    unit.put_document(
        CONTACTS,
        entry.id,
        {
            "workshop": found.id,
            "name": contact.name,
            "contact": contact.contact,
            "organisation": contact.organisation,
        },
    )
    return entry


async def leave(
    unit: UnitOfWork, workshop: str, entry: str, *, occurred_on: date | None, expected_version: int | None
) -> NetworkEntry:
    """Who leaves is forgotten at once."""
    left = await unit.load(NetworkEntry, entry, expected_version=expected_version)
    if left.workshop != workshop:
        raise NotFound("network entry", entry)
    left.leave(unit.act(occurred_on))
    document = await unit.find_document(CONTACTS, entry)
    if document is not None:
        unit.put_document(CONTACTS, entry, emptied(document))
    unit.save(left)
    return left

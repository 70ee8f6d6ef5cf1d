"""Passport and bank data of sponsored travellers (R77): encrypted field by field, beside the sponsorship, and deleted
once nobody needs them. Nothing of what they say is in a message, an outbox row or a log."""

import json
from collections.abc import Mapping
from datetime import date

from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import PrivateField
from shared.persistence.private_fields import PrivateFields
from shared.persistence.unit_of_work import UnitOfWork

TRAVELLERS = "travellers"
"""By the identifier of the sponsorship; each field is one encrypted text."""
Details = Mapping[str, str]


async def keep_private(
    unit: UnitOfWork,
    sponsorship: str,
    *,
    details: Mapping[PrivateField, Details],
    private: PrivateFields,
    expected_version: int | None,
) -> Sponsorship:
    """Replace the fields that are given."""
    found = await unit.load(Sponsorship, sponsorship, expected_version=expected_version)
    found.keep_private(unit.act(), fields=tuple(details))
    kept = await unit.find_document(TRAVELLERS, sponsorship) or {}
    closed = {
        field.value: private.close(json.dumps(dict(said)), place=_place(sponsorship, field))
        for field, said in details.items()
    }
    unit.put_document(TRAVELLERS, sponsorship, {**kept, **closed, "workshop": found.workshop})
    unit.save(found)
    return found


async def read_private(
    unit: UnitOfWork, sponsorship: str, *, field: PrivateField, private: PrivateFields, into: dict[str, str]
) -> Sponsorship:
    """What was given, put ``into``; that it was read is recorded in the same transaction."""
    found = await unit.load(Sponsorship, sponsorship)
    found.note_reading(unit.act(), field=field)
    kept = await unit.find_document(TRAVELLERS, sponsorship)
    assert kept is not None  # the sponsorship says that it is kept
    into.clear()
    into.update(json.loads(private.open(kept[field.value], place=_place(sponsorship, field))))
    unit.save(found)
    return found


async def renew_private(unit: UnitOfWork, sponsorship: str, *, private: PrivateFields) -> int:
    """Close with the newest key what an older one closed; answers how many fields that were. Nobody reads them, so
    no reading is recorded. Raises ``FieldNotReadable`` and changes nothing where no key opens one of them."""
    kept = await unit.find_document(TRAVELLERS, sponsorship) or {}
    renewed: dict[str, str] = {
        field.value: private.renew(kept[field.value], place=_place(sponsorship, field))
        for field in PrivateField
        if field.value in kept
    }
    changed = sum(1 for name, closed in renewed.items() if kept[name] != closed)
    if changed:
        unit.put_document(TRAVELLERS, sponsorship, {**kept, **renewed})
    return changed


async def purge_when_due(unit: UnitOfWork, sponsorship: str) -> None:
    """Delete it, unless it is still needed or deleted already. Only that something was kept stays."""
    found = await unit.load(Sponsorship, sponsorship)
    act = unit.act()
    due = found.purge_from()
    if due is None or due > act.recorded_at.date():
        return
    unit.put_document(TRAVELLERS, sponsorship, {"workshop": found.workshop, "purged_on": _day(act.occurred_on)})
    found.purge(act)
    unit.save(found)


def _place(sponsorship: str, field: PrivateField) -> str:
    return f"{sponsorship}/{field.value}"


def _day(day: date) -> str:
    return day.isoformat()

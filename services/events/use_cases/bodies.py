"""What governance tells of the bodies of the Membership: kept as it was told last, to be read beside other things."""

from collections.abc import Iterable
from datetime import date

from services.events.domain.registration import LIVE, Registration
from shared.contracts.governance import BodyListed
from shared.domain.act import Act
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork

BODIES = "bodies"
_MOST = 10_000
"""Registrations of one body at which a leaving is noted; no body has so many people in the gatherings to come."""


async def keep_body(unit: UnitOfWork, act: Act, told: BodyListed) -> None:
    """A body that left is noted at each registration of its people: somebody says what follows for them. Of one that
    came back nobody has to."""
    before = await unit.find_document(BODIES, told.body)
    unit.put_document(
        BODIES,
        told.body,
        {
            "name": told.name.model_dump(mode="json", exclude_none=True),
            "type": told.body_type,
            "types": [one.model_dump(mode="json") for one in told.types],
            "country": told.country,
            "left_on": told.left_on.isoformat() if told.left_on else None,
        },
    )
    if told.left_on is None and not (before and before["left_on"]):
        return
    noted = {"$ne": None} if told.left_on is None else None
    where = {"body": told.body, "state": {"$in": sorted(LIVE)}, "body_left_on": noted}
    for document in await unit.query(Registration.collection, where, limit=_MOST):
        registration = await unit.load(Registration, document["_id"])
        if told.left_on is None:
            registration.note_body_back(act)
        else:
            registration.note_body_left(act, left_on=told.left_on)
        unit.save(registration)


async def known_of(unit: UnitOfWork, bodies: Iterable[str | None]) -> dict[str, Document]:
    """What governance told last of each of these, in one read; of others nothing."""
    wanted = sorted({one for one in bodies if one is not None})
    found = await unit.query(BODIES, {"_id": {"$in": wanted}}, limit=len(wanted)) if wanted else []
    return {one["_id"]: one for one in found}


def type_on(body: Document | None, day: date) -> str | None:
    """What the body was on that day (domain.md 1.8, Time), ``None`` of one that governance never told of. Of
    a day before it was of the Membership: what it was at first."""
    if body is None:
        return None
    spells: list[Document] = body.get("types") or [{"type": body["type"], "since": None}]
    begun = [one for one in spells if one["since"] is None or one["since"] <= day.isoformat()]
    return str((begun or spells[:1])[-1]["type"])


async def known_or_none(unit: UnitOfWork, body: str) -> Document | None:
    """What governance told of it last; ``None`` of one that it never told."""
    return await unit.find_document(BODIES, body)

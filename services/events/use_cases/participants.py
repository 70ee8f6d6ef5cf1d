"""What the seats count of the people themselves: how many are of which gender, as they say (A19).

The count is kept in the transaction of whatever changes it, so that nobody has to be looked up to read it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from services.events.domain.personal import emptied
from services.events.domain.registration import Registration, RegistrationState
from services.events.domain.seats import Seats, seats_id
from shared.domain.act import Act
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork

PARTICIPANTS = "participants"
"""Name, e-mail, function and gender, by registration: personal data beside the record, which can be purged."""
NEEDS = "participant_needs"
"""Diet and access needs, by registration: apart from who it is, for fewer read them and they go sooner."""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What a person eats, and needs to come in and take part; nothing where nothing was said."""

    diet: str | None = None
    access_needs: str | None = None


NO_NEEDS = Needs()


def put_needs(unit: UnitOfWork, workshop: str, registration: str, needs: Needs) -> None:
    """Of nobody who has none there is a document that says so."""
    beside = {"workshop": workshop, **asdict(needs)} if needs != NO_NEEDS else emptied({"workshop": workshop})
    unit.put_document(NEEDS, registration, beside)


async def forget_needs(unit: UnitOfWork, registration: str) -> None:
    """Whoever does not come needs nothing."""
    kept = await unit.find_document(NEEDS, registration)
    if kept is not None:
        unit.put_document(NEEDS, registration, emptied(kept))


async def gender_of(unit: UnitOfWork, registration: str) -> str | None:
    """What the person says, or nothing."""
    person = await unit.find_document(PARTICIPANTS, registration)
    return person.get("gender") if person else None


async def recount_genders(
    unit: UnitOfWork, act: Act, workshop: str, changes: Iterable[tuple[str | None, str | None]]
) -> None:
    """Of accepted people of the workshop: what each said before, and says now."""
    changed = [(before, after) for before, after in changes if before != after]
    if changed:
        seats = await unit.load(Seats, seats_id(workshop))
        seats.recount_genders(act, changed)
        unit.save(seats)


async def forget_genders(unit: UnitOfWork, act: Act, workshop: str, people: Iterable[Document]) -> None:
    """These documents of participants are being emptied: whoever of them is accepted is not counted any more."""
    said = {one["_id"]: one["gender"] for one in people if one.get("gender") is not None}
    if said:
        accepted = {"_id": {"$in": sorted(said)}, "state": RegistrationState.ACCEPTED.value}
        found = await unit.query(Registration.collection, accepted, limit=len(said))
        await recount_genders(unit, act, workshop, [(said[one["_id"]], None) for one in found])

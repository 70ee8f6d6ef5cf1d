"""The register of what is personal in events (R77); its export, its erasure, and its purge by the clock.

Whoever keeps something personal beside a record adds one entry to ``PERSONAL``, and has all of that.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.events.domain.personal import (
    ErasedRecord,
    Erasure,
    Ground,
    Personal,
    PersonalField,
    emptied,
    of_collection,
)
from services.events.domain.workshop import Workshop
from services.events.use_cases.balance import SIGNATURES
from services.events.use_cases.gates import WAIVED_BY
from services.events.use_cases.interpretation import INTERPRETERS
from services.events.use_cases.invitations import INVITEES, WAIVERS
from services.events.use_cases.network import CONTACTS
from services.events.use_cases.participants import NEEDS, PARTICIPANTS, forget_genders
from services.events.use_cases.programme import SPEAKERS
from services.events.use_cases.voices import CARE_NOTES
from services.events.use_cases.workshops import DEPARTURES
from shared.domain.act import Role
from shared.domain.errors import InvalidInput, NotFound, WrongState
from shared.domain.identifiers import new_identifier
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import UnitOfWork

_SECRETARIAT = frozenset({Role.ADMINISTRATION})
_AND_OWN_BODY = frozenset({Role.ADMINISTRATION, Role.MEMBER})
"""A member reads of the people of its own body alone."""
_AND_AUDITORS = frozenset({Role.ADMINISTRATION, Role.AUDITOR})
_NOBODY: frozenset[Role] = frozenset()
"""No role by itself: something else says who reads it."""
PERSONAL: Sequence[Personal] = (
    Personal(
        collection=SPEAKERS,
        what="Speakers",
        fields=(
            PersonalField(name="name", why="to invite and introduce the speaker", readers=_SECRETARIAT),
            PersonalField(name="contact", why="to reach the speaker", readers=_SECRETARIAT),
            PersonalField(name="sex", why="to report migrant speakers by sex (R30)", readers=_SECRETARIAT),
        ),
        found_by=("name", "contact"),
        kept_days=730,
    ),
    Personal(
        collection=CONTACTS,
        what="Members of the contact network of a gathering",
        fields=(
            PersonalField(name="name", why="to be found by the others (R45)", readers=_SECRETARIAT),
            PersonalField(name="contact", why="to be reached by the others (R45)", readers=_SECRETARIAT),
            PersonalField(name="organisation", why="to be found by the others (R45)", readers=_SECRETARIAT),
        ),
        found_by=("name", "contact"),
        kept_days=730,
    ),
    Personal(
        collection=PARTICIPANTS,
        what="Participants",
        fields=(
            PersonalField(name="name", why="to register and let in the participant", readers=_AND_OWN_BODY),
            PersonalField(name="email", why="to reach the participant", readers=_AND_OWN_BODY),
            PersonalField(name="function", why="to seat the participant", readers=_AND_OWN_BODY),
            PersonalField(name="gender", why="the balance, where it is told", readers=_AND_OWN_BODY),
        ),
        found_by=("name", "email"),
        kept_days=730,
    ),
    Personal(
        collection=NEEDS,
        what="Diets and access needs of participants",
        fields=(
            PersonalField(name="diet", why="to order what the participant eats", readers=_SECRETARIAT),
            PersonalField(name="access_needs", why="to let the participant in and take part", readers=_SECRETARIAT),
        ),
        found_by=(),
        kept_days=30,
        beside=PARTICIPANTS,
    ),
    Personal(
        collection=INVITEES,
        what="Whom an invitation is addressed to",
        fields=(
            PersonalField(name="name", why="to address the letter", readers=_SECRETARIAT),
            PersonalField(name="email", why="to send the letter", readers=_SECRETARIAT),
            PersonalField(name="language", why="to write the letter", readers=_SECRETARIAT),
        ),
        found_by=("name", "email"),
        kept_days=730,
    ),
    Personal(
        collection=CARE_NOTES,
        what="Notes on how to look after a migrant speaker",
        fields=(
            PersonalField(name="note", why="to look after the speaker; for the accounts it names", readers=_NOBODY),
        ),
        found_by=("note",),
        kept_days=30,
    ),
    Personal(
        collection=INTERPRETERS,
        what="Interpreters",
        fields=(
            PersonalField(name="name", why="to engage the interpreter", readers=_SECRETARIAT),
            PersonalField(name="contact", why="to reach the interpreter", readers=_SECRETARIAT),
        ),
        found_by=("name", "contact"),
        kept_days=730,
    ),
    Personal(
        collection=WAIVED_BY,
        what="Who waived a rule at a gate",
        fields=(PersonalField(name="by", why="a waiver is named", readers=_SECRETARIAT),),
        found_by=("by",),
        kept_days=3650,
        must_stay="A waiver is named, and who took it on answers for it.",
    ),
    Personal(
        collection=SIGNATURES,
        what="Who signed or waived a review of the balance",
        fields=(PersonalField(name="by", why="a review and its waiver are signed (R34)", readers=_AND_AUDITORS),),
        found_by=("by",),
        kept_days=3650,
        must_stay="A review of the balance is signed, and who signed or waived it answers for it.",
    ),
    Personal(
        collection=WAIVERS,
        what="Who closed the invitations without a group",
        fields=(PersonalField(name="by", why="a waiver is named (R36)", readers=_SECRETARIAT),),
        found_by=("by",),
        kept_days=3650,
        must_stay="A waiver of R36 is named, and who took it on answers for it.",
    ),
    Personal(
        collection=DEPARTURES,
        what="Who departed from R27",
        fields=(PersonalField(name="by", why="a departure is named (R27)", readers=_SECRETARIAT),),
        found_by=("by",),
        kept_days=3650,
        must_stay="A departure from R27 is named, and who took it on answers for it.",
    ),
)
AT_ONCE = 1_000
"""So many documents are emptied in one transaction."""


def entry_of(collection: str) -> Personal:
    """Raises ``NotFound``."""
    found = of_collection(PERSONAL, collection)
    if found is None:
        raise NotFound("collection of personal data", collection)
    return found


async def erase(unit: UnitOfWork, records: Sequence[tuple[str, str]], *, ground: Ground) -> Erasure:
    """Empty these documents at once, and what stands beside them about the same person. Raises ``NotFound`` for one
    that is not there or empty already, ``WrongState`` for one that must stay."""
    if len(set(records)) != len(records):
        raise InvalidInput("One record is named twice.", remedy="Name each of them once.")
    erased = []
    for collection, identifier in [*records, *await _beside(unit, records)]:
        entry = entry_of(collection)
        document = await unit.find_document(collection, identifier)
        if document is None or document.get("removed"):
            raise NotFound("record of a person", identifier)
        if entry.must_stay is not None:
            raise WrongState(
                f"The record “{identifier}” is not erased. {entry.must_stay}", remedy="Erase the others without it."
            )
        erased.append(
            ErasedRecord(
                collection=collection,
                record=identifier,
                workshop=document["workshop"],
                fields=entry.names_in(document),
            )
        )
        if collection == PARTICIPANTS:
            await forget_genders(unit, unit.act(), document["workshop"], [document])
        unit.put_document(collection, identifier, emptied(document))
    erasure = Erasure(id=new_identifier(), records=tuple(erased), ground=ground)
    erasure.enter(unit.act())
    await unit.add(erasure)
    return erasure


async def _beside(unit: UnitOfWork, records: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is kept of the same people elsewhere and nobody could find once they are erased."""
    sought = [
        (one.collection, identifier)
        for one in PERSONAL
        for collection, identifier in records
        if one.beside == collection
    ]
    found = [(key, await unit.find_document(*key)) for key in sought if key not in records]
    return [key for key, document in found if document is not None and not document.get("removed")]


async def to_purge(store: Store, now: datetime) -> list[str]:
    """Each workshop and kind whose time is over, as ``collection workshop``."""
    due = []
    for entry in PERSONAL:
        until = (now.date() - timedelta(days=entry.kept_days)).isoformat()
        where: Document = {"over_since": {"$lte": until}, "purged": {"$ne": entry.collection}}
        found = await store[Workshop.collection].find(where, projection={"_id": 1})
        due += [f"{entry.collection} {one['_id']}" for one in found]
    return due


async def purge_on_time(unit: UnitOfWork, due: str) -> None:
    """By the clock: some of the documents at a time, and the workshop notes it once none is left."""
    collection, _, identifier = due.partition(" ")
    entry = entry_of(collection)
    workshop = await unit.load(Workshop, identifier)
    purge_on = entry.purge_on(workshop.over_since)
    if collection in workshop.purged or purge_on is None or unit.context.recorded_at.date() < purge_on:
        return
    where: Document = {"workshop": identifier, "removed": {"$exists": False}}
    left = await unit.query(collection, where, limit=AT_ONCE)
    if collection == PARTICIPANTS:
        await forget_genders(unit, unit.act(), identifier, left)
    for document in left:
        unit.put_document(collection, document["_id"], emptied(document))
    if len(left) < AT_ONCE:
        workshop.note_purge(unit.act(), collection=collection)
        unit.save(workshop)

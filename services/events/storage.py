"""The collections of events. The message path's own are made before these."""

from contextlib import suppress
from datetime import UTC, date, datetime

from services.events.domain.balance_log import BalanceTargetsSet
from services.events.domain.balance_targets import TARGETS_ID, BalanceTargets
from services.events.domain.classification import Axis, Classification
from services.events.domain.gathering import State
from services.events.domain.group import GroupReason
from services.events.domain.holidays import Holidays
from services.events.domain.interpretation import Interpretation
from services.events.domain.interpretation_terms import InterpretationTerms
from services.events.domain.invitation import Invitation, InvitationList, InvitationState
from services.events.domain.network import Membership, NetworkEntry
from services.events.domain.participant_import import ParticipantImport
from services.events.domain.past_entry import PastEntry
from services.events.domain.past_list import PastList
from services.events.domain.personal import Erasure
from services.events.domain.registration import Registration, RegistrationState
from services.events.domain.satisfaction_survey import SatisfactionSurvey, SurveyState
from services.events.domain.seats import Seats
from services.events.domain.venue import Place
from services.events.domain.voice import Voice
from services.events.domain.workshop import Workshop
from services.events.use_cases.balance import SIGNATURES, tell_targets_if_never_told
from services.events.use_cases.bodies import BODIES
from services.events.use_cases.gates import COVERAGES, WAIVED_BY
from services.events.use_cases.interpretation import INTERPRETERS, record_of_interpreter
from services.events.use_cases.invitations import INVITEES, WAIVERS
from services.events.use_cases.network import CONTACTS
from services.events.use_cases.participants import NEEDS, PARTICIPANTS
from services.events.use_cases.programme import SPEAKERS
from services.events.use_cases.satisfaction import BALLOT_BOXES, TOKENS
from services.events.use_cases.voices import CARE_NOTES
from services.events.use_cases.workshops import DEPARTURES
from shared.contracts.events import ProgrammeConfirmed, StakeholderGroup, WorkshopKind, WorkshopPostponed
from shared.domain.errors import StaleVersion
from shared.outbox.rows import COLLECTION as OUTBOX
from shared.outbox.rows import to_row
from shared.outbox.telling import tell_untold
from shared.persistence.context import Context
from shared.persistence.driver import Document, ReplaceOne, Store, Write
from shared.persistence.migrations import Index, Migration, aggregate_schema, collection, note
from shared.persistence.unit_of_work import Units

_BESIDE = {
    "bsonType": "object",
    "required": ["_id", "workshop"],
    "properties": {"workshop": {"bsonType": "string"}},
}


async def _index_personal(store: Store) -> None:
    """What is personal is read, purged and erased by workshop."""
    for name in (CARE_NOTES, INTERPRETERS, INVITEES, WAIVED_BY, SIGNATURES, WAIVERS, DEPARTURES):
        await store[name].create_index((("workshop", 1), ("_id", 1)), name="workshop")
    await store[INTERPRETERS].create_index((("interpreter", 1), ("_id", 1)), name="interpreter")


async def _interpreters_by_workshop(store: Store) -> None:
    """Those of before each workshop had its own: one document that the workshop written last had taken over. A
    workshop in which nothing personal of interpreters is left is given none back."""
    old = {"interpreter": {"$exists": False}, "removed": {"$exists": False}}
    async for person in store[INTERPRETERS].stream(old):
        who = person["_id"]
        about = {"name": person.get("name"), "contact": person.get("contact"), "interpreter": who}
        works = await store[Interpretation.collection].find({"assignments.interpreter": who})
        known = {person["workshop"], *(one["workshop"] for one in works)}
        over = await store[Workshop.collection].find({"_id": {"$in": sorted(known)}, "purged": INTERPRETERS})
        writes: list[Write] = [
            ReplaceOne({"_id": record}, {"_id": record, "workshop": workshop, **about}, upsert=True)
            for workshop in sorted(known - {one["_id"] for one in over})
            for record in (record_of_interpreter(workshop, who),)
        ]
        if writes:
            await store[INTERPRETERS].write(writes)
        await store[INTERPRETERS].delete_many({"_id": who})


async def _tell_balance_targets(store: Store) -> None:
    """Targets that were set before there was a message for them are told once. Whoever sets them meanwhile, or migrates
    too, tells them: who loses such a race looks again."""
    units = Units(store=store, rows=to_row)
    untold = {"_id": TARGETS_ID, "set_on": None}
    while await store[BalanceTargets.collection].find_one(untold) is not None:
        acts = {"recorded.stream": TARGETS_ID, "recorded.type": BalanceTargetsSet.message_type}
        [last] = await store[OUTBOX].find(acts, sort=[("recorded.version", -1)], limit=1)
        context = Context.of_service("events", now=datetime.now(UTC))
        set_on = date.fromisoformat(last["recorded"]["occurred_on"])
        with suppress(StaleVersion):
            await units.run(context, lambda unit, day=set_on: tell_targets_if_never_told(unit, set_on=day))  # type: ignore[misc]


async def _tell_past_entries(store: Store) -> None:
    await tell_untold(store, PastEntry, PastEntry.tell_if_never_told, service="events")


async def _reasons_of_a_list(store: Store) -> None:
    """Why a letter is of another group than its body was free text, which could name a person. Whoever drafted such a
    letter invited people of that group through the body: that is what is kept."""
    known = {"$nin": [None, *(reason.value for reason in GroupReason)]}
    await store[Invitation.collection].update_many(
        {"group_reason": known}, {"$set": {"group_reason": GroupReason.INVITED_AS_SUCH.value}}
    )


async def _cancelled_in_public(store: Store) -> None:
    """Workshops that were cancelled before it was noted whether their programme was public then: the log says it."""

    async def said(workshop: Document) -> Document:
        rows = await store[OUTBOX].find({"recorded.stream": workshop["_id"]}, sort=[("recorded.version", 1)])
        public = False
        for row in rows:
            type, data = row["recorded"]["type"], row["recorded"]["data"]
            if type == ProgrammeConfirmed.message_type:
                public = True
            elif type == WorkshopPostponed.message_type or data.get("programme_unpublished"):
                public = False
        return {"cancelled_in_public": public}

    unsaid = {"state": State.CANCELLED.value, "cancelled_in_public": {"$ne": True}}
    await note(store[Workshop.collection], unsaid, said)


async def _count_genders(store: Store) -> None:
    """Seats of before the genders of accepted people were counted with them. Whoever writes the seats meanwhile has
    them counted again; those that have a count keep it."""
    uncounted = {"by_gender": {"$exists": False}}
    while (seats := await store[Seats.collection].find_one(uncounted)) is not None:
        counted = await store[Registration.collection].aggregate(
            [
                {"$match": {"workshop": seats["workshop"], "state": RegistrationState.ACCEPTED.value}},
                {"$lookup": {"from": PARTICIPANTS, "localField": "_id", "foreignField": "_id", "as": "who"}},
                {"$unwind": "$who"},
                {"$match": {"who.gender": {"$ne": None}}},
                {"$group": {"_id": "$who.gender", "many": {"$sum": 1}}},
            ]
        )
        genders = {one["_id"]: int(one["many"]) for one in counted}
        unchanged = {"_id": seats["_id"], "version": seats["version"], **uncounted}
        await store[Seats.collection].update_many(unchanged, {"$set": {"by_gender": genders}})


MIGRATIONS: tuple[Migration, ...] = (
    collection("calendars", schema=aggregate_schema(year={"bsonType": ["int", "long"]})),
    collection(
        "council_sessions",
        schema=aggregate_schema(
            number={"bsonType": ["int", "long"], "minimum": 1},
            start={"bsonType": "string"},
            end={"bsonType": "string"},
        ),
        indexes=(Index(name="number", keys=(("number", 1),), unique=True),),
    ),
    collection(
        "workshops",
        schema=aggregate_schema(
            cycle={"bsonType": "string"},
            kind={"enum": [kind.value for kind in WorkshopKind]},
            state={"enum": [state.value for state in State]},
        ),
        indexes=(
            Index(name="cycle", keys=(("cycle", 1), ("_id", 1))),
            Index(name="state", keys=(("state", 1), ("_id", 1))),
            Index(name="cycle_state", keys=(("cycle", 1), ("state", 1), ("_id", 1))),
            Index(name="over", keys=(("over_since", 1), ("_id", 1))),
        ),
    ),
    collection(SPEAKERS, schema=_BESIDE, indexes=(Index(name="workshop", keys=(("workshop", 1), ("_id", 1))),)),
    collection(DEPARTURES, schema=_BESIDE),
    collection(
        Voice.collection,
        schema=aggregate_schema(
            workshop={"bsonType": "string"}, session={"bsonType": "string"}, consents={"bsonType": "array"}
        ),
        indexes=(Index(name="workshop", keys=(("workshop", 1), ("_id", 1))),),
    ),
    collection(CARE_NOTES, schema=_BESIDE),
    collection(
        Place.collection,
        schema=aggregate_schema(
            name={"bsonType": "string"}, country={"bsonType": "string"}, capacity={"bsonType": ["int", "long"]}
        ),
    ),
    collection(
        Holidays.collection,
        schema=aggregate_schema(
            of={"bsonType": "string"}, year={"bsonType": ["int", "long"]}, days={"bsonType": "array"}
        ),
    ),
    collection(
        Interpretation.collection,
        schema=aggregate_schema(workshop={"bsonType": "string"}, assignments={"bsonType": "array"}),
    ),
    collection(InterpretationTerms.collection, schema=aggregate_schema(terms={"bsonType": "object"})),
    collection(INTERPRETERS, schema=_BESIDE),
    collection(COVERAGES, schema=_BESIDE),
    collection(WAIVED_BY, schema=_BESIDE),
    collection(
        Seats.collection,
        schema=aggregate_schema(workshop={"bsonType": "string"}, capacity={"bsonType": ["int", "long"]}),
        indexes=(Index(name="workshop", keys=(("workshop", 1),), unique=True),),
    ),
    collection(
        Registration.collection,
        schema=aggregate_schema(
            workshop={"bsonType": "string"},
            group={"enum": [group.value for group in StakeholderGroup]},
            state={"enum": [state.value for state in RegistrationState]},
            queue={"bsonType": "string"},
        ),
        indexes=(
            Index(name="workshop", keys=(("workshop", 1), ("_id", 1))),
            Index(name="state", keys=(("workshop", 1), ("state", 1), ("_id", 1))),
            Index(name="group", keys=(("workshop", 1), ("group", 1), ("_id", 1))),
            Index(name="body", keys=(("workshop", 1), ("body", 1), ("_id", 1))),
            Index(name="body_left", keys=(("body_left_on", 1), ("_id", 1)), only={"body_left_on": {"$gt": ""}}),
            Index(name="queue", keys=(("workshop", 1), ("state", 1), ("queue", 1))),
        ),
    ),
    collection(Classification.collection, schema=aggregate_schema(axis={"enum": [axis.value for axis in Axis]})),
    collection(BalanceTargets.collection, schema=aggregate_schema(bands={"bsonType": "object"})),
    collection(SIGNATURES, schema=_BESIDE),
    collection(
        Invitation.collection,
        schema=aggregate_schema(
            workshop={"bsonType": "string"}, state={"enum": [state.value for state in InvitationState]}
        ),
        indexes=(
            Index(name="workshop", keys=(("workshop", 1), ("_id", 1))),
            Index(name="state", keys=(("workshop", 1), ("state", 1), ("_id", 1))),
            Index(name="group", keys=(("workshop", 1), ("group", 1), ("_id", 1))),
            Index(name="body", keys=(("workshop", 1), ("body", 1), ("_id", 1))),
        ),
    ),
    collection(InvitationList.collection, schema=aggregate_schema(workshop={"bsonType": "string"})),
    collection(INVITEES, schema=_BESIDE),
    collection(WAIVERS, schema=_BESIDE),
    collection(BODIES, schema={"bsonType": "object", "required": ["_id", "name", "type"]}),
    collection(
        ParticipantImport.collection,
        schema=aggregate_schema(workshop={"bsonType": "string"}, lines={"bsonType": ["int", "long"]}),
    ),
    collection(
        PARTICIPANTS,
        schema=_BESIDE,
        indexes=(
            Index(name="reading", keys=(("workshop", 1), ("reading", 1))),
            Index(name="mailbox", keys=(("workshop", 1), ("mailbox", 1))),
        ),
    ),
    collection(
        PastEntry.collection,
        schema=aggregate_schema(
            year={"bsonType": ["int", "long"]}, cell={"bsonType": "object"}, imported={"bsonType": "object"}
        ),
        indexes=(Index(name="year", keys=(("year", 1), ("_id", 1))),),
    ),
    collection(PastList.collection, schema=aggregate_schema(year={"bsonType": ["int", "long"]})),
    collection(
        NetworkEntry.collection,
        schema=aggregate_schema(workshop={"bsonType": "string"}, state={"enum": [one.value for one in Membership]}),
        indexes=(Index(name="workshop", keys=(("workshop", 1), ("_id", 1))),),
    ),
    collection(CONTACTS, schema=_BESIDE, indexes=(Index(name="workshop", keys=(("workshop", 1), ("_id", 1))),)),
    collection(Erasure.collection, schema=aggregate_schema(records={"bsonType": "array"})),
    collection(
        SatisfactionSurvey.collection,
        schema=aggregate_schema(
            cycle={"bsonType": "string"},
            year={"bsonType": ["int", "long"]},
            state={"enum": [state.value for state in SurveyState]},
        ),
        indexes=(
            Index(name="cycle", keys=(("cycle", 1), ("_id", 1))),
            Index(name="due", keys=(("state", 1), ("deadline", 1))),
        ),
    ),
    collection(
        TOKENS,
        schema={
            "bsonType": "object",
            "required": ["_id", "survey", "batch", "usable"],
            # Nothing else may stand beside a token, least of all whose it is or when it was used.
            "additionalProperties": False,
            "properties": {
                "_id": {"bsonType": "string", "pattern": "^[0-9a-f]{64}$"},
                "survey": {"bsonType": "string"},
                "batch": {"bsonType": ["int", "long"]},
                "usable": {"bsonType": "bool"},
            },
        },
        indexes=(Index(name="batch", keys=(("survey", 1), ("batch", 1), ("usable", 1))),),
    ),
    collection(
        BALLOT_BOXES,
        schema={
            "bsonType": "object",
            "required": ["_id", "survey", "open", "counts"],
            "additionalProperties": False,
            "properties": {
                "_id": {"bsonType": "string"},
                "survey": {"bsonType": "string"},
                "open": {"bsonType": "bool"},
                "counts": {"bsonType": "object"},
            },
        },
    ),
    collection(NEEDS, schema=_BESIDE, indexes=(Index(name="workshop", keys=(("workshop", 1), ("_id", 1))),)),
    Migration(name="what is personal is found by workshop", run=_index_personal),
    Migration(name="interpreters are kept by workshop", run=_interpreters_by_workshop),
    Migration(name="targets of balance set before BalanceTargetsChanged are told", run=_tell_balance_targets),
    Migration(name="another group has a reason of the list", run=_reasons_of_a_list),
    Migration(name="whether a programme was public when its workshop was cancelled", run=_cancelled_in_public),
    Migration(name="genders of accepted people are counted with the seats", run=_count_genders),
    Migration(name="entries imported before PastEntryRecorded are told", run=_tell_past_entries),
)

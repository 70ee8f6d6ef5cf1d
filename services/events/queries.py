"""What people may see of the documents: lists and single things, without loading an aggregate."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.events.domain.gathering import State
from services.events.domain.invitation import InvitationState
from services.events.domain.registration import LIVE, RegistrationState, explained
from services.events.domain.seats import seats_id
from services.events.use_cases.bodies import BODIES
from services.events.use_cases.invitations import INVITEES
from services.events.use_cases.participants import NEEDS, PARTICIPANTS
from services.events.use_cases.programme import SPEAKERS
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Actor, Role
from shared.domain.errors import NotFound
from shared.domain.moment import write_moment
from shared.domain.text import LocalizedText
from shared.persistence.driver import Document, Store

_SEES_NO_DRAFTS = (None, Role.PARTNER)
_PUBLISHED = {State.PROGRAMME_PUBLISHED.value, State.HELD.value}


def sees_drafts(actor: Actor | None) -> bool:
    """The public and partners see a programme once it is published, and never its speakers one by one (R77)."""
    return (actor.role if actor else None) not in _SEES_NO_DRAFTS


def as_published(document: Document) -> Document:
    """A workshop as the public may see it."""
    published = document["state"] in _PUBLISHED
    held = document["state"] == State.HELD.value
    # From how many countries people came is for the balance; who was the only one from a country is for nobody.
    attendance = document["attendance"] and {
        **document["attendance"],
        "participant_countries": {},
        "speaker_countries": {},
    }
    # A workshop whose programme was published before versions were kept has none: then it is the programme as it is.
    drafted = [] if held else document.get("published_sessions", [])
    sessions = [{**session, "speakers": None} for session in drafted or document["sessions"]] if published else None
    return {
        **document,
        "sessions": sessions,
        "papers": document.get("papers", []) if published else [],
        "partners": [{**partner, "agreement": None} for partner in document.get("partners", [])],
        "attendance": attendance if held else None,
        "migrants_voice_left_out": None,
    }


def criteria(*, cycle: str | None, state: str | None) -> Mapping[str, Any]:
    """The filter of a list of workshops."""
    wanted = {"cycle": cycle, "state": state}
    return {field: value for field, value in wanted.items() if value is not None}


async def partnered(store: Store) -> list[Document]:
    """The gatherings that have partners, with these alone, in order of identifier: a few a year."""
    return await store["workshops"].find(
        {"partners.0": {"$exists": True}}, projection={"partners": 1}, sort=[("_id", 1)]
    )


async def speakers_of(store: Store, workshop: str) -> Document:
    """The workshop's speakers with name and contact, for the secretariat. Raises ``NotFound``."""
    document = await store["workshops"].find_one({"_id": workshop})
    if document is None:
        raise NotFound("workshop", workshop)
    people = {
        person["_id"]: person
        for person in await store[SPEAKERS].find({"workshop": workshop, "removed": {"$exists": False}})
    }
    speakers = [
        {**_person(people.get(speaker["id"], {})), **speaker, "session": session["id"]}
        for session in document["sessions"]
        for speaker in session["speakers"]
    ]
    return {"_id": document["_id"], "version": document["version"], "speakers": speakers}


def _person(found: Document) -> Document:
    """Absent when the personal data was purged: the record stays without it."""
    return {field: found.get(field) for field in ("name", "contact", "sex")}


async def satisfaction_surveys_to_close(store: Store, now: datetime) -> list[str]:
    """Those that the clock closes at this moment. Moments have a fixed width, so that text order is time order."""
    found = await store["satisfaction_surveys"].find(
        {"state": "open", "by_the_clock": True, "deadline": {"$lte": write_moment(now)}}, projection={"_id": 1}
    )
    return [document["_id"] for document in found]


async def answered(store: Store, survey: str) -> int:
    """How many answered an open survey, and nothing of what they said."""
    boxes = await store["ballot_boxes"].find({"survey": survey})
    return sum(count["answered"] for box in boxes for count in box["counts"].values())


async def satisfaction_by_year(store: Store) -> list[Document]:
    """The closed surveys, the earliest year first."""
    return await store["satisfaction_surveys"].find({"state": "closed"}, sort=[("year", 1), ("_id", 1)])


async def network_of(store: Store, workshop: str) -> list[Document]:
    """Name, organisation and contact of those who are in the network of a workshop, by name (R45)."""
    joined = await store["network_entries"].find({"workshop": workshop, "state": "in"}, projection={"_id": 1})
    found = await store["network_contacts"].find({"_id": {"$in": [one["_id"] for one in joined]}})
    return sorted((one for one in found if not one.get("removed")), key=lambda one: (one["name"], one["_id"]))


def list_criteria(
    workshop: str,
    *,
    state: RegistrationState | None = None,
    group: StakeholderGroup | None = None,
    body: str | None = None,
) -> Mapping[str, Any]:
    """The filter of the registrations of one workshop. Each of the three has an index that ends in the identifier."""
    wanted = {"state": state and state.value, "group": group and group.value, "body": body}
    return {"workshop": workshop, **{field: value for field, value in wanted.items() if value is not None}}


async def participants_of(
    store: Store, registrations: Sequence[str], *, with_needs: bool = False
) -> dict[str, Document]:
    """Who is registered, by registration; absent when it was purged. ``with_needs`` is for the secretariat alone."""
    by_id = {"_id": {"$in": list(registrations)}}
    people = {person["_id"]: person for person in await store[PARTICIPANTS].find(by_id)}
    if with_needs:
        for needs in await store[NEEDS].find(by_id):
            people[needs["_id"]] = {**needs, **people.get(needs["_id"], {})}
    return people


def invitation_criteria(
    workshop: str,
    *,
    group: StakeholderGroup | None,
    state: InvitationState | None,
    body: str | None,
    sent: bool,
) -> Mapping[str, Any]:
    """The filter of the invitations to one workshop; ``sent``: without those that are drafts still."""
    wanted = {"group": group and group.value, "body": body}
    states = {
        **({"$eq": state.value} if state else {}),
        **({"$ne": InvitationState.DRAFTED.value} if sent else {}),
    }
    return {
        "workshop": workshop,
        **{field: value for field, value in wanted.items() if value is not None},
        **({"state": states} if states else {}),
    }


async def invitees_of(store: Store, invitations: Sequence[str]) -> dict[str, Document]:
    """Whom letters are addressed to, by invitation; absent when it was purged."""
    found = await store[INVITEES].find({"_id": {"$in": list(invitations)}})
    return {person["_id"]: person for person in found}


async def states_of_the_membership(store: Store) -> list[Document]:
    """The bodies with a country that governance told of and that did not leave, in order of identifier."""
    return await store[BODIES].find({"country": {"$ne": None}, "left_on": None}, sort=[("_id", 1)])


async def registered_by_day(store: Store, workshop: str) -> list[tuple[date, int, int]]:
    """For each day on which anybody registered (UTC), how many of governments and of others were registered by its end,
    whatever became of them."""
    government = {"$eq": ["$group", StakeholderGroup.GOVERNMENT.value]}
    counted = await store["registrations"].aggregate(
        [
            {"$match": {"workshop": workshop}},
            {
                "$group": {
                    "_id": {"$substrBytes": ["$received_at", 0, 10]},
                    "governments": {"$sum": {"$cond": [government, 1, 0]}},
                    "all": {"$sum": 1},
                }
            },
            {"$sort": {"_id": 1}},
        ]
    )
    days, governments, others = [], 0, 0
    for one in counted:
        governments += one["governments"]
        others += one["all"] - one["governments"]
        days.append((date.fromisoformat(one["_id"]), governments, others))
    return days


async def how_many(store: Store, workshop: str, state: RegistrationState) -> int:
    return await store["registrations"].count({"workshop": workshop, "state": state.value})


async def states_of(store: Store, workshop: str, registrations: Sequence[str]) -> dict[str, RegistrationState]:
    wanted = {"_id": {"$in": list(registrations)}, "workshop": workshop}
    found = await store["registrations"].find(wanted, projection={"state": 1})
    return {one["_id"]: RegistrationState(one["state"]) for one in found}


async def places_from(
    store: Store, workshop: str, rows: Sequence[tuple[str, StakeholderGroup, date | None]], *, first: bool
) -> list[tuple[int, LocalizedText]]:
    """The places of rows that follow each other in the waiting list: of each what it is sorted by, its group, and since
    when it is of that one, where it was of another. Those of the ``first`` page begin
    at 1; before a later one the rows are counted, once for all of them."""
    if not rows:
        return []
    before = 0
    if not first:
        waiting = {"workshop": workshop, "state": RegistrationState.WAITING.value}
        before = await store["registrations"].count({**waiting, "queue": {"$lt": rows[0][0]}})
    seats = await store["seats"].find_one({"_id": seats_id(workshop)}, projection={"waiting_governments": 1})
    governments = seats["waiting_governments"] if seats else 0
    return [
        (place, explained(place=place, governments=governments, group=group, regrouped_on=regrouped_on))
        for place, (_, group, regrouped_on) in enumerate(rows, start=before + 1)
    ]


async def place_of(store: Store, registration: Document) -> tuple[int | None, LocalizedText | None]:
    """The place of one that waits, and what the person is told of it."""
    if registration["state"] != RegistrationState.WAITING.value:
        return None, None
    regrouped_on = registration.get("regrouped_on")
    row = (
        registration["queue"],
        StakeholderGroup(registration["group"]),
        date.fromisoformat(regrouped_on) if regrouped_on else None,
    )
    [(place, said)] = await places_from(store, registration["workshop"], [row], first=False)
    return place, said


async def alike(store: Store, workshop: str) -> list[tuple[str, list[Document]]]:
    """Registrations that may be of one person, each group with why; at most a hundred groups."""
    found: list[tuple[str, list[Document]]] = []
    for field, why in (("mailbox", "one e-mail address"), ("reading", "names that read alike")):
        groups = await store[PARTICIPANTS].aggregate(
            [
                {"$match": {"workshop": workshop, field: {"$gt": ""}}},
                {"$group": {"_id": f"${field}", "people": {"$push": "$_id"}, "many": {"$sum": 1}}},
                {"$match": {"many": {"$gt": 1}}},
                {"$sort": {"_id": 1}},
            ]
        )
        # Those that were told apart or refused are looked at too: they must not hide the others behind them.
        for start in range(0, len(groups), MOST_ALIKE):
            found += [
                (why, those) for those in await _suspects(store, groups[start : start + MOST_ALIKE], field, found)
            ]
            if len(found) >= MOST_ALIKE:
                return found[:MOST_ALIKE]
    return found


async def _suspects(
    store: Store, groups: Sequence[Document], field: str, found: Sequence[tuple[str, list[Document]]]
) -> list[list[Document]]:
    """Of each group who may be one person; without those that were ``found`` already."""
    everybody = [one for group in groups for one in group["people"]]
    rows = await store["registrations"].find({"_id": {"$in": everybody}, "state": {"$in": sorted(LIVE)}})
    by_id = {row["_id"]: row for row in rows}
    known = [{one["_id"] for one in those} for _, those in found]
    suspected = []
    for group in groups:
        live = [by_id[one] for one in sorted(group["people"]) if one in by_id]
        suspects = [one for one in live if any(_may_be_one(one, other, field) for other in live)]
        if suspects and not any({one["_id"] for one in suspects} <= those for those in known):
            suspected.append(suspects)
    return suspected


def _may_be_one(one: Document, other: Document, field: str) -> bool:
    if one is other or other["_id"] in one["told_apart"] or one["_id"] in other["told_apart"]:
        return False
    if field == "mailbox":
        return True
    # Short names read alike all over the world: of another body or country it is another person.
    return all(None in (one[about], other[about]) or one[about] == other[about] for about in ("body", "country"))


MOST_ALIKE = 100

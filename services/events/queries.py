"""What people may see of the documents: lists and single things, without loading an aggregate."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.events.domain.gathering import State
from services.events.use_cases.programme import SPEAKERS
from shared.domain.act import Actor, Role
from shared.domain.errors import NotFound
from shared.domain.moment import write_moment
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
        "attendance": attendance if held else None,
        "migrants_voice_left_out": None,
    }


def criteria(*, cycle: str | None, state: str | None) -> Mapping[str, Any]:
    """The filter of a list of workshops."""
    wanted = {"cycle": cycle, "state": state}
    return {field: value for field, value in wanted.items() if value is not None}


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

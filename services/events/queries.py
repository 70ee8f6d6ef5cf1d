"""What people may see of the documents: lists and single things, without loading an aggregate."""

from collections.abc import Mapping
from typing import Any

from services.events.domain.gathering import State
from services.events.domain.speakers import Sex
from services.events.domain.voice import Voice
from services.events.domain.voice_report import VoicesOfYear, voices_of_year
from services.events.domain.workshop import Workshop
from services.events.use_cases.programme import SPEAKERS
from shared.domain.act import Actor, Role
from shared.domain.errors import NotFound
from shared.domain.identifiers import cycle_id
from shared.http.actions import woken
from shared.persistence.driver import Document, Store

_SEES_NO_DRAFTS = (None, Role.PARTNER)
_PUBLISHED = {State.PROGRAMME_PUBLISHED.value, State.HELD.value}


def sees_drafts(actor: Actor | None) -> bool:
    """The public and partners see a programme once it is published, and never its speakers one by one (R77)."""
    return (actor.role if actor else None) not in _SEES_NO_DRAFTS


def as_published(document: Document) -> Document:
    """A workshop as the public may see it."""
    published = document["state"] in _PUBLISHED
    sessions = [{**session, "speakers": None} for session in document["sessions"]] if published else None
    return {
        **document,
        "sessions": sessions,
        "attendance": document["attendance"] if document["state"] == State.HELD.value else None,
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


async def voices_in(store: Store, year: int) -> VoicesOfYear:
    """R30's report. Sexes are read from what is kept of persons, so what was erased is not stated any more."""
    workshops = [woken(Workshop, one) for one in await store["workshops"].find({"cycle": cycle_id(year)})]
    ours = {"workshop": {"$in": [one.id for one in workshops]}}
    people = await store[SPEAKERS].find(ours)
    voices = [woken(Voice, one) for one in await store[Voice.collection].find(ours)]
    return voices_of_year(
        year,
        workshops,
        sexes={one["_id"]: Sex(one["sex"]) for one in people if one.get("sex")},
        granted={one.id: one.granted for one in voices},
    )

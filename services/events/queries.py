"""What people may see of the documents: lists and single things, without loading an aggregate."""

from collections.abc import Mapping
from typing import Any

from services.events.domain.gathering import State
from services.events.use_cases.programme import SPEAKERS
from shared.domain.act import Actor, Role
from shared.domain.errors import NotFound
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
    # A workshop whose programme was published before versions were kept has none: then it is the programme as it is.
    drafted = [] if held else document.get("published_sessions", [])
    sessions = [{**session, "speakers": None} for session in drafted or document["sessions"]] if published else None
    return {
        **document,
        "sessions": sessions,
        "papers": document.get("papers", []) if published else [],
        "attendance": document["attendance"] if held else None,
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

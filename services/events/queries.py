"""What people may see of the documents: lists and single things, without loading an aggregate."""

from collections.abc import Mapping
from typing import Any

from services.events.domain.agenda import Agenda, agenda_of
from services.events.domain.gathering import State
from services.events.domain.speakers import Sex, SpeakerRole
from services.events.domain.voice import Voice
from services.events.domain.voice_report import VoicesOfYear, voices_of_year
from services.events.domain.workshop import Workshop
from services.events.use_cases.programme import SPEAKERS
from shared.contracts.events import ConsentUse
from shared.domain.act import Actor, Role
from shared.domain.errors import NotAllowed, NotFound
from shared.domain.identifiers import cycle_id
from shared.http.acting import Reader
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


async def read_agenda(reader: Reader, workshop: str, *, draft: bool) -> Agenda:
    """As the reader may see it. Raises ``NotFound`` where nothing is published, ``NotAllowed`` for others' drafts."""
    staff = reader.actor is not None and reader.actor.role is Role.ADMINISTRATION
    if draft and not staff:
        raise NotAllowed("Drafts of a programme are for the secretariat.", remedy="Ask for the published agenda.")
    found = woken(Workshop, await reader.one("workshops", workshop))
    names, unnamed = {}, set()
    if staff:
        people = await reader.store[SPEAKERS].find({"workshop": workshop})
        names = {one["_id"]: one["name"] for one in people if one.get("name")}
        voices = [woken(Voice, one) for one in await reader.store[Voice.collection].find({"workshop": workshop})]
        agreed = {one.id for one in voices if ConsentUse.NAME in one.granted}
        migrants = {
            one.id
            for session in (*found.sessions, *found.published_sessions)
            for one in session.speakers
            if one.role is SpeakerRole.MIGRANT_SPEAKER
        }
        unnamed = migrants - agreed
    agenda = agenda_of(found, draft=draft, names=names, unnamed=unnamed)
    if agenda is None:
        raise NotFound("published agenda", workshop)
    return agenda

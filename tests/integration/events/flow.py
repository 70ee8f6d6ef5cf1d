"""Steps of a secretariat's year, through the API."""

from typing import Any

from services.events.reactions import REACTIONS
from shared.domain.message import Message
from shared.outbox.rows import to_row
from shared.persistence.unit_of_work import Units
from tests.sample import CONTEXT
from tests.support.api import Answer, Api

ROOT = "/events/v1"
WORKSHOP = f"{ROOT}/workshops/workshop-2018-1"
TITLE = {"en": "A gathering"}
VOICE = {
    "id": "voice",
    "title": {"en": "A life between two shores"},
    "kind": "migrants_voice",
    "start": "2018-03-26T10:00:00-04:00",
    "end": "2018-03-26T11:00:00-04:00",
    "languages": ["en"],
    "room": "Room A",
    "occurred_on": "2018-02-01",
}
PLENARY = {**VOICE, "id": "opening", "kind": "plenary", "room": "Room B"}
MIGRANT = {
    "id": "speaker-1",
    "name": "Amina Example",
    "contact": "amina@example.org",
    "group": "migrant",
    "role": "migrant_speaker",
    "country": "TN",
    "sex": "female",
    "occurred_on": "2018-02-02",
}
ATTENDANCE = {
    "participants": {"by_group": {"government": 120, "civil_society": 80}, "by_body_type": {"member_state": 120}},
    "speakers": {"by_group": {"government": 5, "migrant": 3}},
    "occurred_on": "2018-03-27",
}
HELD = {"languages_interpreted": ["en", "fr", "es"], "occurred_on": "2018-03-27"}


async def hear(events: Api, *messages: Message) -> None:
    """Governance's messages arrive."""
    units = Units(store=events.store, rows=to_row)
    for message in messages:
        await units.run(CONTEXT, lambda unit, heard=message: REACTIONS[type(heard)](unit, heard))  # type: ignore[misc]


async def plan(events: Api, kind: str = "intersessional_workshop", **fields: Any) -> Answer:
    body = {"kind": kind, "cycle": "cycle-2018", "title": TITLE, "occurred_on": "2018-01-15", **fields}
    return await events.post(f"{ROOT}/workshops", body)


def dates(first: str = "2018-03-26", last: str = "2018-03-27", **fields: Any) -> dict[str, Any]:
    return {
        "start": f"{first}T09:00:00-04:00",
        "end": f"{last}T17:00:00-04:00",
        "zone": "America/New_York",
        "mode": "in_person",
        "venue": {"name": "Conference building", "city": "New York", "country": "US"},
        "capacity": 200,
        "languages": ["en", "fr", "es"],
        **fields,
    }


async def change(events: Api, method: str, path: str, body: Any = None, *, workshop: str = WORKSHOP) -> Answer:
    """A change made for the version there is."""
    etag = (await events.get(workshop)).ok().etag
    return await events.call(method, f"{workshop}{path}", json=body, if_match=etag)


async def schedule(
    events: Api, first: str = "2018-03-26", last: str = "2018-03-27", *, workshop: str = WORKSHOP, **fields: Any
) -> Answer:
    body = {**dates(first, last, **fields), "occurred_on": "2018-01-20"}
    return await change(events, "PUT", "/schedule", body, workshop=workshop)


async def council_session(events: Api, start: str = "2018-11-27", end: str = "2018-11-30", number: int = 109) -> Answer:
    body = {"number": number, "start": start, "end": end, "occurred_on": "2018-01-10"}
    return await events.post(f"{ROOT}/council-sessions", body)


async def with_voice(events: Api, *, workshop: str = WORKSHOP) -> None:
    """A Migrant's Voice session with a confirmed speaker, and a review of the balance."""
    (await events.post(f"{workshop}/sessions", VOICE)).ok(201)
    (await events.post(f"{workshop}/sessions/voice/speakers", MIGRANT)).ok(201)
    confirmation = "/sessions/voice/speakers/speaker-1/confirmation"
    (await change(events, "POST", confirmation, {"occurred_on": "2018-02-03"}, workshop=workshop)).ok()
    await review(events, workshop=workshop)


async def review(events: Api, *, workshop: str = WORKSHOP) -> Answer:
    """The balance is reviewed (R34)."""
    body = {"by": "Eva Reviewer", "finding": "In balance.", "occurred_on": "2018-02-04"}
    return (await change(events, "POST", "/balance-review", body, workshop=workshop)).ok()


async def publish(events: Api, *, workshop: str = WORKSHOP) -> Answer:
    return await change(events, "POST", "/programme", {"occurred_on": "2018-02-10"}, workshop=workshop)


async def told(events: Api, stream: str = "workshop-2018-1") -> list[str]:
    """The names of the messages sent, in order."""
    rows = await events.store["outbox"].find(
        {"recorded.stream": stream, "recorded.sequence": {"$ne": None}}, sort=[("recorded.sequence", 1)]
    )
    return [row["recorded"]["type"].split(".")[4] for row in rows]


async def last_told(events: Api, stream: str = "workshop-2018-1") -> dict[str, Any]:
    [row] = await events.store["outbox"].find(
        {"recorded.stream": stream, "recorded.sequence": {"$ne": None}}, sort=[("recorded.sequence", -1)], limit=1
    )
    found: dict[str, Any] = row["recorded"]["data"]
    return found

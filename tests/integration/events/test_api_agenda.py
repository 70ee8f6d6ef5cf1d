"""The programme through the API: slots, changes after publication, and the agenda in its forms."""

import json

import pytest

from services.events.storage import MIGRATIONS
from shared.persistence.migrations import migrate
from tests.integration.events.flow import (
    MIGRANT,
    PLENARY,
    VOICE,
    WORKSHOP,
    change,
    hear,
    last_told,
    publish,
    schedule,
    with_voice,
)
from tests.integration.events.sample import topics_selected
from tests.support.api import Answer, Api

AGENDA = f"{WORKSHOP}/agenda"
MOVED = {key: value for key, value in VOICE.items() if key != "id"} | {
    "start": "2018-03-26T15:00:00",
    "end": "2018-03-26T16:00:00",
}


@pytest.fixture(autouse=True)
async def _a_published_programme(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()
    await with_voice(events)
    (await publish(events)).ok()


async def move(events: Api, **fields: object) -> Answer:
    return await change(events, "PUT", "/sessions/voice", {**MOVED, **fields})


async def test_rooms_and_speakers_that_are_taken_are_refused(events: Api) -> None:
    taken = await events.post(f"{WORKSHOP}/sessions", {**PLENARY, "room": "Room A"})
    assert (taken.status, taken.body["type"]) == (409, "urn:idm:problem:room-taken")
    (await events.post(f"{WORKSHOP}/sessions", PLENARY)).ok(201)
    (await events.post(f"{WORKSHOP}/sessions/opening/speakers", {**MIGRANT, "id": "s-2", "person": "p"})).ok(201)
    booked = await events.post(f"{WORKSHOP}/sessions/voice/speakers", {**MIGRANT, "id": "s-3", "person": "p"})
    assert (booked.status, booked.body["type"]) == (409, "urn:idm:problem:speaker-double-booked")


async def test_a_change_after_publication_is_a_draft_until_it_is_published_and_speakers_are_told(events: Api) -> None:
    unasked = await move(events)
    assert (unasked.status, unasked.body["type"]) == (409, "urn:idm:problem:speakers-not-asked")
    assert (await move(events, start="2018-03-11T02:30:00")).status == 422  # never shown in New York
    (await move(events, speakers_asked=True)).ok()
    [session] = (await events.get(AGENDA, role=None)).ok().body["days"][0]["sessions"]
    assert session["start"] == "2018-03-26T10:00:00-04:00"
    [drafted] = (await events.get(f"{AGENDA}?draft=true")).ok().body["days"][0]["sessions"]
    assert drafted["start"] == "2018-03-26T15:00:00-04:00"
    for role, status in ((None, 403), ("partner", 403), ("member", 403)):
        assert (await events.get(f"{AGENDA}?draft=true", role=role, body_id="body-1")).status == status
    (await publish(events)).ok()
    assert (await last_told(events))["version"] == 2
    versions = (await events.get(f"{WORKSHOP}/programme/versions", role="auditor")).ok().body
    assert (versions["versions"][1]["changes"], versions["to_tell"]) == (
        [{"session": "voice", "what": "time"}],
        ["speaker-1"],
    )
    waiting = [one["what"] for one in (await events.get("/events/v1/work-list")).ok().body["items"]]
    assert "speakers-to-tell" not in waiting, "the workshop of 2018 is over"
    assert (await change(events, "POST", "/programme/notices", {"speakers": ["nobody"]})).status == 422
    (await change(events, "POST", "/programme/notices", {"speakers": ["speaker-1"]})).ok()
    assert (await change(events, "POST", "/programme/notices", {"speakers": ["speaker-1"]})).status == 409


async def test_what_was_cancelled_while_it_was_public_stands_in_diaries_also_of_before_that_was_noted(
    events: Api,
) -> None:
    migration = "whether a programme was public when its workshop was cancelled"
    (await change(events, "POST", "/cancellation", {"reason": "No venue.", "occurred_on": "2018-02-10"})).ok()
    workshops, log = events.store["workshops"], events.store["outbox"]

    async def migrated() -> int:
        """The status of the agenda that the public reads, of a workshop of before, once it is migrated."""
        await workshops.update_many({}, {"$unset": {"cancelled_in_public": ""}})
        await events.store["migrations"].delete_many({"_id": migration})
        assert (await events.get(f"{AGENDA}.ics", role=None)).status == 404
        assert await migrate(events.store, MIGRATIONS) == [migration]
        return (await events.get(f"{AGENDA}.ics", role=None)).status

    assert await migrated() == 200
    # The same of one that was un-published before it was cancelled (R28), as the log would have it.
    told = {"recorded.type": {"$regex": "ProgrammeConfirmed"}}
    await log.update_many(told, {"$set": {"recorded.data.programme_unpublished": True, "recorded.type": "withdrawn"}})
    assert await migrated() == 404


async def test_r30_the_agenda_names_nobody_to_the_public_and_no_migrant_without_consent(events: Api) -> None:
    paths = ("", ".ics", "/indico.json")
    for path in paths:
        assert "Amina" not in json.dumps((await events.get(f"{AGENDA}{path}")).ok().body)
    consent = {"uses": ["name"], "occurred_on": "2018-02-20"}
    (await events.post(f"{WORKSHOP}/speakers/speaker-1/consents", consent)).ok(201)
    assert "Amina" in json.dumps((await events.get(f"{AGENDA}/indico.json")).ok().body)
    for path in paths:
        assert "Amina" not in json.dumps((await events.get(f"{AGENDA}{path}", role=None)).ok().body)


async def test_the_agenda_is_there_as_files_and_nothing_unpublished_is(events: Api) -> None:
    for language in ("en", "fr", "es"):
        printed = await events.client.get(f"{AGENDA}.pdf", params={"language": language})
        assert (printed.status_code, printed.content[:4]) == (200, b"%PDF")
    feed = (await events.get(f"{AGENDA}.ics", role=None)).ok()
    assert "TZID=America/New_York:20180326T100000" in feed.body
    assert (await events.get("/events/v1/workshops/workshop-2018-2/agenda", role=None)).status == 404
    assert (await events.get("/events/v1/workshops/nowhere/agenda.pdf", role=None)).status == 404


async def test_papers_are_public_with_the_programme(events: Api) -> None:
    paper = {"id": "paper-1", "title": {"en": "Background"}, "language": "en", "address": "https://idm.example/a.pdf"}
    assert (await events.post(f"{WORKSHOP}/papers", {**paper, "address": "javascript:alert(1)"})).status == 422
    (await events.post(f"{WORKSHOP}/papers", {**paper, "session": "voice"})).ok(201)
    [shown] = (await events.get(WORKSHOP, role=None)).ok().body["papers"]
    assert (shown["id"], shown["session"]) == ("paper-1", "voice")
    (await change(events, "DELETE", "/papers/paper-1")).ok()
    assert (await events.get(WORKSHOP, role=None)).ok().body["papers"] == []


async def test_a_cancelled_workshop_is_cancelled_in_the_diaries_of_everybody(events: Api) -> None:
    (await change(events, "POST", "/cancellation", {"reason": "No host.", "occurred_on": "2018-02-26"})).ok()
    feed = (await events.get(f"{AGENDA}.ics", role=None)).ok().body
    assert "STATUS:CANCELLED" in feed
    assert "SEQUENCE:2" in feed
    assert (await events.get(AGENDA, role=None)).ok().body["cancelled_on"] == "2018-02-26"


async def test_what_was_postponed_is_off_in_diaries_and_who_spoke_is_told_before_the_contact_goes(events: Api) -> None:
    unsaid = await change(events, "DELETE", "/sessions/voice")
    assert (unsaid.status, unsaid.body["type"]) == (409, "urn:idm:problem:speakers-not-told")
    assert "Amina" in json.dumps((await events.get(f"{WORKSHOP}/speakers")).ok().body)
    (await change(events, "POST", "/postponement", {"reason": "A strike.", "occurred_on": "2018-02-26"})).ok()
    feed = (await events.get(f"{AGENDA}.ics", role=None)).ok().body
    assert all(line in feed for line in ("STATUS:CANCELLED", "SEQUENCE:2", "DTSTAMP:20180226T000000Z"))
    assert (await events.get(AGENDA, role=None)).ok().body["postponed"]
    assert (await events.get(f"{WORKSHOP}/programme/versions")).ok().body["to_tell"] == ["speaker-1"]
    waiting = [one["what"] for one in (await events.get("/events/v1/work-list")).ok().body["items"]]
    assert "speakers-to-tell" in waiting
    (await change(events, "POST", "/programme/notices", {"speakers": ["speaker-1"]})).ok()
    (await schedule(events)).ok()
    (await publish(events)).ok()
    feed = (await events.get(f"{AGENDA}.ics", role=None)).ok().body
    assert "STATUS:CONFIRMED" in feed
    assert "SEQUENCE:4" in feed
    (await change(events, "DELETE", "/sessions/voice/speakers/speaker-1?speakers_told=true")).ok()

"""R28 and R30 through the API: consents, withdrawals, replacements, care notes, and the report of the year."""

import asyncio
import json

import pytest

from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    MIGRANT,
    ROOT,
    WORKSHOP,
    change,
    hear,
    last_told,
    publish,
    schedule,
    told,
    with_voice,
)
from tests.integration.events.sample import CLOSED, topics_selected
from tests.support.api import Answer, Api

VOICE = f"{WORKSHOP}/speakers/speaker-1"
NOTE = "Marked care note: no flash photography."


@pytest.fixture(autouse=True)
async def _a_published_programme(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()
    await with_voice(events)
    (await publish(events)).ok()


async def withdraw(events: Api, *uses: str, on: str) -> Answer:
    etag = (await events.get(f"{VOICE}/consents")).ok().etag
    body = {"uses": uses, "occurred_on": on}
    return await events.post(f"{VOICE}/consents/withdrawal", body, if_match=etag)


async def test_r30_consent_is_recorded_use_by_use_and_publications_is_told(events: Api) -> None:
    view = (await events.get(f"{VOICE}/consents")).ok().body
    assert [one["use"] for one in view["consents"]] == ["session"]
    body = {"uses": ["story", "name"], "form": "written", "occurred_on": "2018-02-20"}
    view = (await events.post(f"{VOICE}/consents", body)).ok(201).body
    assert [one["use"] for one in view["withdrawals"]] == ["session", "story", "name"]
    message = await last_told(events, "speaker-1")
    assert (message["granted"], message["withdrawn"]) == (["session", "story", "name"], [])
    assert (await events.post(f"{VOICE}/consents", body)).status == 409
    assert (await events.post(f"{VOICE}/consents", {"uses": []})).status == 422
    assert (await events.post(f"{WORKSHOP}/speakers/nobody/consents", body)).status == 404
    assert (await events.post(f"{VOICE}/consents/withdrawal", {"uses": ["story"]})).status == 428
    (await withdraw(events, "name", on="2018-02-21")).ok()
    assert (await last_told(events, "speaker-1"))["withdrawn"] == ["name"]


async def test_r28_a_withdrawn_consent_to_the_session_unpublishes(events: Api) -> None:
    answer = (await withdraw(events, "session", on="2018-03-18")).ok()
    assert answer.body["withdrawals"] == []
    workshop = (await events.get(WORKSHOP)).ok().body
    assert workshop["state"] == "scheduled"
    assert workshop["sessions"][0]["speakers"][0]["confirmed"] is False
    assert (await told(events))[-1] == "MigrantsVoiceWithdrawn"
    (await publish(events)).refused("R27")
    confirmation = "/sessions/voice/speakers/speaker-1/confirmation"
    (await change(events, "POST", confirmation, {"occurred_on": "2018-03-19"})).ok()
    told_again = await last_told(events, "speaker-1")
    assert (told_again["granted"], told_again.get("speaks", True)) == (["session"], True)
    (await publish(events)).ok()


@pytest.mark.parametrize("gone", ["", "/confirmation", None])
async def test_r30_publications_is_told_of_a_migrant_speaker_who_does_not_speak_after_all(
    events: Api, gone: str | None
) -> None:
    speaker = "/sessions/voice/speakers/speaker-1"
    path = "/sessions/voice" if gone is None else f"{speaker}{gone}"
    asked = "" if gone else "&speakers_told=true"
    (await change(events, "DELETE", f"{path}?occurred_on=2018-03-01{asked}", None)).ok()
    assert (await last_told(events, "speaker-1"))["speaks"] is False
    if gone == "/confirmation":
        (await change(events, "POST", f"{speaker}/confirmation", {"occurred_on": "2018-03-02"})).ok()
        assert "speaks" not in await last_told(events, "speaker-1")


async def test_r28_a_migrant_speaker_is_replaced_the_day_before(events: Api) -> None:
    path = "/sessions/voice/speakers/speaker-1/replacement"
    other = {**MIGRANT, "id": "speaker-2", "name": "Berta Example", "confirmed": True, "occurred_on": "2018-03-25"}
    unsaid = await change(events, "POST", path, other)
    assert (unsaid.status, unsaid.body["type"]) == (409, "urn:idm:problem:speakers-not-told")
    assert "Amina" in json.dumps(await events.store["speakers"].find({}))
    answer = (await change(events, "POST", path, {**other, "speakers_told": True})).ok()
    assert (answer.body["state"], answer.body["migrants_voice_flagged"]) == ("programme_published", False)
    assert "MigrantsVoiceWithdrawn" not in await told(events)
    [speaker] = (await events.get(f"{WORKSHOP}/speakers")).ok().body["speakers"]
    assert (speaker["name"], speaker["confirmed"]) == ("Berta Example", True)
    assert "Amina" not in json.dumps(await events.store["speakers"].find({}))
    assert (await last_told(events, "speaker-2"))["granted"] == ["session"]
    # Publications looks for no story of the one who did not come (R30).
    assert (await last_told(events, "speaker-1"))["speaks"] is False
    assert (await change(events, "POST", path, {**other, "id": "speaker-3"})).status == 404


async def test_r30_consent_is_withdrawn_also_after_the_close(events: Api) -> None:
    (await events.post(f"{VOICE}/consents", {"uses": ["story"], "occurred_on": "2018-02-20"})).ok(201)
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    (await change(events, "POST", "/held", HELD)).ok()
    await hear(events, CLOSED)
    (await withdraw(events, "story", "session", on="2019-06-01")).ok()
    message = await last_told(events, "speaker-1")
    assert (message["withdrawn"], message["after_close"]) == (["session", "story"], True)
    assert (await events.get(WORKSHOP)).ok().body["state"] == "held"


async def test_r30_the_report_of_the_year_is_by_sex(events: Api) -> None:
    (await events.post(f"{VOICE}/consents", {"uses": ["story"], "occurred_on": "2018-02-20"})).ok(201)
    path = f"{ROOT}/calendars/2018/migrants-voice"
    one_woman = {"female": 1, "male": 0, "other": 0, "not_stated": 0}
    for role, by_sex in (("administration", one_woman), ("auditor", None), ("member", None)):
        report = (await events.get(path, role=role, body_id="body-ch")).ok().body
        assert report["speakers"] == report["workshops"][0]["speakers"] == by_sex
        assert report["workshops"][0]["confirmed"] == 1
        assert [(one["workshop"], one["stories"]) for one in report["workshops"]] == [
            ("workshop-2018-1", 1),
            ("workshop-2018-2", 0),
        ]
        assert report["without"] == ["workshop-2018-2"]
    assert "Amina" not in json.dumps(report)


async def test_care_notes_are_read_by_named_staff_alone_and_travel_nowhere(events: Api) -> None:
    note, body = f"{VOICE}/care-note", {"note": NOTE, "readers": ["account-8"]}
    etag = (await events.get(f"{VOICE}/consents")).ok().etag
    (await events.put(note, body, if_match=etag)).ok()
    for subject in ("account-7", "account-8"):
        assert (await events.get(note, subject=subject)).ok().body["note"] == NOTE
    refused = await events.get(note, subject="account-9")
    assert (refused.status, refused.body["type"]) == (403, "urn:idm:problem:care-note-not-for-you")
    assert NOTE not in json.dumps(refused.body)
    etag = (await events.get(f"{VOICE}/consents")).ok().etag
    assert (await events.put(note, body, if_match=etag, subject="account-9")).status == 403
    kept = [await events.store[name].find({}) for name in ("outbox", "voices", "workshops", "speakers")]
    assert "Marked care note" not in json.dumps(kept, default=str)
    gone = "/sessions/voice/speakers/speaker-1?occurred_on=2018-02-21&speakers_told=true"
    (await change(events, "DELETE", gone)).ok()
    assert "Marked care note" not in json.dumps(await events.store["care_notes"].find({}))
    assert (await events.get(note)).status == 404


async def test_r28_a_consent_that_is_withdrawn_while_the_programme_is_published_leaves_none_without_a_voice(
    events: Api,
) -> None:
    version = (await events.get(WORKSHOP)).ok().etag
    consents = (await events.get(f"{VOICE}/consents")).ok().etag
    body = {"uses": ["session"], "occurred_on": "2018-03-01"}
    published, withdrawn = await asyncio.gather(
        events.post(f"{WORKSHOP}/programme", {"occurred_on": "2018-03-01"}, if_match=version),
        events.post(f"{VOICE}/consents/withdrawal", body, if_match=consents),
    )
    withdrawn.ok()
    assert published.status in (200, 409, 412)
    assert (await events.get(WORKSHOP)).ok().body["state"] == "scheduled"

"""R27, R28 and R29 on the programme, and R27 and R39 on the day, through the API."""

import json

import pytest

from shared.contracts.facts import YearFormat
from tests.integration.events.flow import (
    ATTENDANCE,
    HELD,
    MIGRANT,
    PLENARY,
    ROOT,
    VOICE,
    WORKSHOP,
    change,
    hear,
    last_told,
    plan,
    publish,
    review,
    schedule,
    told,
    with_voice,
)
from tests.integration.events.sample import format_decided, theme_selected, topics_selected
from tests.support.api import Api

SPEAKER = "/sessions/voice/speakers/speaker-1"


@pytest.fixture(autouse=True)
async def _a_scheduled_workshop(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events)).ok()


async def test_r27_a_programme_without_a_migrants_voice_is_not_published(events: Api) -> None:
    (await events.post(f"{WORKSHOP}/sessions", PLENARY)).ok(201)
    (await publish(events)).refused("R27")
    (await events.post(f"{WORKSHOP}/sessions", VOICE)).ok(201)
    (await events.post(f"{WORKSHOP}/sessions/voice/speakers", MIGRANT)).ok(201)
    (await publish(events)).refused("R27")
    (await change(events, "POST", f"{SPEAKER}/confirmation", {"occurred_on": "2018-02-03"})).ok()
    await review(events)
    assert (await publish(events)).ok().body["state"] == "programme_published"
    assert await told(events) == [
        "WorkshopPlanned",
        "WorkshopScheduled",
        "MigrantsVoiceConfirmed",
        "ProgrammeConfirmed",
    ]
    message = await last_told(events)
    assert message["speakers_by_group"] == {"migrant": 1}
    assert message["migrants_voice_sessions"] == ["voice"]
    assert {session["id"] for session in message["sessions"]} == {"voice", "opening"}


async def test_r27_a_seminar_is_not_gated(events: Api) -> None:
    seminar = f"{ROOT}/workshops/{(await plan(events, 'expert_seminar', id='seminar-1')).ok(201).body['id']}"
    (await schedule(events, workshop=seminar)).ok()
    assert (await publish(events, workshop=seminar)).status == 409
    (await events.post(f"{seminar}/sessions", PLENARY)).ok(201)
    await review(events, workshop=seminar)
    (await publish(events, workshop=seminar)).ok()


async def test_r29_a_conference_leaves_it_out_for_a_reason_and_a_workshop_never(events: Api) -> None:
    body = {"reason": "Ministers only", "occurred_on": "2018-02-01"}
    (await change(events, "POST", "/migrants-voice-waiver", body)).refused("R29")
    for number in (1, 2):
        one = f"{ROOT}/workshops/workshop-2018-{number}"
        (await change(events, "POST", "/cancellation", {"reason": "One conference instead"}, workshop=one)).ok()
    await hear(events, format_decided(YearFormat.SINGLE_CONFERENCE), theme_selected())
    conference = f"{ROOT}/workshops/conference-2018"
    (await schedule(events, workshop=conference)).ok()
    (await events.post(f"{conference}/sessions", PLENARY)).ok(201)
    (await publish(events, workshop=conference)).refused("R27")
    assert (await change(events, "POST", "/migrants-voice-waiver", {"reason": " "}, workshop=conference)).status == 422
    (await change(events, "POST", "/migrants-voice-waiver", body, workshop=conference)).ok()
    await review(events, workshop=conference)
    (await publish(events, workshop=conference)).ok()


@pytest.mark.parametrize(
    "path", ["/sessions/voice?speakers_told=true&", f"{SPEAKER}?speakers_told=true&", f"{SPEAKER}/confirmation?"]
)
async def test_r28_losing_the_last_one_unpublishes_eight_days_before(path: str, events: Api) -> None:
    await with_voice(events)
    (await publish(events)).ok()
    answer = (await change(events, "DELETE", f"{path}occurred_on=2018-03-18")).ok()
    assert (answer.body["state"], answer.body["migrants_voice_flagged"]) == ("scheduled", False)
    assert (await told(events))[-1] == "MigrantsVoiceWithdrawn"
    assert (await last_told(events))["programme_unpublished"] is True
    assert (await events.get(WORKSHOP, role=None)).ok().body["sessions"] is None


@pytest.mark.parametrize(
    "path", ["/sessions/voice?speakers_told=true&", f"{SPEAKER}?speakers_told=true&", f"{SPEAKER}/confirmation?"]
)
async def test_r28_losing_the_last_one_flags_seven_days_before(path: str, events: Api) -> None:
    (await events.post(f"{WORKSHOP}/sessions", PLENARY)).ok(201)
    await with_voice(events)
    (await publish(events)).ok()
    answer = (await change(events, "DELETE", f"{path}occurred_on=2018-03-19")).ok()
    assert (answer.body["state"], answer.body["migrants_voice_flagged"]) == ("programme_published", True)
    assert (await last_told(events))["programme_unpublished"] is False
    (await publish(events)).refused("R27")


async def test_r39_it_is_held_on_its_last_day_with_attendance_and_not_before(events: Api) -> None:
    await with_voice(events)
    (await publish(events)).ok()
    (await change(events, "POST", "/held", HELD)).refused("R39")
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    (await change(events, "POST", "/held", {**HELD, "occurred_on": "2018-03-26"})).refused("R39")
    answer = (await change(events, "POST", "/held", HELD)).ok()
    assert (answer.body["state"], answer.body["held_on"]) == ("held", "2018-03-27")
    assert (await told(events))[-1] == "WorkshopHeld"
    message = await last_told(events)
    assert message["participant_shares"]["government"] == 0.6
    assert message["speaker_shares"]["government"] == 0.625
    assert message["participants"]["by_body_type"] == {"member_state": 120}
    assert message["languages_interpreted"] == ["en", "fr", "es"]
    assert "migrants_voice_departure" not in message
    assert (await change(events, "POST", "/cancellation", {"reason": "Too late"})).status == 409


async def test_r27_without_a_migrants_voice_it_is_held_by_a_named_and_reasoned_departure_only(events: Api) -> None:
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    (await change(events, "POST", "/held", HELD)).refused("R27")
    for half in ({"by": "A. Head"}, {"reason": "The visa was refused."}, {"by": " ", "reason": "x"}):
        (await change(events, "POST", "/held", {**HELD, "migrants_voice_departure": half})).refused("R27")
    departure = {"by": "A. Head", "reason": "The visa was refused."}
    (await change(events, "POST", "/held", {**HELD, "migrants_voice_departure": departure})).ok()
    assert (await last_told(events))["migrants_voice_departure"] == "The visa was refused."
    rows = await events.store["outbox"].find({})
    assert "A. Head" not in json.dumps(rows, default=str)


async def test_r27_a_departure_from_a_kept_rule_is_unfit(events: Api) -> None:
    await with_voice(events)
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    departure = {"by": "A. Head", "reason": "None"}
    assert (await change(events, "POST", "/held", {**HELD, "migrants_voice_departure": departure})).status == 422
    (await change(events, "POST", "/held", HELD)).ok()


async def test_r33_shares_of_nobody_are_absent_and_heads_are_never_negative(events: Api) -> None:
    await with_voice(events)
    nobody = {"participants": {"by_group": {}}, "speakers": {"by_group": {}}, "occurred_on": "2018-03-27"}
    for wrong in ({"government": -1}, {"ministers": 3}, {"government": 1.5}):
        assert (await change(events, "PUT", "/attendance", {**nobody, "speakers": {"by_group": wrong}})).status == 422
    (await change(events, "PUT", "/attendance", nobody)).ok()
    (await change(events, "POST", "/held", HELD)).ok()
    assert "government" not in (await last_told(events))["participant_shares"]


async def test_r77_the_public_and_partners_see_no_unpublished_programme_and_no_speaker(events: Api) -> None:
    await with_voice(events)
    for role in (None, "partner"):
        assert (await events.get(WORKSHOP, role=role)).ok().body["sessions"] is None
        listed = (await events.get(f"{ROOT}/workshops", role=role)).ok().body["items"]
        assert [one["sessions"] for one in listed] == [None, None]
    draft = (await events.get(WORKSHOP)).ok().body["sessions"]
    assert draft[0]["speakers"][0]["confirmed"] is True
    (await publish(events)).ok()
    for role in (None, "partner"):
        [session] = (await events.get(WORKSHOP, role=role)).ok().body["sessions"]
        assert (session["id"], session["speakers"]) == ("voice", None)
    (await change(events, "PUT", "/attendance", ATTENDANCE)).ok()
    assert (await events.get(WORKSHOP, role=None)).ok().body["attendance"] is None
    (await change(events, "POST", "/held", HELD)).ok()
    assert (await events.get(WORKSHOP, role=None)).ok().body["attendance"]["speakers"]["by_group"]["migrant"] == 3


async def test_names_are_for_the_secretariat_alone_and_forgotten_with_the_speaker(events: Api) -> None:
    await with_voice(events)
    named = (await events.get(f"{WORKSHOP}/speakers")).ok()
    [speaker] = named.body["speakers"]
    assert (speaker["name"], speaker["session"], speaker["sex"]) == ("Amina Example", "voice", "female")
    for role, status in ((None, 401), ("partner", 403), ("member", 403), ("editor", 403)):
        assert (await events.get(f"{WORKSHOP}/speakers", role=role, body_id="body-1")).status == status
    assert "Amina" not in json.dumps((await events.get(WORKSHOP)).ok().body)
    (await change(events, "DELETE", f"{SPEAKER}?occurred_on=2018-02-05")).ok()
    assert (await events.get(f"{WORKSHOP}/speakers")).ok().body["speakers"] == []
    assert "Amina" not in json.dumps(await events.store["speakers"].find({}))
    assert (await events.get(f"{ROOT}/workshops/nowhere/speakers")).status == 404


async def test_sessions_and_speakers_that_do_not_fit(events: Api) -> None:
    for wrong in ({"end": "2018-03-26T10:00:00-04:00"}, {"start": "2018-03-26T08:59:00-04:00"}, {"kind": "tea"}):
        assert (await events.post(f"{WORKSHOP}/sessions", {**VOICE, **wrong})).status == 422, wrong
    await with_voice(events)
    assert (await events.post(f"{WORKSHOP}/sessions", VOICE)).status == 409
    assert (await events.post(f"{WORKSHOP}/sessions/voice/speakers", MIGRANT)).status == 409
    assert (await events.post(f"{WORKSHOP}/sessions/nowhere/speakers", MIGRANT)).status == 404
    assert (await events.post(f"{WORKSHOP}/sessions/voice/speakers", {**MIGRANT, "role": "star"})).status == 422
    assert (await change(events, "POST", f"{SPEAKER}/confirmation", {})).status == 409
    assert (await events.post(f"{WORKSHOP}{SPEAKER}/confirmation", {})).status == 428
    assert (await events.delete(f"{WORKSHOP}/sessions/voice")).status == 428


async def test_r31_speaking_slots_that_are_short_go_to_governments_first(events: Api) -> None:
    session = {**PLENARY, "speaking_slots": 2, "reserved_slots": {"academia": 1}}
    assert (await events.post(f"{WORKSHOP}/sessions", {**session, "reserved_slots": {"government": 1}})).status == 422
    (await events.post(f"{WORKSHOP}/sessions", session)).ok(201)
    asked = {"a": "civil_society", "b": "government", "c": "academia"}
    for id, group in asked.items():
        one = {**MIGRANT, "id": id, "group": group, "role": "panellist"}
        (await events.post(f"{WORKSHOP}/sessions/opening/speakers", one)).ok(201)
    confirm = "/sessions/opening/speakers/{}/confirmation"
    (await change(events, "POST", confirm.format("a"), {})).refused("R31")
    for id in ("b", "c"):
        (await change(events, "POST", confirm.format(id), {})).ok()
    [shown] = [one for one in (await events.get(WORKSHOP)).ok().body["sessions"] if one["id"] == "opening"]
    assert (shown["speaking_slots"], shown["reserved_slots"]) == (2, {"academia": 1})
    assert [one["id"] for one in shown["speakers"] if one["confirmed"]] == ["b", "c"]

"""R31, R32 and the waiting list through the API."""

import asyncio
from datetime import date
from typing import Any

import pytest

from tests.integration.events.flow import ROOT, WORKSHOP, change, hear, schedule
from tests.integration.events.sample import body_listed, topics_selected
from tests.support.api import Answer, Api

SEATS = f"{WORKSHOP}/seats"
REGISTRATIONS = f"{WORKSHOP}/registrations"
PERSON = {"name": "Amina Example", "email": "amina@example.org", "function": "Director", "country": "TN"}


@pytest.fixture(autouse=True)
async def _a_scheduled_workshop(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events, capacity=2)).ok()


async def opened(events: Api, **fields: Any) -> Answer:
    return (await events.post(SEATS, {"approval": "automatic", **fields})).ok(201)


async def registered(events: Api, name: str, group: str = "government", **fields: Any) -> Any:
    body = {"name": name, "group": group, **fields}
    return (await events.post(REGISTRATIONS, body)).ok(201).body


async def done(events: Api, one: Any, what: str, body: Any = None) -> Answer:
    path = f"{ROOT}/registrations/{one['id']}"
    etag = (await events.get(path)).ok().etag
    return await events.post(f"{path}/{what}", body or {}, if_match=etag)


async def names_waiting(events: Api) -> list[str]:
    rows = (await events.get(f"{WORKSHOP}/waiting-list")).ok().body["items"]
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    return [row["participant"]["name"] for row in rows]


async def test_r31_seats_go_to_governments_first_and_everybody_is_told_why(events: Api) -> None:
    assert (await events.post(REGISTRATIONS, {"name": "Too Early", "group": "government"})).status == 409
    await opened(events)
    first = await registered(events, "First", "academia")
    await registered(events, "Second", "civil_society")
    assert first["seat"] == "open"
    waiting = [
        await registered(events, name, group)
        for name, group in (
            ("Third", "civil_society"),
            ("Fourth", "government"),
            ("Fifth", "private_sector"),
            ("Sixth", "government"),
        )
    ]
    assert [one["state"] for one in waiting] == ["waiting"] * 4
    assert waiting[1]["place"] == 1
    assert waiting[3]["explained"]["en"].startswith("place 2; governments first, R31")
    assert await names_waiting(events) == ["Fourth", "Sixth", "Third", "Fifth"]
    third = (await events.get(f"{ROOT}/registrations/{waiting[0]['id']}")).ok().body
    assert "place 3; governments first, R31: 2 stand before you" in third["explained"]["en"]

    assert (await done(events, first, "withdrawal")).ok().body["state"] == "withdrawn"
    assert await names_waiting(events) == ["Sixth", "Third", "Fifth"]
    fourth = (await events.get(f"{ROOT}/registrations/{waiting[1]['id']}")).ok().body
    assert (fourth["state"], fourth["seat"], fourth["place"]) == ("accepted", "open", None)
    (await schedule(events, capacity=4)).ok()
    assert await names_waiting(events) == ["Fifth"]
    (await schedule(events, capacity=1)).ok()
    seats = (await events.get(SEATS)).ok().body
    assert (seats["taken"], seats["free"], seats["overbooked"], seats["waiting"]) == (4, 0, 3, 1)


async def test_r31_a_delegation_that_is_full_is_passed_over_and_keeps_its_place(events: Api) -> None:
    await opened(events, per_delegation=1, reserved={"academia": 1})
    first = await registered(events, "First", body="body-ch")
    await registered(events, "Second", body="body-ch")
    third = await registered(events, "Third", "civil_society", body="body-ngo")
    assert await names_waiting(events) == ["Second", "Third"]
    assert (await registered(events, "Fourth", "academia"))["seat"] == "reserved"
    body = {"approval": "automatic", "per_delegation": 1}
    assert (await events.put(SEATS, body, if_match='"1"')).status == 412
    (await schedule(events, capacity=3)).ok()
    assert await names_waiting(events) == ["Second"]
    assert (await events.get(f"{ROOT}/registrations/{third['id']}")).ok().body["seat"] == "open"
    (await done(events, first, "refusal", {"ground": "no_entry"})).ok()
    assert await names_waiting(events) == []


async def test_r31_who_waits_for_a_full_delegation_has_a_seat_with_another_that_is_not(events: Api) -> None:
    await opened(events, per_delegation=1)
    await registered(events, "First", body="body-ch")
    second = await registered(events, "Second", body="body-ch")
    assert second["state"] == "waiting"
    moved = (await done(events, second, "delegation", {"body": "body-fr"})).ok().body
    assert (moved["state"], moved["seat"], moved["body"]) == ("accepted", "open", "body-fr")
    seats = (await events.get(SEATS)).ok().body
    assert (seats["taken"], seats["free"], seats["waiting"]) == (2, 0, 0)


async def test_those_that_are_told_apart_do_not_hide_others_that_read_alike(
    events: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.events.queries.MOST_ALIKE", 1)
    await opened(events)
    one, two = [await registered(events, name, email="a@example.org") for name in ("First", "Second")]
    three, four = [await registered(events, name, email="b@example.org") for name in ("Third", "Fourth")]
    (await done(events, one, "told-apart", {"other": two["id"]})).ok()
    [found] = (await events.get(f"{REGISTRATIONS}/alike")).ok().body["items"]
    assert {row["id"] for row in found["registrations"]} == {three["id"], four["id"]}


async def test_nobody_is_seated_any_more_in_a_workshop_that_was_cancelled(events: Api) -> None:
    await opened(events)
    first, *_ = [await registered(events, name) for name in ("First", "Second", "Third")]
    (await change(events, "POST", "/cancellation", {"reason": "No room.", "occurred_on": "2018-02-01"})).ok()
    (await done(events, first, "withdrawal")).ok()
    assert await names_waiting(events) == ["Third"]


async def test_r31_of_many_who_come_at_once_exactly_as_many_as_there_are_seats_get_one(events: Api) -> None:
    await opened(events)
    (await schedule(events, capacity=10)).ok()
    many = [{"name": f"Person {n}", "group": "academia" if n % 3 else "government"} for n in range(60)]
    answers = await asyncio.gather(*(events.post(REGISTRATIONS, body) for body in many))
    assert [answer.ok(201).body["state"] for answer in answers].count("accepted") == 10
    seated = [answer.body for answer in answers if answer.body["state"] == "accepted"]
    # Ten go while others come: nobody is left to wait beside a free seat.
    later = [events.post(REGISTRATIONS, {"name": f"Late {n}", "group": "migrant"}) for n in range(10)]
    await asyncio.gather(*(done(events, one, "withdrawal") for one in seated), *later)
    seats = (await events.get(SEATS)).ok().body
    assert (seats["taken"], seats["free"], seats["waiting"]) == (10, 0, 50)
    groups = [row["group"] for row in (await events.get(f"{WORKSHOP}/waiting-list")).ok().body["items"]]
    assert groups == sorted(groups, key=lambda group: group != "government")


async def test_r32_nobody_is_refused_for_the_category(events: Api) -> None:
    await opened(events, approval="by_hand")
    groups = ("government", "intergovernmental_organization", "civil_society", "private_sector", "academia", "migrant")
    everybody = [await registered(events, f"Person {group}", group) for group in (*groups, "other")]
    assert {one["state"] for one in everybody} == {"received"}
    (await done(events, everybody[2], "refusal", {"ground": "civil_society"})).refused("R32")
    (await done(events, everybody[2], "refusal", {"ground": "untrue_details"})).ok()
    approved = (await done(events, everybody[0], "approval")).ok().body
    assert (approved["state"], approved["seat"]) == ("accepted", "open")
    assert (await done(events, everybody[0], "approval")).status == 409
    held = {"where": "state", "rows": (await events.get(f"{REGISTRATIONS}?state=received")).ok().body["items"]}
    assert len(held["rows"]) == 5


async def test_r31_many_are_approved_at_once_governments_first(events: Api) -> None:
    await opened(events, approval="by_hand")
    groups = ("academia", "government", "migrant", "government")
    people = [(await registered(events, f"Person {n}", group))["id"] for n, group in enumerate(groups)]
    body = {"registrations": [*people, people[0], "nobody"]}
    answer = (await events.post(f"{REGISTRATIONS}/approvals", body)).ok().body["items"]
    assert [one["state"] for one in answer] == ["waiting", "accepted", "waiting", "accepted", None]
    assert await names_waiting(events) == ["Person 0", "Person 2"]
    again = (await events.post(f"{REGISTRATIONS}/approvals", body)).ok().body["items"]
    assert again == answer


async def test_a_person_registered_twice_in_two_spellings_is_suggested_and_never_merged(events: Api) -> None:
    await opened(events, approval="by_hand")
    one = await registered(events, "Mohamed Ben Ali", country="TN")
    two = await registered(events, "BENALI Muhammad", country="TN")
    await registered(events, "Mohamed Benali", country="MA", body="body-ma")
    same = await registered(events, "Somebody Else", email="A.B@example.org")
    also = await registered(events, "Quite Another", email="a.b@Example.org")
    found = (await events.get(f"{REGISTRATIONS}/alike")).ok().body["items"]
    assert [(pair["why"], [row["id"] for row in pair["registrations"]]) for pair in found] == [
        ("one e-mail address", [same["id"], also["id"]]),
        ("names that read alike", [one["id"], two["id"]]),
    ]
    assert len((await events.get(REGISTRATIONS)).ok().body["items"]) == 5
    (await done(events, also, "refusal", {"ground": "duplicate", "same_as": same["id"]})).ok()
    (await done(events, one, "told-apart", {"other": two["id"]})).ok()
    assert (await events.get(f"{REGISTRATIONS}/alike")).ok().body["items"] == []


async def test_a_member_sees_and_registers_people_of_its_own_body_alone(events: Api) -> None:
    await opened(events, approval="by_hand")
    await hear(events, body_listed("body-ch"))
    member = {"role": "member", "body_id": "body-ch"}
    own = (await events.post(REGISTRATIONS, PERSON, **member)).ok(201).body
    assert (own["body"], own["group"]) == ("body-ch", "government")
    other = await registered(events, "Another Person", body="body-fr")
    refused = await events.post(REGISTRATIONS, {**PERSON, "group": "government", "body": "body-fr"}, **member)
    assert refused.status == 403
    rows = (await events.get(f"{REGISTRATIONS}?body=body-fr", **member)).ok().body["items"]
    assert [row["id"] for row in rows] == [own["id"]]
    assert (await events.get(f"{ROOT}/registrations/{other['id']}", **member)).status == 404
    withdrawal = f"{ROOT}/registrations/{other['id']}/withdrawal"
    assert (await events.post(withdrawal, {}, if_match="*", **member)).status == 404
    withdrawal = f"{ROOT}/registrations/{own['id']}/withdrawal"
    assert (await events.post(withdrawal, {}, if_match="*", **member)).ok().body["state"] == "withdrawn"
    assert (await events.get(f"{WORKSHOP}/waiting-list", **member)).status == 403


async def test_r31_a_member_names_no_group_that_stands_before_its_own_and_the_secretariat_says_why(events: Api) -> None:
    await opened(events)
    member: dict[str, Any] = {"role": "member", "body_id": "union"}
    assert (await events.post(REGISTRATIONS, PERSON, **member)).status == 409
    await hear(events, body_listed("union", "observer_organization"))
    refused = await events.post(REGISTRATIONS, {**PERSON, "group": "government"}, **member)
    refused.refused("R31")
    assert refused.body["rule"]["lifted_by"] == "administration"
    why = {"group_reason": "We want to be first."}
    (await events.post(REGISTRATIONS, {**PERSON, "group": "government", **why}, **member)).refused("R31")
    (await events.post(REGISTRATIONS, {**PERSON, "group": "government", "body": "union"})).refused("R31")
    assert (await events.get(REGISTRATIONS)).ok().body["items"] == []
    own = (await events.post(REGISTRATIONS, PERSON, **member)).ok(201).body
    assert own["group"] == "intergovernmental_organization"
    other = await registered(events, "A professor", "academia", body="union", group_reason="Sent by her faculty.")
    assert other["group"] == "academia"
    [row] = [
        row async for row in events.store["outbox"].stream({"recorded.stream": other["id"], "recorded.version": 1})
    ]
    assert row["recorded"]["data"]["group_reason"] == "Sent by her faculty."


async def test_who_registers_is_in_no_row_of_the_log_and_in_no_message(events: Api) -> None:
    await opened(events)
    one = (await events.post(REGISTRATIONS, {**PERSON, "group": "government", "gender": "female"})).ok(201).body
    assert one["participant"]["email"] == PERSON["email"]
    path = f"{ROOT}/registrations/{one['id']}"
    etag = (await events.get(path)).etag
    spelled = {"name": "Amina Exemple", "email": PERSON["email"]}
    changed = (await events.put(f"{path}/participant", spelled, if_match=etag)).ok().body
    assert changed["participant"] == {**spelled, "function": None, "gender": None}
    rows = str([row async for row in events.store["outbox"].stream({})])
    assert "'fields': ['name', 'function', 'gender']" in rows
    for value in ("Amina", "amina@", "Director"):
        assert value not in rows


async def test_nobody_is_registered_for_what_is_over(events: Api) -> None:
    await opened(events)
    one = await registered(events, "First")
    (await change(events, "POST", "/cancellation", {"reason": "No venue."})).ok()
    assert (await events.post(REGISTRATIONS, {"name": "Late", "group": "government"})).status == 409
    listed = (await events.get(REGISTRATIONS)).ok().body
    assert {action["name"]: action["allowed"] for action in listed["actions"]} == {
        "openRegistration": False,
        "registerParticipant": False,
        "importParticipants": False,
        "approveRegistrations": False,
    }
    (await done(events, one, "withdrawal")).ok()


async def test_a_body_that_leaves_costs_nobody_a_seat_and_somebody_says_what_follows(events: Api) -> None:
    await opened(events, per_delegation=1)
    stays, goes = body_listed("atlantis"), body_listed("borduria")
    await hear(events, stays, goes)
    one = await registered(events, "First", body="borduria")
    assert one["body_left_on"] is None
    await hear(events, goes.model_copy(update={"left_on": date(2018, 2, 1)}))
    [item] = [
        item
        for item in (await events.get(f"{ROOT}/work-list")).ok().body["items"]
        if item["what"] == "registration-of-a-body-that-left"
    ]
    assert item["resource"] == f"{ROOT}/registrations/{one['id']}"
    read = (await events.get(item["resource"])).ok().body
    assert (read["state"], read["body_left_on"]) == ("accepted", "2018-02-01")
    assert (await registered(events, "Second", body="borduria"))["body_left_on"] == "2018-02-01"
    assert (await registered(events, "Third", body="atlantis"))["seat"] == "open"
    await hear(events, goes)
    back = (await events.get(item["resource"])).ok().body
    assert (back["body_left_on"], back["body"], back["state"]) == (None, "borduria", "accepted")
    assert "registration-of-a-body-that-left" not in str((await events.get(f"{ROOT}/work-list")).ok().body)
    await hear(events, goes.model_copy(update={"left_on": date(2018, 3, 1)}))
    assert (await done(events, one, "delegation", {"body": "atlantis"})).status == 409
    moved = (await done(events, one, "delegation", {"body": None})).ok().body
    assert (moved["body"], moved["body_left_on"], moved["state"]) == (None, None, "accepted")

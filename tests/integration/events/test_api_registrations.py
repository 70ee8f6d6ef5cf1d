"""R31, R32 and the waiting list through the API."""

import asyncio
from typing import Any

import pytest

from tests.integration.events.flow import ROOT, WORKSHOP, change, hear, schedule
from tests.integration.events.registering import PERSON, REGISTRATIONS, SEATS, done, names_waiting, opened, registered
from tests.integration.events.sample import body_listed, topics_selected
from tests.support.api import Api


@pytest.fixture(autouse=True)
async def _a_scheduled_workshop(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events, capacity=2)).ok()


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


async def test_r31_of_a_thousand_in_the_same_minute_for_the_last_ten_seats_exactly_ten_get_one(events: Api) -> None:
    await opened(events)
    (await schedule(events, capacity=10)).ok()
    in_flight = asyncio.Semaphore(40)

    async def come(name: str, group: str) -> Any:
        async with in_flight:
            return (await events.post(REGISTRATIONS, {"name": name, "group": group})).ok(201).body

    many = [come(f"Person {n}", "academia" if n % 3 else "government") for n in range(1_000)]
    everybody = await asyncio.gather(*many)
    seated = [one for one in everybody if one["state"] == "accepted"]
    assert len(seated) == 10
    waiting = [one for one in everybody if one["state"] == "waiting"]
    waiting.sort(key=lambda one: (one["group"] != "government", one["received_at"], one["id"]))
    order = await ids_waiting(events)
    assert order == [one["id"] for one in waiting]
    # Ten go while others come: nobody is left to wait beside a free seat, and nobody passes anybody.
    later = [come(f"Late {n}", "migrant") for n in range(10)]
    late = (await asyncio.gather(asyncio.gather(*(done(events, one, "withdrawal") for one in seated)), *later))[1:]
    seats = (await events.get(SEATS)).ok().body
    assert (seats["taken"], seats["free"], seats["waiting"]) == (10, 0, 990)
    late.sort(key=lambda one: (one["received_at"], one["id"]))
    assert await ids_waiting(events) == [*order[10:], *(one["id"] for one in late)]


async def ids_waiting(events: Api) -> list[str]:
    """The whole of the waiting list, page by page."""
    found: list[str] = []
    address: str | None = f"{WORKSHOP}/waiting-list?limit=200"
    while address is not None:
        page = (await events.get(address)).ok().body
        assert [row["place"] for row in page["items"]] == [len(found) + n for n in range(1, len(page["items"]) + 1)]
        found += [row["id"] for row in page["items"]]
        address = page["next"]
    return found


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


async def test_who_registers_is_in_no_row_of_the_log_and_in_no_message(events: Api) -> None:
    await opened(events)
    one = (await events.post(REGISTRATIONS, {**PERSON, "group": "government", "gender": "female"})).ok(201).body
    assert one["participant"]["email"] == PERSON["email"]
    path = f"{ROOT}/registrations/{one['id']}"
    etag = (await events.get(path)).etag
    spelled = {"name": "Amina Exemple", "email": PERSON["email"]}
    changed = (await events.put(f"{path}/participant", spelled, if_match=etag)).ok().body
    assert changed["participant"] == {**spelled, **dict.fromkeys(("function", "gender", "diet", "access_needs"))}
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

"""R31 through the API: of which group the people of a body are, and what follows when one comes for another."""

from datetime import date
from typing import Any

import pytest

from services.events.storage import MIGRATIONS
from shared.contracts.governance import TypeFrom
from shared.persistence.migrations import migrate
from tests.integration.events.flow import ROOT, WORKSHOP, hear, schedule
from tests.integration.events.registering import PERSON, REGISTRATIONS, SEATS, done, names_waiting, opened, registered
from tests.integration.events.sample import body_listed, topics_selected
from tests.support.api import Api


@pytest.fixture(autouse=True)
async def _a_scheduled_workshop(events: Api) -> None:
    await hear(events, topics_selected())
    (await schedule(events, capacity=2)).ok()


async def test_r31_who_waits_for_a_full_delegation_has_a_seat_with_another_that_is_not(events: Api) -> None:
    await opened(events, per_delegation=1)
    await hear(events, body_listed("body-fr"))
    await registered(events, "First", body="body-ch")
    second = await registered(events, "Second", body="body-ch")
    assert second["state"] == "waiting"
    moved = (await done(events, second, "delegation", {"body": "body-fr"})).ok().body
    assert (moved["state"], moved["seat"], moved["body"]) == ("accepted", "open", "body-fr")
    seats = (await events.get(SEATS)).ok().body
    assert (seats["taken"], seats["free"], seats["waiting"]) == (2, 0, 0)


async def test_r31_who_comes_for_another_body_stands_with_its_group_and_is_told_why(events: Api) -> None:
    await hear(events, body_listed("atlantis", country="TN"), body_listed("union", "observer_organization"))
    await opened(events, per_delegation=1)
    seated = [await registered(events, name, None, body=body) for name, body in (("One", "union"), ("Two", "atlantis"))]
    waiting = [
        await registered(events, "Third", None, body="atlantis"),
        await registered(events, "Fourth", "civil_society"),
        await registered(events, "Fifth", None, body="union"),
    ]
    assert await names_waiting(events) == ["Third", "Fourth", "Fifth"]
    moved = (await done(events, waiting[2], "delegation", {"body": "atlantis"})).ok().body
    assert (moved["group"], moved["country"], moved["place"]) == ("government", "TN", 2)
    assert (
        "place 2; governments first, R31, in the order of their registration; your place is" in moved["explained"]["en"]
    )
    assert await names_waiting(events) == ["Third", "Fifth", "Fourth"]
    rows = (await events.get(f"{WORKSHOP}/waiting-list")).ok().body["items"]
    assert [bool(row["regrouped_on"]) for row in rows] == [False, True, False]
    assert rows[1]["explained"] == moved["explained"]
    # Back to a body that is no State: the place is the one of before, and other counts follow.
    back = (await done(events, waiting[2], "delegation", {"body": "union"})).ok().body
    assert (back["group"], back["place"]) == ("intergovernmental_organization", 3)
    assert (await done(events, seated[0], "delegation", {"body": "atlantis"})).status == 409
    (await done(events, seated[0], "delegation", {"body": "union", "group": "academia"})).refused("R31")
    regrouped = {"body": "union", "group": "academia", "group_reason": "works_elsewhere"}
    assert (await done(events, seated[0], "delegation", regrouped)).ok().body["state"] == "accepted"
    seats = (await events.get(SEATS)).ok().body
    assert (seats["taken"], seats["waiting"], seats["by_group"]) == (2, 3, {"government": 1, "academia": 1})
    read = (await events.get(f"{WORKSHOP}/balance")).ok().body["participants"]
    assert (read["people"], read["government"]) == (2, 0.5)
    freed = (await done(events, seated[0], "delegation", {"body": "borduria", "group": "academia"})).ok().body
    assert (freed["state"], await names_waiting(events)) == ("accepted", ["Third", "Fourth", "Fifth"])


async def test_who_moves_by_two_steps_is_counted_under_the_same_country_as_by_one(events: Api) -> None:
    await hear(events, body_listed("atlantis", country="KE"), body_listed("borduria", country="FR"))
    await opened(events)
    countries = []
    for own in ({}, {"country": "KE"}, {"country": "TN"}):
        one = await registered(events, f"One {own}", None, body="atlantis", **own)
        for body in (None, "borduria"):
            one = (await done(events, one, "delegation", {"body": body})).ok().body
        countries.append(one["country"])
    assert countries == ["FR", "FR", "TN"]
    # Of before it was noted: by comparison, in one step.
    await events.store["registrations"].update_many({}, {"$unset": {"own_country": 1}})
    moved = (await done(events, one, "delegation", {"body": "atlantis"})).ok().body
    assert moved["country"] == "TN"


async def test_r31_the_group_is_that_of_the_type_the_body_had_on_the_day(events: Api) -> None:
    await opened(events, approval="by_hand")
    types = (TypeFrom(type="observer_organization"), TypeFrom(type="member_state", since=date(2018, 2, 1)))
    await hear(events, body_listed("union").model_copy(update={"types": types}))
    member: dict[str, Any] = {"role": "member", "body_id": "union"}
    groups = {}
    for day in ("2018-01-31", "2018-02-01"):
        one = (await events.post(REGISTRATIONS, {"name": "A Person", "occurred_on": day}, **member)).ok(201).body
        groups[day] = one["group"]
    assert groups == {"2018-01-31": "intergovernmental_organization", "2018-02-01": "government"}


async def test_r31_a_member_names_no_group_that_stands_before_its_own_and_the_secretariat_says_why(events: Api) -> None:
    await opened(events)
    member: dict[str, Any] = {"role": "member", "body_id": "union"}
    assert (await events.post(REGISTRATIONS, PERSON, **member)).status == 409
    await hear(events, body_listed("union", "observer_organization"))
    refused = await events.post(REGISTRATIONS, {**PERSON, "group": "government"}, **member)
    refused.refused("R31")
    assert refused.body["rule"]["lifted_by"] == "administration"
    why = {"group_reason": "body_says_so"}
    (await events.post(REGISTRATIONS, {**PERSON, "group": "government", **why}, **member)).refused("R31")
    (await events.post(REGISTRATIONS, {**PERSON, "group": "government", "body": "union"})).refused("R31")
    assert (await events.get(REGISTRATIONS)).ok().body["items"] == []
    own = (await events.post(REGISTRATIONS, PERSON, **member)).ok(201).body
    assert own["group"] == "intergovernmental_organization"
    other = await registered(events, "A professor", "academia", body="union", group_reason="works_elsewhere")
    assert other["group"] == "academia"
    [row] = [
        row async for row in events.store["outbox"].stream({"recorded.stream": other["id"], "recorded.version": 1})
    ]
    assert row["recorded"]["data"]["group_reason"] == "works_elsewhere"
    said = {**PERSON, "group": "academia", "body": "union", "group_reason": "Prof. Example is of a faculty."}
    assert (await events.post(REGISTRATIONS, said)).status == 422


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


async def test_another_group_of_a_letter_of_before_has_a_reason_of_the_list_once_it_is_migrated(events: Api) -> None:
    await hear(events, body_listed("union", "observer_organization"))
    (await events.post(f"{WORKSHOP}/invitations", {"body": "union"})).ok(201)
    kept = events.store["invitations"]
    [letter] = await kept.find({})
    await kept.insert_many([{**letter, "_id": "of-before", "group_reason": "Prof. Example asked for it."}])
    await events.store["migrations"].delete_many({"_id": "another group has a reason of the list"})
    assert await migrate(events.store, MIGRATIONS) == ["another group has a reason of the list"]
    reasons = {one["_id"]: one["group_reason"] for one in await kept.find({})}
    assert reasons == {letter["_id"]: None, "of-before": "invited_as_such"}

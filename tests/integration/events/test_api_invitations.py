"""R36 and the answers of focal points, through the API."""

from datetime import date
from typing import Any

import pytest

from shared.domain.act import Role
from tests.integration.events.flow import ROOT, WORKSHOP, hear, schedule
from tests.integration.events.sample import body_listed, topics_selected
from tests.support.api import Answer, Api

INVITATIONS = f"{WORKSHOP}/invitations"
LIST = f"{WORKSHOP}/invitation-list"


@pytest.fixture(autouse=True)
async def _an_open_registration(events: Api) -> None:
    await hear(events, topics_selected(), body_listed("atlantis", country="PT"), body_listed("borduria"))
    (await schedule(events, capacity=1)).ok()
    (await events.post(f"{WORKSHOP}/seats", {"approval": "automatic"})).ok(201)


async def invited(events: Api, **fields: Any) -> str:
    made = (await events.post(INVITATIONS, fields)).ok(201).body
    path = f"{ROOT}/invitations/{made['id']}"
    (await events.post(f"{path}/sending", {}, if_match="*")).ok()
    return path


async def answered(events: Api, path: str, body: Any, **options: Any) -> Answer:
    return await events.post(f"{path}/answer", body, if_match="*", **options)


async def test_r36_invitations_are_closed_once_the_three_groups_are_invited(events: Api) -> None:
    for group in ("civil_society", "private_sector"):
        await invited(events, organization="An organization", group=group)
    (await events.post(f"{LIST}/closing", {}, if_match="*")).refused("R36")
    seen = (await events.get(LIST)).ok()
    assert (seen.body["missing"], seen.body["invited"]) == (["academia"], {"civil_society": 1, "private_sector": 1})
    [action] = seen.body["actions"]
    assert (action["allowed"], action["blocked_by"][0]["lifted_by"]) == (False, "administration")
    half = {"waived": "No university works on this."}
    assert (await events.post(f"{LIST}/closing", half, if_match="*")).status == 422
    path = await invited(events, organization="A university", group="academia")
    (await events.post(f"{path}/withdrawal", {"reason": "A slip."}, if_match="*")).ok()
    (await events.post(f"{LIST}/closing", {}, if_match="*")).refused("R36")
    waiver = {**half, "waived_by": "Eva Waiver"}
    assert (await events.post(f"{LIST}/closing", waiver, if_match=seen.etag)).status == 412
    (await events.post(f"{LIST}/closing", waiver, if_match="*")).ok()
    [sent] = (await events.get(f"{INVITATIONS}?group=private_sector")).ok().body["items"]
    assert {one["name"] for one in sent["actions"] if one["allowed"]} == {"answerInvitation"}
    back = await events.post(f"{ROOT}/invitations/{sent['id']}/withdrawal", {"reason": "A slip."}, if_match="*")
    assert (back.status, back.body["type"]) == (409, "urn:idm:problem:wrong-state")
    late = (await events.post(INVITATIONS, {"organization": "Late", "group": "other"})).ok(201).body
    assert (await events.post(f"{ROOT}/invitations/{late['id']}/sending", {}, if_match="*")).status == 409
    assert "Eva" not in str([row async for row in events.store["outbox"].stream({})])


async def test_r36_once_all_three_groups_are_invited_they_are_closed_without_a_waiver(events: Api) -> None:
    await invited(events, organization="An organization", group="civil_society")
    for group in ("private_sector", "academia"):
        (await events.post(f"{LIST}/closing", {}, if_match="*")).refused("R36")
        await invited(events, organization="An organization", group=group)
    seen = (await events.get(LIST)).ok()
    assert (seen.body["missing"], seen.body["actions"][0]["allowed"]) == ([], True)
    closed = (await events.post(f"{LIST}/closing", {}, if_match=seen.etag)).ok().body
    assert (closed["missing"], closed["actions"][0]["allowed"]) == ([], False)
    assert await events.store["invitation_waivers"].find({}) == []


async def test_a_focal_point_names_people_and_others_in_their_place(events: Api) -> None:
    member = {"role": "member", "body_id": "atlantis"}
    path = await invited(events, body="atlantis", name="The Ambassador", email="mission@example.org", language="fr")
    accepted = {"answer": "accepted", "people": [{"name": "Amina Example"}, {"name": "Bo Second"}]}
    assert (await answered(events, path, accepted, role="member", body_id="borduria")).status == 404
    seen = (await answered(events, path, accepted, **member)).ok().body
    assert (seen["state"], seen["group"], seen["country"], seen["name"]) == ("accepted", "government", "PT", None)
    first, second = seen["registrations"]
    one = (await events.get(f"{ROOT}/registrations/{first}")).ok().body
    assert (one["body"], one["seat"], one["participant"]["name"]) == ("atlantis", "open", "Amina Example")
    instead = {"answer": "substituted", "substitutes": [{"in_place_of": first, "name": "Clara Other"}]}
    (await answered(events, path, instead, **member)).ok()
    one = (await events.get(f"{ROOT}/registrations/{first}")).ok().body
    assert (one["seat"], one["participant"]["name"]) == ("open", "Clara Other")
    strange = {"answer": "substituted", "substitutes": [{"in_place_of": "somebody", "name": "X"}]}
    assert (await answered(events, path, strange, **member)).status == 404
    (await answered(events, path, {"answer": "declined"}, **member)).ok()
    states = [(await events.get(f"{ROOT}/registrations/{id}")).ok().body["state"] for id in (first, second)]
    assert states == ["withdrawn", "withdrawn"]
    log = str([row async for row in events.store["outbox"].stream({})])
    for name in ("Amina", "Clara", "Ambassador", "mission@"):
        assert name not in log


async def test_who_comes_for_another_delegation_by_now_is_not_of_the_invitation_any_more(events: Api) -> None:
    member = {"role": "member", "body_id": "atlantis"}
    path = await invited(events, body="atlantis")
    accepted = {"answer": "accepted", "people": [{"name": "Amina Example"}]}
    [moved] = (await answered(events, path, accepted, **member)).ok().body["registrations"]
    registration = f"{ROOT}/registrations/{moved}"
    (await events.post(f"{registration}/delegation", {"body": "borduria"}, if_match="*")).ok()
    instead = {"answer": "substituted", "substitutes": [{"in_place_of": moved, "name": "Clara Other"}]}
    assert (await answered(events, path, instead, **member)).status == 404
    (await answered(events, path, {"answer": "declined"}, **member)).ok()
    seen = (await events.get(registration)).ok().body
    assert (seen["state"], seen["participant"]["name"]) == ("accepted", "Amina Example")


async def test_a_member_sees_what_was_sent_to_its_body_alone_and_letters_are_for_the_secretariat(events: Api) -> None:
    member: dict[str, Any] = {"role": "member", "body_id": "atlantis"}
    path = await invited(events, body="atlantis", name="The Ambassador", language="es")
    await invited(events, body="borduria")
    draft = (await events.post(INVITATIONS, {"body": "atlantis"})).ok(201).body
    for query in ("", "?state=drafted", "?body=borduria"):
        rows = (await events.get(f"{INVITATIONS}{query}", **member)).ok().body["items"]
        assert [row["id"] for row in rows] == ([] if "drafted" in query else [path.rsplit("/", 1)[1]])
        assert all(row["name"] is None for row in rows)
    assert (await events.get(f"{ROOT}/invitations/{draft['id']}", **member)).status == 404
    listed = (await events.get(f"{INVITATIONS}?group=government&state=sent")).ok().body["items"]
    assert [row["body"] for row in listed] == ["atlantis", "borduria"]
    token = {"Authorization": f"Bearer {events.issuer.token(role=Role.ADMINISTRATION, subject='account-7')}"}
    letter = await events.client.get(f"{path}/letter.pdf", headers=token)
    assert letter.content.startswith(b"%PDF")
    assert (await events.get(f"{path}/letter.pdf", **member)).status == 403


async def test_r31_a_body_is_invited_as_of_another_group_for_a_reason_alone_and_so_are_its_people(events: Api) -> None:
    other = {"body": "borduria", "group": "civil_society"}
    (await events.post(INVITATIONS, other)).refused("R31")
    path = await invited(events, **other, group_reason="invited_as_such")
    people = {"answer": "accepted", "people": [{"name": "Amina Example"}]}
    seen = (await answered(events, path, people, role="member", body_id="borduria")).ok().body
    one = (await events.get(f"{ROOT}/registrations/{seen['registrations'][0]}")).ok().body
    assert (one["group"], one["body"]) == ("civil_society", "borduria")


async def test_nobody_is_invited_who_is_not_known(events: Api) -> None:
    assert (await events.post(INVITATIONS, {"body": "nowhere"})).status == 404
    assert (await events.post(INVITATIONS, {"organization": "An organization"})).status == 422
    assert (await events.post(INVITATIONS, {"organization": "A", "group": "other", "country": "XX"})).status == 422
    gone = body_listed("borduria").model_copy(update={"left_on": date(2018, 2, 1)})
    await hear(events, gone)
    assert (await events.post(INVITATIONS, {"body": "borduria"})).status == 409

import pytest

from tests.integration.governance.story import ROOT, Story


@pytest.mark.parametrize("type", ["member_state", "observer_state", "observer_organization"])
async def test_r1_a_body_of_the_membership_is_registered(governance: Story, type: str) -> None:
    answer = (await governance.body(type=type)).ok(201)
    assert (answer.body["id"], answer.body["type"], answer.etag) == ("atlantis", type, '"2"')
    assert (await governance.get("/bodies/atlantis")).ok().body["name"]["en"] == "Atlantis"


@pytest.mark.parametrize("type", ["donor", "migrant", "academic", "ngo"])
async def test_r1_whoever_is_not_of_the_membership_is_refused(governance: Story, type: str) -> None:
    answer = await governance.body(type=type)
    answer.refused("R1")
    assert "takes no part" in answer.body["detail"]


async def test_a_body_gets_an_identifier_and_no_two_things_share_one(governance: Story) -> None:
    named = {"name": {"fr": "Syldavie"}, "type": "observer_state", "country": "CH"}
    answer = (await governance.post("/bodies", named)).ok(201)
    assert len(answer.body["id"]) == 36
    await governance.consultation("forum", bodies=())
    for taken in (answer.body["id"], "forum"):
        again = await governance.post("/bodies", {**named, "id": taken})
        assert (again.status, again.body["type"]) == (409, "urn:idm:problem:already-exists")
    for unfit in ({**named, "id": "cycle-2018"}, {**named, "id": "a b"}, {**named, "country": "Switzerland"}):
        assert (await governance.post("/bodies", unfit)).status == 422


async def test_bodies_are_listed_page_by_page_and_by_type(governance: Story) -> None:
    for id, type in (("a", "member_state"), ("b", "observer_state"), ("c", "member_state")):
        (await governance.body(id, type)).ok(201)
    first = (await governance.get("/bodies?type=member_state&limit=1")).ok()
    assert [one["id"] for one in first.body["items"]] == ["a"]
    second = (await governance.api.get(first.body["next"])).ok()
    assert [one["id"] for one in second.body["items"]] == ["c"]
    assert second.body["next"] is None


async def test_bodies_are_written_by_the_administration_and_read_by_the_membership(governance: Story) -> None:
    (await governance.body()).ok(201)
    for role in ("member", "auditor"):
        (await governance.get("/bodies/atlantis", role=role)).ok()
        refused = await governance.post(
            "/bodies", {"name": {"en": "B"}, "type": "member_state"}, role=role, body_id="atlantis"
        )
        assert refused.status == 403
    assert (await governance.get("/bodies/atlantis", role="finance")).status == 403
    assert (await governance.get("/bodies", role=None)).status == 401
    assert (await governance.get("/bodies/nobody")).status == 404


async def test_a_body_is_renamed_whole_and_its_new_name_is_told(governance: Story) -> None:
    read = (await governance.body()).ok(201)
    path, name = f"{ROOT}/bodies/atlantis/name", {"name": {"en": "New Atlantis", "fr": "Nouvelle-Atlantide"}}
    renamed = (await governance.api.put(path, name, if_match=read.etag)).ok()
    assert (renamed.body["name"], renamed.body["missing_languages"]) == ({**name["name"], "es": None}, ["es"])
    again = await governance.api.put(path, name, if_match=renamed.etag)
    assert (again.status, again.body["type"]) == (409, "urn:idm:problem:wrong-state")
    told = [row["data"]["name"] for row in await governance.messages("BodyListed")]
    assert told == [{"en": "Atlantis"}, name["name"]]

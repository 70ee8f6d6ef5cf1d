from tests.integration.governance.story import Story


async def test_a_consultation_from_its_plan_to_its_closing(governance: Story) -> None:
    await governance.consultation()
    (await governance.body("ruritania", "observer_state")).ok(201)
    noted = (
        await governance.post("/consultations/consultation-1/attendance", {"bodies": ["ruritania", "atlantis"]})
    ).ok()
    assert noted.body["attendance"] == [
        {"body": "atlantis", "type": "member_state"},
        {"body": "ruritania", "type": "observer_state"},
    ]
    closed = (await governance.close_consultation()).ok()
    assert (closed.body["state"], closed.body["opened_on"], closed.body["closed_on"]) == (
        "closed",
        "2017-03-01",
        "2017-03-02",
    )
    listed = (await governance.get("/consultations?state=closed", role="member")).ok()
    assert [one["id"] for one in listed.body["items"]] == ["consultation-1"]
    assert (await governance.get("/consultations?state=open")).body["items"] == []


async def test_r1_only_registered_bodies_attend(governance: Story) -> None:
    await governance.consultation()
    answer = await governance.post("/consultations/consultation-1/attendance", {"bodies": ["a-donor"]})
    answer.refused("R1")
    assert "“a-donor” is not a registered body" in answer.body["detail"]


async def test_attendance_only_while_it_is_open(governance: Story) -> None:
    (await governance.body()).ok(201)
    scheduled = {"id": "later", "title": {"en": "Later"}, "planned_on": "2030-03-01"}
    (await governance.post("/consultations", scheduled)).ok(201)
    path, attending = "/consultations/later/attendance", {"bodies": ["atlantis"]}
    assert (await governance.post(path, attending)).body["type"] == "urn:idm:problem:wrong-state"
    (await governance.post("/consultations/later/opening", {"occurred_on": "2017-03-01"})).ok()
    (await governance.post(path, attending)).ok()
    (await governance.close_consultation("later", day="2017-03-01")).ok()
    assert (await governance.post(path, attending)).body["type"] == "urn:idm:problem:wrong-state"
    assert (await governance.post("/consultations/later/opening")).status == 409


async def test_a_change_names_the_version_it_was_made_for(governance: Story) -> None:
    await governance.consultation()
    await governance.deal_with_standing_items()
    path = "/consultations/consultation-1/closing"
    assert (await governance.post(path, if_match=None)).status == 428
    assert (await governance.post(path, if_match='"1"')).status == 412
    (await governance.post(path, if_match="*")).ok()


async def test_a_day_that_has_not_come_is_refused(governance: Story) -> None:
    await governance.consultation()
    answer = await governance.post("/consultations/consultation-1/closing", {"occurred_on": "2999-01-01"})
    assert (answer.status, answer.body["type"]) == (422, "urn:idm:problem:occurs-in-the-future")


async def test_consultations_are_not_for_the_public_nor_written_by_members(governance: Story) -> None:
    await governance.consultation()
    assert (await governance.get("/consultations/consultation-1", role=None)).status == 401
    (await governance.get("/consultations/consultation-1", role="auditor")).ok()
    scheduled = {"title": {"en": "Ours"}, "planned_on": "2017-03-01"}
    for role in ("member", "auditor", "finance"):
        assert (await governance.post("/consultations", scheduled, role=role, body_id="atlantis")).status == 403

"""What is taken back or put right over HTTP: options by their body, topics by a correction, a slate whole."""

from typing import Any

from tests.integration.governance.story import Story, topics, workshops

MEMBER: dict[str, Any] = {"role": "member", "body_id": "atlantis"}


async def test_r12_a_body_takes_back_its_own_option_alone(governance: Story) -> None:
    await governance.with_theme_slate()
    mine = {"option": {"id": "oceans", "title": {"es": "Océanos"}}, "occurred_on": "2017-03-01"}
    (await governance.post("/theme-slates/theme-slate-1/proposals", mine, **MEMBER)).ok()
    back = {"reason": "Another option says the same.", "occurred_on": "2017-03-01"}
    await _withdrawn(governance, "/theme-slates/theme-slate-1", "oceans", back)
    (await governance.determine()).ok()
    await governance.consultation("consultation-2", opened="2017-09-01")
    (await governance.topic_slate()).ok(201)
    mine = {"topic": topics("own")[0], "occurred_on": "2017-09-01"}
    (await governance.post("/topic-slates/topic-slate-1/proposals", mine, **MEMBER)).ok()
    await _withdrawn(governance, "/topic-slates/topic-slate-1", "own", {**back, "occurred_on": "2017-09-01"})
    gone = {"reason": "Its topics overlap.", "occurred_on": "2017-09-01"}
    taken = (await governance.post("/topic-slates/topic-slate-1/withdrawal", gone)).ok().body
    assert taken["state"] == "withdrawn"
    assert (await governance.post("/topic-slates/topic-slate-1/withdrawal", gone)).status == 409


async def _withdrawn(governance: Story, slate: str, option: str, why: dict[str, str]) -> None:
    etag = (await governance.get(slate)).etag
    (await governance.post(f"{slate}/options/{option}/withdrawal", why, if_match=etag, **MEMBER)).ok()
    etag = (await governance.get(slate)).etag
    again = await governance.post(f"{slate}/options/{option}/withdrawal", why, if_match=etag, **MEMBER)
    assert again.status in (404, 409)


async def test_r18_topics_are_corrected_where_the_new_ones_are_others(governance: Story) -> None:
    await governance.with_decisions()
    body = {
        "why": "The record says so.",
        "reason": "The two were entered wrongly.",
        "decided_in": {"kind": "consultation", "id": "consultation-2"},
        "occurred_on": "2017-09-02",
    }
    path = "/topic-slates/topic-slate-1/correction"
    same = await governance.post(path, {**body, "workshops": workshops([{"topic": "a"}], [{"topic": "b"}])})
    assert (same.status, "says the same" in same.body["detail"]) == (409, True)
    (await governance.post(path, {**body, "workshops": workshops([{"topic": "a"}], [{"topic": "a"}])})).refused("R13")
    corrected = await governance.post(path, {**body, "workshops": workshops([{"topic": "a"}], [{"topic": "c"}])})
    assert corrected.ok().body["findings"][-1]["corrects"] == 1
    first, second = await governance.messages("TopicsSelected")
    assert ("supersedes" in first["data"], second["data"]["supersedes"]) == (False, "topic-slate-1")


async def test_what_one_body_said_is_read_by_itself_and_by_the_secretariat(governance: Story) -> None:
    await governance.with_theme_slate()
    said = {
        "kind": "theme",
        "slate": "theme-slate-1",
        "consultation": "consultation-1",
        "positions": [{"option": "cities", "kind": "concern", "text": "Small states are left out."}],
        "occurred_on": "2017-03-01",
    }
    stated = (await governance.post("/positions", said, **MEMBER)).ok(201).body
    assert (await governance.get(f"/positions/{stated['id']}", role="member")).ok().body["body"] == "atlantis"
    assert (await governance.get(f"/positions/{stated['id']}", role="member", body_id="borduria")).status == 403

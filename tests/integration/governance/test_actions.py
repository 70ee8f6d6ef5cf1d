"""``actions`` as a web application reads them. That they never disagree with refusals is in tests/unit."""

from typing import Any

from services.governance.domain.rules import R9
from tests.integration.governance.story import Story
from tests.support.api import Answer


def _allowed(answer: Answer) -> dict[str, bool]:
    return {action["name"]: action["allowed"] for action in answer.body["actions"]}


def _blocked_by(answer: Answer, name: str) -> dict[str, Any]:
    [found] = [action["blocked_by"][0] for action in answer.body["actions"] if action["name"] == name]
    return dict(found)


async def test_a_cycle_says_what_may_be_done_and_which_rule_blocks_the_rest(governance: Story) -> None:
    created = (await governance.cycle()).ok(201)
    assert _allowed(created) == {
        "decideFormat": True,
        "openThemeSlate": True,
        "openTopicSlate": False,
        "explainDeviation": False,
        "acknowledgeMisfit": False,
        "closeCycle": False,
        "closeCycleWithWaivers": True,
    }
    [decide, *_] = created.body["actions"]
    assert decide == {
        "name": "decideFormat",
        "method": "POST",
        "href": "/governance/v1/cycles/cycle-2018/format",
        "allowed": True,
        "blocked_by": [],
        "needs": ["administration"],
    }
    assert _blocked_by(created, "openTopicSlate") == {
        "number": "R9",
        "slug": "topics-after-the-theme",
        "sentence": R9.sentence,
        "lifted_by": None,
        "detail": "The theme of 2018 is not decided yet.",
        "remedy": "Open the topic slate after the Membership has chosen the theme.",
    }
    assert (await governance.get("/cycles/cycle-2018")).body["actions"] == created.body["actions"]
    [row] = (await governance.get("/cycles")).ok().body["items"]
    assert row["actions"] == created.body["actions"]


async def test_what_a_role_may_not_do_is_left_out(governance: Story) -> None:
    await governance.with_theme_slate()
    for path in ("/consultations", "/theme-slates", "/cycles"):
        assert (await governance.get(path)).ok().body["items"][0]["actions"], path
        for role, may in (("member", ["proposeTheme", "statePosition"]), ("auditor", [])):
            listed = (await governance.get(path, role=role)).ok().body
            names = [action["name"] for action in listed["items"][0]["actions"]]
            assert (listed["actions"], names) == ([], may if path == "/theme-slates" else []), path
    public = (await governance.get("/cycles", role=None)).ok().body
    assert (public["actions"], public["items"][0]["actions"]) == ([], [])
    assert (await governance.get("/cycles/cycle-2018", role=None)).body["actions"] == []


async def test_a_collection_says_what_can_be_created(governance: Story) -> None:
    created_by = {
        "/bodies": "registerBody",
        "/consultations": "scheduleConsultation",
        "/cycles": "openCycle",
        "/theme-slates": "openThemeSlate",
        "/topic-slates": "openTopicSlate",
    }
    for path, name in created_by.items():
        [action] = (await governance.get(path)).ok().body["actions"]
        assert (action["name"], action["method"], action["href"]) == (name, "POST", f"/governance/v1{path}")
        assert action["allowed"]


async def test_r8_blocks_a_decision_until_somebody_came_to_some_later_consultation(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation(bodies=())
    slate = (await governance.theme_slate()).ok(201)
    assert _allowed(slate) == {
        "determineTheme": False,
        "findThemeInconclusive": True,
        "correctTheme": False,
        "proposeTheme": True,
        "withdrawThemeSlate": True,
        "statePosition": True,
        "issueSurvey": True,
    }
    assert _blocked_by(slate, "determineTheme")["number"] == "R8"
    (await governance.determine()).refused("R8")
    await governance.consultation("consultation-0", opened="2017-02-01")
    assert not _allowed(await governance.get("/theme-slates/theme-slate-1"))["determineTheme"]
    await governance.consultation("consultation-2", opened="2017-09-01")
    assert _allowed(await governance.get("/theme-slates/theme-slate-1"))["determineTheme"]
    [row] = (await governance.get("/theme-slates")).body["items"]
    assert row["actions"][0]["allowed"]
    decided = await governance.determine(
        decided_in={"kind": "consultation", "id": "consultation-2"}, occurred_on="2017-09-01"
    )
    assert [name for name, allowed in _allowed(decided.ok()).items() if allowed] == ["correctTheme"]


async def test_a_topic_slate_is_blocked_by_the_format_of_its_cycle(governance: Story) -> None:
    await governance.with_topic_slate()
    assert _allowed(await governance.get("/topic-slates/topic-slate-1"))["selectTopics"]
    body = {"format": "single_conference", "consultation": "consultation-1", "occurred_on": "2017-09-01"}
    (await governance.post("/cycles/cycle-2018/format", body)).ok()
    blocked = _blocked_by(await governance.get("/topic-slates/topic-slate-1"), "selectTopics")
    assert (blocked["number"], blocked["slug"]) == (None, "wrong-state")
    refused = await governance.select()
    assert (refused.status, refused.body["detail"]) == (409, blocked["detail"])


async def test_a_consultation_is_opened_once(governance: Story) -> None:
    planned = {"id": "consultation-1", "title": {"en": "First"}, "planned_on": "2017-03-01"}
    scheduled = (await governance.post("/consultations", planned)).ok(201)
    assert _allowed(scheduled) == {
        "openConsultation": True,
        "noteAttendance": False,
        "settleAgenda": False,
        "addPaper": True,
        "writeRecord": False,
        "closeConsultation": False,
    }
    opened = (await governance.post("/consultations/consultation-1/opening", {"occurred_on": "2017-03-01"})).ok()
    may = [name for name, allowed in _allowed(opened).items() if allowed]
    assert may == ["noteAttendance", "settleAgenda", "addPaper", "writeRecord"]
    assert _blocked_by(opened, "closeConsultation")["number"] == "R3"
    await governance.deal_with_standing_items()
    assert _allowed(await governance.get("/consultations/consultation-1"))["closeConsultation"]

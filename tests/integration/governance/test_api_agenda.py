"""The agenda of consultations, what the Membership proposes there, and what comes of what was said."""

from datetime import date
from typing import Any

import pytest

from services.governance.reactions import REACTIONS
from shared.contracts.events import SatisfactionSurveyClosed, WorkshopHeld
from tests.integration.governance.story import ROOT, Story
from tests.unit.governance.heard import told

SATISFIED = SatisfactionSurveyClosed(
    survey="satisfaction-2018",
    cycle="cycle-2018",
    workshops=("workshop-2018-2",),
    closed_on=date(2018, 10, 19),
    scale="1 to 5",
    invited=310,
    respondents=124,
    response_rate=0.4,
    satisfied_with_event=0.88,
    satisfied_with_materials=0.83,
    benchmark_passed=True,
)


async def test_r2_a_fourth_consultation_of_a_year_needs_a_reason(governance: Story) -> None:
    planned = {"title": {"en": "Another"}, "planned_on": "2017-06-01", "occurred_on": "2017-01-10"}
    for _ in range(3):
        (await governance.post("/consultations", planned)).ok(201)
    (await governance.post("/consultations", planned)).refused("R2")
    fourth = (await governance.post("/consultations", {**planned, "reason": "The topics are urgent."})).ok(201)
    assert (fourth.body["notice_days"], fourth.body["reason"]) == (142, "The topics are urgent.")
    assert not fourth.body["short_notice"]
    (await governance.api.put(f"{ROOT}/practice", {"notice_days": 143})).ok()
    late = (await governance.post("/consultations", {**planned, "reason": "And another one."})).ok(201)
    assert late.body["short_notice"]
    (await governance.post("/consultations", {**planned, "planned_on": "2018-06-01"})).ok(201)


async def test_r3_the_standing_items_are_dealt_with_before_it_closes(governance: Story) -> None:
    await governance.consultation()
    path = "/consultations/consultation-1/closing"
    (await governance.post(path, {"occurred_on": "2017-03-01"})).refused("R3")
    silent = {"outcomes": [{"item": "activity_report", "handled": False}], "occurred_on": "2017-03-01"}
    assert (await governance.post("/consultations/consultation-1/agenda", silent)).status == 422
    unknown = {"outcomes": [{"item": "lunch"}], "occurred_on": "2017-03-01"}
    assert (await governance.post("/consultations/consultation-1/agenda", unknown)).status == 404
    await governance.deal_with_standing_items()
    (await governance.post(path, {"occurred_on": "2017-03-01"})).ok()


async def test_papers_and_the_record_of_a_consultation(governance: Story) -> None:
    await governance.consultation()
    paper = {"title": {"en": "Two themes"}, "language": "en", "address": "https://example.org/1.pdf"}
    (await governance.post("/consultations/consultation-1/papers", paper)).ok()
    assert (await governance.post("/consultations/consultation-1/papers", paper)).status == 409
    record = {"summary": {"en": "The bodies welcomed both.", "fr": "Les deux ont été salués."}}
    written = (await governance.post("/consultations/consultation-1/record", record)).ok().body
    assert (len(written["papers"]), written["summary"]["fr"]) == (1, record["summary"]["fr"])


async def test_r43_what_participants_said_is_on_the_next_agenda_whenever_that_is(governance: Story) -> None:
    await governance.hear(SATISFIED, told(WorkshopHeld))
    for id, day in (("early", "2018-10-01"), ("next", "2018-12-01"), ("after", "2019-03-01")):
        planned = {"id": id, "title": {"en": id}, "planned_on": day, "occurred_on": "2018-09-01"}
        (await governance.post("/consultations", planned)).ok(201)
    agendas = {
        id: (await governance.get(f"/consultations/{id}")).body["agenda"][3:] for id in ("early", "next", "after")
    }
    kinds = {id: [item["kind"] for item in agenda] for id, agenda in agendas.items()}
    assert kinds == {"early": ["feedback_on_workshop"], "next": ["satisfaction_results"], "after": []}
    assert agendas["next"][0]["title"].startswith("124 of 310 answered: 88.0 % are satisfied with the event, 83.0 %")


async def test_r43_also_where_nobody_answered_and_on_one_that_is_scheduled(governance: Story) -> None:
    planned = {"id": "next", "title": {"en": "next"}, "planned_on": "2018-12-01", "occurred_on": "2018-09-01"}
    (await governance.post("/consultations", planned)).ok(201)
    nobody = {"respondents": 0, "satisfied_with_event": None, "satisfied_with_materials": None}
    await governance.hear(SATISFIED.model_copy(update=nobody))
    [item] = (await governance.get("/consultations/next")).body["agenda"][3:]
    assert item["title"] == "0 of 310 answered: not measurable"
    assert SatisfactionSurveyClosed in REACTIONS


async def test_r6_a_body_proposes_a_theme_while_the_consultation_is_open(governance: Story) -> None:
    await governance.with_theme_slate()
    own = {"option": {"id": "oceans", "title": {"es": "Océanos"}}, "occurred_on": "2017-03-01"}
    path = "/theme-slates/theme-slate-1/proposals"
    (await governance.post(path, own)).refused("R6")
    proposed = (await governance.post(path, own, role="member", body_id="atlantis")).ok().body
    assert [(one["origin"], one["proposed_by"]) for one in proposed["options"]][-1] == ("membership", "atlantis")
    assert proposed["missing_languages"]["oceans"] == ["en", "fr"]
    other = {"reason": "Not mine.", "occurred_on": "2017-03-01"}
    withdrawal = "/theme-slates/theme-slate-1/options/oceans/withdrawal"
    etag = (await governance.get("/theme-slates/theme-slate-1")).etag
    answer = await governance.post(withdrawal, other, role="member", body_id="borduria", if_match=etag)
    assert answer.status == 403
    (await governance.determine(option="oceans", occurred_on="2017-03-01")).ok()
    (message,) = await governance.messages("ThemeSelected")
    assert (message["data"]["origin"], "atlantis" in str(message["data"])) == ("membership", False)
    (await governance.close_consultation()).ok()


async def test_r6_r12_nothing_is_proposed_once_the_consultation_closed(governance: Story) -> None:
    await governance.with_theme_slate()
    (await governance.close_consultation()).ok()
    own = {"option": {"title": {"en": "Oceans"}}, "body": "atlantis", "occurred_on": "2017-03-02"}
    (await governance.post("/theme-slates/theme-slate-1/proposals", own)).refused("R6")


async def test_r12_topics_are_added_and_chosen(governance: Story) -> None:
    await governance.with_topic_slate()
    added = {"topic": {"id": "d", "title": {"en": "Topic d"}, "theme": "cities", "domains": ["beekeeping"]}}
    path = "/topic-slates/topic-slate-1/proposals"
    (await governance.post(path, {**added, "occurred_on": "2017-09-01"})).refused("R12")
    (await governance.post(path, {**added, "body": "atlantis", "occurred_on": "2017-09-01"})).ok()
    workshops = [{"number": 1, "topics": [{"topic": "a"}]}, {"number": 2, "topics": [{"topic": "d"}]}]
    (await governance.select(workshops=workshops)).ok()


async def test_topics_that_were_not_conclusive_stay_open(governance: Story) -> None:
    await governance.with_topic_slate()
    assert (await governance.select(conclusive=False)).status == 422
    left = (await governance.select(conclusive=False, workshops=[], why="Divided.")).ok().body
    assert (left["state"], left["selection"], len(left["findings"])) == ("open", None, 1)
    asked = {"id": "survey-2", "kind": "topics", "slate": "topic-slate-1", "consultation": "consultation-2"}
    dates = {"deadline": "2017-10-01T16:00:00Z", "occurred_on": "2017-09-10"}
    (await governance.post("/written-surveys", {**asked, **dates, "reason": "not_conclusive"})).ok(201)


@pytest.mark.parametrize("alternation", [True, False])
async def test_r21_a_repeated_format_is_noticed_where_alternation_is_on(governance: Story, alternation: bool) -> None:
    (await governance.api.put(f"{ROOT}/practice", {"alternation": alternation})).ok()
    await governance.consultation()
    decided = {"format": "two_workshops", "consultation": "consultation-1"}
    for year in (2018, 2019):
        (await governance.cycle(year)).ok(201)
        body = {**decided, "occurred_on": f"{year - 1}-04-01"}
        (await governance.post(f"/cycles/cycle-{year}/format", body)).ok()
    second = (await governance.get("/cycles/cycle-2019")).ok().body
    assert second["format"]["repeats_last_year"] is alternation
    waiting = [item["what"] for item in (await governance.get("/work-list")).ok().body["items"]]
    assert ("deviation-to-explain" in waiting) is alternation
    if alternation:
        etag = (await governance.get("/cycles/cycle-2019")).etag
        path, why = "/cycles/cycle-2019/format/deviation", {"reason": "They asked for it.", "occurred_on": "2018-04-02"}
        explained = (await governance.post(path, why, if_match=etag)).ok().body
        assert explained["format"]["deviation_reason"] == "They asked for it."


async def test_what_was_said_is_followed_to_the_workshop_and_back(governance: Story) -> None:
    (await governance.body()).ok(201)
    said = {
        "about": "topic",
        "said_in": "consultation",
        "reference": "Consultation of 2016",
        "occurred_on": "2016-10-11",
    }
    for id in ("s-1", "s-2"):
        body = {**said, "id": id, "text": {"en": f"Idea {id}"}, "body": "atlantis"}
        (await governance.post("/suggestions", body)).ok(201)
    await governance.with_theme()
    cited = {"kind": "consultation", "reference": "Talks of 2016", "suggestion": "s-1"}
    topics = [
        {"id": one, "title": {"en": f"Topic {one}"}, "theme": "cities", "sources": [cited] if one == "a" else []}
        for one in ("a", "b", "c")
    ]
    unknown = [{**topics[0], "sources": [{**cited, "suggestion": "none"}]}, *topics[1:]]
    refused = await governance.topic_slate(topics=unknown)
    assert (refused.status, "“none”" in refused.body["detail"]) == (422, True)
    (await governance.topic_slate(topics=topics)).ok(201)
    proposed = {"topic": {**unknown[0], "id": "own", "title": {"en": "Own"}}, "occurred_on": "2017-09-01"}
    member: dict[str, Any] = {"role": "member", "body_id": "atlantis"}
    assert (await governance.post("/topic-slates/topic-slate-1/proposals", proposed, **member)).status == 422
    (await governance.select()).ok()
    await governance.hear(told(WorkshopHeld, topics=({"id": "a", "title": {"en": "Topic a"}},)))
    trace = (await governance.get("/suggestions/s-1/trace", role="member")).ok().body
    assert [(one["option"], one["chosen"]) for one in trace["options"]] == [("a", True)]
    assert [one["state"] for one in trace["workshops"]] == ["held"]
    [workshop] = [one["workshop"] for one in trace["workshops"]]
    back = (await governance.get(f"/cycles/cycle-2018/workshops/{workshop}/origin")).ok().body
    assert ([one["suggestion"] for one in back["suggestions"]], back["references"]) == (["s-1"], ["suggestion-cities"])
    (await governance.post("/suggestions/s-2/reply", {"note": "Kept for 2019."})).ok()
    assert (await governance.get("/suggestions/s-2/trace")).ok().body["reply"] == "Kept for 2019."
    assert (await governance.get("/cycles/cycle-2018/workshops/none/origin")).status == 404


async def test_a_feedback_names_its_event_or_report_and_a_stranger_is_no_body(governance: Story) -> None:
    said = {"text": {"en": "Too short."}, "about": "event", "said_in": "other_forum", "reference": "A letter"}
    assert (await governance.post("/suggestions", said)).status == 422
    (await governance.post("/suggestions", {**said, "target": "workshop-2017-1"})).ok(201)
    (await governance.post("/suggestions", {**said, "target": "w", "body": "stranger"})).refused("R1")

"""What the public sees of governance (R77): every address without a token, while a year is under discussion and after
its close. What a body says, who said it, and what was not chosen is for the Membership alone."""

from functools import partial
from typing import Any

import pytest

from services.governance.domain.chain import Party
from shared.contracts.closing import OpenMatter
from shared.contracts.events import WorkshopHeld, WorkshopPlanned
from shared.contracts.funding import CoverageChanged
from shared.contracts.publications import VolumePublished
from tests.integration.governance.story import ROOT, Story, waiver, workshops
from tests.support.walk import PRIVATE, TOLD, Known, made_up, not_planted, private, shown, walk
from tests.unit.governance.given import review
from tests.unit.governance.heard import told

NEVER_SEEN = {
    *("account", "delegate", "credential", "meeting", "whythird", "outcome", "paper", "record"),
    *("suggestion", "reference", "reply", "described", "proposed", "withdrawn", "backwards"),
    *("position", "said", "source", "divided", "answered", "comment", "own", "misread"),
    *("topic", "another", "openmatter", "activity", "misfit", "waivedby"),
}
SEEN_AT_LAST = {"theme", "source", "why", "topica", "topicb", "whytopics", "gathering", "book", "waived", "year"}
MONEY = r"4242\.00|0\.4242"
"""What is secured of the money for a workshop, in words that stand nowhere else."""
DAY, LATER = {"occurred_on": "2017-03-01"}, {"occurred_on": "2017-09-01"}
SLATE, TOPICS = "/theme-slates/theme-slate-1", "/topic-slates/topic-slate-1"
KNOWN = Known(
    things={
        "cycle": {"cycle-2018": 200, "cycle-2019": 404},
        "year": {"2017": 200, "2003": 404},
        "type": {"int.iom.idm.governance.ThemeSelected.v1": 200, "none-such": 404},
    },
    # Of a year that governance never opened the record of what others told is there, without what is internal.
    otherwise={"/cycles/cycle-2019/chain": 200},
)


def _en(text: str) -> dict[str, str]:
    return {"en": text}


async def _discuss(governance: Story) -> None:
    """A year before anything is decided: bodies, what they say, what is put to them, and a survey they answer."""
    (await governance.cycle()).ok(201)
    past = {"theme": shown("year"), "format": "two_workshops", "lines": [246]}
    (await governance.api.put(f"{ROOT}/history/2017", past)).ok(201)
    body = {"id": "atlantis", "name": _en("Atlantis"), "type": "member_state"}
    (await governance.post("/bodies", body)).ok(201)
    term = {"person": private("delegate"), "since": "2017-01-10", "credential": private("credential")}
    (await governance.post("/bodies/atlantis/delegates", {**term, "occurred_on": "2017-01-10"})).ok(201)
    await _consult(governance, "consultation-1", day="2017-03-01")
    said = {"id": "s-1", "text": _en(private("suggestion")), "about": "theme", "said_in": "other_forum"}
    said |= {"reference": private("reference"), "occurred_on": "2016-10-11", "body": "atlantis"}
    (await governance.post("/suggestions", said)).ok(201)
    (await governance.post("/suggestions/s-1/reply", {"note": private("reply")})).ok()
    cited = {"kind": "consultation", "on": "2016-10-11"}
    mistaken = {"id": "youth", "title": _en(shown("mistaken")), "description": _en(private("described"))}
    options = [
        {"id": "cities", "title": _en(shown("theme")), "sources": [{**cited, "reference": shown("source")}]},
        {**mistaken, "sources": [{**cited, "reference": private("reference"), "suggestion": "s-1"}]},
    ]
    (await governance.theme_slate(options=options)).ok(201)
    member: dict[str, Any] = {"role": "member", "body_id": "atlantis"}
    for option in ("proposed", "withdrawn"):
        proposed = {"option": {"id": option, "title": _en(private(option))}, **DAY}
        (await governance.post(f"{SLATE}/proposals", proposed, **member)).ok()
    gone = {"reason": private("backwards"), **DAY}
    etag = (await governance.get(SLATE)).etag
    (await governance.post(f"{SLATE}/options/withdrawn/withdrawal", gone, if_match=etag, **member)).ok()
    source = {"kind": "call", "reference": private("source"), "on": "2017-03-01"}
    position: dict[str, Any] = {
        "kind": "theme",
        "slate": "theme-slate-1",
        "consultation": "consultation-1",
        "body": "atlantis",
    }
    position |= {"positions": [{"option": "cities", "kind": "concern", "text": private("position")}], "source": source}
    (await governance.post("/positions", {**position, "comment": private("said"), **DAY})).ok(201)
    (await governance.determine(conclusive=False, option=None, why=private("divided"))).ok()
    (await governance.written_survey()).ok(201)
    answer = [{"option": "cities", "kind": "cannot_accept", "text": private("answered")}]
    answered = {"positions": answer, "comment": private("comment"), "proposals": [_en(private("own"))]}
    (await governance.answer(said=answered)).ok(201)
    open_matter = OpenMatter(what="not-settled", about="budget-1", why=private("openmatter"))
    coverage = told(CoverageChanged).coverage.model_dump(mode="json")
    coverage |= {"secured": {"amount": "4242.00", "currency": "CHF"}, "share": "0.4242"}
    await governance.hear(
        review(Party.FUNDING).model_copy(update={"open": (open_matter,)}),
        told(CoverageChanged, coverage=coverage),
        told(CoverageChanged, coverage=coverage, workshop="workshop-2019-1", budget="b-2019", cycle="cycle-2019"),
    )


async def _consult(governance: Story, id: str, *, day: str) -> None:
    """A consultation with its papers and its record, at which Atlantis is present."""
    scheduled = {"id": id, "title": _en(private("meeting")), "planned_on": day, "reason": private("whythird")}
    (await governance.post("/consultations", scheduled)).ok(201)
    on = {"occurred_on": day}
    (await governance.post(f"/consultations/{id}/opening", on)).ok()
    (await governance.post(f"/consultations/{id}/attendance", {"bodies": ["atlantis"], **on})).ok()
    paper = {"title": _en(private("paper")), "language": "en", "address": f"https://idm.example/{private('paper')}"}
    (await governance.post(f"/consultations/{id}/papers", {**paper, **on})).ok()
    (await governance.post(f"/consultations/{id}/record", {"summary": _en(private("record")), **on})).ok()
    handled = {"outcomes": [{"item": "activity_report", "note": private("outcome")}], **on}
    (await governance.post(f"/consultations/{id}/agenda", handled)).ok()


async def _decide(governance: Story) -> None:
    """Theme and topics, each put right once, and the year to its close."""
    (await governance.post("/written-surveys/survey-1/closing", {"occurred_on": "2017-04-11"})).ok()
    survey = {"decided_in": {"kind": "written_survey", "id": "survey-1"}, "occurred_on": "2017-04-12"}
    (await governance.determine(option="youth", why=shown("wrongly"), **survey)).ok()
    right = {"option": "cities", "why": shown("why"), "reason": private("misread"), **survey}
    (await governance.post(f"{SLATE}/correction", right)).ok()
    await _consult(governance, "consultation-2", day="2017-09-01")
    titles = {"a": shown("topica"), "b": shown("topicb"), "c": private("topic")}
    topics = [{"id": id, "title": _en(title), "theme": "cities"} for id, title in titles.items()]
    (await governance.topic_slate(topics=topics)).ok(201)
    added = {"topic": {"id": "d", "title": _en(private("another")), "theme": "cities"}, "body": "atlantis", **LATER}
    (await governance.post(f"{TOPICS}/proposals", added)).ok()
    chosen = workshops([{"topic": "a"}], [{"topic": "b"}])
    (await governance.select(workshops=chosen, why=shown("whytopics"))).ok()
    decided = {"format": "two_workshops", "consultation": "consultation-2", "occurred_on": "2017-09-02"}
    (await governance.post("/cycles/cycle-2018/format", decided)).ok()
    # The theme is put right once more, so that the topics no longer fit, and a person says what follows.
    for option, why in (("youth", shown("wrongly")), ("cities", shown("why"))):
        (await governance.post(f"{SLATE}/correction", {**right, "option": option, "why": why})).ok()
    seen = {"about": "topic-slate-1", "reason": private("misfit"), "occurred_on": "2017-09-03"}
    (await governance.post("/cycles/cycle-2018/acknowledgement", seen)).ok()
    report = {"id": "report-1", "cycle": "cycle-2018", "occurred_on": "2017-09-01"}
    etag = (await governance.post("/activity-reports", report)).ok(201).etag
    text = {"text": _en(private("activity"))}
    (await governance.api.put(f"{ROOT}/activity-reports/report-1/sections/money", text, if_match=etag)).ok()
    title = {"title": _en(shown("gathering"))}
    await governance.hear(
        told(WorkshopPlanned, **title), told(WorkshopHeld, **title), told(VolumePublished, title=_en(shown("book")))
    )
    waivers = (
        waiver(one, by=private("waivedby"), reason=shown("waived")) for one in ("events", "funding", "publications")
    )
    (await governance.close(*waivers)).ok()


async def test_r77_the_public_sees_what_was_decided_and_not_what_was_said(
    governance: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(governance.api, "call", partial(governance.api.call, subject=private("account")))
    await _discuss(governance)
    walked = await walk(governance.api, KNOWN)
    assert walked.with_mark(PRIVATE) == walked.with_mark(MONEY) == []
    assert {word for word in SEEN_AT_LAST if walked.with_mark(shown(word))} == {"year"}

    await _decide(governance)
    assert await not_planted(governance.api, NEVER_SEEN) == set()
    assert await made_up(governance.api, KNOWN) == {"none-such", "2003"}
    walked = await walk(governance.api, KNOWN)
    assert walked.with_mark(PRIVATE) == walked.with_mark(MONEY) == []
    # What was recorded wrongly partners were told, and nobody else sees it any more.
    assert all(one.startswith(TOLD) for word in ("mistaken", "wrongly") for one in walked.with_mark(shown(word)))
    assert {word for word in SEEN_AT_LAST if not walked.with_mark(shown(word))} == set()

"""The written survey over HTTP: from a consultation that was not conclusive to a recorded determination."""

import asyncio
import base64
import io
from datetime import UTC, datetime, timedelta
from typing import Any

from openpyxl import Workbook, load_workbook

from services.governance.deadlines import DEADLINES
from shared.domain.act import Role
from shared.outbox.rows import to_row
from shared.persistence.unit_of_work import Units
from shared.runtime.deadlines import do_what_is_due
from tests.integration.governance.story import ROOT, Story

SURVEY = {"kind": "written_survey", "id": "survey-1"}


async def _clock(governance: Story, now: datetime) -> None:
    units = Units(store=governance.store, rows=to_row)
    await do_what_is_due(DEADLINES, service="governance", store=governance.store, units=units, now=now)


async def _closed(governance: Story) -> None:
    (await governance.post("/written-surveys/survey-1/closing", {"occurred_on": "2017-04-11"})).ok()


async def _running(governance: Story, **changes: Any) -> datetime:
    """A survey whose deadline lies ahead; answers the deadline."""
    deadline = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    (await governance.written_survey(deadline=deadline.isoformat(), **changes)).ok(201)
    return deadline


async def test_r14_r15_r16_a_survey_goes_to_every_body_and_is_determined_by_a_person(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    (await governance.body("borduria", "observer_organization")).ok(201)
    issued = (await governance.written_survey()).ok(201)
    assert issued.body["recipients"] == [
        {"body": "atlantis", "type": "member_state"},
        {"body": "borduria", "type": "observer_organization"},
    ]
    early = await governance.determine(decided_in=SURVEY, occurred_on="2017-04-12")
    assert "is open until 2017-04-10" in early.body["detail"]
    (await governance.answer()).ok(201)
    changed = (await governance.answer(said={"positions": [{"option": "youth", "kind": "can_live_with"}]})).ok(201)
    assert (len(changed.body["statements"]), changed.body["counts"]) == (2, 2)
    await _closed(governance)
    late = (await governance.answer(said={"body": "borduria", "occurred_on": "2017-04-11"})).ok(201)
    assert (late.body["statements"][0]["in_time"], late.body["counts"]) == (False, None)
    heard = (await governance.get("/temperature?kind=theme&slate=theme-slate-1&forum=survey-1")).ok().body
    assert (heard["stated"], heard["asked"], heard["advice"]) == (1, 2, [])
    assert [one["bodies"] for one in heard["options"]] == [{}, {"can_live_with": 1}]
    decided = (await governance.determine(decided_in=SURVEY, option="youth", occurred_on="2017-04-12")).ok()
    assert (decided.body["state"], decided.body["survey"]) == ("decided", None)
    (told,) = await governance.messages("ThemeSelected")
    assert told["data"]["decided_in"] == {**SURVEY, "on": "2017-04-12"}
    names = ("WrittenSurveyIssued", "WrittenSurveyClosed")
    assert [len(await governance.messages(name)) for name in names] == [1, 1]


async def test_r14_only_for_its_two_reasons(governance: Story) -> None:
    await governance.with_theme_slate()
    (await governance.written_survey(reason="curiosity")).refused("R14")
    (await governance.written_survey()).refused("R14")
    (await governance.written_survey(reason="more_time_requested")).refused("R14")
    (await governance.written_survey(reason="more_time_requested", asked_for_by=["nobody"])).refused("R14")
    (await governance.written_survey(reason="more_time_requested", asked_for_by=["atlantis"])).ok(201)
    again = await governance.written_survey(id="survey-2", reason="more_time_requested", asked_for_by=["atlantis"])
    assert "is under way" in again.body["detail"]


async def test_r15_the_administration_alone_issues_it(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    for role in ("member", "auditor", "finance"):
        answer = await governance.written_survey_as(role)
        assert answer.status == 403
    (await governance.store["bodies"].delete_many({}))
    (await governance.written_survey()).refused("R15")


async def test_r1_a_body_that_was_not_asked_does_not_answer(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    (await governance.written_survey()).ok(201)
    (await governance.body("newcomer")).ok(201)
    (await governance.answer(said={"body": "newcomer"})).refused("R1")


async def test_r17_a_survey_nobody_answers_returns_to_the_next_consultation(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    (await governance.written_survey()).ok(201)
    await _closed(governance)
    (await governance.determine(decided_in=SURVEY, occurred_on="2017-04-12")).refused("R17")
    none = {"conclusive": False, "option": None, "why": "Nobody answered."}
    found = (await governance.determine(**none, decided_in=SURVEY, occurred_on="2017-04-12")).ok()
    assert (found.body["state"], await governance.messages("ThemeSelected")) == ("open", [])
    planned = {"id": "consultation-2", "title": {"en": "Second"}, "planned_on": "2017-06-01"}
    agenda = (await governance.post("/consultations", planned)).ok(201).body["agenda"]
    assert [(item["kind"], item["about"]) for item in agenda[3:]] == [("returned_slate", "theme-slate-1")]
    (await governance.post("/consultations/consultation-2/opening", {"occurred_on": "2017-06-01"})).ok()
    present = {"bodies": ["atlantis"], "occurred_on": "2017-06-01"}
    (await governance.post("/consultations/consultation-2/attendance", present)).ok()
    later = {"kind": "consultation", "id": "consultation-2"}
    (await governance.determine(decided_in=later, occurred_on="2017-06-01")).ok()


async def test_r17_an_inconclusive_survey_is_on_the_agenda_of_one_that_is_scheduled(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    (await governance.written_survey()).ok(201)
    (await governance.answer()).ok(201)
    planned = {"id": "consultation-2", "title": {"en": "Second"}, "planned_on": "2017-06-01"}
    (await governance.post("/consultations", planned)).ok(201)
    await _closed(governance)
    none = {"conclusive": False, "option": None, "why": "Divided still."}
    (await governance.determine(**none, decided_in=SURVEY, occurred_on="2017-04-12")).ok()
    agenda = (await governance.get("/consultations/consultation-2")).ok().body["agenda"]
    assert [item["about"] for item in agenda[3:]] == ["theme-slate-1"]


async def test_the_clock_closes_a_survey_once_though_three_instances_look_at_once(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    deadline = await _running(governance)
    await _clock(governance, deadline - timedelta(milliseconds=1))
    assert (await governance.get("/written-surveys/survey-1")).body["state"] == "open"
    await asyncio.gather(*(_clock(governance, deadline) for _ in range(3)))
    assert (await governance.get("/written-surveys/survey-1")).body["state"] == "closed"
    (closed,) = await governance.messages("WrittenSurveyClosed")
    assert (closed["actor"]["role"], closed["version"]) == ("system", 2)
    await _clock(governance, deadline + timedelta(days=1))
    assert len(await governance.messages("WrittenSurveyClosed")) == 1


async def test_the_clock_leaves_a_survey_that_is_entered_afterwards(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    (await governance.written_survey()).ok(201)
    await _clock(governance, datetime.now(UTC))
    assert (await governance.get("/written-surveys/survey-1")).body["state"] == "open"


async def test_a_reminder_by_the_clock_goes_out_once(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(days=20)
    await _running(governance, remind_at=moment.isoformat())
    for _ in range(2):
        await asyncio.gather(*(_clock(governance, moment) for _ in range(3)))
    assert len(await governance.messages("WrittenSurveyReminded")) == 1
    (await governance.post("/written-surveys/survey-1/reminder", {})).ok()
    assert len(await governance.messages("WrittenSurveyReminded")) == 2
    (await governance.post("/written-surveys/survey-1/withdrawal", {"reason": "It is put off."})).ok()
    assert (await governance.post("/written-surveys/survey-1/reminder", {})).status == 409


async def test_a_survey_is_extended_with_a_reason_before_its_deadline(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    deadline = await _running(governance)
    path = "/written-surveys/survey-1/extension"
    later = (deadline + timedelta(days=7)).isoformat()
    assert (await governance.post(path, {"deadline": later})).status == 422
    assert (await governance.post(path, {"deadline": deadline.isoformat(), "reason": "x"})).status == 422
    extended = (await governance.post(path, {"deadline": later, "reason": "Two missions asked."})).ok()
    assert len(extended.body["extensions"]) == 1
    await _clock(governance, deadline)
    assert (await governance.get("/written-surveys/survey-1")).body["state"] == "open"
    early = await governance.post("/written-surveys/survey-1/closing")
    assert "the clock closes it then" in early.body["detail"]


async def test_a_slate_that_is_withdrawn_takes_its_survey_along(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    (await governance.written_survey()).ok(201)
    body = {"reason": "Its options overlap.", "occurred_on": "2017-03-21"}
    (await governance.post("/theme-slates/theme-slate-1/withdrawal", body)).ok()
    assert (await governance.get("/written-surveys/survey-1")).body["state"] == "withdrawn"
    assert (await governance.answer()).status == 409
    (await governance.post("/consultations/consultation-1/opening", if_match="*"))
    unexplained = await governance.theme_slate(id="theme-slate-2")
    assert "no reason is given" in unexplained.body["detail"]
    late = {"id": "theme-slate-2", "replaces_because": "Other options.", "occurred_on": "2018-01-10"}
    (await governance.theme_slate(**late)).ok(201)


async def test_a_member_answers_for_its_own_body_and_sees_its_own_alone(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    (await governance.body("borduria")).ok(201)
    await _running(governance)
    waiting = (await governance.get("/work-list", role="member")).ok().body["items"]
    assert [item["what"] for item in waiting] == ["survey-to-answer"]
    said = {"positions": [{"option": "cities", "kind": "concern", "text": "لا يمكننا — é"}]}
    path = f"{ROOT}/written-surveys/survey-1/responses"
    own = {"role": "member", "body_id": "borduria"}
    assert (await governance.api.post(path, {**said, "body": "atlantis"}, **own)).status == 403
    (await governance.api.post(path, said, **own)).ok(201)
    on_behalf = {**said, "body": "atlantis", "proposals": [{"fr": "Villes et océans"}]}
    assert (await governance.api.post(path, on_behalf)).status == 422
    source = {"kind": "note_verbale", "reference": "Note No. 3", "on": "2017-03-21"}
    written = (await governance.api.post(path, {**on_behalf, "source": source})).ok(201).body
    assert await governance.store["suggestions"].count({"body": "atlantis", "said_in": "written_survey"}) == 1
    seen = (await governance.get("/written-surveys/survey-1/responses", role="member")).ok().body["items"]
    assert [one["body"] for one in seen] == ["atlantis"]
    waiting = (await governance.get("/work-list", role="member")).ok().body["items"]
    assert [item["what"] for item in waiting] == ["position-to-confirm"]
    confirmed = await governance.api.post(
        f"{ROOT}/positions/{written['id']}/confirmation", role="member", body_id="atlantis", if_match='"1"'
    )
    assert confirmed.ok().body["statements"][0]["confirmed_on"]
    assert (await governance.get("/work-list", role="member")).ok().body["items"] == []
    reading = "/temperature?kind=theme&slate=theme-slate-1&forum=survey-1"
    assert (await governance.get(reading, role="member")).status == 403
    assert (await governance.get("/written-surveys/survey-1/responses", role=None)).status == 401
    rows = await governance.store["outbox"].find({})
    assert all("يمكننا" not in str(row) and "océans" not in str(row) for row in rows)


async def test_positions_in_a_consultation_decide_nothing_and_advice_stands_beside(governance: Story) -> None:
    await governance.with_theme_slate()
    said = {
        "kind": "theme",
        "slate": "theme-slate-1",
        "consultation": "consultation-1",
        "positions": [{"option": "cities", "kind": "support"}, {"option": "youth", "kind": "cannot_accept"}],
        "source": {"kind": "call", "reference": "Call of 1 March", "on": "2017-03-01"},
        "body": "atlantis",
        "occurred_on": "2017-03-01",
    }
    (await governance.post("/positions", said)).ok(201)
    (await governance.post("/positions", {**said, "body": "nobody"})).refused("R1")
    twice = {**said, "positions": [said["positions"][0]] * 2}  # type: ignore[index]
    assert (await governance.post("/positions", twice)).status == 422
    thresholds = {"most_cannot_accept": 0, "least_support_share": 0.5}
    (await governance.api.put(f"{ROOT}/practice", {"advice": thresholds})).ok()
    reading = (await governance.get("/temperature?kind=theme&slate=theme-slate-1&forum=consultation-1")).ok().body
    assert [one["calls_conclusive"] for one in reading["advice"]] == [True, False]
    assert reading["options"][0]["by_region"] == {"without_region": {"support": 1}}
    assert (await governance.get("/theme-slates/theme-slate-1")).body["state"] == "open"
    (await governance.close_consultation()).ok()
    assert (await governance.post("/positions", said)).status == 409


async def test_r18_a_correction_supersedes_and_edits_nothing(governance: Story) -> None:
    await governance.with_decisions()
    body = {
        "option": "youth",
        "why": "The record says so.",
        "reason": "The wrong option was entered.",
        "decided_in": {"kind": "consultation", "id": "consultation-1"},
        "occurred_on": "2017-03-02",
    }
    corrected = (await governance.post("/theme-slates/theme-slate-1/correction", body)).ok().body
    assert [one["option"] for one in corrected["findings"]] == ["cities", "youth"]
    assert corrected["findings"][1]["corrects"] == 1
    first, second = await governance.messages("ThemeSelected")
    assert ("supersedes" in first["data"], second["data"]["supersedes"]) == (False, "cities")
    cycle = (await governance.get("/cycles/cycle-2018")).ok().body
    assert [one["about"] for one in cycle["misfits"]] == ["topic-slate-1"]
    for path in ("/cycles/cycle-2018", "/cycles"):
        assert "topic-slate-1" not in str((await governance.get(path, role=None)).ok().body), "what waits is internal"
    waiting = (await governance.get("/work-list")).ok().body["items"]
    assert "misfit-to-acknowledge" in [item["what"] for item in waiting]
    seen = {"about": "topic-slate-1", "reason": "They stand."}
    (await governance.post("/cycles/cycle-2018/acknowledgement", seen)).ok()
    waiting = (await governance.get("/work-list")).ok().body["items"]
    assert "misfit-to-acknowledge" not in [item["what"] for item in waiting]


async def test_a_mission_answers_by_a_form_that_it_fills_in_off_line(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    await _running(governance)
    path = f"{ROOT}/written-surveys/survey-1/form"
    member = {"role": "member", "body_id": "atlantis"}
    token = governance.api.issuer.token(role=Role.ADMINISTRATION, subject="account-7")
    given = await governance.api.client.get(f"{path}?body=atlantis", headers={"Authorization": f"Bearer {token}"})
    book = load_workbook(io.BytesIO(given.content))
    sheet = book.worksheets[0]
    sheet["C8"], sheet["D8"], sheet["D10"] = "Can live with", "مع تحفظ", "Thank you."
    sheet["D11"] = "Migrants and the oceans"
    answer = (await governance.api.post(path, {"form": _filled(book)}, **member)).ok(201).body
    (statement,) = answer["statements"]
    assert statement["positions"] == [{"option": "cities", "kind": "can_live_with", "text": "مع تحفظ"}]
    assert (statement["comment"], len(statement["suggestions"])) == ("Thank you.", 1)
    sheet["C9"] = "=1+1"
    formula = await governance.api.post(path, {"form": _filled(book)}, **member)
    assert (formula.status, "The cell C9 holds a formula" in formula.body["detail"]) == (422, True)
    assert (await governance.api.get(f"{path}?body=borduria", **member)).status == 403
    other = {"role": "member", "body_id": "borduria"}
    assert (await governance.api.post(path, {"form": _filled(book)}, **other)).status in (403, 422)
    assert await governance.store["body_positions"].count({}) == 1


def _filled(book: Workbook) -> str:
    stream = io.BytesIO()
    book.save(stream)
    return base64.b64encode(stream.getvalue()).decode()

"""What missions and their programs send: other scripts, far too much, files with more in them than plain cells. It is
kept as it was sent or refused with a sentence, and nothing of it is half-written."""

import base64
import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.governance.story import ROOT, Story, themes, topics

ARABIC = "مدن شاملة للجميع: شراكات"
ACCENTS = "Me\u0301tropoles et re\u0301fugie\u0301s — Ciudades y niñez"


@pytest.mark.parametrize("words", [ARABIC, ACCENTS], ids=["Arabic", "combining accents"])
async def test_texts_of_any_script_come_back_as_they_were_sent(governance: Story, words: str) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    options = themes("cities", "youth")
    options[0] |= {"title": {"fr": words}, "description": {"es": words}}
    slate = (await governance.theme_slate(options=options)).ok(201).body
    [option, missing] = slate["options"][0], slate["missing_languages"]
    assert (option["title"]["fr"], missing[option["id"]]) == (words, ["en", "fr", "es"])
    (await governance.determine(why=words)).ok()
    (told,) = await governance.messages("ThemeSelected")
    assert (told["data"]["theme"]["title"], told["data"]["determination"]["why"]) == ({"fr": words}, words)


async def test_titles_that_read_the_same_are_refused_whatever_their_accents_are_made_of(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    twins = themes("cities", "towns")
    twins[0]["title"], twins[1]["title"] = {"fr": "Réfugiés"}, {"fr": "RE\u0301FUGIE\u0301S"}
    refused = await governance.theme_slate(options=twins)
    assert (refused.status, "bears the title “Réfugiés”" in refused.body["detail"]) == (422, True)
    assert await governance.store["theme_slates"].count({}) == 0
    (await governance.theme_slate()).ok(201)
    again = {"option": {"id": "again", "title": {"en": "theme CITIES"}}, "occurred_on": "2017-03-01"}
    own = {"role": "member", "body_id": "atlantis"}
    proposed = await governance.post("/theme-slates/theme-slate-1/proposals", again, **own)
    assert (proposed.status, "bears the title" in proposed.body["detail"]) == (422, True)


async def test_a_text_of_100_kb_is_refused_with_its_field_and_leaves_nothing(governance: Story) -> None:
    await governance.with_theme_slate()
    long = "م" * 100_000
    said = {"about": "theme", "said_in": "other_forum", "reference": "A forum", "text": {"en": long}}
    for answer, field in (
        (await governance.post("/suggestions", said), "text.en"),
        (await governance.determine(why=long), "why"),
        (await governance.written_survey(note={"fr": long}), "note.fr"),
    ):
        assert (answer.status, [one["field"] for one in answer.body["fields"]]) == (422, [field])
        assert len(str(answer.body)) < 2_000, "it is not sent back"
    for collection in ("suggestions", "written_surveys"):
        assert await governance.store[collection].count({}) == 0


def _bomb() -> bytes:
    """Small as it is sent, and 12 MB once it is unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 12_000_000)
    return stream.getvalue()


async def test_a_workbook_that_is_more_than_it_seems_is_refused_wherever_one_is_taken(governance: Story) -> None:
    await governance.with_inconclusive_theme()
    (await governance.written_survey()).ok(201)
    file = base64.b64encode(_bomb()).decode()
    before = await governance.store["outbox"].count({})
    for path, body in (
        ("bodies/import", {"file": file, "format": "xlsx"}),
        ("written-surveys/survey-1/form", {"form": file}),
    ):
        answer = await governance.api.post(f"{ROOT}/{path}", body)
        assert (answer.status, answer.body["type"]) == (422, "urn:idm:problem:workbook-not-accepted")
        assert "unpacks to more than 10 MB" in answer.body["detail"]
    assert await governance.store["outbox"].count({}) == before


async def test_r1_a_body_that_left_answers_what_it_was_asked_and_takes_part_in_nothing_new(governance: Story) -> None:
    """Who is asked is fixed at issue (domain.md 1.8)."""
    await governance.with_inconclusive_theme()
    (await governance.written_survey()).ok(201)
    left = {"communication": "Note No. 20", "occurred_on": "2017-03-25"}
    (await governance.post("/bodies/atlantis/departure", left)).ok()
    (await governance.answer()).ok(201)
    (await governance.body("borduria")).ok(201)
    position: dict[str, Any] = {
        "kind": "theme",
        "slate": "theme-slate-1",
        "consultation": "consultation-1",
        "body": "atlantis",
        "positions": [{"option": "cities", "kind": "support"}],
        "source": {"kind": "call", "reference": "A call", "on": "2017-03-26"},
        "occurred_on": "2017-03-26",
    }
    (await governance.post("/positions", position)).refused("R1")
    proposal = {"option": {"id": "own", "title": {"en": "Own"}}, "body": "atlantis", "occurred_on": "2017-03-26"}
    (await governance.post("/theme-slates/theme-slate-1/proposals", proposal)).refused("R1")


async def test_r15_a_body_that_changes_its_type_while_it_is_asked_stays_as_it_was_there(governance: Story) -> None:
    await governance.with_theme_slate()
    (await governance.body("borduria", "observer_state")).ok(201)
    (await governance.determine(conclusive=False, option=None, why="Views were divided.")).ok()
    (await governance.written_survey()).ok(201)
    change = {"type": "member_state", "communication": "Note of 1 April", "occurred_on": "2017-04-01"}
    (await governance.post("/bodies/borduria/type", change)).ok()
    answered = (await governance.answer(said={"body": "borduria"})).ok(201).body
    asked = (await governance.get("/written-surveys/survey-1")).ok().body["recipients"]
    assert (answered["type"], asked[1]) == ("observer_state", {"body": "borduria", "type": "observer_state"})
    reading = (await governance.get("/temperature?kind=theme&slate=theme-slate-1&forum=survey-1")).ok().body
    assert reading["options"][0]["by_type"] == {"observer_state": {"support": 1}}


async def test_r16_an_answer_at_the_deadline_is_kept_and_not_counted(governance: Story) -> None:
    """At its very millisecond, as the clock of the server has it."""
    await governance.with_inconclusive_theme()
    deadline = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    (await governance.written_survey(deadline=deadline.isoformat())).ok(201)
    (await governance.answer(said={"occurred_on": None})).ok(201)
    in_time = (await governance.get("/written-surveys/survey-1/responses")).ok().body["items"]
    assert [one["counts"] for one in in_time] == [1]
    received = (await governance.store["body_positions"].find_one({}) or {})["statements"][0]["received_at"]
    await governance.store["written_surveys"].update_many({}, {"$set": {"deadline": received}})
    late = (await governance.get("/written-surveys/survey-1/responses")).ok().body["items"]
    assert [(one["counts"], one["statements"][0]["in_time"]) for one in late] == [(None, False)]


async def test_r44_topics_and_suggestions_bear_policy_domains_that_no_list_has(governance: Story) -> None:
    await governance.with_theme()
    domains = ["beekeeping", "تربية النحل"]
    tagged = [{**one, "domains": domains} for one in topics("a", "b", "c")]
    slate = (await governance.topic_slate(topics=tagged)).ok(201).body
    assert [one["domains"] for one in slate["topics"]] == [domains] * 3
    said = {"about": "theme", "said_in": "other_forum", "reference": "A forum", "text": {"en": "Bees"}}
    kept = (await governance.post("/suggestions", {**said, "domains": domains})).ok(201).body
    assert kept["domains"] == domains
    assert (await governance.post("/suggestions", {**said, "domains": ["x" * 30_000]})).status == 422


async def test_r4_a_slate_and_a_file_are_tried_before_they_are_sent(governance: Story) -> None:
    (await governance.cycle()).ok(201)
    await governance.consultation()
    slate = {
        "id": "theme-slate-1",
        "cycle": "cycle-2018",
        "consultation": "consultation-1",
        "occurred_on": "2017-03-01",
    }
    path = f"{ROOT}/theme-slates?validate_only=true"
    (await governance.api.post(path, {**slate, "options": themes("cities")})).refused("R4")
    (await governance.api.post(path, {**slate, "options": themes("cities", "youth")})).ok(204)
    head = "id,name_en,name_fr,name_es,type,country,since\n"
    for lines, status in (("a,A,,,member_state,CH,\nb,B,,,ngo,,\n", 422), ("a,A,,,member_state,CH,\n", 204)):
        file = base64.b64encode((head + lines).encode()).decode()
        body = {"file": file, "format": "csv"}
        assert (await governance.api.post(f"{ROOT}/bodies/import?validate_only=true", body)).status == status
    assert await governance.store["theme_slates"].count({}) == 0
    assert await governance.store["bodies"].count({}) == 1, "the one that came to the consultation"

import asyncio
from typing import Any

from services.publications.domain.log import ReportPublished
from services.publications.storage import MIGRATIONS
from services.publications.use_cases.reports import WAIVED_BY
from shared.contracts.events import ConsentUse, StakeholderGroup, VoiceConsentChanged
from shared.persistence.migrations import aggregate_schema, migrate
from tests.integration.publications.flow import (
    CONTENT,
    FIRST,
    REPORT,
    ROOT,
    SECOND,
    agreed,
    cancelled,
    change,
    create_volume,
    get,
    held,
    publish_report,
    publish_volume,
    tell,
)
from tests.support.api import Api


async def test_a_report_goes_from_draft_to_published(publications: Api) -> None:
    await tell(publications, held(), agreed())
    assert (await get(publications, REPORT)).ok().body["state"] == "draft"
    written = (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    assert written.body["lessons_learned"][0]["id"] == "lesson-1"
    assert written.body["key_messages"][0]["id"], "the server makes one"
    assert written.body["sections"][1]["text"] == {"en": "A life between two shores.", "fr": None, "es": None}
    early = await change(publications, "POST", REPORT, "/clearance", {})
    assert (early.status, "is draft and cannot be cleared" in early.body["detail"]) == (409, True)
    sent = (await change(publications, "POST", REPORT, "/review", {})).ok()
    assert sent.body["state"] == "review"
    listed = (await get(publications, f"{ROOT}/reports?state=review")).ok().body["items"]
    assert [one["id"] for one in listed] == [sent.body["id"]]
    assert (await get(publications, REPORT, role=None)).status == 404, "what is in review is not published (R77)"
    cleared = (await change(publications, "POST", REPORT, "/clearance", {})).ok()
    assert cleared.body["state"] == "cleared"
    published = (await change(publications, "POST", REPORT, "/publication", {})).ok()
    assert (published.body["state"], published.body["version"]) == ("published", 6)


async def test_a_report_of_a_version_without_reviews_is_sent_to_one(publications: Api) -> None:
    """Its database knew no such state, and refused it."""
    store, name = publications.store, "reports may be in review"
    await tell(publications, held(), agreed())
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    await store.set_validator("reports", aggregate_schema(state={"enum": ["draft", "cleared", "published", "dropped"]}))
    assert (await change(publications, "POST", REPORT, "/review", {})).body["type"].endswith("cannot-be-stored")
    await store["migrations"].delete_many({"_id": name})
    assert await migrate(store, MIGRATIONS) == [name]
    assert (await change(publications, "POST", REPORT, "/review", {})).ok().body["state"] == "review"


async def test_a_report_names_the_partners_and_counts_the_speakers_of_its_workshop_as_they_were_told_last(
    publications: Api,
) -> None:
    await publish_report(publications)
    assert (await get(publications, REPORT, role=None)).ok().body["held"]["partners"] == []
    opening, voice = held().sessions
    spoke = opening.model_copy(update={"speakers_by_group": {StakeholderGroup.GOVERNMENT: 3}})
    partnered = held().model_copy(update={"partners": ("An agency for cities",), "sessions": (spoke, voice)})
    await tell(publications, partnered)
    report = (await get(publications, REPORT, role=None)).ok().body
    assert report["held"]["partners"] == ["An agency for cities"]
    assert [one["speakers_by_group"] for one in report["sections"]] == [{"government": 3}, {}], "numbers, never names"


async def test_r63_a_report_lacking_one_of_the_three_is_refused_and_named(publications: Api) -> None:
    await tell(publications, held(), agreed())
    for field, named in (
        ("key_messages", "no key message"),
        ("lessons_learned", "no lesson learned"),
        ("effective_practices", "no effective practice"),
    ):
        (await change(publications, "PUT", REPORT, "/content", {**CONTENT, field: []})).ok()
        (await change(publications, "POST", REPORT, "/review", {})).ok()
        cleared = (await change(publications, "POST", REPORT, "/clearance", {})).ok()
        refused = await change(publications, "POST", REPORT, "/publication", {})
        refused.refused("R63")
        assert named in refused.body["detail"]
        [action] = [one for one in cleared.body["actions"] if one["name"] == "publishReport"]
        [why] = action["blocked_by"]
        assert (why["detail"], why["lifted_by"]) == (refused.body["detail"], "head of the secretariat")
    (await change(publications, "PUT", REPORT, "/content", CONTENT)).ok()
    (await change(publications, "POST", REPORT, "/review", {})).ok()
    (await change(publications, "POST", REPORT, "/clearance", {})).ok()
    (await change(publications, "POST", REPORT, "/publication", {})).ok()


async def test_r63_what_is_missing_is_waived_by_name_and_for_a_reason(publications: Api) -> None:
    waiver = {"rule": "content-of-a-report", "by": "A. Head", "reason": "No practice was spoken of."}
    publication = {"waivers": [waiver], "occurred_on": "2018-05-04"}
    await tell(publications, held(), agreed())
    await _clear(publications, CONTENT)
    refused = await change(publications, "POST", REPORT, "/publication", publication)
    assert (refused.status, "is not in the way" in refused.body["detail"]) == (422, True)
    await _clear(publications, {**CONTENT, "effective_practices": []})
    for nameless in ({**waiver, "by": " "}, {**waiver, "reason": ""}, {"rule": waiver["rule"], "by": "A. Head"}):
        assert (await change(publications, "POST", REPORT, "/publication", {"waivers": [nameless]})).status == 422
    assert await publications.store[WAIVED_BY].find({}) == []
    out = (await change(publications, "POST", REPORT, "/publication", publication)).ok().body
    told = {"number": "R63", "slug": waiver["rule"], "reason": waiver["reason"]}
    assert (out["state"], out["waived"], out["waived_by"]) == ("published", [told], None)
    for role, reason, by in (
        ("administration", waiver["reason"], {waiver["rule"]: "A. Head"}),
        ("auditor", waiver["reason"], {waiver["rule"]: "A. Head"}),
        ("editor", waiver["reason"], None),
        ("member", None, None),
        (None, None, None),
    ):
        seen = (await get(publications, REPORT, role=role)).ok().body
        assert (seen["waived"], seen["waived_by"]) == ([{**told, "reason": reason}], by), role
    rows = await publications.store["outbox"].find({"recorded.type": ReportPublished.message_type})
    assert [one["recorded"]["data"]["waived"] for one in rows] == [[told]]
    logged = str(await publications.store["outbox"].find({})) + str(await publications.store["reports"].find({}))
    assert "A. Head" not in logged
    entries = (await get(publications, f"{ROOT}/bank", role=None)).ok().body["items"]
    assert sorted(one["kind"] for one in entries) == ["key_message", "lesson"]
    (await change(publications, "POST", REPORT, "/withdrawal", {"reason": "A name is wrong."})).ok()
    await _clear(publications, {**CONTENT, "effective_practices": []})
    (await change(publications, "POST", REPORT, "/publication", {})).refused("R63")


async def _clear(publications: Api, content: dict[str, Any]) -> None:
    """Written, reviewed, cleared."""
    (await change(publications, "PUT", REPORT, "/content", content)).ok()
    (await change(publications, "POST", REPORT, "/review", {})).ok()
    (await change(publications, "POST", REPORT, "/clearance", {})).ok()


async def test_a_change_says_which_version_it_was_made_for(publications: Api) -> None:
    await tell(publications, held(), agreed())
    answer = await publications.put(f"{REPORT}/content", CONTENT, role="editor")
    assert answer.status == 428
    etag = (await get(publications, REPORT)).etag
    (await publications.put(f"{REPORT}/content", CONTENT, role="editor", if_match=etag)).ok()
    assert (await publications.put(f"{REPORT}/content", CONTENT, role="editor", if_match=etag)).status == 412


async def test_a_member_who_is_an_editor_too_sees_drafts_and_what_an_editor_may_do(publications: Api) -> None:
    await tell(publications, held(), agreed())
    seen = (await publications.get(REPORT, role="member", also=("editor",), body_id="atlantis")).ok()
    assert [action["name"] for action in seen.body["actions"]]
    assert (await publications.get(REPORT, role="member", body_id="atlantis")).status == 404


async def test_r77_the_public_reads_published_reports_alone(publications: Api) -> None:
    await publish_report(publications, FIRST)
    await tell(publications, held(SECOND))
    (await create_volume(publications, FIRST)).ok(201)
    for role in (None, "partner", "member", "finance"):
        listed = (await get(publications, f"{ROOT}/reports", role=role)).ok().body
        assert [one["id"] for one in listed["items"]] == [f"report-{FIRST}"], role
        assert listed["items"][0]["actions"] == []
        assert (await get(publications, f"{ROOT}/reports/report-{SECOND}", role=role)).status == 404
        assert (await get(publications, f"{ROOT}/reports?state=draft", role=role)).ok().body["items"] == []
        seen = (await get(publications, REPORT, role=role)).ok().body
        assert (seen["volumes"], seen["volume_due_on"], seen["actions"]) == ([], None, [])
    for role in ("editor", "administration", "auditor"):
        items = (await get(publications, f"{ROOT}/reports", role=role)).ok().body["items"]
        assert len(items) == 2, role
        assert any(one["actions"] for one in items) == (role != "auditor")  # the secretariat comments
        assert (await get(publications, REPORT, role=role)).ok().body["volumes"], role
    drafts = (await get(publications, f"{ROOT}/reports?state=draft&cycle=cycle-2018")).ok().body["items"]
    assert [one["id"] for one in drafts] == [f"report-{SECOND}"]


async def test_only_editors_write(publications: Api) -> None:
    await tell(publications, held(), agreed())
    for role in ("administration", "auditor", "member", "partner"):
        assert (await change(publications, "PUT", REPORT, "/content", CONTENT, role=role)).status == 403, role


async def test_a_report_in_a_published_volume_is_taken_back_only_after_the_volume(publications: Api) -> None:
    await publish_volume(publications)
    await tell(publications, cancelled())
    body = {"reason": "It was never held."}
    refused = await change(publications, "POST", REPORT, "/withdrawal", body)
    assert (refused.status, refused.body["type"]) == (409, "urn:idm:problem:wrong-state")
    (await change(publications, "POST", f"{ROOT}/volumes/volume-1", "/withdrawal", body)).ok()
    assert (await change(publications, "POST", REPORT, "/withdrawal", body)).ok().body["state"] == "dropped"


async def test_what_is_no_report_and_what_does_not_fit_in_one(publications: Api) -> None:
    await tell(publications, held(), agreed())
    assert (await get(publications, f"{ROOT}/reports/none")).status == 404
    unknown = {**CONTENT, "sections": [{"session": "lunch", "text": {"en": "Good."}}]}
    refused = await change(publications, "PUT", REPORT, "/content", unknown)
    assert (refused.status, refused.body["type"]) == (422, "urn:idm:problem:invalid-input")
    practice = {"title": {"en": "A law"}, "kind": "law", "text": {"en": "It binds."}}
    wrong = {**CONTENT, "effective_practices": [practice]}
    assert (await change(publications, "PUT", REPORT, "/content", wrong)).status == 422


async def test_of_two_editors_who_write_one_section_at_the_same_moment_one_is_told_and_no_text_is_lost(
    publications: Api,
) -> None:
    await tell(publications, held(), agreed())
    texts = ("A life between two shores.", "Another life.")
    for round_ in range(3):
        etag = (await get(publications, REPORT)).ok().etag
        both = await asyncio.gather(
            *(
                publications.put(
                    f"{REPORT}/content",
                    {**CONTENT, "sections": [{"session": "voice", "text": {"en": text}}]},
                    role="editor",
                    if_match=etag,
                )
                for text in texts
            )
        )
        assert sorted(answer.status for answer in both) == [200, 412]
        written = (await get(publications, REPORT)).body["sections"][1]["text"]["en"]
        kept = (await get(publications, f"{REPORT}/set-aside")).ok().body["items"]
        assert len(kept) == round_ + 1
        assert {written, kept[-1]["content"]["sections"]["voice"]["en"]} == set(texts)


async def test_of_two_editors_of_one_report_the_slower_is_told_and_both_texts_are_kept(publications: Api) -> None:
    await tell(publications, held(), agreed())
    etag = (await get(publications, REPORT)).ok().etag
    mine, yours = CONTENT, {**CONTENT, "sections": [{"session": "voice", "text": {"en": "Another life."}}]}
    (await publications.put(f"{REPORT}/content", mine, role="editor", if_match=etag)).ok()
    refused = await publications.put(f"{REPORT}/content", yours, role="editor", if_match=etag)
    assert (refused.status, refused.body["type"]) == (412, "urn:idm:problem:stale-version")
    assert f"{REPORT}/set-aside" in refused.body["remedy"]
    assert (await get(publications, REPORT)).body["sections"][1]["text"]["en"] == "A life between two shores."
    [kept] = (await get(publications, f"{REPORT}/set-aside")).ok().body["items"]
    assert kept["content"]["sections"]["voice"]["en"] == "Another life."
    assert kept["id"] in refused.body["detail"]
    assert (await get(publications, f"{REPORT}/set-aside", role=None)).status == 401
    tried = f"{REPORT}/content?validate_only=true"
    assert (await publications.put(tried, yours, role="editor", if_match=etag)).status == 412
    assert len((await get(publications, f"{REPORT}/set-aside")).ok().body["items"]) == 1
    taken_back = VoiceConsentChanged(
        voice="speaker-2",
        workshop=FIRST,
        cycle="cycle-2018",
        session="voice",
        granted=(),
        withdrawn=(ConsentUse.STORY,),
    )
    await tell(publications, taken_back)
    [kept] = (await get(publications, f"{REPORT}/set-aside")).ok().body["items"]
    assert kept["content"]["sections"] == {}

"""Editions whose files are made here, through the API: made, checked, refused, published, downloaded."""

import asyncio
from typing import Any

import pytest
from fastapi import Request

from services.publications.api.turns import turn_of
from services.publications.storage import MIGRATIONS
from shared.contracts.events import ConsentUse, VoiceConsentChanged
from tests.integration.publications.flow import (
    ENGLISH,
    FIRST,
    FRENCH,
    PUBLISHED_ON,
    RECORD,
    REPORT,
    VOLUME,
    WITHDRAWAL,
    change,
    create_volume,
    get,
    publish_report,
    publish_volume,
    set_editions,
    tell,
)
from tests.support.api import Answer, Api

DAY = {"occurred_on": "2018-09-01"}
_TAKEN_BACK = VoiceConsentChanged(
    voice="speaker-2",
    workshop=FIRST,
    cycle="cycle-2018",
    session="voice",
    granted=(),
    withdrawn=(ConsentUse.STORY,),
)
PAGES = {"formats": ["pdf", "html"], **DAY}


async def make(api: Api, language: str = "en", **fields: Any) -> Answer:
    return await change(api, "POST", VOLUME, f"/editions/{language}", {**PAGES, **fields})


async def test_r67_a_volume_comes_out_with_files_made_of_one_source_that_passed(publications: Api) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    for language in ("en", "fr", "es"):
        volume = (await make(publications, language)).ok().body
    assert [one["language"] for one in volume["made"]] == ["en", "fr", "es"]
    for one in volume["made"]:
        assert one["onix"]["passed"]
        assert [(file["format"], *(v["passed"] for v in file["verdicts"])) for file in one["files"]] == [
            ("pdf", True),
            ("html", True),
        ]
    english = f"{VOLUME}/editions/en"
    assert (await get(publications, english, role=None)).status == 404
    assert (await get(publications, english)).status == 200
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    record = (await get(publications, RECORD, role=None)).ok().body
    assert record["editions"][0]["address"].endswith(english)
    pdf, page = [await get(publications, f"{english}{ask}", role=None) for ask in ("", "?format=html")]
    assert (pdf.status, page.status) == (200, 200)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.headers["content-disposition"] == 'attachment; filename="volume-1-en.pdf"'
    assert "sandbox" in page.headers["content-security-policy"]
    assert (await get(publications, f"{english}?format=epub", role=None)).status == 404
    onix = await get(publications, f"{RECORD}/export?format=onix", role=None)
    assert onix.headers["content-type"] == "application/onix+xml"


async def test_a_volume_with_a_file_that_did_not_pass_or_is_old_does_not_come_out(publications: Api) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST, title={"en": "移民"})).ok(201)
    made = (await make(publications)).ok().body
    assert not made["made"][0]["files"][0]["verdicts"][0]["passed"]
    refused = await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)
    assert (refused.status, refused.body["type"]) == (409, "urn:idm:problem:edition-not-valid")
    assert "PDF/UA-1" in refused.body["detail"]
    body = {"title": {"en": "Partnerships"}, "original_language": "en", "workshops": [FIRST], **DAY}
    (await change(publications, "PUT", VOLUME, "", body)).ok()
    refused = await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)
    assert (refused.status, refused.body["type"]) == (409, "urn:idm:problem:edition-out-of-date")
    (await make(publications)).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()


async def test_a_published_volume_takes_a_made_edition_at_once_and_none_that_did_not_pass(publications: Api) -> None:
    await publish_volume(publications)
    (await make(publications, "fr", translated_by="machine")).ok()
    record = (await get(publications, RECORD, role=None)).ok().body
    assert [one["language"] for one in record["editions"]] == ["en", "fr"]
    assert record["editions"][1]["official"] is False
    made_here = record["editions"][1]
    elsewhere = {**made_here, "language": "es", "address": made_here["address"].replace("/fr", "/es")}
    del elsewhere["official"]
    assert (await set_editions(publications, ENGLISH, elsewhere)).status == 422
    (await set_editions(publications, ENGLISH, FRENCH)).ok()
    assert (await get(publications, f"{VOLUME}/editions/fr", role=None)).status == 404


async def test_r30_the_public_gets_no_file_with_a_story_that_was_taken_back(publications: Api) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    (await make(publications)).ok()
    (await change(publications, "POST", VOLUME, "/publication", PUBLISHED_ON)).ok()
    page = f"{VOLUME}/editions/en?format=html"
    assert "A life between two shores." in (await get(publications, page, role=None)).ok().body
    await tell(publications, _TAKEN_BACK)
    assert (await get(publications, page, role=None)).status == 404
    assert await _old(publications) == [("edition-to-make-again", "makeEdition")]
    (await make(publications)).ok()
    assert "A life between two shores." not in (await get(publications, page, role=None)).ok().body
    assert await _old(publications) == []
    # A change that has nothing to do with the story: nobody knows any more what stands in the files.
    (await change(publications, "PUT", VOLUME, "/imprint", {"print_code": "67_18", **DAY})).ok()
    assert (await get(publications, page, role=None)).status == 404
    assert await _old(publications) == [("edition-to-make-again", "makeEdition")]
    assert (await get(publications, VOLUME, role=None)).ok().body["outdated"] == []
    # So it was with one that was kept before this was noted.
    await publications.store["volumes"].update_many({}, {"$unset": {"outdated": 1, "outdated_since": 1}})
    assert await _old(publications) == []
    [note] = [one for one in MIGRATIONS if one.name == "volumes say which of their files are old"]
    await note.run(publications.store)
    assert await _old(publications) == [("edition-to-make-again", "makeEdition")]
    (await make(publications)).ok()
    assert (await get(publications, page, role=None)).status == 200
    assert await _old(publications) == []


async def _old(api: Api) -> list[tuple[str, str]]:
    items = (await get(api, "/publications/v1/work-list")).ok().body["items"]
    return [(one["what"], one["action"]) for one in items if one["what"] == "edition-to-make-again"]


async def test_r30_staff_get_no_file_with_a_story_that_was_taken_back_either(publications: Api) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    (await make(publications, formats=["html"])).ok()
    page = f"{VOLUME}/editions/en"
    await tell(publications, _TAKEN_BACK)
    (await get(publications, page)).refused("R30")
    (await change(publications, "POST", REPORT, "/withdrawal", WITHDRAWAL)).ok()
    (await get(publications, page, role="auditor")).refused("R30")
    (await make(publications, formats=["html"])).ok()
    assert "A life between two shores." not in (await get(publications, page)).ok().body
    # Nor does what the edition had before stay in the database, and so in backups.
    chunks = await publications.store["files.chunks"].find({})
    assert [bool(chunk["data"]) for chunk in sorted(chunks, key=lambda one: "expires_at" in one)] == [True, False]


async def test_two_who_make_one_edition_at_once_leave_one_whole(publications: Api) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    both = await asyncio.gather(make(publications, formats=["html"]), make(publications, formats=["pdf"]))
    assert sorted(one.status for one in both) == [200, 412]
    [made] = (await get(publications, VOLUME)).ok().body["made"]
    assert len(made["files"]) == 1
    assert (await get(publications, f"{VOLUME}/editions/en")).status == 200


async def test_wrong_numbers_and_formats_are_refused_before_anything_is_made(publications: Api) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    unfit: tuple[dict[str, Any], ...] = (
        {"formats": []},
        {"formats": ["docx"]},
        {"identifiers": [{"scheme": "isbn", "value": "978-92-9000-027-1"}]},
        {"translated_by": "somebody"},
    )
    for wrong in unfit:
        assert (await make(publications, **wrong)).status == 422
    (await make(publications, translated_by="machine")).refused("R68")
    assert (await publications.post(f"{VOLUME}/editions/en", PAGES, role="editor")).status == 428
    assert (await get(publications, VOLUME)).ok().body["made"] == []


async def test_a_stale_refused_repeated_or_tried_request_makes_no_files(
    publications: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    path, page, key = f"{VOLUME}/editions/en", {**PAGES, "formats": ["html"]}, {"Idempotency-Key": "made-once"}
    first = (await get(publications, VOLUME)).ok().etag
    made = await publications.post(path, page, role="editor", if_match=first, headers=key)
    second = made.ok().etag

    async def nothing_is_made(*_: object, **__: object) -> None:
        raise AssertionError("files were made")

    monkeypatch.setattr("services.publications.api.books.made_of", nothing_is_made)
    for if_match, status in ((None, 428), (first, 412)):
        assert (await publications.post(path, page, role="editor", if_match=if_match)).status == status
    repeat = await publications.post(path, page, role="editor", if_match=first, headers=key)
    assert (repeat.ok().etag, repeat.headers["idempotency-replayed"]) == (second, "true")
    tried = await publications.post(f"{path}?validate_only=true", page, role="editor", if_match=second)
    assert tried.status == 204
    machine = {**page, "translated_by": "machine"}
    for ask in ("", "?validate_only=true"):
        (await publications.post(f"{path}{ask}", machine, role="editor", if_match=second)).refused("R68")


async def test_an_epub_for_which_too_many_wait_is_put_off_and_a_page_is_not(
    publications: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.publications.api.turns.MOST_WAITING", 0)
    await publish_report(publications)
    (await create_volume(publications, FIRST)).ok(201)
    publications.app.state.turns_of_epubs = None
    async with turn_of(Request({"type": "http", "app": publications.app})):
        refused = await make(publications, formats=["html", "epub"])
        assert (refused.status, refused.body["type"]) == (503, "urn:idm:problem:many-at-once")
        assert refused.headers["retry-after"] == "10"
        (await make(publications, formats=["html"])).ok()

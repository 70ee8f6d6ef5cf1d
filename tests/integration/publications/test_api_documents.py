"""Documents and their files, over HTTP."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.publications.deadlines import DEADLINES
from shared.domain.act import Role
from shared.outbox.rows import to_row
from shared.persistence.files import PART_BYTES, Files, forget_abandoned
from shared.persistence.unit_of_work import Units
from shared.runtime.deadlines import do_what_is_due
from tests.integration.publications.flow import (
    CYCLE,
    FIRST,
    ROOT,
    VOLUME,
    WITHDRAWAL,
    change,
    closed,
    get,
    planned,
    publish_volume,
    tell,
)
from tests.sample import CONTEXT
from tests.support.api import Answer, Api
from tests.unit.publications.test_file_types import PDF, packed

AGENDA = f"{ROOT}/documents/agenda-1"
LONG = PDF[:-6] + b"%" * PART_BYTES + b"\n%%EOF\n"
DAY = {"occurred_on": "2018-03-02"}


def _about(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "agenda",
        "title": {"en": "The agenda <b>‮evil", "fr": "L’ordre du jour"},
        "language": "en",
        "dated": "2018-03-01",
        "access": "public",
        **DAY,
        **fields,
    }


async def announce(api: Api, **fields: Any) -> Answer:
    of = {} if "volume" in fields else {"workshop": FIRST, "cycle": "cycle-2018"}
    return await api.post(f"{ROOT}/documents", _about(**{"id": "agenda-1", **of, **fields}), role="editor")


async def begin(api: Api, content: bytes, *, document: str = AGENDA, **fields: Any) -> str:
    body = {"size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), **DAY, **fields}
    begun = (await change(api, "POST", document, "/uploads", body)).ok(201)
    return str(begun.body["upload"]["id"])


async def send(api: Api, upload: str, number: int, content: bytes, *, document: str = AGENDA) -> Answer:
    part = content[number * PART_BYTES : (number + 1) * PART_BYTES]
    sent = {"Content-Type": "application/octet-stream"}
    path = f"{document}/uploads/{upload}/parts/{number}"
    return await api.call("PUT", path, content=part, headers=sent, role="editor")


async def store_file(api: Api, content: bytes = PDF, *, document: str = AGENDA) -> Answer:
    upload = await begin(api, content, document=document)
    for number in range(-(-len(content) // PART_BYTES)):
        (await send(api, upload, number, content, document=document)).ok()
    return await change(api, "POST", document, f"/uploads/{upload}/finish", DAY)


async def _bytes(api: Api, path: str = f"{AGENDA}/file", *, role: str | None = None, **headers: str) -> Any:
    sent = dict(headers)
    if role is not None:
        sent["Authorization"] = f"Bearer {api.issuer.token(role=Role(role), subject='account-7', body='atlantis')}"
    return await api.client.get(path, headers=sent)


async def test_an_upload_goes_on_where_it_broke_off_and_is_downloaded_whole_and_in_ranges(publications: Api) -> None:
    await tell(publications, planned())
    (await announce(publications)).ok(201)
    upload = await begin(publications, LONG)
    (await send(publications, upload, 1, LONG)).ok()
    state = (await get(publications, f"{AGENDA}/uploads/{upload}")).ok().body
    assert (state["parts"], state["part_bytes"], state["received"]) == (2, PART_BYTES, [1])
    unfinished = await change(publications, "POST", AGENDA, f"/uploads/{upload}/finish", DAY)
    assert (unfinished.status, unfinished.body["type"]) == (422, "urn:idm:problem:parts-missing")
    for cut in (LONG[: PART_BYTES - 1], b""):
        cut_off = await send(publications, upload, 0, cut)
        assert (cut_off.status, cut_off.body["type"]) == (422, "urn:idm:problem:part-of-another-size")
    assert (await send(publications, upload, 2, LONG)).status == 422
    assert (await send(publications, upload, 99, LONG)).status == 422
    whole = LONG[:PART_BYTES]
    tried = await publications.call(
        "PUT", f"{AGENDA}/uploads/{upload}/parts/0?validate_only=true", content=whole, role="editor"
    )
    assert (tried.status, tried.body["type"]) == (422, "urn:idm:problem:not-to-be-tried")
    assert (await get(publications, f"{AGENDA}/uploads/{upload}")).ok().body["received"] == [1]
    (await send(publications, upload, 0, LONG)).ok()
    tried = await change(publications, "POST", AGENDA, f"/uploads/{upload}/finish?validate_only=true", DAY)
    assert tried.status == 204
    assert await publications.store["files.chunks"].count({"expires_at": {"$exists": True}}) == 2
    done = (await change(publications, "POST", AGENDA, f"/uploads/{upload}/finish", DAY)).ok().body
    digest = hashlib.sha256(LONG).hexdigest()
    assert [(one["sha256"], one["media_type"]) for one in done["versions"]] == [(digest, "application/pdf")]
    assert done["upload"] is None
    assert (await send(publications, upload, 0, LONG)).status == 404
    (await change(publications, "POST", AGENDA, "/publication", DAY)).ok()

    whole = await _bytes(publications)
    assert (whole.status_code, whole.content) == (200, LONG)
    for name, value in (
        ("content-type", "application/pdf"),
        ("content-disposition", 'attachment; filename="agenda-1-en-1.pdf"'),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("etag", f'"{digest}"'),
        ("accept-ranges", "bytes"),
        ("cache-control", "public, max-age=5"),
    ):
        assert whole.headers[name] == value
    size = len(LONG)
    for asked, first, last in (
        ("0-3", 0, 3),
        (f"{PART_BYTES - 1}-{PART_BYTES}", PART_BYTES - 1, PART_BYTES),
        ("-5", size - 5, size - 1),
        ("9-", 9, size - 1),
    ):
        part = await _bytes(publications, Range=f"bytes={asked}")
        assert (part.status_code, part.content) == (206, LONG[first : last + 1]), asked
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
    beyond = await _bytes(publications, Range=f"bytes={size}-")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    other = await _bytes(publications, **{"Range": "bytes=0-3", "If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, LONG)
    same = await _bytes(publications, **{"If-None-Match": f'"{digest}"'})
    assert (same.status_code, same.content) == (304, b"")


async def test_what_is_not_taken_leaves_nothing_and_may_be_sent_again(publications: Api) -> None:
    await tell(publications, planned())
    (await announce(publications)).ok(201)
    for content in (packed({"a.txt": b"x"}), b"<script>alert(1)</script>", b"MZ\x90\0"):
        refused = await store_file(publications, content)
        assert (refused.status, refused.body["type"]) == (422, "urn:idm:problem:file-not-taken"), refused.body
    for size in (2_000_000_000, 0, -1):
        body = {"size_bytes": size, "sha256": "0" * 64, **DAY}
        assert (await change(publications, "POST", AGENDA, "/uploads", body)).status == 422
    upload = await begin(publications, PDF, sha256="0" * 64)
    (await send(publications, upload, 0, PDF)).ok()
    differs = await change(publications, "POST", AGENDA, f"/uploads/{upload}/finish", DAY)
    assert differs.body["type"] == "urn:idm:problem:file-differs"
    (await send(publications, upload, 0, PDF)).ok()
    assert (await get(publications, AGENDA)).ok().body["versions"] == []
    assert await publications.store["files.files"].find({}) == []
    assert (await store_file(publications)).ok().body["versions"][0]["number"] == 1


async def test_two_editors_who_finish_one_upload_at_the_same_moment_make_one_version(publications: Api) -> None:
    await tell(publications, planned())
    (await announce(publications)).ok(201)
    upload = await begin(publications, PDF)
    (await send(publications, upload, 0, PDF)).ok()
    etag = (await get(publications, AGENDA)).etag
    path = f"{AGENDA}/uploads/{upload}/finish"
    answers = await asyncio.gather(*(publications.post(path, DAY, role="editor", if_match=etag) for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [200, 412, 412]
    assert len((await get(publications, AGENDA)).ok().body["versions"]) == 1


async def test_r65_a_public_document_that_is_missing_is_listed_and_keeps_the_cycle_open(publications: Api) -> None:
    await tell(publications, planned())
    (await announce(publications)).ok(201)
    (await announce(publications, id="notes-1", access="internal")).ok(201)
    missing = (await get(publications, f"{ROOT}/documents?state=announced&access=public")).ok().body["items"]
    assert [one["id"] for one in missing] == ["agenda-1"]
    [matter] = (await get(publications, CYCLE)).ok().body["open"]
    assert (matter["what"], matter["about"]) == ("public-document-missing", "agenda-1")
    items = (await get(publications, f"{ROOT}/work-list")).ok().body["items"]
    assert [(one["what"], one["resource"]) for one in items] == [("public-document-missing", AGENDA)]
    (await store_file(publications)).ok()
    (await change(publications, "POST", AGENDA, "/publication", DAY)).ok()
    assert (await get(publications, CYCLE)).ok().body["open"] == []
    assert (await get(publications, f"{ROOT}/work-list")).ok().body["items"] == []


async def test_r64_a_document_has_language_and_date_and_belongs_to_what_there_is(publications: Api) -> None:
    assert (await announce(publications)).status == 404
    await tell(publications, planned())
    assert (await announce(publications, workshop="workshop-2018-9")).status == 404
    assert (await announce(publications, volume="volume-9")).status == 404
    for wrong in (
        {"language": None},
        {"dated": None},
        {"language": "english"},
        {"volume": "volume-1", "workshop": FIRST},
    ):
        assert (await announce(publications, **wrong)).status == 422, wrong
    assert (await announce(publications, id="report-x")).status == 422
    (await announce(publications)).ok(201)
    assert (await announce(publications)).status == 409


async def test_r64_a_volume_carries_documents_that_leave_the_page_with_it(publications: Api) -> None:
    await publish_volume(publications)
    (await announce(publications, volume="volume-1")).ok(201)
    (await store_file(publications)).ok()
    (await change(publications, "POST", AGENDA, "/publication", DAY)).ok()
    public = (await get(publications, f"{ROOT}/documents?volume=volume-1", role=None)).ok().body["items"]
    assert [one["id"] for one in public] == ["agenda-1"]
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    assert (await get(publications, AGENDA, role=None)).status == 404
    assert (await _bytes(publications)).status_code == 404


async def test_a_document_that_is_published_while_its_volume_is_withdrawn_is_not_public(publications: Api) -> None:
    await publish_volume(publications)
    (await announce(publications, volume="volume-1")).ok(201)
    (await store_file(publications)).ok()
    volume, document = (await get(publications, VOLUME)).etag, (await get(publications, AGENDA)).etag
    withdrawn, published = await asyncio.gather(
        publications.post(f"{VOLUME}/withdrawal", WITHDRAWAL, role="editor", if_match=volume),
        publications.post(f"{AGENDA}/publication", DAY, role="editor", if_match=document),
    )
    if withdrawn.status == 412:  # the document was faster, and the volume is another than was read
        (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    assert published.status in (200, 409)
    assert (await get(publications, AGENDA, role=None)).status == 404
    assert (await get(publications, AGENDA)).ok().body["state"] != "published"


async def test_r77_each_document_is_read_by_those_it_is_for_once_it_is_published(publications: Api) -> None:
    await tell(publications, planned())
    sees = {
        "public": (None, "partner", "member", "editor", "auditor"),
        "membership": ("member", "editor", "auditor"),
        "internal": ("editor", "auditor"),
    }
    everybody = (None, "partner", "member", "editor", "auditor")
    for access, readers in sees.items():
        document = f"{ROOT}/documents/{access}"
        (await announce(publications, id=access, access=access)).ok(201)
        (await store_file(publications, document=document)).ok()
        assert (await _bytes(publications, f"{document}/versions/1/file", role="editor")).status_code == 200
        for role in everybody:
            expected = 200 if role in ("editor", "auditor") else 404
            answer = await publications.get(document, role=role, body_id="atlantis")
            assert answer.status == expected, (access, role)
        (await change(publications, "POST", document, "/publication", DAY)).ok()
        (await store_file(publications, PDF + b"%%EOF", document=document)).ok()
        for role in everybody:
            expected = 200 if role in readers else 404
            answer = await publications.get(document, role=role, body_id="atlantis")
            assert answer.status == expected, (access, role)
            assert (await _bytes(publications, f"{document}/file", role=role)).status_code == expected
            newer = 200 if role in ("editor", "auditor") else 404
            assert (await _bytes(publications, f"{document}/versions/2/file", role=role)).status_code == newer
        listed = (await publications.get(f"{ROOT}/documents", role=None)).ok().body["items"]
        assert [(one["id"], len(one["versions"])) for one in listed] == [("public", 1)]


async def test_a_document_of_a_closed_year_is_marked(publications: Api) -> None:
    await tell(publications, planned())
    (await announce(publications)).ok(201)
    await tell(publications, closed())
    marked = (await change(publications, "PUT", AGENDA, "", _about(access="internal"))).ok().body
    assert marked["after_close"] is True
    assert (await get(publications, CYCLE)).ok().body["open"] == []


async def test_a_sealed_file_of_which_nothing_came_is_forgotten_and_a_version_is_not(publications: Api) -> None:
    await tell(publications, planned())
    (await announce(publications)).ok(201)
    (await store_file(publications)).ok()
    upload = await begin(publications, LONG)
    for number in range(-(-len(LONG) // PART_BYTES)):
        (await send(publications, upload, number, LONG)).ok()
    # The process dies between the seal and the version.
    await Files(publications.store).seal(upload)
    now = datetime.now(UTC)
    units = Units(store=publications.store, rows=to_row)
    # Found long after the seal, but sealed again before it is forgotten: somebody is about to make something of it.
    soon = replace(CONTEXT, recorded_at=now + timedelta(days=1))
    assert await units.run(soon, lambda unit: forget_abandoned(unit, upload)) == 0
    for moment, left in ((now + timedelta(days=1), LONG), (now + timedelta(days=3), b"")):
        await do_what_is_due(DEADLINES, service="publications", store=publications.store, units=units, now=moment)
        chunks = await publications.store["files.chunks"].find({"files_id": upload}, sort=[("n", 1)])
        assert b"".join(bytes(chunk["data"]) for chunk in chunks) == left
    assert all("expires_at" in chunk for chunk in chunks)
    assert await Files(publications.store).abandoned(now + timedelta(days=3)) == []
    (await change(publications, "POST", AGENDA, "/publication", DAY)).ok()
    assert (await _bytes(publications)).content == PDF

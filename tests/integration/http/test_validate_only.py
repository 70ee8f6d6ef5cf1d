"""``validate_only``: a request is judged as if it were made, and nothing of it is kept."""

from tests.integration.http.sample import ROOT
from tests.support.api import Api

NOTES = f"{ROOT}/notes"
TRY = "?validate_only=true"


async def test_what_would_be_done_is_answered_with_nothing_and_leaves_nothing(notes: Api) -> None:
    for _ in range(2):
        tried = await notes.post(f"{NOTES}{TRY}", {"id": "n-1", "text": "a"})
        assert (tried.status, tried.body, tried.headers["cache-control"]) == (204, "", "no-store")
    for collection in ("notes", "outbox"):
        assert await notes.store[collection].count({}) == 0
    (await notes.post(f"{NOTES}?validate_only=false", {"id": "n-1", "text": "a"})).ok(201)


async def test_what_would_be_refused_is_refused_in_the_same_words(notes: Api) -> None:
    written = (await notes.post(NOTES, {"id": "n-1", "text": "a"})).ok(201)
    for etag in (None, '"7"'):
        really = await notes.call("PUT", f"{NOTES}/n-1", json={"text": "b"}, if_match=etag)
        tried = await notes.call("PUT", f"{NOTES}/n-1{TRY}", json={"text": "b"}, if_match=etag)
        assert (tried.status, tried.body) == (really.status, really.body)
    assert (await notes.post(f"{NOTES}{TRY}", {"id": "n-1", "text": "b"})).body["type"].endswith("already-exists")
    assert (await notes.post(f"{NOTES}{TRY}", {"txet": "b"})).status == 422
    assert (await notes.post(f"{NOTES}{TRY}", {"text": "b"}, role="auditor")).status == 403
    good = await notes.call("PUT", f"{NOTES}/n-1{TRY}", json={"text": "b"}, if_match=written.etag)
    assert (good.status, (await notes.get(f"{NOTES}/n-1")).body["text"]) == (204, "a")


async def test_a_try_uses_no_key_up_and_is_answered_from_none(notes: Api) -> None:
    key, note = {"Idempotency-Key": "once"}, {"id": "n-1", "text": "a"}
    assert (await notes.post(f"{NOTES}{TRY}", note, headers=key)).status == 204
    (await notes.post(NOTES, note, headers=key)).ok(201)
    assert (await notes.post(f"{NOTES}{TRY}", note, headers=key)).status == 409
    assert (await notes.post(f"{NOTES}{TRY}&x=1", note, role=None)).status == 401

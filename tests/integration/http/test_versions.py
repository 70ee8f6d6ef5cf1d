"""ETag, If-Match and If-None-Match."""

from tests.integration.http.sample import ROOT
from tests.integration.http.test_problems import told
from tests.support.api import Api

NOTE = f"{ROOT}/notes/n-1"


async def test_a_change_names_the_version_it_was_made_for(notes: Api) -> None:
    written = (await notes.post(f"{ROOT}/notes", {"id": "n-1", "text": "a"})).ok(201)
    assert written.etag == (await notes.get(NOTE)).ok().etag == '"1"'
    told(await notes.patch(NOTE), 428, "if-match-missing")
    for stale in ('"2"', '"0"', '"01"', '"99999999999999999999"', 'W/"1"', "1", '"', "", "garbage", '"é"', '"1", "2"'):
        answer = await notes.patch(NOTE, headers={"If-Match": stale.encode("latin-1")})
        assert answer.status == 412, stale
        told(answer, 412, "stale-version")
    assert (await notes.patch(NOTE, if_match='"1"')).ok().etag == '"2"'
    told(await notes.patch(NOTE, if_match='"1"'), 412, "stale-version")
    assert (await notes.patch(NOTE, if_match="*")).ok().etag == '"3"'
    told(await notes.patch(f"{NOTE}0", if_match="*"), 404, "not-found")
    assert await notes.store["outbox"].count({}) == 3


async def test_what_was_read_already_is_not_sent_again(notes: Api) -> None:
    (await notes.post(f"{ROOT}/notes", {"id": "n-1", "text": "a"})).ok(201)
    for known in ('"1"', 'W/"1"', '"0", "1"', "*"):
        answer = await notes.get(NOTE, role=None, headers={"If-None-Match": known})
        assert (answer.status, answer.body, answer.etag) == (304, "", '"1"'), known
        assert "content-type" not in answer.headers
        # What staff may do now changes without the thing itself, so they are always answered in full.
        staff = (await notes.get(NOTE, headers={"If-None-Match": known})).ok()
        assert (staff.body["text"], staff.headers["cache-control"]) == ("a", "no-store")
    for other in ('"2"', "garbage", "", "1", '"'):
        assert (await notes.get(NOTE, headers={"If-None-Match": other})).ok().body["text"] == "a"
    # Only an answer that shows something is left out, and only of a reading.
    told(await notes.get(f"{NOTE}0", headers={"If-None-Match": "*"}), 404, "not-found")
    (await notes.patch(NOTE, if_match='"1"', headers={"If-None-Match": "*"})).ok()

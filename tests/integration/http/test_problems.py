"""Whatever goes wrong is told as a problem: a slug, a sentence, what to do, and nothing from inside."""

from tests.integration.http.sample import ROOT, SECRET
from tests.support.api import Answer, Api


def told(answer: Answer, status: int, slug: str) -> None:
    """Assert that the answer is this problem, complete and without anything from inside."""
    assert (answer.status, answer.body["status"]) == (status, status), answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"]
    assert answer.body["type"] == f"urn:idm:problem:{slug}"
    for member in ("title", "detail", "remedy", "instance"):
        assert answer.body[member], member
    inside = str(answer.body).lower()
    assert not any(word in inside for word in ("hunter2", "traceback", "pymongo", "pydantic", "error(", ".py"))


CASES = (
    ("rule", 409, "no-notes-on-sundays"),
    ("wrong-state", 409, "wrong-state"),
    ("already-exists", 409, "already-exists"),
    ("not-allowed", 403, "not-allowed"),
    ("not-found", 404, "not-found"),
    ("invalid-input", 422, "invalid-input"),
    ("stale-version", 412, "stale-version"),
    ("of-its-own", 409, "of-its-own"),
    ("refused", 409, "refused"),
    ("database", 503, "database-away"),
    ("too-big", 422, "cannot-be-stored"),
    ("bug", 500, "unexpected"),
    ("unheard-of", 500, "unexpected"),
)


async def test_each_refusal_and_each_failure_has_its_status(notes: Api) -> None:
    for how, status, slug in CASES:
        told(await notes.get(f"{ROOT}/fails/{how}"), status, slug)


async def test_a_broken_rule_is_told_with_its_number_and_who_can_lift_it(notes: Api) -> None:
    answer = await notes.get(f"{ROOT}/fails/rule")
    assert answer.body["rule"] == {
        "number": "R99",
        "slug": "no-notes-on-sundays",
        "sentence": "Notes are not written on Sundays.",
        "lifted_by": "editor",
    }
    assert answer.body["instance"] == f"{ROOT}/fails/rule"


async def test_what_another_version_stored_is_read_and_neither_changed_nor_lost(notes: Api) -> None:
    written = await notes.post(f"{ROOT}/notes", {"id": "n-1", "text": "old"})
    assert written.status == 201
    newer = {"text": "new", "colour": "blue"}
    assert await notes.store["notes"].update_many({"_id": "n-1"}, {"$set": newer}) == 1
    body, version = {"text": "old again"}, {"If-Match": written.headers["etag"]}
    answer = await notes.put(f"{ROOT}/notes/n-1", body, headers=version)
    told(answer, 503, "written-by-another-version")
    assert answer.headers["retry-after"] == "30"
    assert (await notes.get(f"{ROOT}/notes/n-1")).body["text"] == "new"
    kept = await notes.store["notes"].find_one({"_id": "n-1"})
    assert kept is not None
    assert (kept["colour"], kept["version"]) == ("blue", 1)


async def test_a_bug_shows_nothing_and_names_the_request(notes: Api) -> None:
    for path in ("broken-view", "unwritable", "fails/bug"):
        answer = await notes.get(f"{ROOT}/{path}", headers={"X-Request-ID": "request-1"})
        told(answer, 500, "unexpected")
        assert SECRET not in str(answer.body)
        assert answer.headers["x-request-id"] == "request-1"


async def test_addresses_and_methods_that_are_not_there(notes: Api) -> None:
    for path in ("/", "/nowhere", f"{ROOT}/notes/", f"{ROOT}/notes/n-1/x", "/sample/v1/docs-static/nothing.js"):
        told(await notes.get(path), 404, "not-found")
    answer = await notes.put(f"{ROOT}/notes", {})
    told(answer, 405, "method-not-allowed")
    assert answer.headers["allow"]
    told(await notes.call("BREW", f"{ROOT}/notes"), 405, "method-not-allowed")
    told(await notes.get(f"{ROOT}/notes/nobody"), 404, "not-found")


async def test_a_strange_host_is_no_trouble(notes: Api) -> None:
    for text in "ab":
        (await notes.post(f"{ROOT}/notes", {"text": text})).ok(201)
    for host in ("[", "a/b", "x" * 300, "évil"):
        headers = {"Host": host.encode("latin-1")}
        told(await notes.get(f"{ROOT}/notes/nobody", headers=headers), 404, "not-found")
        first = (await notes.get(f"{ROOT}/notes?limit=1", headers=headers)).ok()
        assert first.body["next"].startswith(f"{ROOT}/notes?limit=1&after=")

"""A change that is sent again is not made again."""

import asyncio
import json
from typing import Any

import pytest

from shared.domain.moment import to_millisecond
from shared.http.storage import IDEMPOTENCY, KEPT_SECONDS
from tests.integration.http.sample import ROOT
from tests.support.api import Answer, Api

NOTES = f"{ROOT}/notes"
NOTE = f"{NOTES}/n-1"
KEY = {"Idempotency-Key": "key-1"}
WRITE = {"text": "Amina was here"}
LATER = {"Idempotency-Key": "key-2"}


async def write(notes: Api, body: Any = None, **options: Any) -> Answer:
    return await notes.post(NOTES, WRITE if body is None else body, **{"headers": KEY, **options})


def replayed(answer: Answer) -> bool:
    return bool(answer.headers.get("Idempotency-Replayed") == "true")


async def test_a_lost_answer_is_asked_for_again(notes: Api) -> None:
    first = (await write(notes)).ok(201)
    again = (await write(notes)).ok(201)
    assert (again.body, again.etag) == (first.body, first.etag)
    assert (replayed(first), replayed(again)) == (False, True)
    assert await notes.store["notes"].count({}) == 1
    assert await notes.store["outbox"].count({}) == 1
    assert (await notes.post(NOTES, WRITE)).ok(201).body["id"] != first.body["id"]


async def test_a_repeat_shows_the_thing_as_it_is_now(notes: Api) -> None:
    (await write(notes, {**WRITE, "id": "n-1"})).ok(201)
    (await notes.put(NOTE, {"text": "changed"}, if_match='"1"')).ok()
    again = (await write(notes, {**WRITE, "id": "n-1"})).ok(201)
    assert (again.body["text"], again.etag) == ("changed", '"2"')
    [kept] = await notes.store[IDEMPOTENCY].find({})
    assert (kept["status"], kept["aggregate"], kept["resource"], kept["version"]) == (201, "note", "n-1", 1)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_a_repeat_is_recognised_before_its_version_is_looked_at(method: str, notes: Api) -> None:
    (await notes.post(NOTES, {**WRITE, "id": "n-1"})).ok(201)
    body = {"text": "other"} if method == "PUT" else None
    first = (await notes.call(method, NOTE, json=body, if_match='"1"', headers=KEY)).ok()
    for if_match in ('"1"', '"2"', None, "garbage"):
        again = (await notes.call(method, NOTE, json=body, if_match=if_match, headers=KEY)).ok()
        assert (again.body, replayed(again)) == (first.body, True)
    assert await notes.store["outbox"].count({}) == 2
    # A new request of the same caller needs a version that is right.
    assert (await notes.call(method, NOTE, json=body, headers=LATER)).status == 428
    assert (await notes.call(method, NOTE, json=body, if_match='"1"', headers=LATER)).status == 412


async def test_a_key_is_not_for_two_requests(notes: Api) -> None:
    (await write(notes)).ok(201)
    for body in ({"text": "other"}, {**WRITE, "number": 1}):
        answer = await write(notes, body)
        assert (answer.status, answer.body["type"]) == (422, "urn:idm:problem:idempotency-key-reused")
        assert answer.body["remedy"]
    assert (await notes.post(f"{NOTES}?x=1", WRITE, headers=KEY)).status == 422
    for id in ("n-1", "n-2"):
        (await notes.post(NOTES, {**WRITE, "id": id})).ok(201)
    (await notes.patch(NOTE, if_match='"1"', headers=KEY)).ok()
    assert (await notes.patch(f"{NOTES}/n-2", if_match='"1"', headers=KEY)).status == 422


async def test_the_same_json_written_otherwise_is_the_same_request(notes: Api) -> None:
    (await write(notes, {"id": "n-1", "text": "a"})).ok(201)
    headers = {"Content-Type": "application/json", **KEY}
    again = await notes.call("POST", NOTES, content=b'{ "text":"a",\n "id" : "n-1" }', headers=headers)
    assert replayed(again.ok(201))


async def test_a_key_is_its_callers_and_its_operations_own(notes: Api) -> None:
    first = (await write(notes)).ok(201)
    for option in ({"role": "member", "body_id": "atlantis"}, {"role": "member", "body_id": "ruritania"}):
        other = (await write(notes, **option)).ok(201)
        assert not replayed(other)
        assert other.body["id"] != first.body["id"]
    path = f"{NOTES}/{first.body['id']}"
    assert not replayed((await notes.put(path, WRITE, if_match='"1"', headers=KEY)).ok())
    assert not replayed((await notes.delete(path, if_match='"2"', headers=KEY)).ok())


async def test_another_account_does_not_meet_it(notes: Api) -> None:
    first = (await write(notes)).ok(201)
    other = await write(notes, subject="account-8")
    assert (other.ok(201).body["id"] != first.body["id"], replayed(other)) == (True, False)
    assert (await write(notes, role=None)).status == 401
    assert (await write(notes, role="auditor")).status == 403


async def test_a_refusal_does_not_use_the_key_up(notes: Api) -> None:
    (await notes.post(NOTES, {**WRITE, "id": "n-1"})).ok(201)
    assert (await write(notes, {**WRITE, "id": "n-1"})).status == 409
    assert (await write(notes, {"text": ""})).status == 422
    assert (await notes.patch(NOTE, if_match='"9"', headers=LATER)).status == 412
    assert await notes.store[IDEMPOTENCY].count({}) == 0
    assert not replayed((await write(notes)).ok(201))
    assert not replayed((await notes.patch(NOTE, if_match='"1"', headers=LATER)).ok())


async def test_eight_twins_at_once_have_one_effect(notes: Api) -> None:
    answers = await asyncio.gather(*(write(notes) for _ in range(8)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert sorted(map(replayed, answers)) == [False] + [True] * 7
    assert await notes.store["notes"].count({}) == 1
    assert await notes.store["outbox"].count({}) == 1
    path = f"{NOTES}/{answers[0].body['id']}"
    changes = await asyncio.gather(*(notes.patch(path, if_match='"1"', headers=KEY) for _ in range(8)))
    assert {(answer.status, answer.body["text"]) for answer in changes} == {(200, "Amina was here!")}
    assert sum(map(replayed, changes)) == 7


async def test_twins_that_differ_have_one_effect_and_one_refusal(notes: Api) -> None:
    answers = await asyncio.gather(*(write(notes, {"text": text}) for text in "abcd"))
    assert sorted(answer.status for answer in answers) == [201, 422, 422, 422]
    assert await notes.store["notes"].count({}) == 1


async def test_without_a_key_eight_requests_are_eight(notes: Api) -> None:
    answers = await asyncio.gather(*(notes.post(NOTES, WRITE) for _ in range(8)))
    assert {answer.status for answer in answers} == {201}
    assert await notes.store["notes"].count({}) == 8
    assert await notes.store[IDEMPOTENCY].count({}) == 0


async def test_the_key_and_the_effect_are_there_together_or_not_at_all(notes: Api) -> None:
    # The last write of the transaction fails: what came before, the key's document too, is taken back.
    assert (await write(notes, {"text": "a file", "id": "n-1"})).status == 422
    assert await notes.store["notes"].count({}) == 0
    assert await notes.store[IDEMPOTENCY].count({}) == 0
    # And the other way round: an effect is never there without its key, for they are one transaction.
    await notes.store.set_validator(IDEMPOTENCY, {"bsonType": "object", "required": ["never"]})
    assert (await write(notes)).status == 422
    assert await notes.store["notes"].count({}) == 0
    assert await notes.store["outbox"].count({}) == 0


async def test_g10_nothing_of_the_body_and_nobody_is_kept(notes: Api) -> None:
    (await write(notes)).ok(201)
    [kept] = await notes.store[IDEMPOTENCY].find({})
    assert set(kept) == {"_id", "request", "status", "aggregate", "resource", "version", "made_at"}
    text = json.dumps(kept, default=str)
    assert not any(word in text for word in ("Amina", "account-7", "key-1"))
    assert kept["made_at"] == to_millisecond(kept["made_at"])


async def test_keys_are_forgotten_after_thirty_days(notes: Api) -> None:
    [index] = await notes.store[IDEMPOTENCY].aggregate([{"$indexStats": {}}, {"$match": {"name": "made_at"}}])
    assert index["spec"]["expireAfterSeconds"] == KEPT_SECONDS == 30 * 86400


async def test_a_key_is_up_to_200_visible_ascii_characters(notes: Api) -> None:
    for key in ("", "a b", "x" * 201, "é", "a\tb", "\x7f"):
        answer = await write(notes, headers={"Idempotency-Key": key.encode("latin-1")})
        assert (answer.status, answer.body["fields"][0]["field"]) == (422, "header.idempotency-key"), key
    (await write(notes, headers={"Idempotency-Key": "!" + "~" * 199})).ok(201)

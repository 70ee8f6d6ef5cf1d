"""Bad input is refused with what is wrong with it, and is never a 500."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.http.limits import LARGEST_BODY_BYTES
from tests.integration.http.sample import ROOT
from tests.integration.http.test_problems import told
from tests.support.api import Answer, Api

NOTES = f"{ROOT}/notes"
JSON = {"Content-Type": "application/json"}


async def send(notes: Api, content: bytes, **headers: str) -> Answer:
    return await notes.call("POST", NOTES, content=content, headers={**JSON, **headers})


UNREADABLE = {
    "nothing after the colon": b'{"text": }',
    "two objects": b"{}{}",
    "Latin-1": '{"text": "é"}'.encode("latin-1"),
    "half a character": b'{"text": "\xe2\x82"}',
    "UTF-8 with an overlong zero": b'{"text": "\xc0\x80"}',
    "a bare zero byte": b'{"text": "\x00"}',
    "deep lists": b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "deep objects": b'{"text": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
    "a number of 5000 digits": b'{"number": ' + b"9" * 5000 + b"}",
}


async def test_a_body_that_cannot_be_read(notes: Api) -> None:
    for name, content in UNREADABLE.items():
        answer = await send(notes, content)
        assert answer.status == 400, name
        told(answer, 400, str(answer.body["type"]).rpartition(":")[2])


UNFIT: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "body"),
    "null": (b"null", "body"),
    "a list": (b"[]", "body"),
    "a text": (b'"text"', "body"),
    "NaN": (b"NaN", "body"),
    "no text": (b"{}", "text"),
    "an unknown field": (b'{"text": "a", "txet": "b"}', "txet"),
    "an unknown field deep inside": (b'{"text": "a", "title": {"de": "b"}}', "title.de"),
    "half a surrogate pair": (b'{"text": "\\ud800"}', "text"),
    "half a surrogate pair as a name": (b'{"text": "a", "\\ud800": 1}', "body"),
    "an escaped zero": (b'{"text": "a\\u0000b"}', "text"),
    "an escaped zero deep inside": (b'{"text": "a", "title": {"en": "b\\u0000"}}', "title"),
    "a zero in a key": (b'{"text": "a", "labels": {"b\\u0000": 1}}', "labels"),
    "a text for a number": (b'{"text": "a", "number": "many"}', "number"),
    "infinity": (b'{"text": "a", "number": Infinity}', "number"),
    "a huge float": (b'{"text": "a", "number": 1e400}', "number"),
    "no day": (b'{"text": "a", "on": "2018-02-30"}', "on"),
    "a far day": (b'{"text": "a", "on": "99999-01-01"}', "on"),
    "a number for a day": (b'{"text": "a", "on": 1e300}', "on"),
    "an identifier with a line": (b'{"text": "a", "id": "n\\nm"}', "id"),
    "a long identifier": (b'{"text": "a", "id": "' + b"n" * 101 + b'"}', "id"),
    "levels that can be read": (b'{"text": ' + b"[" * 500 + b"]" * 500 + b"}", "text"),
}


async def test_a_payload_that_does_not_fit_names_the_field(notes: Api) -> None:
    for name, (content, field) in UNFIT.items():
        answer = await send(notes, content)
        assert answer.status == 422, name
        told(answer, 422, "payload-does-not-fit")
        assert field in [one["field"] for one in answer.body["fields"]], name
        assert field in answer.body["detail"]
    assert await notes.store["notes"].count({}) == 0


async def test_a_thousand_unknown_fields_are_not_all_listed(notes: Api) -> None:
    wrong = {f"{'x' * 500}{number}": 1 for number in range(1000)}
    answer = await notes.post(NOTES, {"text": "a", **wrong})
    told(answer, 422, "payload-does-not-fit")
    assert (len(answer.body["fields"]), answer.body["detail"][:4]) == (50, "1000")
    assert len(json.dumps(answer.body)) < 20_000


async def test_a_huge_number_is_not_stored_and_not_a_500(notes: Api) -> None:
    told(await notes.post(NOTES, {"text": "a file"}), 422, "cannot-be-stored")
    told(await notes.get(f"{NOTES}?limit={10**30}"), 422, "payload-does-not-fit")


async def test_a_body_that_is_not_said_to_be_json(notes: Api) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "nonsense", ""):
        told(await send(notes, b'{"text": "a"}', **{"Content-Type": kind}), 415, "not-json")


async def test_strange_addresses_are_not_found(notes: Api) -> None:
    for path in ("%00", "%ff", "%ed%a0%80", "x" * 5000, "..%2f..%2fetc", "%0d%0aSet-Cookie:a", "$where"):
        told(await notes.get(f"{NOTES}/{path}"), 404, "not-found")
        (await notes.get(f"{NOTES}?text={path}")).ok()


async def parts(size: int, piece: int = 64_000) -> AsyncIterator[bytes]:
    for start in range(0, size, piece):
        yield b"x" * min(piece, size - start)


async def test_mongo_trap_8_a_body_over_the_limit_is_refused_whether_it_says_its_length_or_not(notes: Api) -> None:
    told(await send(notes, b"x" * (LARGEST_BODY_BYTES + 1)), 413, "body-too-large")
    options: dict[str, Any] = {"content": parts(LARGEST_BODY_BYTES + 1), "headers": JSON}
    told(await notes.call("POST", NOTES, **options), 413, "body-too-large")
    options["content"] = parts(LARGEST_BODY_BYTES)
    told(await notes.call("POST", NOTES, **options), 400, "not-json")
    long = b'{"text": "' + b"x" * (LARGEST_BODY_BYTES - 12) + b'"}'
    assert len(long) == LARGEST_BODY_BYTES
    told(await send(notes, long), 422, "payload-does-not-fit")


@pytest.mark.parametrize("says_its_length", [True, False])
async def test_of_two_gigabytes_no_more_is_read_than_may_be_sent(says_its_length: bool, notes: Api) -> None:
    """So memory does not grow with what somebody sends."""
    read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal read
        async for piece in parts(2_000_000_000):
            read += len(piece)
            yield piece

    said = {"Content-Length": "2000000000"} if says_its_length else {}
    told(await notes.call("POST", NOTES, content=counted(), headers={**JSON, **said}), 413, "body-too-large")
    assert read <= (0 if says_its_length else LARGEST_BODY_BYTES + 64_000)


async def test_a_length_that_is_none_is_refused(notes: Api) -> None:
    for length in (b"-1", b"\xb2", b"1e3", b"9" * 5000, b"0x10"):
        answer = await notes.call("POST", NOTES, content=b"{}", headers={**JSON, "Content-Length": length})
        assert answer.status == 413, length

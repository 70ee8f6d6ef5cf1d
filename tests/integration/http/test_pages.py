"""Lists, page by page."""

import base64

from tests.integration.http.sample import ROOT
from tests.integration.http.test_problems import told
from tests.support.api import Api

NOTES = f"{ROOT}/notes"


def document(name: str, text: str = "a") -> dict[str, object]:
    return {"_id": name, "version": 1, "sequence": 0, "text": text, "removed": False}


async def test_every_row_is_seen_once_while_others_are_added(notes: Api) -> None:
    before = [f"n-{number:03d}" for number in range(0, 100, 5)]
    await notes.store["notes"].insert_many([document(name) for name in before])
    await notes.store["notes"].insert_many([document("n-500", "other")])
    seen: list[str] = []
    address: str | None = f"{NOTES}?limit=3&text=a"
    number = 1
    while address is not None:
        answer = (await notes.get(address)).ok()
        seen += [one["id"] for one in answer.body["items"]]
        address = answer.body["next"]
        assert answer.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
        # Before, between and behind where the reader is.
        await notes.store["notes"].insert_many([document(f"n-{number + shift:03d}") for shift in (0, 50)])
        number += 5
    assert seen == sorted(set(seen))
    assert set(before) <= set(seen)
    assert "n-500" not in seen


async def test_limits(notes: Api) -> None:
    await notes.store["notes"].insert_many([document(f"n-{number:03d}") for number in range(201)])
    assert len((await notes.get(NOTES)).ok().body["items"]) == 50
    full = (await notes.get(f"{NOTES}?limit=200")).ok()
    assert (len(full.body["items"]), full.body["next"] is None) == (200, False)
    last = (await notes.get(full.body["next"])).ok()
    assert ([one["id"] for one in last.body["items"]], last.body["next"]) == (["n-200"], None)
    for limit in ("0", "201", "-1", "many", "1.5", "", "9" * 400):
        answer = await notes.get(f"{NOTES}?limit={limit}")
        told(answer, 422, "payload-does-not-fit")
        assert answer.body["fields"][0]["field"] == "query.limit"


async def test_a_mark_that_no_page_gave(notes: Api) -> None:
    for after in ("é", "a", "!!!!", "/w", "_w", "x" * 401, "%00", "YQ%0a"):
        answer = await notes.get(f"{NOTES}?after={after}")
        assert answer.status == 422, after
        assert answer.body["remedy"]
    beyond = base64.urlsafe_b64encode(b"zzz").decode()
    assert (await notes.get(f"{NOTES}?after={beyond}")).ok().body == {"items": [], "next": None}


async def test_a_next_address_keeps_its_filters_whatever_they_hold(notes: Api) -> None:
    text = 'é&after=x"<>\r\n'
    await notes.store["notes"].insert_many([document(f"n-{number}", text) for number in range(3)])
    address = str(notes.client.build_request("GET", NOTES, params={"text": text, "limit": 2}).url.raw_path.decode())
    first = (await notes.get(address)).ok()
    second = (await notes.get(first.body["next"])).ok()
    assert [one["id"] for one in first.body["items"] + second.body["items"]] == ["n-0", "n-1", "n-2"]

"""What sites, readers and harvesters ask for again and again: kept as long as it is the same (R77)."""

from xml.etree import ElementTree

from tests.integration.publications.flow import (
    ROOT,
    VOLUME,
    WITHDRAWAL,
    change,
    get,
    publish_volume,
    tell,
)
from tests.integration.publications.flow import planned as workshop_planned
from tests.integration.publications.test_api_documents import AGENDA, DAY, announce, store_file
from tests.support.api import Api
from tests.unit.publications.test_file_types import PDF

_LISTS = ("/catalogue", "/volumes", "/documents?access=public", "/reports")
_BANK = ("/bank", "/bank?q=time&kind=key_message", "/bank/export")
_OAI = ("/oai?verb=ListRecords&metadataPrefix=oai_dc", "/oai?verb=ListSets", "/oai?verb=Identify")


async def test_r77_what_the_public_asks_for_again_is_304_until_it_changes(publications: Api) -> None:
    await publish_volume(publications)
    await tell(publications, workshop_planned())
    (await announce(publications)).ok(201)
    (await store_file(publications)).ok()
    (await change(publications, "POST", AGENDA, "/publication", DAY)).ok()
    [entry, *_] = (await get(publications, f"{ROOT}/bank?kind=lesson", role=None)).ok().body["items"]
    own = f"/bank/{entry['id']}"
    tags = {}
    for path in (*_LISTS, *_BANK, *_OAI, own, f"{own}/related", "/feed.atom"):
        read = (await get(publications, ROOT + path, role=None)).ok()
        assert read.headers["cache-control"] == "public, max-age=5", path
        assert read.headers["vary"] == "Authorization", path
        again = await publications.get(ROOT + path, role=None, headers={"If-None-Match": read.etag})
        assert (again.status, again.etag) == (304, read.etag), path
        other = await publications.get(ROOT + path, role=None, headers={"If-None-Match": '"other"'})
        assert (other.status, other.body) == (200, read.body) or path.startswith("/oai"), path
        # What staff may do changes without the thing: they keep nothing.
        staff = await publications.get(ROOT + path, role="editor", headers={"If-None-Match": read.etag})
        assert (staff.status, staff.headers["cache-control"]) == (200, "no-store"), path
        assert "etag" not in staff.headers or path not in _LISTS, path
        tags[path] = read.etag
    assert len(set(tags.values())) == len(tags)

    (await change(publications, "POST", AGENDA, "/removal", {"reason": "Wrong.", **DAY})).ok()
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    report = f"{ROOT}/reports/{entry['report']}"
    (await change(publications, "POST", report, "/withdrawal", WITHDRAWAL)).ok()
    for path in (*_LISTS, *_BANK, _OAI[0], "/feed.atom"):
        changed = await publications.get(ROOT + path, role=None, headers={"If-None-Match": tags[path]})
        assert (changed.status, changed.etag != tags[path]) == (200, True), path
    gone = await publications.get(ROOT + own, role=None, headers={"If-None-Match": tags[own]})
    assert gone.status == 410


ATOM, GONE = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


async def _feed(api: Api) -> tuple[str, dict[str, tuple[str, str]], list[str]]:
    """When it was updated, each entry by its identifier with when and what, and what is gone. As RFC 4287 has it."""
    root = ElementTree.fromstring((await get(api, f"{ROOT}/feed.atom", role=None)).ok().body)
    assert root.tag == f"{ATOM}feed"
    assert all(len(root.findall(ATOM + name)) == 1 for name in ("id", "title", "updated", "author"))
    entries = {}
    for one in root.iter(f"{ATOM}entry"):
        name, title, updated = [one.findtext(ATOM + part, "") for part in ("id", "title", "updated")]
        assert [link.get("href") for link in one.findall(f"{ATOM}link")] == [name]
        entries[name.removeprefix(f"http://localhost:8000{ROOT}")] = (updated, title)
    moments = [updated for updated, _ in entries.values()]
    assert moments == sorted(moments, reverse=True)
    gone = [one.get("ref", "").removeprefix(f"http://localhost:8000{ROOT}") for one in root.iter(GONE)]
    return str(root.findtext(f"{ATOM}updated")), entries, gone


async def test_r77_the_feed_has_public_documents_and_no_others_and_is_newer_with_each_change(publications: Api) -> None:
    await tell(publications, workshop_planned())
    for access in ("public", "membership", "internal"):
        (await announce(publications, id=access, access=access)).ok(201)
        paper = f"{ROOT}/documents/{access}"
        (await store_file(publications, document=paper)).ok()
        (await change(publications, "POST", paper, "/publication", DAY)).ok()
    (await announce(publications, id="to-come")).ok(201)
    first, entries, gone = await _feed(publications)
    assert (list(entries), gone) == (["/documents/public"], [])
    assert entries["/documents/public"][0] == first
    paper = f"{ROOT}/documents/public"
    read = (await get(publications, paper, role=None)).ok()
    assert read.body["id"] == "public"

    # Another version, that came out on the same day: the same entry, newer.
    (await store_file(publications, PDF + b"\n%%EOF\n", document=paper)).ok()
    assert (await _feed(publications))[0] == first
    (await change(publications, "POST", paper, "/publication", DAY)).ok()
    second, entries, _ = await _feed(publications)
    assert (list(entries), second > first) == (["/documents/public"], True)
    (await change(publications, "POST", paper, "/removal", {"reason": "A name.", **DAY})).ok()
    third, entries, gone = await _feed(publications)
    assert (entries, gone, third > second) == ({}, ["/documents/public"], True)
    # One of the Membership that becomes everybody's is new on that day.
    described = {
        "kind": "agenda",
        "title": {"en": "For all"},
        "language": "en",
        "dated": "2018-03-01",
        "access": "public",
        **DAY,
    }
    (await change(publications, "PUT", f"{ROOT}/documents/membership", "", described)).ok()
    fourth, entries, _ = await _feed(publications)
    assert (entries, fourth > third) == ({"/documents/membership": (fourth, "For all")}, True)


async def test_what_was_public_before_that_was_dated_is_in_the_feed(publications: Api) -> None:
    await publish_volume(publications)
    _, entries, _ = await _feed(publications)
    await publications.store["reports"].update_many({}, {"$unset": {"public_at": ""}})
    _, dated, _ = await _feed(publications)
    assert list(dated) == list(entries)
    assert [updated for updated, _ in dated.values()][-1] == "2018-05-04T00:00:00.000Z"

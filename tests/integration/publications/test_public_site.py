"""What sites, readers and harvesters ask for again and again: kept as long as it is the same (R77)."""

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
        assert read.etag is not None, path
        again = await publications.get(ROOT + path, role=None, headers={"If-None-Match": read.etag})
        assert (again.status, again.etag) == (304, read.etag), path
        other = await publications.get(ROOT + path, role=None, headers={"If-None-Match": '"other"'})
        assert (other.status, other.body) == (200, read.body) or path.startswith("/oai"), path
        # What staff may do changes without the thing: they keep nothing.
        staff = await publications.get(ROOT + path, role="editor", headers={"If-None-Match": read.etag})
        assert (staff.status, staff.headers["cache-control"]) == (200, "no-store"), path
        assert staff.etag is None or path not in _LISTS, path
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

"""The catalogue over HTTP: terms, descriptions, citations, and what stays of what is gone (R66)."""

from xml.etree import ElementTree

from services.publications.api.book_checks import check_onix
from tests.integration.publications.flow import (
    ENGLISH,
    FIRST,
    FRENCH,
    RECORD,
    REPORT,
    ROOT,
    SECOND,
    VOLUME,
    WITHDRAWAL,
    change,
    create_volume,
    get,
    held,
    publish_volume,
    set_editions,
    tell,
)
from tests.support.api import Api

DAY = {"occurred_on": "2018-09-05"}
ATOM = "{http://www.w3.org/2005/Atom}"
OAI = "{http://www.openarchives.org/OAI/2.0/}"


async def test_r66_a_record_says_how_the_volume_is_obtained(publications: Api) -> None:
    await publish_volume(publications)
    record = (await get(publications, RECORD)).ok().body
    assert record["terms"] == {"availability": "available", "price": None}
    assert [one["name"] for one in record["actions"]] == ["setTerms"]
    assert (await get(publications, RECORD, role=None)).ok().body["actions"] == []
    for wrong in ({}, {"free": True, "price": {"amount": "1.00", "currency": "CHF"}}):
        assert (await change(publications, "PUT", RECORD, "/terms", {**wrong, **DAY})).status == 422
    priced = {"price": {"amount": "25.00", "currency": "CHF"}, "availability": "out_of_print", **DAY}
    for amount in ("0.00", "-1.00", "1.001", "much"):
        bad = {**priced, "price": {"amount": amount, "currency": "CHF"}}
        assert (await change(publications, "PUT", RECORD, "/terms", bad)).status == 422
    related = [{"kind": "continues", "volume": "volume-9"}]
    assert (await change(publications, "PUT", RECORD, "/terms", {**priced, "related": related})).status == 404
    itself = [{"kind": "continues", "volume": "volume-1"}]
    assert (await change(publications, "PUT", RECORD, "/terms", {**priced, "related": itself})).status == 422
    (await change(publications, "PUT", RECORD, "/terms", priced)).ok()
    public = (await get(publications, RECORD, role=None)).ok().body
    assert public["terms"] == {"availability": "out_of_print", "price": {"amount": "25.00", "currency": "CHF"}}


async def test_r66_what_is_said_of_a_volume_is_kept_only_where_the_book_trade_can_read_it(publications: Api) -> None:
    await publish_volume(publications)
    priced = {"price": {"amount": "25.00", "currency": "CHF"}, **DAY}
    (await change(publications, "PUT", RECORD, "/terms", priced)).ok()
    before = (await get(publications, RECORD)).ok().body
    # ISO 4217 has it, and the code list of ONIX has not.
    unheard = {**priced, "price": {"amount": "25.00", "currency": "SSP"}}
    unprinted = {"publisher": "\u0001", **DAY}
    for thing, path, body, named in (
        (RECORD, "/terms", unheard, "the currency of its price"),
        (VOLUME, "/imprint", unprinted, "the publisher in its imprint"),
    ):
        for asked in (path, f"{path}?validate_only=true"):
            refused = await change(publications, "PUT", thing, asked, body)
            assert (refused.status, refused.body["type"]) == (422, "urn:idm:problem:onix-not-valid")
            sentence = f"The book trade cannot take this of volume 1: {named}. What the schema of its message says: "
            assert refused.body["detail"].startswith(sentence), refused.body["detail"]
    assert (await get(publications, RECORD)).ok().body == before
    # One in preparation as it would come out, so that its publication is not the first to find it.
    (await create_volume(publications, FIRST, id="draft", title={"en": "\u0001"})).ok(201)
    assert (await set_editions(publications, FRENCH, volume=f"{ROOT}/volumes/draft")).status == 422
    told = (await get(publications, f"{RECORD}/export?format=onix", role=None)).ok()
    assert check_onix(told.body.encode()).findings == ()
    assert "<CurrencyCode>CHF</CurrencyCode>" in told.body


async def test_r66_descriptions_and_citations_stay_when_the_volume_is_gone(publications: Api) -> None:
    await publish_volume(publications)
    (await set_editions(publications, ENGLISH, FRENCH)).ok()
    answer = (await get(publications, RECORD, role=None)).ok()
    assert answer.body["translations"] == [{"edition": "volume-1.fr", "is_translation_of": "volume-1.en"}]
    assert f'<{FRENCH["address"]}>; rel="item"; type="application/pdf"; hreflang="fr"' in answer.headers["link"]
    forms = {"jsonld": "application/ld+json", "dc": "application/xml", "bibtex": "x-bibtex", "ris": "research-info"}
    for form, media_type in forms.items():
        export = (await get(publications, f"{RECORD}/export?format={form}", role=None)).ok()
        assert media_type in export.headers["content-type"]
        assert export.headers["cache-control"] == "public, max-age=5"
        again = await publications.get(
            f"{RECORD}/export?format={form}", role=None, headers={"If-None-Match": export.etag}
        )
        assert again.status == 304
    assert (await get(publications, f"{RECORD}/export?format=marc")).status == 422
    french = (await get(publications, f"{RECORD}/export?format=bibtex&language=fr", role=None)).ok().body
    assert "Partenariats" in french
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    for form in forms:
        (await get(publications, f"{RECORD}/export?format={form}", role=None)).ok()
    gone = (await get(publications, f"{RECORD}/export", role=None)).ok().body
    assert (gone["creativeWorkStatus"], gone["name"][0]["@value"]) == ("Withdrawn", "Partnerships")
    refused = await change(publications, "PUT", RECORD, "/terms", {"free": True, **DAY})
    assert refused.status == 409


async def test_r66_harvesters_hear_of_a_record_and_then_of_its_end(publications: Api) -> None:
    oai = f"{ROOT}/oai?verb=ListRecords&metadataPrefix=oai_dc"

    async def header() -> ElementTree.Element:
        answer = (await get(publications, oai, role=None)).ok()
        assert answer.headers["content-type"] == "text/xml; charset=utf-8"
        [one] = ElementTree.fromstring(answer.body).iter(f"{OAI}header")
        return one

    nothing = (await get(publications, oai, role=None)).ok().body
    assert '<error code="noRecordsMatch">' in nothing
    await publish_volume(publications)
    listed = await header()
    assert listed.findtext(f"{OAI}identifier") == "oai:localhost:catalogue-volume-1"
    assert listed.get("status") is None
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    assert (await header()).get("status") == "deleted"
    wrong = await publications.get(f"{ROOT}/oai?verb=%3Cb%3E&x=%22", role=None)
    assert '<error code="badVerb">' in wrong.ok().body


async def test_r77_the_feed_has_what_is_published_and_says_what_is_gone(publications: Api) -> None:
    empty = (await get(publications, f"{ROOT}/feed.atom", role=None)).ok()
    assert "<entry>" not in empty.body
    await publish_volume(publications)
    await tell(publications, held(SECOND))
    feed = (await get(publications, f"{ROOT}/feed.atom?language=fr", role=None)).ok()
    assert feed.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(feed.body)
    ids = [one.findtext(f"{ATOM}id") for one in root.iter(f"{ATOM}entry")]
    assert ids == [f"http://localhost:8000{RECORD}", f"http://localhost:8000{REPORT}"]
    assert next(one.findtext(f"{ATOM}title") for one in root.iter(f"{ATOM}entry")) == "Partenariats"
    (await change(publications, "POST", VOLUME, "/withdrawal", WITHDRAWAL)).ok()
    root = ElementTree.fromstring((await get(publications, f"{ROOT}/feed.atom", role=None)).ok().body)
    [gone] = root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert gone.get("ref") == f"http://localhost:8000{RECORD}"
    again = await publications.get(f"{ROOT}/feed.atom", role=None, headers={"If-None-Match": feed.etag})
    assert again.status == 200

"""Records of the catalogue in the forms of others."""

import json
from xml.etree import ElementTree

import pytest

from services.publications.api.oai_request import OaiError, Selection, asked
from services.publications.domain.catalogue_record import CatalogueRecord, RelatedWork, Relation, Terms
from services.publications.domain.exchange import (
    as_bibtex,
    as_dublin_core,
    as_json_ld,
    as_ris,
    signposts,
    xml_attribute,
)
from shared.contracts.publications import EditionFormat, EditionIdentifier
from shared.domain.errors import InvalidInput, WrongState
from shared.domain.money import Money
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.sample import ENGLISH, FRENCH, act_on, published, report_of, volume_of

ADDRESS = "https://idm.example/publications/v1/catalogue/catalogue-volume-27"
ISBN = EditionIdentifier(scheme="isbn", value="978-92-9068-743-6", format=EditionFormat.PDF)
NASTY = "Cats & {dogs} <b>\x01 100 %\r\nTY  - EVIL\u202e"
DC = "{http://purl.org/dc/elements/1.1/}"


def record_of(title: LocalizedText | None = None) -> CatalogueRecord:
    report = published(report_of())
    english = ENGLISH.model_copy(update={"identifiers": (ISBN,)})
    volume = volume_of(report, editions=(english, FRENCH))
    if title:
        volume.title = title
    volume.publish(act_on(), reports={report.workshop: report})
    return CatalogueRecord.listing(act_on(), volume, identifier="catalogue-volume-27")


def _withdrawn(record: CatalogueRecord) -> CatalogueRecord:
    record.editions = ()
    record.state, record.withdrawn_on = record.state.WITHDRAWN, act_on().occurred_on
    return record


def test_r66_schema_org_says_what_is_a_translation_of_what_and_how_it_is_obtained() -> None:
    record = record_of()
    record.set_terms(
        act_on(),
        terms=Terms(price=Money.of("25.00", "CHF")),
        related=(RelatedWork(kind=Relation.CONTINUES, volume="volume-26"),),
    )
    found = json.loads(json.dumps(as_json_ld(record, address=ADDRESS)))
    english, french = found["workExample"]
    assert french["translationOfWork"] == {"@id": english["@id"]}
    assert "translationOfWork" not in english
    assert english["workExample"][0]["isbn"] == ["978-92-9068-743-6"]
    assert (english["offers"]["price"], english["offers"]["priceCurrency"]) == ("25.00", "CHF")
    assert found["isAccessibleForFree"] is False
    assert found["isBasedOn"][0]["identifier"] == "volume-26"
    assert found["isPartOf"]["issn"] == "1726-2224"
    assert as_json_ld(record_of(), address=ADDRESS)["isAccessibleForFree"] is True


def test_r66_dublin_core_is_xml_whatever_the_title_is() -> None:
    element = ElementTree.fromstring(as_dublin_core(record_of(LocalizedText(en=NASTY)), address=ADDRESS))
    assert element.findtext(f"{DC}title") == NASTY.replace("\x01", "").replace("\r\n", "\n")
    identifiers = [one.text for one in element.findall(f"{DC}identifier")]
    assert identifiers == [ADDRESS, ENGLISH.address, "urn:isbn:978-92-9068-743-6", FRENCH.address]
    relations = [one.text for one in element.findall(f"{DC}relation")]
    assert relations[0] == "volume-27.fr isTranslationOf volume-27.en"


def test_r66_citations_are_one_entry_each_whatever_the_title_is() -> None:
    record = record_of(LocalizedText(en=NASTY, fr="Coopération"))
    bibtex = as_bibtex(record, address=ADDRESS, language=None)
    assert bibtex.startswith("@book{volume-27,\n  title = {Cats \\& \\{dogs\\} <b> 100 \\% TY - EVIL\u202e},\n")
    assert "isbn = {978-92-9068-743-6}" in bibtex
    french = as_bibtex(record, address=ADDRESS, language=Language.FR)
    assert "title = {Coopération}" in french
    assert FRENCH.address in french
    ris = as_ris(record, address=ADDRESS, language=None).split("\r\n")
    assert ris[0] == "TY  - BOOK"
    assert ris[-2:] == ["ER  - ", ""]
    assert sum(line.startswith("TY") for line in ris) == 1


def test_r66_a_tombstone_is_described_and_cited_for_ever() -> None:
    record = _withdrawn(record_of())
    assert as_json_ld(record, address=ADDRESS)["creativeWorkStatus"] == "Withdrawn"
    assert "Withdrawn on" in as_bibtex(record, address=ADDRESS, language=None)
    assert "N1  - Withdrawn on" in as_ris(record, address=ADDRESS, language=None)
    assert ElementTree.fromstring(as_dublin_core(record, address=ADDRESS)).findtext(f"{DC}identifier") == ADDRESS
    assert 'rel="item"' not in signposts(record, address=ADDRESS)


def test_signposts_lead_to_descriptions_and_files() -> None:
    links = signposts(record_of(), address=ADDRESS)
    assert f'<{ADDRESS}>; rel="cite-as"' in links
    assert f'<{FRENCH.address}>; rel="item"; type="application/pdf"; hreflang="fr"' in links
    assert links.count('rel="describedby"') == 5


def test_an_address_in_a_header_is_a_uri_whatever_letters_it_has() -> None:
    record = record_of()
    address = 'https://idm.example/Миграция/27%20fr?a=b&c=d>; rel="evil"'
    record.editions = (ENGLISH.model_copy(update={"address": address}),)
    links = signposts(record, address=ADDRESS)
    assert links.isascii()
    assert '/27%20fr?a=b&c=d%3E;%20rel=%22evil%22>; rel="item"' in links


def test_an_attribute_is_escaped_once() -> None:
    assert xml_attribute("a&b\x01 <'\"") == '"a&amp;b &lt;\'&quot;"'


def test_terms_are_of_what_there_is() -> None:
    record = record_of()
    itself = RelatedWork(kind=Relation.REPLACES, volume="volume-27")
    other = RelatedWork(kind=Relation.REPLACES, volume="volume-26")
    for related in ((itself,), (other, other)):
        with pytest.raises(InvalidInput):
            record.set_terms(act_on(), terms=Terms(), related=related)
    for amount in ("0.00", "-1.00"):
        with pytest.raises(InvalidInput, match="more than nothing"):
            record.set_terms(act_on(), terms=Terms(price=Money.of(amount, "CHF")), related=())
    with pytest.raises(WrongState, match="nothing is to obtain"):
        _withdrawn(record).set_terms(act_on(), terms=Terms(), related=())


# OAI-PMH


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Steal", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&more=1", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2018-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2018-01-01&until=2018-01-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2018-01-02&until=2018-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=year-18", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=not-one", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=eyJhdCI6eyIkZ3QiOiIifSwiYWZ0ZXIiOiJhIn0", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=e30", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=eyJhdCI6IngiLCJhZnRlciI6InkiLCJjdXJzb3IiOi0xfQ", "badResumptionToken"),
        (
            "verb=ListRecords&resumptionToken=eyJhdCI6IngiLCJhZnRlciI6InkiLCJ0b3RhbCI6OTk5OTk5OTk5OX0",
            "badResumptionToken",
        ),
        ("verb=ListRecords&resumptionToken=%C3%A9", "badResumptionToken"),
    ],
)
def test_what_the_protocol_does_not_know_is_told_by_its_code(query: str, code: str) -> None:
    pairs = [
        (name, value.replace("%C3%A9", "é")) for name, _, value in (one.partition("=") for one in query.split("&"))
    ]
    with pytest.raises(OaiError) as wrong:
        asked([pair for pair in pairs if pair[0]]).selection()
    assert wrong.value.code == code


def test_a_token_goes_on_where_the_list_ended() -> None:
    selection = Selection(
        first="2018-01-01T00:00:00.000Z", set="year-2018", at="2018-02-01T00:00:00.000Z", after="x", cursor=200
    )
    assert Selection.of_token(selection.token()) == selection
    assert selection.where() == {"changed_at": {"$gte": "2018-01-01T00:00:00.000Z"}, "workshops.cycle": "cycle-2018"}
    asked_for = asked(
        [("verb", "ListIdentifiers"), ("metadataPrefix", "oai_dc"), ("until", "2018-01-01"), ("set", "language-fr")]
    )
    assert asked_for.selection().where() == {
        "changed_at": {"$lte": "2018-01-01T23:59:59.999Z"},
        "original_language": "fr",
    }

"""A record of the catalogue as an ONIX message."""

from datetime import date
from xml.etree import ElementTree

import pytest

from services.publications.api.book_checks import check_onix
from services.publications.domain.catalogue_record import Availability, CatalogueRecord, Terms
from services.publications.domain.editions import isbn_of
from services.publications.domain.onix import NAMESPACE, as_onix
from shared.contracts.publications import Edition, EditionFormat, EditionIdentifier
from shared.domain.money import Money
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.book_sample import NASTY, edition_of, report_with
from tests.unit.publications.sample import (
    volume_of,
)


def _record(*editions: Edition, **fields: object) -> CatalogueRecord:
    volume = volume_of(report_with())
    whole: dict[str, object] = {
        "id": "catalogue-volume-27",
        "volume": volume.id,
        "number": 27,
        "title": LocalizedText(en=f"Title {NASTY}", fr="Partenariats"),
        "original_language": Language.EN,
        "workshops": volume.workshops,
        "editions": editions,
        "listed_on": date(2019, 3, 11),
        **fields,
    }
    return CatalogueRecord.model_validate(whole)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(),
        Terms(availability=Availability.OUT_OF_PRINT, price=Money.of("25.00", "CHF")),
        Terms(availability=Availability.FORTHCOMING),
    ],
)
def test_an_onix_message_fits_the_schema_and_relates_languages_and_formats(terms: Terms) -> None:
    isbn = EditionIdentifier(scheme="isbn", value="978-92-9068-743-6", format=EditionFormat.PDF)
    record = _record(edition_of(identifiers=(isbn,)), edition_of(Language.FR), terms=terms)
    message = as_onix(record, contact="books@idm.example")
    assert check_onix(message).findings == ()
    assert message == as_onix(record, contact="books@idm.example")
    root, names = ElementTree.fromstring(message), {"onix": NAMESPACE}
    assert len(root.findall("onix:Product", names)) == 6
    relations = [one.text for one in root.findall(".//onix:ProductRelationCode", names)]
    assert (relations.count("06"), relations.count("11")) == (12, 6)


def test_a_format_bears_the_same_isbn_in_its_file_and_in_the_onix_message() -> None:
    general = EditionIdentifier(scheme="isbn", value="978-92-9068-743-6")
    own = EditionIdentifier(scheme="isbn", value="978-92-9000-027-3", format=EditionFormat.PDF)
    edition = edition_of(identifiers=(general, own))
    message = as_onix(_record(edition), contact="books@idm.example").decode()
    assert {isbn_of(edition, kind) for kind in edition.formats} == {general.value, own.value}
    for isbn in (general, own):
        assert f"<IDValue>{isbn.value.replace('-', '')}</IDValue>" in message


def test_an_onix_message_without_an_edition_has_no_product_and_a_wrong_one_does_not_pass() -> None:
    message = as_onix(_record(), contact="books@idm.example")
    assert check_onix(message).passed
    assert b"<NoProduct" in message
    assert not check_onix(message.replace(b"NoProduct", b"NoProducts")).passed

"""A record of the catalogue as an ONIX for Books 3.1 message: what booksellers and libraries' suppliers take.

One product for each language and format. Numbers are those of EDItEUR's code lists.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from services.publications.domain.catalogue_record import Availability, CatalogueRecord, State
from services.publications.domain.editions import isbn_of
from services.publications.domain.exchange import SERIES, mark_of, one_line, title_in
from shared.contracts.publications import Edition, EditionFormat
from shared.domain.text import Language

NAMESPACE = "http://ns.editeur.org/onix/3.1/reference"
_LANGUAGES = {Language.EN: "eng", Language.FR: "fre", Language.ES: "spa"}
_FORMS = {EditionFormat.PDF: "E107", EditionFormat.EPUB: "E101", EditionFormat.HTML: "E105"}
_MIGRATION = "JBFH"
"""Thema: migration, immigration and emigration."""
_AVAILABILITY = {Availability.AVAILABLE: "20", Availability.FORTHCOMING: "10", Availability.OUT_OF_PRINT: "51"}
_STATUS = {Availability.AVAILABLE: "04", Availability.FORTHCOMING: "02", Availability.OUT_OF_PRINT: "07"}


def as_onix(record: CatalogueRecord, *, contact: str) -> bytes:
    """``contact``: whom receivers write to. A tombstone has no product: nothing is to obtain."""
    message = Element("ONIXMessage", {"xmlns": NAMESPACE, "release": "3.1"})
    sender = _in(_in(message, "Header"), "Sender")
    _say(sender, "SenderName", record.imprint.publisher)
    _say(sender, "EmailAddress", contact)
    changed = record.changed_at or datetime.combine(record.listed_on, datetime.min.time(), UTC)
    _say(message[0], "SentDateTime", f"{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    products = [(edition, kind) for edition in record.editions for kind in edition.formats]
    for edition, kind in products:
        _product(message, record, edition, kind, products)
    if not products or record.state is State.WITHDRAWN:
        _in(message, "NoProduct")
    told: bytes = tostring(message, encoding="utf-8", xml_declaration=True)
    return told


def _product(
    message: Element,
    record: CatalogueRecord,
    edition: Edition,
    kind: EditionFormat,
    products: Sequence[tuple[Edition, EditionFormat]],
) -> None:
    product = _in(message, "Product")
    _say(product, "RecordReference", reference(record, edition, kind))
    _say(product, "NotificationType", "03")
    _say(product, "RecordSourceType", "01")
    _identify(product, record, edition, kind)
    _describe(_in(product, "DescriptiveDetail"), record, edition, kind)
    _tell(_in(product, "CollateralDetail"), record, edition)
    _publish(_in(product, "PublishingDetail"), record)
    related = [(relation, *other) for other in products for relation in _relation((edition, kind), other)]
    if related:
        material = _in(product, "RelatedMaterial")
        for relation, other, other_kind in related:
            found = _in(material, "RelatedProduct")
            _say(found, "ProductRelationCode", relation)
            _identify(found, record, other, other_kind)
    _supply(_in(_in(product, "ProductSupply"), "SupplyDetail"), record, edition)


def reference(record: CatalogueRecord, edition: Edition, kind: EditionFormat) -> str:
    """The identifier of a product, for ever the same."""
    return f"int.iom.idm.{record.volume}.{edition.language}.{kind}"


def _identify(parent: Element, record: CatalogueRecord, edition: Edition, kind: EditionFormat) -> None:
    own = _in(parent, "ProductIdentifier")
    _say(own, "ProductIDType", "01")
    _say(own, "IDTypeName", "IDM")
    _say(own, "IDValue", reference(record, edition, kind))
    if (isbn := isbn_of(edition, kind)) is not None:
        number = _in(parent, "ProductIdentifier")
        _say(number, "ProductIDType", "15")
        _say(number, "IDValue", "".join(sign for sign in isbn if sign.isdigit()))


def _describe(detail: Element, record: CatalogueRecord, edition: Edition, kind: EditionFormat) -> None:
    _say(detail, "ProductComposition", "00")
    _say(detail, "ProductForm", "ED")
    _say(detail, "ProductFormDetail", _FORMS[kind])
    _say(detail, "PrimaryContentType", "10")
    _say(detail, "EpubTechnicalProtection", "00")
    series = _in(detail, "Collection")
    _say(series, "CollectionType", "10")
    number = _in(series, "CollectionIdentifier")
    _say(number, "CollectionIDType", "02")
    _say(number, "IDValue", record.imprint.issn.replace("-", ""))
    titles = _in(series, "TitleDetail")
    _say(titles, "TitleType", "01")
    element = _in(titles, "TitleElement")
    _say(element, "TitleElementLevel", "02")
    _say(element, "PartNumber", str(record.number))
    _say(element, "TitleText", SERIES)
    titles = _in(detail, "TitleDetail")
    _say(titles, "TitleType", "01")
    element = _in(titles, "TitleElement")
    _say(element, "TitleElementLevel", "01")
    _say(element, "TitleText", title_in(record, edition.language))
    _in(detail, "NoContributor")
    if mark := mark_of(edition):
        _say(detail, "EditionStatement", mark)
    _language(detail, "01", edition.language)
    if edition.language is not record.original_language:
        _language(detail, "02", record.original_language)
    subject = _in(detail, "Subject")
    _in(subject, "MainSubject")
    _say(subject, "SubjectSchemeIdentifier", "93")
    _say(subject, "SubjectCode", _MIGRATION)
    audience = _in(detail, "Audience")
    _say(audience, "AudienceCodeType", "01")
    _say(audience, "AudienceCodeValue", "06")


def _language(detail: Element, role: str, language: Language) -> None:
    found = _in(detail, "Language")
    _say(found, "LanguageRole", role)
    _say(found, "LanguageCode", _LANGUAGES[language])


def _tell(detail: Element, record: CatalogueRecord, edition: Edition) -> None:
    """What it is about: the workshops; and whose the opinions are (R69)."""

    def told(kind: str, text: str) -> None:
        content = _in(detail, "TextContent")
        _say(content, "TextType", kind)
        _say(content, "ContentAudience", "00")
        _say(content, "Text", text)

    workshops = (one.title.model_dump().get(edition.language) or one.title.any() for one in record.workshops)
    told("03", "; ".join(workshops))
    notice = record.imprint.notice
    told("13", notice.model_dump().get(edition.language) or notice.any())


def _publish(detail: Element, record: CatalogueRecord) -> None:
    imprint = _in(detail, "Imprint")
    _say(imprint, "ImprintName", record.imprint.publisher)
    publisher = _in(detail, "Publisher")
    _say(publisher, "PublishingRole", "01")
    _say(publisher, "PublisherName", record.imprint.publisher)
    _say(detail, "CityOfPublication", record.imprint.place)
    _say(detail, "PublishingStatus", _STATUS[record.terms.availability])
    dated = _in(detail, "PublishingDate")
    _say(dated, "PublishingDateRole", "01")
    _say(dated, "Date", f"{record.listed_on:%Y%m%d}")


def _relation(one: tuple[Edition, EditionFormat], other: tuple[Edition, EditionFormat]) -> Iterator[str]:
    """What ``other`` is to ``one``: another format of it, or another language of the same format."""
    if one[0].language is other[0].language and one[1] is not other[1]:
        yield "06"
    if one[0].language is not other[0].language and one[1] is other[1]:
        yield "11"


def _supply(detail: Element, record: CatalogueRecord, edition: Edition) -> None:
    supplier = _in(detail, "Supplier")
    _say(supplier, "SupplierRole", "09")
    _say(supplier, "SupplierName", record.imprint.publisher)
    website = _in(supplier, "Website")
    _say(website, "WebsiteRole", "36")
    _say(website, "WebsiteLink", edition.address)
    _say(detail, "ProductAvailability", _AVAILABILITY[record.terms.availability])
    price = record.terms.price
    if price is None:
        _say(detail, "UnpricedItemType", "01")
    else:
        told = _in(detail, "Price")
        _say(told, "PriceType", "02")
        _say(told, "PriceAmount", str(price).split()[0])
        _say(told, "CurrencyCode", price.currency)


def _in(parent: Element, name: str) -> Element:
    return SubElement(parent, name)


def _say(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = one_line(text)

"""A record of the catalogue in the forms in which libraries, search engines and readers exchange them (row 37, 38).

Every form is made of a record alone, also of a tombstone: what there was stays citable when it is withdrawn.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from services.publications.domain.catalogue_record import Availability, CatalogueRecord, State
from shared.contracts.publications import Edition, EditionFormat, Translator
from shared.domain.text import Language, LocalizedText, clean

SERIES = "International Dialogue on Migration"
MEDIA_TYPES: Mapping[EditionFormat, str] = {
    EditionFormat.PDF: "application/pdf",
    EditionFormat.EPUB: "application/epub+zip",
    EditionFormat.HTML: "text/html",
}
_BREAKS = re.compile(r"\s+")
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "{}%&$#_"},
}
_SCHEMA_AVAILABILITY = {
    Availability.AVAILABLE: "https://schema.org/InStock",
    Availability.FORTHCOMING: "https://schema.org/PreOrder",
    Availability.OUT_OF_PRINT: "https://schema.org/OutOfStock",
}


def title_in(record: CatalogueRecord, language: Language | None) -> str:
    """Its title in a language, or else in the original one, or else in any."""
    by_language = record.title.model_dump()
    return by_language.get(language or "") or by_language.get(record.original_language) or record.title.any()


def edition_id(record: CatalogueRecord, language: Language) -> str:
    """The identifier of an edition: that of its volume, and its language."""
    return f"{record.volume}.{language}"


def as_json_ld(record: CatalogueRecord, *, address: str) -> dict[str, Any]:
    """schema.org: the work, with each edition and each format as things of their own. ``address`` is the record's."""
    original = f"{address}#{record.original_language}"
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@id": address,
        "@type": "Book",
        "name": _by_language(record.title),
        "inLanguage": record.original_language.value,
        "isPartOf": {"@type": "BookSeries", "name": SERIES, "issn": record.imprint.issn},
        "position": record.number,
        "publisher": {"@type": "Organization", "name": record.imprint.publisher},
        "datePublished": record.listed_on.isoformat(),
        "about": [
            {"@type": "Event", "name": _by_language(one.title), "endDate": one.held_on.isoformat()}
            for one in record.workshops
        ],
        "isBasedOn": [{"@type": "Book", "identifier": one.volume, "description": one.kind} for one in record.related],
    }
    if record.state is State.WITHDRAWN:
        return {**found, "creativeWorkStatus": "Withdrawn", "expires": str(record.withdrawn_on)}
    found["isAccessibleForFree"] = record.terms.price is None
    found["workExample"] = [
        _edition_as_json_ld(record, one, address=address, original=original) for one in record.editions
    ]
    return found


def _edition_as_json_ld(record: CatalogueRecord, edition: Edition, *, address: str, original: str) -> dict[str, Any]:
    own = f"{address}#{edition.language}"
    price = record.terms.price
    found: dict[str, Any] = {
        "@id": own,
        "@type": "Book",
        "identifier": edition_id(record, edition.language),
        "name": title_in(record, edition.language),
        "inLanguage": edition.language.value,
        "url": edition.address,
        "offers": {
            "@type": "Offer",
            "availability": _SCHEMA_AVAILABILITY[record.terms.availability],
            "price": "0" if price is None else str(price).split()[0],
            "priceCurrency": "CHF" if price is None else price.currency,
        },
        "workExample": [
            {
                "@id": f"{own}-{kind}",
                "@type": "Book",
                "encodingFormat": MEDIA_TYPES[kind],
                "isbn": list(_isbns(edition, kind)),
            }
            for kind in edition.formats
        ],
    }
    if edition.language is not record.original_language:
        found["translationOfWork"] = {"@id": original}
    if not edition.official:
        found["creativeWorkStatus"] = "Not official"
    if mark := mark_of(edition):
        found["creditText"] = mark
    return found


def mark_of(edition: Edition | None) -> str:
    """What its descriptions say where a machine translated it, signed for or not (R68); empty otherwise."""
    if edition is None or edition.translated_by is not Translator.MACHINE:
        return ""
    return f"Translation by a machine, {'signed for by a person' if edition.official else 'not official'}"


def as_dublin_core(record: CatalogueRecord, *, address: str) -> str:
    """``oai_dc``: one XML element, without a declaration."""
    elements = "".join(
        f"<dc:{name}{_lang(lang)}>{_xml(text)}</dc:{name}>" for name, text, lang in _dublin_core(record, address)
    )
    return (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ '
        f'http://www.openarchives.org/OAI/2.0/oai_dc.xsd">{elements}</oai_dc:dc>'
    )


def _dublin_core(record: CatalogueRecord, address: str) -> Iterator[tuple[str, str, str | None]]:
    for language, text in record.title.model_dump().items():
        if text:
            yield "title", text, language
    yield "publisher", record.imprint.publisher, None
    yield "date", record.listed_on.isoformat(), None
    yield "type", "Book", None
    yield "identifier", address, None
    for edition in record.editions:
        yield "language", edition.language.value, None
        yield "identifier", edition.address, None
        for kind in edition.formats:
            yield "format", MEDIA_TYPES[kind], None
        for isbn in _isbns(edition, None):
            yield "identifier", f"urn:isbn:{isbn}", None
        if mark := mark_of(edition):
            yield "description", f"{edition_id(record, edition.language)}: {mark}", "en"
        if edition.language is not record.original_language:
            original = edition_id(record, record.original_language)
            yield "relation", f"{edition_id(record, edition.language)} isTranslationOf {original}", None
    for related in record.related:
        yield "relation", f"{related.kind} {related.volume}", None
    yield "relation", f"{SERIES}, No. {record.number} (ISSN {record.imprint.issn})", None
    for one in record.workshops:
        yield "subject", one.title.any(), None
    for language, text in record.imprint.notice.model_dump().items():
        if text:
            yield "rights", text, language


def as_bibtex(record: CatalogueRecord, *, address: str, language: Language | None) -> str:
    """One entry, of the edition in a language or of the original one."""
    edition = _edition(record, language)
    fields = {
        "title": title_in(record, language),
        "series": SERIES,
        "number": str(record.number),
        "publisher": record.imprint.publisher,
        "address": record.imprint.place,
        "year": str(record.listed_on.year),
        "language": (language or record.original_language).value,
        "issn": record.imprint.issn,
        "isbn": ", ".join(_isbns(edition, None)) if edition else "",
        "url": edition.address if edition else address,
        "note": _withdrawn(record) or mark_of(edition),
    }
    lines = ",\n".join(f"  {name} = {{{_tex(text)}}}" for name, text in fields.items() if text)
    key = re.sub(r"[^A-Za-z0-9-]", "-", record.volume)
    return f"@book{{{key},\n{lines}\n}}\n"


def as_ris(record: CatalogueRecord, *, address: str, language: Language | None) -> str:
    """One reference, of the edition in a language or of the original one."""
    edition = _edition(record, language)
    lines = [
        ("TY", "BOOK"),
        ("TI", title_in(record, language)),
        ("T2", SERIES),
        ("VL", str(record.number)),
        ("PB", record.imprint.publisher),
        ("CY", record.imprint.place),
        ("PY", str(record.listed_on.year)),
        ("DA", record.listed_on.strftime("%Y/%m/%d")),
        ("LA", (language or record.original_language).value),
        *(("SN", isbn) for isbn in (_isbns(edition, None) if edition else ())),
        ("SN", record.imprint.issn),
        ("UR", edition.address if edition else address),
        ("N1", _withdrawn(record) or mark_of(edition)),
    ]
    return "".join(f"{tag}  - {one_line(text)}\r\n" for tag, text in lines if text) + "ER  - \r\n"


def signposts(record: CatalogueRecord, *, address: str) -> str:
    """The value of ``Link``: where its descriptions and its files are, for programs (Signposting)."""
    links = [
        f'<{address}>; rel="cite-as"',
        '<https://schema.org/Book>; rel="type"',
        f'<{address}/export?format=jsonld>; rel="describedby"; type="application/ld+json"',
        f'<{address}/export?format=dc>; rel="describedby"; type="application/xml"',
        f'<{address}/export?format=onix>; rel="describedby"; type="application/onix+xml"',
        f'<{address}/export?format=bibtex>; rel="describedby"; type="application/x-bibtex"',
        f'<{address}/export?format=ris>; rel="describedby"; type="application/x-research-info-systems"',
    ]
    for edition in record.editions:
        links += [
            f'<{_in_header(edition.address)}>; rel="item"; type="{MEDIA_TYPES[kind]}"; hreflang="{edition.language}"'
            for kind in edition.formats
        ]
    return ", ".join(links)


def _in_header(address: str) -> str:
    """As a URI: a header has no letters beyond ASCII, and no angle in a link."""
    return quote(address, safe="%:/?#[]@!$&'()*+,;=~")


def xml_text(text: str) -> str:
    """Text between tags; what XML cannot hold is left out."""
    return escape(clean(text))


def xml_attribute(text: str) -> str:
    """The value of an attribute, in its quotes; what XML cannot hold is left out."""
    return quoteattr(clean(text))


_xml = xml_text


def _lang(language: str | None) -> str:
    return f' xml:lang="{language}"' if language else ""


def _by_language(text: LocalizedText) -> list[dict[str, str]]:
    return [{"@language": language, "@value": said} for language, said in text.model_dump().items() if said]


def _edition(record: CatalogueRecord, language: Language | None) -> Edition | None:
    wanted = language or record.original_language
    return next((one for one in record.editions if one.language is wanted), None)


def _isbns(edition: Edition, kind: EditionFormat | None) -> Iterator[str]:
    """Those of one format, or of all."""
    for one in edition.identifiers:
        if one.scheme == "isbn" and (kind is None or one.format in (None, kind)):
            yield one.value


def _withdrawn(record: CatalogueRecord) -> str:
    return f"Withdrawn on {record.withdrawn_on}." if record.state is State.WITHDRAWN else ""


def one_line(text: str) -> str:
    """On one line: a line break would begin another field."""
    return _BREAKS.sub(" ", clean(text)).strip()


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in one_line(text))

"""The bookstore's catalogue: a record for each volume that came out, written with it in one step (R66)."""

import json
from typing import Annotated, Any, Literal, Self

import etag
from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints, model_validator

from services.publications.api.access import Anybody, Editor
from services.publications.api.actions import judge_records
from services.publications.api.for_the_trade import with_valid_onix
from services.publications.api.forms import OccurredOn
from services.publications.api.views import CatalogueRecordView
from services.publications.domain import exchange
from services.publications.domain.catalogue_record import (
    Availability,
    CatalogueRecord,
    RelatedWork,
    Relation,
    State,
    Terms,
)
from services.publications.domain.onix import as_onix
from services.publications.use_cases import catalogue
from shared.domain.identifiers import Identifier
from shared.domain.money import Money
from shared.domain.text import Language
from shared.http.acting import platform_of
from shared.http.actions import Listing, Offering, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/publications/v1", tags=["catalogue"])
ExportForm = Literal["jsonld", "dc", "bibtex", "ris", "onix"]
_MEDIA: dict[ExportForm, tuple[str, str]] = {
    "jsonld": ("application/ld+json", "jsonld"),
    "dc": ("application/xml", "xml"),
    "bibtex": ("application/x-bibtex; charset=utf-8", "bib"),
    "onix": ("application/onix+xml", "onix.xml"),
    "ris": ("application/x-research-info-systems; charset=utf-8", "ris"),
}
_EXPORTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The record in the form asked for",
        "content": {media_type.split(";")[0]: {} for media_type, _ in _MEDIA.values()},
    }
}


class PriceForm(Input):
    amount: Annotated[str, StringConstraints(max_length=30)] = Field(examples=["25.00"])
    currency: Annotated[str, StringConstraints(max_length=3)] = Field(examples=["CHF"])


class RelatedForm(Input):
    kind: Relation
    volume: Identifier


class SetTerms(Input):
    """Whole: what is left out is gone."""

    availability: Availability = Availability.AVAILABLE
    price: PriceForm | None = Field(default=None, description="Left out of what is free")
    free: bool = Field(default=False, description="Said of what has no price, so that none is forgotten")
    related: tuple[RelatedForm, ...] = Field(default=(), max_length=50)
    occurred_on: OccurredOn = None

    @model_validator(mode="after")
    def _free_or_with_a_price(self) -> Self:
        if self.free == (self.price is not None):
            raise ValueError("give a price, or say that it is free")
        return self

    def terms(self) -> Terms:
        price = Money.of(self.price.amount, self.price.currency) if self.price else None
        return Terms(availability=self.availability, price=price)


@router.get("/catalogue", operation_id="listCatalogue", responses=PROBLEMS)
async def list_catalogue(
    offers: Offering, reader: Anybody, paging: Paging, state: State | None = None
) -> Listing[CatalogueRecordView]:
    """Every volume that ever came out, in order of identifier; one that was withdrawn as a tombstone."""
    where = {} if state is None else {"state": state.value}
    return await offers.listing(
        CatalogueRecordView,
        where,
        collection="catalogue_records",
        paging=paging,
        judge=judge_records,
        to=reader.actor,
    )


@router.get("/catalogue/{record}", operation_id="getCatalogueRecord", responses=PROBLEMS)
async def get_catalogue_record(
    record: str, request: Request, response: Response, offers: Offering, reader: Anybody
) -> CatalogueRecordView:
    """One record, for ever; its identifier is `catalogue-` and that of its volume. `Link` names where its descriptions
    and its files are, for programs (Signposting)."""
    document = await reader.one("catalogue_records", record)
    known = woken(CatalogueRecord, document)
    response.headers["Link"] = exchange.signposts(known, address=_address(request, known))
    return await offers.one(CatalogueRecordView, document, judge=judge_records, to=reader.actor)


@router.get(
    "/catalogue/{record}/export",
    operation_id="exportCatalogueRecord",
    responses={**PROBLEMS, **_EXPORTS},
    response_class=Response,
)
async def export_catalogue_record(
    record: str,
    request: Request,
    response: Response,
    reader: Anybody,
    format: ExportForm = "jsonld",
    language: Language | None = None,
) -> Response:
    """The record as schema.org (`jsonld`), Dublin Core (`dc`) or ONIX 3.1 for the book trade (`onix`), or to be cited
    (`bibtex`, `ris`), then of the edition in a `language` or of the original one. Of a withdrawn volume too."""
    known = woken(CatalogueRecord, await reader.one("catalogue_records", record))
    media_type, suffix = _MEDIA[format]
    kept = {name: response.headers[name] for name in ("Cache-Control", "Vary") if name in response.headers}
    headers = {
        **kept,
        "ETag": etag.format_etag(f"{known.version}-{format}-{language or ''}"),
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'inline; filename="{known.id}.{suffix}"',
    }
    if format == "onix":
        told: str | bytes = as_onix(known, contact=platform_of(request).contact_email)
    else:
        told = _exported(known, format, language, _address(request, known))
    return Response(told, media_type=media_type, headers=headers)


@router.put("/catalogue/{record}/terms", operation_id="setTerms", responses=PROBLEMS)
async def set_terms(
    record: str, body: SetTerms, offers: Offering, expected: ExpectedVersion, command: Editor
) -> CatalogueRecordView:
    """How it is obtained: whether it is available, its price or that it is free; and what it is to other volumes. What
    the schema of ONIX does not take is refused, such as a currency that the book trade has no code for."""
    terms = body.terms()
    related = [RelatedWork(kind=one.kind, volume=one.volume) for one in body.related]
    changed = await command.run(
        with_valid_onix(
            command,
            lambda unit: catalogue.set_terms(
                unit, record, terms=terms, related=related, occurred_on=body.occurred_on, expected_version=expected
            ),
        )
    )
    return await offers.one(CatalogueRecordView, to_document(changed), judge=judge_records, to=command.actor)


def _address(request: Request, record: CatalogueRecord) -> str:
    return f"{platform_of(request).public_url}/publications/v1/catalogue/{record.id}"


def _exported(record: CatalogueRecord, form: ExportForm, language: Language | None, address: str) -> str:
    if form == "bibtex":
        return exchange.as_bibtex(record, address=address, language=language)
    if form == "ris":
        return exchange.as_ris(record, address=address, language=language)
    if form == "dc":
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{exchange.as_dublin_core(record, address=address)}'
    return json.dumps(exchange.as_json_ld(record, address=address), ensure_ascii=False)

"""A service's contracts over HTTP, for anybody: the JSON Schemas, and AsyncAPI as a document and as a page."""

import hashlib
from collections.abc import Collection
from functools import cache
from typing import Any

import etag
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from shared.contracts.asyncapi import as_text, asyncapi_of
from shared.contracts.catalogue import REGISTRY
from shared.contracts.page import page_of
from shared.contracts.registry import service_of
from shared.contracts.schemas import schema_of, schema_path
from shared.domain.errors import NotFound
from shared.domain.message import Audience, Message
from shared.http.schemas import PROBLEMS

_SECONDS_FRESH = 300
# The page needs its own style and nothing else, and says so to the browser.
_ONLY_ITSELF = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class SchemaEntry(BaseModel):
    """A message type that this service sends, and where its JSON Schema is."""

    type: str
    audience: Audience
    address: str


class Schemas(BaseModel):
    items: list[SchemaEntry]


def contracts_router(service: str, *, summary: str, hears: Collection[type[Message]]) -> APIRouter:
    """``/<service>/v1/schemas`` and ``/<service>/v1/asyncapi``. ``hears`` are the messages it reacts to."""
    router = APIRouter(prefix=f"/{service}/v1", tags=["contracts"])
    sent = {message.message_type: message for message in REGISTRY if service_of(message) == service}

    @cache
    def document() -> dict[str, Any]:
        return asyncapi_of(service, summary=summary, hears=hears)

    @cache
    def page() -> str:
        return page_of(document())

    @router.get("/schemas", operation_id="listSchemas")
    async def list_schemas(response: Response) -> Schemas:
        """The types of the messages that this service sends, with the addresses of their schemas."""
        response.headers["Cache-Control"] = f"public, max-age={_SECONDS_FRESH}"
        entries = (
            SchemaEntry(type=name, audience=message.audience, address=schema_path(name))
            for name, message in sent.items()
        )
        return Schemas(items=list(entries))

    @router.get(
        "/schemas/{type}",
        operation_id="getSchema",
        response_class=Response,
        responses={404: PROBLEMS[404], **_answers("application/schema+json", "The JSON Schema of `data`")},
    )
    async def get_schema(type: str) -> Response:
        """The JSON Schema of a message's `data`: where its `dataschema` leads."""
        if type not in sent:
            raise NotFound("message type", type)
        return _public(as_text(schema_of(sent[type])), "application/schema+json")

    @router.get(
        "/asyncapi.json",
        operation_id="getAsyncApi",
        response_class=Response,
        responses=_answers("application/json", "The AsyncAPI 3 document"),
    )
    async def get_asyncapi() -> Response:
        """What this service sends and hears, for programs (AsyncAPI 3)."""
        return _public(as_text(document()), "application/json")

    @router.get(
        "/asyncapi",
        operation_id="readAsyncApi",
        response_class=Response,
        responses=_answers("text/html", "A page that needs nothing from elsewhere"),
    )
    async def read_asyncapi() -> Response:
        """What this service sends and hears, for people."""
        answer = _public(page(), "text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = _ONLY_ITSELF
        return answer

    return router


def _answers(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": {media_type: {}}}}


def _public(text: str, media_type: str) -> Response:
    body = text.encode()
    headers = {
        "Cache-Control": f"public, max-age={_SECONDS_FRESH}",
        "ETag": etag.format_etag(hashlib.sha256(body).hexdigest()[:32]),
    }
    return Response(body, media_type=media_type, headers=headers)

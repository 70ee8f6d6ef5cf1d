"""What is new, as an Atom feed (RFC 4287): volumes, reports, public documents, and which of them are gone (RFC 6721).

An entry is as new as the server wrote it, on whatever day it happened, so that whoever reads the feed misses none."""

from collections.abc import AsyncIterator, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from fastapi import APIRouter, Request, Response

from services.publications.api.access import Anybody
from services.publications.domain.document import Access
from services.publications.domain.document import Document as Paper
from services.publications.domain.exchange import xml_text
from services.publications.queries import PUBLISHED
from shared.domain.text import Language, LocalizedText
from shared.http.acting import platform_of
from shared.http.actions import woken
from shared.http.schemas import PROBLEMS
from shared.http.versions import kept_headers
from shared.persistence.driver import Collection, Document, Store

router = APIRouter(prefix="/publications/v1", tags=["catalogue"])
_MOST = 50
_ATOM: dict[int | str, dict[str, Any]] = {
    200: {"description": "The feed", "content": {"application/atom+xml": {}}},
}
_TITLES = {
    Language.EN: "International Dialogue on Migration: what is new",
    Language.FR: "Dialogue international sur la migration : nouveautés",
    Language.ES: "Diálogo Internacional sobre la Migración: novedades",
}


@router.get("/feed.atom", operation_id="getFeed", responses={**PROBLEMS, **_ATOM}, response_class=Response)
async def get_feed(request: Request, response: Response, reader: Anybody, language: Language = Language.EN) -> Response:
    """The fifty latest volumes, reports and public documents, each under the address where it stays, and those that
    were public and are gone. Titles are in `language` where there is one."""
    base = f"{platform_of(request).public_url}/publications/v1"
    items = sorted([item async for item in _items(reader.store)], key=lambda item: (item[0], item[1]), reverse=True)
    latest = items[0][0] if items else "2001-01-01T00:00:00.000Z"
    own = f"{base}/feed.atom?language={language}"
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="{language}">'
        f"<id>{xml_text(own)}</id><title>{_TITLES[language]}</title><updated>{latest}</updated>"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>'
        "<author><name>International Organization for Migration</name></author>"
        f"{''.join(_entry(base, when, path, title, language) for when, path, title in items[:_MOST])}</feed>"
    )
    content = feed.encode()
    headers = kept_headers(response, content=content)
    return Response(content, media_type="application/atom+xml; charset=utf-8", headers=headers)


async def _items(store: Store) -> AsyncIterator[tuple[str, str, Document | None]]:
    """When, under which path, and called what; without a title what is gone."""
    for one in await store["catalogue_records"].find({}, sort=[("changed_at", -1), ("_id", 1)], limit=_MOST):
        yield one["changed_at"], f"catalogue/{one['_id']}", one["title"] if one["state"] == "listed" else None
    for when, one in await _latest(store["reports"], {"state": PUBLISHED}):
        shown = one["held"]["title"] if one["state"] == PUBLISHED else None
        yield when, f"reports/{one['_id']}", shown
    for when, one in await _latest(store["documents"], {"state": PUBLISHED, "about.access": Access.PUBLIC.value}):
        shown = one["about"]["title"] if woken(Paper, one).is_public else None
        yield when, f"documents/{one['_id']}", shown


async def _latest(kept: Collection, public: Document) -> Sequence[tuple[str, Document]]:
    """Each with the moment in which it became public, or was it no more; of what is public since before that was
    written down, by this version or beside it by the one before, the day."""
    dated = await kept.find({"public_at": {"$ne": None}}, sort=[("public_at", -1), ("_id", -1)], limit=_MOST)
    of_a_day = await kept.find({**public, "public_at": None}, sort=[("state_since", -1), ("_id", -1)], limit=_MOST)
    return [
        *((one["public_at"], one) for one in dated),
        *((f"{one['state_since']}T00:00:00.000Z", one) for one in of_a_day),
    ]


def _entry(base: str, when: str, path: str, title: Document | None, language: Language) -> str:
    address = f"{base}/{path}"
    if title is None:
        return f"<at:deleted-entry ref={quoteattr(address)} when={quoteattr(when)}/>"
    said = title.get(language.value) or LocalizedText.model_validate(title).any()
    return (
        f"<entry><id>{xml_text(address)}</id><title>{xml_text(said)}</title><updated>{when}</updated>"
        f"<link href={quoteattr(address)}/></entry>"
    )

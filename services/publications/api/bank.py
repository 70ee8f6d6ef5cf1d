"""The bank of practices: searched in three languages, counted by what entries have in common, cited by addresses that
stay, and exported."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from services.publications.api.access import Anybody
from services.publications.domain.bank import COLLECTION
from services.publications.domain.given import WHY_GONE, Gone, Kind
from shared.domain import errors
from shared.domain.errors import NotFound
from shared.domain.text import Language, LocalizedText
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS, View
from shared.http.versions import kept_headers, tagged, versioned
from shared.persistence.driver import Document, Store

router = APIRouter(prefix="/publications/v1", tags=["practice bank"])
_MOST_FOUND = 100
_MOST_RELATED = 5
_FACETS = ("kind", "year", "theme", "country", "region", "domains")
_COLUMNS = (
    *("id", "kind", "year", "country", "region", "domains", "partners"),
    *("title", "text", "evidence", "report", "machine_languages"),
)
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The entries, one in a line", "content": {"text/csv": {}}}
}

_ONE: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    410: {
        "description": "There was such an entry, and is no more; `tombstone` has `id`, `kind`, `year`, `workshop`, "
        "`workshop_title`, `report`, `published_on`, `gone_on` and `why`",
        "content": {"application/problem+json": {}},
    },
}
_OF_A_TOMBSTONE = ("kind", "year", "workshop", "workshop_title", "report", "published_on", "gone_on")


class EntryView(View):
    """A key message, a lesson or a practice, and the report that says it. `version` is that of the report."""

    kind: Kind
    title: LocalizedText | None
    text: LocalizedText
    country: str | None
    region: str | None = Field(description="Of M49: africa, americas, asia, europe or oceania")
    domains: tuple[str, ...]
    partners: tuple[str, ...]
    evidence: LocalizedText | None
    machine_languages: tuple[Language, ...] = Field(
        default=(), description="Those in which its texts are a machine's translation, which no person read yet (R68)"
    )
    theme: str | None
    theme_title: LocalizedText | None
    year: int | None
    workshop: str
    workshop_title: LocalizedText | None
    report: str
    published_on: str | None


class Count(BaseModel):
    value: str | int
    count: int


class Found(BaseModel):
    """`facets` count what the same question finds, all pages of it together."""

    items: list[EntryView]
    next: str | None = None
    total: int
    facets: dict[str, list[Count]]


class RelatedEntries(BaseModel):
    items: list[EntryView]


class Question(BaseModel):
    words: str | None
    language: Language
    where: dict[str, Any]


async def _question(
    q: Annotated[str | None, Query(min_length=1, max_length=200, description="Words, in any of their forms")] = None,
    language: Annotated[Language, Query(description="That of the words")] = Language.EN,
    kind: Kind | None = None,
    year: Annotated[int | None, Query(ge=2001, le=2999)] = None,
    theme: Annotated[str | None, Query(max_length=100)] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
    region: Annotated[str | None, Query(max_length=20)] = None,
    domain: Annotated[str | None, Query(max_length=50)] = None,
) -> Question:
    wanted = {"kind": kind, "year": year, "theme": theme, "country": country, "region": region, "domains": domain}
    where = {field: value for field, value in wanted.items() if value is not None}
    return Question(words=q, language=language, where={**where, "shown": True})


Asked = Annotated[Question, Depends(_question)]


@router.get("/bank", operation_id="searchBank", responses=PROBLEMS)
async def search_bank(response: Response, reader: Anybody, question: Asked, paging: Paging) -> Found:
    """Key messages, lessons learned and effective practices of all published reports. With `q`, those that have any of
    the words in any of their forms, with or without accents, the best first and 100 at most; `"in quotes"` is a phrase,
    `-word` leaves out. Without it, all of them page by page."""
    entries = reader.store[COLLECTION]
    where = _criteria(question)
    total, facets = await _counted(reader.store, where)
    if question.words is None:
        found: Page[EntryView] = await page(entries, where, paging=paging, view=EntryView, response=response)
        return tagged(response, Found(items=found.items, next=found.next, total=total, facets=facets))
    best = await _best(reader.store, where, limit=min(paging.limit, _MOST_FOUND))
    return tagged(response, Found(items=[EntryView.of(one) for one in best], total=total, facets=facets))


@router.get("/bank/export", operation_id="exportBank", responses={**PROBLEMS, **_CSV}, response_class=Response)
async def export_bank(
    response: Response, reader: Anybody, question: Asked, in_language: Literal["en", "fr", "es"] = "en"
) -> Response:
    """What the same question finds, as CSV with one entry in a line, in one language where there is a text in it. The
    last column names the languages in which the entry is a machine's translation (R68)."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    async for document in reader.store[COLLECTION].stream(_criteria(question), sort=[("_id", 1)]):
        writer.writerow([_cell(document, column, in_language) for column in _COLUMNS])
    content = stream.getvalue().encode("utf-8-sig")
    headers = kept_headers(response, content=content)
    headers |= {"Content-Disposition": 'attachment; filename="practices.csv"', "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/bank/{entry}", operation_id="getBankEntry", responses=_ONE)
async def get_bank_entry(entry: str, response: Response, reader: Anybody) -> EntryView:
    """One entry, at an address that stays, and is given to nothing of another kind. While its report is taken back, and
    while a corrected one does not say it any more, that is what stands there (410): what it was, since when it is gone,
    and why."""
    return versioned(response, EntryView.of(await _shown(reader.store, entry)))


@router.get("/bank/{entry}/related", operation_id="getRelatedEntries", responses=_ONE)
async def get_related_entries(entry: str, response: Response, reader: Anybody) -> RelatedEntries:
    """Up to five others that say something like it: those that share most of its words, in its first language."""
    known = await _shown(reader.store, entry)
    text = known["texts"][0]
    # Quotes and dashes would ask for phrases, and leave words out.
    words = text["text"].replace('"', " ").replace("-", " ")[:1_000]
    where = {"$text": {"$search": words, "$language": text["language"]}, "shown": True, "_id": {"$ne": entry}}
    best = await _best(reader.store, where, limit=_MOST_RELATED)
    return tagged(response, RelatedEntries(items=[EntryView.of(one) for one in best]))


def _criteria(question: Question) -> dict[str, Any]:
    if question.words is None:
        return question.where
    return {"$text": {"$search": question.words, "$language": question.language.value}, **question.where}


async def _best(store: Store, where: Mapping[str, Any], *, limit: int) -> Sequence[Document]:
    ranked: list[dict[str, Any]] = [
        {"$match": where},
        {"$sort": {"score": {"$meta": "textScore"}, "_id": 1}},
        {"$limit": limit},
    ]
    return await store[COLLECTION].aggregate(ranked)


async def _counted(store: Store, where: Mapping[str, Any]) -> tuple[int, dict[str, list[Count]]]:
    each = {
        name: [
            {"$unwind": f"${name}"},
            {"$group": {"_id": f"${name}", "count": {"$sum": 1}}},
            {"$sort": {"count": -1, "_id": 1}},
        ]
        for name in _FACETS
    }
    [found] = await store[COLLECTION].aggregate([{"$match": where}, {"$facet": {**each, "all": [{"$count": "count"}]}}])
    total = found["all"][0]["count"] if found["all"] else 0
    return total, {
        name: [Count(value=one["_id"], count=one["count"]) for one in found[name] if one["_id"] is not None]
        for name in _FACETS
    }


async def _shown(store: Store, entry: str) -> Document:
    found = await store[COLLECTION].find_one({"_id": entry})
    if found is None:
        raise NotFound("entry of the practice bank", entry)
    if not found["shown"]:
        # A version without tombstones may run beside this one, or did again: what it hid has no day and no reason.
        why = WHY_GONE[Gone(found.get("why", Gone.TAKEN_BACK))]
        since = f" since {found['gone_on']}" if "gone_on" in found else ""
        raise errors.Gone(
            f"This {found['kind'].replace('_', ' ')} is gone{since}. {why}",
            remedy="Cite it as gone; the report and its workshop have addresses of their own.",
            tombstone={"id": entry, **{name: found.get(name) for name in _OF_A_TOMBSTONE}, "why": why},
        )
    return found


def _cell(document: Document, column: str, language: str) -> str:
    # Entries of before there were marks have none.
    value = document["_id"] if column == "id" else document.get(column)
    if isinstance(value, dict):
        value = value.get(language) or next((text for text in value.values() if text), "")
    text = "; ".join(value) if isinstance(value, list) else str("" if value is None else value)
    # A sheet would run what begins like a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text

"""The log of a service over HTTP, for auditors and the Administration: ``/<service>/v1/audit`` (R76)."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field, JsonValue
from starlette.responses import StreamingResponse

from shared.domain.act import Role
from shared.domain.errors import NotFound
from shared.domain.identifiers import Identifier
from shared.domain.message import Audience
from shared.http.acting import Reader, reading_as
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS, View
from shared.outbox.rows import COLLECTION
from shared.outbox.storage import CHECKPOINTS
from shared.outbox.trail import changes_of, name_of, reason_of
from shared.persistence.driver import Document, Store

Auditing = Annotated[Reader, reading_as(Role.AUDITOR, Role.ADMINISTRATION)]


class By(BaseModel):
    """Who did it. ``subject`` is an account, never a name; ``system`` is a service that reacted to a message."""

    role: Role
    subject: str
    body: str | None = None


class Entry(View):
    """One row of the log. ``version`` counts the messages of the resource, and ``hash`` seals this one to the last."""

    resource: Identifier
    aggregate: str = Field(examples=["theme_slate"])
    what: str = Field(examples=["ThemeSelected"])
    by: By
    occurred_on: date = Field(description="The day on which it happened")
    recorded_at: str = Field(description="When the server wrote it down, UTC", examples=["2026-03-01T09:30:00.000Z"])
    reason: str | None = Field(description="Why, in the words of whoever acted; null where the act asks for no reason")
    audience: Audience
    data: dict[str, JsonValue]
    correlation_id: str = Field(description="The same for everything that follows from one request, in all services")
    causation_id: str = Field(description="The request or the message that this follows from")
    before: str | None = Field(description="The hash of the resource's message before this; null for its first")
    hash: str | None = Field(description="Null for a row that was not written by the platform as it is now")

    @classmethod
    def of(cls, document: Document) -> "Entry":
        return cls.model_validate(_entry(document))


class ChangeView(BaseModel):
    """`before` is what the log last said of this field: null when it said nothing yet."""

    field: str
    before: JsonValue
    after: JsonValue


class TrailEntry(Entry):
    """A row, with what it changed."""

    changes: list[ChangeView]


class Trail(View):
    """Everything that was ever recorded of one thing, the first first. ``version`` is that of the last."""

    aggregate: str
    entries: list[TrailEntry]


class CheckpointView(BaseModel):
    """What covers the log until ``at``. Note ``number:hash`` where nobody who writes to the database can write, and
    give it to `idm audit verify --noted`."""

    number: int
    at: str
    streams: int = Field(description="How many resources had moved since the one before")
    rows: int = Field(description="Rows of the log that are covered by now")
    before: str | None
    hash: str


class Checkpoints(BaseModel):
    items: list[CheckpointView]


class ExportFormat(StrEnum):
    NDJSON = "ndjson"
    CSV = "csv"


def _where(
    resource: Annotated[Identifier | None, Query(description="One thing, by its identifier")] = None,
    aggregate: Annotated[str | None, Query(max_length=100, description="One kind of thing, such as cycle")] = None,
    correlation: Annotated[Identifier | None, Query(description="What follows from one request")] = None,
    since: Annotated[date | None, Query(description="Recorded on this day (UTC) or later")] = None,
    until: Annotated[date | None, Query(description="Recorded on this day (UTC) or before")] = None,
) -> Document:
    """The rows that are asked for."""
    where: Document = {}
    for field, value in (("stream", resource), ("aggregate", aggregate), ("correlation_id", correlation)):
        if value is not None:
            where[f"recorded.{field}"] = value
    recorded: Document = {}
    if since is not None:
        recorded["$gte"] = since.isoformat()
    if until is not None and until < date.max:
        recorded["$lt"] = (until + timedelta(days=1)).isoformat()
    return {**where, "recorded.recorded_at": recorded} if recorded else where


Wanted = Annotated[dict[str, Any], Depends(_where)]


def audit_router(service: str) -> APIRouter:
    """Search, the trail of one thing, checkpoints and export. Nothing here changes anything."""
    router = APIRouter(prefix=f"/{service}/v1/audit", tags=["audit"])

    @router.get("", operation_id="listAudit", responses=PROBLEMS)
    async def listed(reader: Auditing, wanted: Wanted, paging: Paging, response: Response) -> Page[Entry]:
        """The log, in the order in which it was written; filters narrow it together. Who, when, what and why."""
        return await page(reader.store[COLLECTION], wanted, paging=paging, view=Entry, response=response)

    @router.get("/resources/{resource}", operation_id="getTrail", responses=PROBLEMS)
    async def trail(resource: str, reader: Auditing) -> Trail:
        """Who did what to one thing, when, from what to what, and why, from its first message to its last."""
        rows = await reader.store[COLLECTION].find({"recorded.stream": resource}, sort=[("recorded.version", 1)])
        if not rows:
            raise NotFound("resource", resource)
        entries = [
            TrailEntry.model_validate({**_entry(row), "changes": [vars(change) for change in changes]})
            for row, changes in changes_of(rows)
        ]
        last = entries[-1]
        return Trail(id=resource, version=last.version, aggregate=last.aggregate, entries=entries)

    @router.get("/checkpoints", operation_id="listCheckpoints", responses=PROBLEMS)
    async def checkpoints(reader: Auditing, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Checkpoints:
        """The newest checkpoints of the log, the newest first. Each one's hash covers all before it."""
        pipeline: list[Document] = [
            {"$sort": {"_id": -1}},
            {"$limit": limit},
            {"$set": {"number": "$_id", "streams": {"$size": "$moved"}}},
            {"$unset": "moved"},
        ]
        return Checkpoints.model_validate({"items": await reader.store[CHECKPOINTS].aggregate(pipeline)})

    @router.get(
        "/export",
        operation_id="exportAudit",
        response_class=Response,
        responses={
            **PROBLEMS,
            200: {
                "description": "A row of the log on each line",
                "content": {"application/x-ndjson": {}, "text/csv": {}},
            },
        },
    )
    async def export(reader: Auditing, wanted: Wanted, format: ExportFormat = ExportFormat.NDJSON) -> StreamingResponse:
        """The log to take away, however long it is. `ndjson` is complete: `idm audit verify --file` checks its seals
        without a database. `csv` is for a spreadsheet."""
        lines, media_type = (
            (_ndjson(reader.store, wanted), "application/x-ndjson")
            if format is ExportFormat.NDJSON
            else (_csv(reader.store, wanted), "text/csv; charset=utf-8")
        )
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{service}-audit.{format.value}"',
        }
        return StreamingResponse(lines, media_type=media_type, headers=headers)

    return router


def _entry(row: Mapping[str, Any]) -> dict[str, Any]:
    recorded, seal = row["recorded"], row.get("seal") or {}
    return {
        **recorded,
        "id": row["_id"],
        "resource": recorded["stream"],
        "what": name_of(recorded["type"]),
        "by": recorded["actor"],
        "reason": reason_of(recorded["data"]),
        "before": seal.get("before"),
        "hash": seal.get("hash"),
    }


def exported(row: Document) -> str:
    """A row of the log as a line: everything the seal is made of, and the seal. Not whether it was sent."""
    content = {name: row[name] for name in ("_id", "recorded", "seal") if name in row}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


async def _ndjson(store: Store, wanted: Document) -> AsyncIterator[str]:
    async for row in store[COLLECTION].stream(wanted, sort=[("_id", 1)]):
        yield exported(row)


_COLUMNS = (
    "recorded_at",
    "occurred_on",
    "role",
    "subject",
    "body",
    "resource",
    "aggregate",
    "version",
    "what",
    "reason",
    "data",
    "id",
    "hash",
)


async def _csv(store: Store, wanted: Document) -> AsyncIterator[str]:
    yield _line(_COLUMNS)
    async for row in store[COLLECTION].stream(wanted, sort=[("_id", 1)]):
        entry = _entry(row)
        data = json.dumps(entry["data"], ensure_ascii=False)
        yield _line([_cell({**entry, **entry["by"], "data": data}.get(name)) for name in _COLUMNS])


def _line(cells: Any) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is shown as the text it is."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value

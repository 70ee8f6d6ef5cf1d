"""What was removed of what is personal in reports, and what is still there and why (R30, R77, row 53)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from fastapi import APIRouter, Response

from services.publications.api.set_aside import KEPT
from services.publications.domain.consent_log import WithdrawalFollowed
from services.publications.domain.content import SET_ASIDE
from services.publications.domain.log import ReportWithdrawn, StoryConsentNoted
from services.publications.domain.parts import State
from services.publications.domain.report import Report
from shared.http.actions import woken
from shared.http.pages import Page, Paging, page
from shared.http.purges import KeptKind, Overseers, PurgedKind, PurgeReport
from shared.http.schemas import PROBLEMS, View
from shared.persistence.driver import Document, Store

router = APIRouter(prefix="/publications/v1/personal-data", tags=["reports"])
_REPORTS = Report.collection
_STORIES = "Stories to which a speaker does not agree"
_NAMES = "Names and pictures of which a speaker took back the yes"
_ASIDE = "Texts that were refused because another editor was faster"
_IS_OUT = "It is out: the public does not see it any more, and a person takes it out (R30)."
_GOES_NO_FURTHER = (
    "It is neither cleared nor published before its speaker agrees, and goes when that is taken back (R30)."
)
_TO_FOLLOW = "They may stand in any text, document or file: a person looks, and says so (R30)."
_A_WEEK = f"They are kept for {KEPT.days} days, so that nobody’s work is lost."
_REMOVAL = (StoryConsentNoted, ReportWithdrawn, WithdrawalFollowed)


@router.get("/purges", operation_id="listPurges", responses=PROBLEMS)
async def list_purges(reader: Overseers, paging: Paging, response: Response) -> Page[PurgeReport]:
    """By report, with its workshop's identifier (`id`): on which days stories were taken out and how often, and of
    how many speakers the name or the picture; how many of both are still there, and how many texts go by the clock,
    until when and why."""
    shown = await page(reader.store[_REPORTS], {}, paging=paging, view=View, response=response)
    ids = [one.id for one in shown.items]
    found = {one["_id"]: woken(Report, one) for one in await reader.store[_REPORTS].find({"_id": {"$in": ids}})}
    purged, aside = await _purged(reader.store, ids), await _aside(reader.store, ids)
    items = [
        PurgeReport(
            id=found[one].workshop,
            version=found[one].version,
            purged=tuple(
                PurgedKind(collection=_REPORTS, what=what, on=on, records=many)
                for (on, what), many in sorted(purged[one].items())
            ),
            kept=tuple(_kept(found[one], aside[one])),
        )
        for one in ids
    ]
    return Page(items=items, next=shown.next)


def _kept(report: Report, aside: Mapping[date, int]) -> Iterator[KeptKind]:
    many = len(report.told_all_the_same)
    if many:
        why = _IS_OUT if report.state is State.PUBLISHED else _GOES_NO_FURTHER
        yield KeptKind(collection=_REPORTS, what=_STORIES, records=many, until=None, why=why)
    if report.to_follow:
        many = len({one.voice for one in report.to_follow})
        yield KeptKind(collection=_REPORTS, what=_NAMES, records=many, until=None, why=_TO_FOLLOW)
    for until, many in sorted(aside.items()):
        yield KeptKind(collection=SET_ASIDE, what=_ASIDE, records=many, until=until, why=_A_WEEK)


async def _purged(store: Store, reports: Sequence[str]) -> dict[str, Counter[tuple[date, str]]]:
    """How many, by report, day and kind: from the log."""
    types = [one.message_type for one in _REMOVAL]
    rows = await store["outbox"].find({"recorded.stream": {"$in": list(reports)}, "recorded.type": {"$in": types}})
    found: dict[str, Counter[tuple[date, str]]] = defaultdict(Counter)
    for told in (row["recorded"] for row in rows):
        day = date.fromisoformat(told["recorded_at"][:10])
        for what, many in _removed(told["type"], told["data"]):
            found[told["stream"]][day, what] += many
    return found


def _removed(kind: str, data: Document) -> Iterator[tuple[str, int]]:
    if kind == WithdrawalFollowed.message_type:
        yield _NAMES, len(data["voices"])
    elif data.get("removed"):
        yield _STORIES, 1


async def _aside(store: Store, reports: Sequence[str]) -> dict[str, Counter[date]]:
    """How many texts, by report and the day on which they go."""
    found: dict[str, Counter[date]] = defaultdict(Counter)
    where = {"report": {"$in": list(reports)}}
    for one in await store[SET_ASIDE].find(where, projection={"report": 1, "expires_at": 1}):
        found[one["report"]][one["expires_at"].date()] += 1
    return found

"""What waits for the caller in publications."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter

from services.publications.api.actions import judge_cycles, judge_documents, judge_reports, judge_volumes
from services.publications.domain.parts import State
from services.publications.domain.report import VOLUME_WITHIN
from services.publications.domain.standing import State as VolumeState
from shared.domain.act import Role
from shared.domain.text import LocalizedText
from shared.http.acting import Reader, reading_as
from shared.http.actions import Offering
from shared.http.pages import Page, Paging
from shared.http.schemas import PROBLEMS
from shared.http.work_list import Source, WorkItem, work_list
from shared.persistence.driver import Document

router = APIRouter(prefix="/publications/v1", tags=["work list"])
_HELD = {"$in": [State.DRAFT.value, State.REVIEW.value, State.CLEARED.value, State.PUBLISHED.value]}
_UNSEEN = {"$filter": {"input": "$misfits", "cond": {"$not": ["$$this.seen"]}}}
_FIRST_NOTED = {"$min": {"$map": {"input": _UNSEEN, "in": "$$this.noted_on"}}}
_WAITING = {"$filter": {"input": "$taken_back", "cond": {"$not": ["$$this.followed"]}}}
_WAITS_SINCE = {"$map": {"input": _WAITING, "in": "$$this.since"}}
_DAYS = VOLUME_WITHIN // timedelta(days=1)


@router.get("/work-list", operation_id="getPublicationsWorkList", responses=PROBLEMS)
async def get_work_list(
    reader: Annotated[Reader, reading_as(Role.EDITOR, Role.ADMINISTRATION)], paging: Paging, offers: Offering
) -> Page[WorkItem]:
    """What waits for the caller, the longest waiting first: only what the caller's role can settle."""
    who = reader.actor.subject if reader.actor else ""
    return await work_list(offers, _sources(offers.today, who), paging=paging, to=reader.actor)


def _sources(today: date, who: str) -> tuple[Source, ...]:
    # Days are written with a fixed width, so that text order is time order.
    overdue, in_time = {"$lt": today.isoformat()}, {"$gte": today.isoformat()}
    draft, uncovered = {"state": State.DRAFT.value}, {"state": _HELD, "volumes": []}
    prepared = {"state": VolumeState.DRAFT.value}
    return (
        _report(
            "report-to-write",
            "writeReport",
            {**draft, "written_on": None},
            why="“{title}” was held, and nothing of its report is written.",
        ),
        _report(
            "report-to-review",
            "decideOnReport",
            {
                "state": {"$in": [State.REVIEW.value, State.CLEARED.value]},
                "reviewers": who,
                "decisions": {"$not": {"$elemMatch": {"by": who, "current": True}}},
            },
            why="You were asked to review the report on “{title}”.",
        ),
        _report(
            "report-to-send-to-review",
            "sendReportToReview",
            {**draft, "written_on": {"$ne": None}},
            since="$written_on",
            why="The report on “{title}” is written, and not sent to review.",
        ),
        _report(
            "report-to-clear",
            "clearReport",
            {"state": State.REVIEW.value},
            why="The report on “{title}” is in review, and not cleared.",
        ),
        _report(
            "report-to-publish",
            "publishReport",
            {"state": State.CLEARED.value},
            why="The report on “{title}” is cleared, and not published.",
        ),
        _report(
            "published-report-called-off",
            "withdrawReport",
            {"state": State.PUBLISHED.value, "called_off": {"$ne": None}},
            why="The report on “{title}” is published, and the workshop was cancelled or put off.",
        ),
        _report(
            "story-without-consent",
            "withdrawReport",
            {"state": State.PUBLISHED.value, "story_to_remove": True},
            why="The report on “{title}” is published, and tells a story without its speaker’s consent (R30).",
        ),
        _report(
            "name-or-picture-taken-back",
            "followWithdrawals",
            # Whatever became of the report: an agenda may be out before the workshop is held, or is called off.
            {"taken_back.followed": False},
            since={"$min": _WAITS_SINCE},
            why="A speaker at “{title}” took back the yes to the name or the picture (R30): look for it in the report, "
            "in the documents and in what is out, take it out, and say that this was followed.",
        ),
        _report(
            "volume-to-create",
            "createVolume",
            {**uncovered, "volume_due_on": in_time},
            since="$held.held_on",
            why="“{title}” was held, and no volume covers it (R61).",
        ),
        _report(
            "volume-overdue",
            "createVolume",
            {**uncovered, "volume_due_on": overdue},
            since="$volume_due_on",
            why=f"“{{title}}” was held more than {_DAYS} days ago, and no volume covers it (R61).",
        ),
        _volume(
            "volume-to-publish",
            {**prepared, "$or": [{"due_on": None}, {"due_on": in_time}]},
            since="$state_since",
            why="The volume {number} is prepared, and not published.",
        ),
        _volume(
            "volume-overdue-to-publish",
            {**prepared, "due_on": overdue},
            since="$due_on",
            why=f"The volume {{number}} covers a workshop of more than {_DAYS} days ago, and is not published (R61).",
        ),
        _volume(
            "volume-with-story-without-consent",
            {"state": VolumeState.PUBLISHED.value, "stories_to_remove": {"$exists": True, "$ne": []}},
            operation="withdrawVolume",
            since="$state_since",
            why="The volume {number} is published, and tells a story without its speaker’s consent (R30).",
        ),
        _volume(
            "volume-with-name-or-picture-taken-back",
            {"state": VolumeState.PUBLISHED.value, "taken_back_in": {"$exists": True, "$ne": []}},
            operation="withdrawVolume",
            since="$state_since",
            why="The volume {number} is published, and a speaker took back the yes to the name or the picture (R30): "
            "withdraw it where it shows them, or say on the report that this was followed.",
        ),
        Source(
            what="edition-to-make-again",
            operation="makeEdition",
            collection="volumes",
            where={"state": VolumeState.PUBLISHED.value, "outdated": {"$exists": True, "$ne": []}},
            since="$outdated_since",
            resource="/publications/v1/volumes/{id}",
            why=_outdated,
            judge=judge_volumes,
        ),
        Source(
            what="public-document-missing",
            operation="publishDocument",
            collection="documents",
            where={"state": "announced", "about.access": "public"},
            since="$state_since",
            resource="/publications/v1/documents/{id}",
            why=lambda paper: f"“{_title(paper['about'])}” is public, and on no page yet (R65).",
            judge=judge_documents,
        ),
        Source(
            what="fact-that-did-not-fit",
            operation="acknowledgeMisfit",
            collection="cycles",
            where={"misfits.seen": False},
            since=_FIRST_NOTED,
            resource="/publications/v1/cycles/{id}",
            why=_misfits,
            judge=judge_cycles,
        ),
    )


def _report(what: str, operation: str, where: Document, *, why: str, since: Any = "$state_since") -> Source:
    return Source(
        what=what,
        operation=operation,
        collection="reports",
        where=where,
        since=since,
        resource="/publications/v1/reports/{id}",
        why=_titled(why),
        judge=judge_reports,
    )


def _volume(what: str, where: Document, *, why: str, since: Any, operation: str = "publishVolume") -> Source:
    return Source(
        what=what,
        operation=operation,
        collection="volumes",
        where=where,
        since=since,
        resource="/publications/v1/volumes/{id}",
        why=lambda document: why.format(number=document["number"]),
        judge=judge_volumes,
    )


def _titled(sentence: str) -> Callable[[Document], str]:
    """Before it is held, a workshop has no title here."""
    return lambda document: sentence.format(
        title=_title(document["held"]) if document["held"] else document["workshop"]
    )


def _title(of: Document) -> str:
    return LocalizedText.model_validate(of["title"]).any()


def _outdated(volume: Document) -> str:
    return (
        f"The volume {volume['number']} is published, and its files in “{'”, “'.join(volume['outdated'])}” were made "
        "before the volume or a report changed. Where a speaker did not agree to a story, or took that back, nobody "
        "can read them until they are made again."
    )


def _misfits(cycle: Document) -> str:
    return " ".join(misfit["why"] for misfit in cycle["misfits"] if not misfit["seen"])

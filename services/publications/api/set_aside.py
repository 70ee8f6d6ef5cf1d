"""The text of whoever was slower than another editor: it is refused (412), and kept for a week beside the report."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Self

from fastapi import APIRouter, Response

from services.publications.api.access import Staff
from services.publications.domain.content import SET_ASIDE, Content
from services.publications.domain.report import Report
from shared.domain.errors import StaleVersion
from shared.domain.identifiers import new_identifier
from shared.domain.moment import Moment
from shared.http.acting import Command, platform_of
from shared.http.actions import woken
from shared.http.pages import Page, Paging, page
from shared.http.problems import HttpProblem
from shared.http.schemas import PROBLEMS, View
from shared.persistence.driver import InsertOne

router = APIRouter(prefix="/publications/v1", tags=["reports"])
KEPT = timedelta(days=7)


class SetAsideView(View):
    """What somebody wrote for a version of the report that was no longer the last. Newest last."""

    by: str
    """The account that sent it."""
    at: Moment
    content: Content

    def without(self, sessions: Collection[str]) -> Self:
        """The same, telling nothing of these sessions."""
        told = {session: text for session, text in self.content.sections.items() if session not in sessions}
        return self.model_copy(update={"content": self.content.model_copy(update={"sections": told})})


@router.get("/reports/{report}/set-aside", operation_id="listSetAside", responses=PROBLEMS)
async def list_set_aside(report: str, reader: Staff, paging: Paging, response: Response) -> Page[SetAsideView]:
    """The texts that were refused with 412 in the last week, whole: whoever goes on puts both together. A story to
    which its speaker does not agree is left out (R30)."""
    silent = woken(Report, await reader.one("reports", report)).silent_sessions
    found = await page(reader.store[SET_ASIDE], {"report": report}, paging=paging, view=SetAsideView, response=response)
    return found.model_copy(update={"items": [one.without(silent) for one in found.items]})


@asynccontextmanager
async def both_kept(command: Command, report: str, content: Content) -> AsyncIterator[None]:
    """Around the writing of a report: whoever comes too late is told so, and where the text is kept."""
    try:
        yield
    except StaleVersion as stale:
        if command.validate_only:
            raise
        identifier, at = new_identifier(), command.context.recorded_at
        kept = {
            "_id": identifier,
            "version": 1,
            "report": report,
            "by": command.actor.subject,
            "at": at,
            "content": content.model_dump(mode="json"),
            "expires_at": datetime.now(UTC) + KEPT,
        }
        await platform_of(command.request).store[SET_ASIDE].write([InsertOne(kept)])
        raise HttpProblem(
            412,
            stale.slug,
            f"{stale.sentence} Your text is kept for a week as “{identifier}”.",
            remedy=f"Read the report again and /publications/v1/reports/{report}/set-aside, put both texts together, "
            "and send them with the new ETag.",
        ) from None

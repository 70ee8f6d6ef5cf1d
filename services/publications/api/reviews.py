"""Before a report comes out: reviewers who have to agree, their decisions, and comments."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from services.publications.api.access import Editor, Reviewer
from services.publications.api.forms import Happened, OccurredOn, OwnId, Reason
from services.publications.api.reports import changed
from services.publications.api.views import ReportView
from services.publications.use_cases import reports
from shared.domain.identifiers import Identifier, new_identifier
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion

router = APIRouter(prefix="/publications/v1", tags=["reports"])
Account = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class AskReviewers(Input):
    reviewers: tuple[Account, ...] = Field(
        max_length=20, description="Accounts, as their tokens name them (`sub`); with none, nobody has to agree"
    )
    occurred_on: OccurredOn = None


class DecideOnReport(Input):
    approved: bool
    why: Reason | None = Field(default=None, description="What should change; needed for a no")
    occurred_on: OccurredOn = None


class CommentOnReport(Input):
    id: OwnId = None
    about: Identifier | None = Field(default=None, description="A section, message, lesson or practice; or all of it")
    text: Reason
    occurred_on: OccurredOn = None


@router.put("/reports/{report}/reviewers", operation_id="askReviewers", responses=PROBLEMS)
async def ask_reviewers(
    report: str, body: AskReviewers, offers: Offering, expected: ExpectedVersion, command: Editor
) -> ReportView:
    """Say who has to approve of the report before it is cleared and published."""
    result = await command.run(
        lambda unit: reports.ask_reviewers(
            unit, report, reviewers=body.reviewers, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await changed(result, offers, command)


@router.post("/reports/{report}/decisions", operation_id="decideOnReport", responses=PROBLEMS)
async def decide_on_report(
    report: str, body: DecideOnReport, offers: Offering, expected: ExpectedVersion, command: Reviewer
) -> ReportView:
    """Approve of the report as it is, or say what should change. Only for those who were asked, once it was sent to
    review; a change of the text makes it a draft, and sent again it asks them again."""
    result = await command.run(
        lambda unit: reports.decide_on_report(
            unit,
            report,
            approved=body.approved,
            why=body.why,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await changed(result, offers, command)


@router.post("/reports/{report}/comments", status_code=201, operation_id="commentOnReport", responses=PROBLEMS)
async def comment_on_report(report: str, body: CommentOnReport, offers: Offering, command: Reviewer) -> ReportView:
    """Say something of the report or of a part of it. It is for staff alone; no name of a private person belongs in it.
    Needs no `If-Match`, and moves the report's ETag: whoever is writing it reads the comment first."""
    identifier = body.id or new_identifier()
    result = await command.run(
        lambda unit: reports.comment_on_report(
            unit, report, comment=identifier, about=body.about, text=body.text, occurred_on=body.occurred_on
        )
    )
    return await changed(result, offers, command)


@router.post("/reports/{report}/comments/{comment}/resolution", operation_id="resolveComment", responses=PROBLEMS)
async def resolve_comment(
    report: str, comment: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Editor
) -> ReportView:
    """Say that a comment is dealt with."""
    result = await command.run(
        lambda unit: reports.resolve_comment(
            unit, report, comment=comment, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await changed(result, offers, command)

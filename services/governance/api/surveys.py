"""Written surveys over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from services.governance.api.access import Administration, Membership, own_body_alone
from services.governance.api.position_forms import AnswerSurvey, PositionsView
from services.governance.api.survey_actions import judge_positions, judge_surveys
from services.governance.domain.membership import Attendee
from services.governance.domain.survey import AskedOption, Extension, SurveyState, WrittenSurvey
from services.governance.queries import narrowed_by
from services.governance.use_cases import positions, surveys
from shared.contracts.governance import SlateKind, SurveyReason
from shared.domain.act import Role
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment
from shared.domain.text import LocalizedText, Text
from shared.http.acting import Command, acting_as
from shared.http.actions import ActedView, Listing, Offering, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["written surveys"])
Body = Annotated[Command, acting_as(Role.ADMINISTRATION, Role.MEMBER)]


class IssueSurvey(Input):
    """`deadline` is a moment, in UTC or with its own offset; one that lies in the past enters a survey afterwards."""

    id: Identifier | None = Field(default=None, examples=["survey-2017-1"])
    kind: SlateKind = Field(examples=["theme"])
    slate: Identifier = Field(examples=["theme-slate-2018"])
    reason: str = Field(max_length=100, examples=["not_conclusive"])
    consultation: Identifier = Field(
        description="The one that was not conclusive, or in which more time was asked for",
        examples=["consultation-2017-1"],
    )
    asked_for_by: list[Identifier] = Field(
        default_factory=list, max_length=500, description="The bodies that asked for more time"
    )
    note: LocalizedText | None = Field(default=None, description="What accompanies it")
    deadline: Moment = Field(examples=["2017-04-10T16:00:00Z"])
    remind_at: Moment | None = Field(default=None, description="When the clock reminds whoever has not answered")
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-03-20"])


class ExtendSurvey(Input):
    deadline: Moment = Field(examples=["2017-04-20T16:00:00Z"])
    reason: Text = Field(max_length=2000, examples=["Two missions asked for a week more."])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out")


class WithdrawSurvey(Input):
    reason: Text = Field(max_length=2000, examples=["The slate was withdrawn."])
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out")


class OnDay(Input):
    occurred_on: date | None = Field(default=None, description="Today (UTC) if left out", examples=["2017-04-10"])


class SurveyView(ActedView):
    """`recipients` are all bodies of the Membership on the day of issue, with the type that each had (R15)."""

    cycle: str
    kind: SlateKind
    slate: str
    reason: SurveyReason
    consultation: str
    asked_for_by: tuple[str, ...]
    note: LocalizedText | None
    options: tuple[AskedOption, ...]
    recipients: tuple[Attendee, ...]
    issued_on: date
    deadline: Moment
    by_the_clock: bool = Field(description="False for a survey that was entered after it took place")
    remind_at: Moment | None
    reminded_on: tuple[date, ...]
    extensions: tuple[Extension, ...]
    state: SurveyState
    closed_on: date | None
    conclusive: bool | None
    withdrawal_reason: str | None


@router.post("/written-surveys", status_code=201, operation_id="issueSurvey", responses=PROBLEMS)
async def issue_survey(body: IssueSurvey, offers: Offering, command: Administration) -> SurveyView:
    """Put a slate to every body of the Membership in writing.

    Only where a consultation was found not conclusive on it, or bodies asked for more time (R14); the Administration
    alone issues it, and to every body (R15). The clock closes it at its deadline. While it runs, the slate is decided
    in no consultation.
    """
    issued = await command.run(
        lambda unit: surveys.issue_survey(
            unit,
            id=body.id,
            kind=body.kind,
            slate=body.slate,
            consultation=body.consultation,
            reason=body.reason,
            asked_for_by=body.asked_for_by,
            note=body.note,
            deadline=body.deadline,
            remind_at=body.remind_at,
            occurred_on=body.occurred_on,
        )
    )
    return await offers.one(SurveyView, to_document(issued), judge=judge_surveys, to=command.actor)


@router.post("/written-surveys/{id}/responses", status_code=201, operation_id="answerSurvey", responses=PROBLEMS)
async def answer_survey(id: str, body: AnswerSurvey, offers: Offering, command: Body) -> PositionsView:
    """Answer for a body: its own delegate, or the secretariat on its behalf, which names the source document.

    A body has one response. What comes later replaces it; what comes after the deadline is kept and shown, and is not
    counted (R16). A theme or topic that it proposes is kept as a suggestion.
    """
    answered = await command.run(
        lambda unit: positions.answer_survey(
            unit, survey=id, body=body.body, said=body.said(), occurred_on=body.occurred_on
        )
    )
    shown = await offers.one(PositionsView, to_document(answered), judge=judge_positions, to=command.actor)
    survey = await offers.store[WrittenSurvey.collection].find_one({"_id": id})
    return shown.judged(woken(WrittenSurvey, survey) if survey else None)


@router.get("/written-surveys/{id}/responses", operation_id="listResponses", responses=PROBLEMS)
async def list_responses(id: str, reader: Membership, paging: Paging, offers: Offering) -> Listing[PositionsView]:
    """The responses to a survey, late ones too. A member sees that of its own body alone."""
    survey = woken(WrittenSurvey, await reader.one("written_surveys", id))
    own = own_body_alone(reader.actor)
    found = await offers.listing(
        PositionsView,
        narrowed_by(forum=id, body=own),
        collection="body_positions",
        paging=paging,
        judge=judge_positions,
        to=reader.actor,
        creates=[Action(operation="answerSurvey", at={"id": id}, obstacles=tuple(survey.obstacles_to_answer()))],
    )
    return found.model_copy(update={"items": [one.judged(survey) for one in found.items]})


@router.post("/written-surveys/{id}/extension", operation_id="extendSurvey", responses=PROBLEMS)
async def extend_survey(
    id: str, body: ExtendSurvey, expected: ExpectedVersion, offers: Offering, command: Administration
) -> SurveyView:
    """Give the bodies longer, with a reason, before the deadline has passed."""
    extended = await command.run(
        lambda unit: surveys.extend_survey(
            unit,
            survey=id,
            deadline=body.deadline,
            reason=body.reason,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(SurveyView, to_document(extended), judge=judge_surveys, to=command.actor)


@router.post("/written-surveys/{id}/reminder", operation_id="remindOfSurvey", responses=PROBLEMS)
async def remind_of_survey(
    id: str, body: OnDay, expected: ExpectedVersion, offers: Offering, command: Administration
) -> SurveyView:
    """Remind whoever has not answered yet, by a message. Who that is stands in their work lists alone."""
    reminded = await command.run(
        lambda unit: surveys.remind(unit, survey=id, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await offers.one(SurveyView, to_document(reminded), judge=judge_surveys, to=command.actor)


@router.post("/written-surveys/{id}/closing", operation_id="closeSurvey", responses=PROBLEMS)
async def close_survey(
    id: str, body: OnDay, expected: ExpectedVersion, offers: Offering, command: Administration
) -> SurveyView:
    """Close a survey that was entered after it took place. The clock closes every other one at its deadline."""
    closed = await command.run(
        lambda unit: surveys.close_survey(unit, survey=id, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await offers.one(SurveyView, to_document(closed), judge=judge_surveys, to=command.actor)


@router.post("/written-surveys/{id}/withdrawal", operation_id="withdrawSurvey", responses=PROBLEMS)
async def withdraw_survey(
    id: str, body: WithdrawSurvey, expected: ExpectedVersion, offers: Offering, command: Administration
) -> SurveyView:
    """Nobody needs to answer any more. The slate stays open, and what was answered stays on record."""
    withdrawn = await command.run(
        lambda unit: surveys.withdraw_survey(
            unit, survey=id, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(SurveyView, to_document(withdrawn), judge=judge_surveys, to=command.actor)


@router.get("/written-surveys", operation_id="listSurveys", responses=PROBLEMS)
async def list_surveys(
    reader: Membership, paging: Paging, offers: Offering, cycle: str | None = None
) -> Listing[SurveyView]:
    """The written surveys, in order of identifier; `cycle` narrows the list."""
    return await offers.listing(
        SurveyView,
        narrowed_by(cycle=cycle),
        collection="written_surveys",
        paging=paging,
        judge=judge_surveys,
        to=reader.actor,
        creates=[Action(operation="issueSurvey")],
    )


@router.get("/written-surveys/{id}", operation_id="getSurvey", responses=PROBLEMS)
async def get_survey(id: str, offers: Offering, reader: Membership) -> SurveyView:
    """One written survey."""
    return await offers.one(SurveyView, await reader.one("written_surveys", id), judge=judge_surveys, to=reader.actor)

"""Satisfaction surveys over HTTP (R40 to R43)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Self, TypeVar

from fastapi import APIRouter
from pydantic import Field

from services.events.api.forms import OccurredOn, Reason
from services.events.domain import satisfaction_questions as questions
from services.events.domain.satisfaction import Answer, Results, Scale
from services.events.domain.satisfaction_survey import Batch, SatisfactionSurvey, SurveyState
from services.events.queries import answered, sees_drafts
from services.events.use_cases import satisfaction
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Actor, Role
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.moment import Moment, to_millisecond
from shared.domain.text import LocalizedText
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as
from shared.http.actions import ActedView, Listing, Offering, Offers, woken
from shared.http.idempotency import REPLAYED
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.unnamed import Unnamed, acting_unnamed
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["satisfaction"])
Staff = Annotated[Command, acting_as(Role.ADMINISTRATION)]
Anybody = Annotated[Reader, reading_as(PUBLIC)]
Score = Annotated[int, Field(ge=0, le=100)]
MOST_AT_ONCE = 2_000


class ScaleForm(Input):
    lowest: Score = 1
    highest: Score = 5
    satisfied_from: Score = Field(default=4, description="Who chooses this or better is satisfied.")

    def scale(self) -> Scale:
        return Scale(**self.model_dump())


class OpenSatisfactionSurvey(Input):
    cycle: Identifier = Field(examples=["cycle-2018"])
    deadline: Moment = Field(
        description="When the clock closes it. One that lies in the past enters a survey afterwards.",
        examples=["2018-10-19T22:00:00Z"],
    )
    scale: ScaleForm = ScaleForm()
    reason: Reason | None = Field(
        default=None, description="Why it is opened on another day than during the second workshop or the conference."
    )
    occurred_on: OccurredOn = None


class IssueSatisfactionTokens(Input):
    count: int = Field(ge=1, le=MOST_AT_ONCE, description="One for each participant", examples=[310])


class ExtendSatisfactionSurvey(Input):
    deadline: Moment = Field(examples=["2018-10-26T22:00:00Z"])


class CloseSatisfactionSurvey(Input):
    occurred_on: OccurredOn = None


class AnswerSatisfactionSurvey(Input):
    token: str = Field(min_length=1, max_length=40, examples=["7KQF-2MXA-9R4D-WC0E"])
    event: Score = Field(description="How satisfied with the event, on the survey’s scale", examples=[5])
    materials: Score = Field(description="How satisfied with the background materials", examples=[4])
    group: StakeholderGroup | None = Field(default=None, description="Need not be said.")


class SatisfactionView(ActedView):
    """`results` are there once it is closed."""

    cycle: str
    year: int
    workshops: tuple[str, ...]
    opened_on: date
    off_its_day: str | None = Field(description="Why it was opened on another day (R40). Not for the public")
    deadline: Moment
    by_the_clock: bool
    scale: Scale
    state: SurveyState
    closed_on: date | None
    results: Results | None


class PublicSurveyView(SatisfactionView):
    """The same form, with what is not published left out (R77)."""

    @classmethod
    def of(cls, document: Document) -> Self:
        return super().of({**document, "off_its_day": None})


class StaffView(SatisfactionView):
    """For the secretariat. `answered` is told while it is open: how many, and nothing of what they said."""

    invited: int
    answered: int | None
    batches: tuple[Batch, ...]


S = TypeVar("S", bound=StaffView)


class IssuedView(StaffView):
    tokens: tuple[str, ...] = Field(
        description="Told this once; only their hashes are kept. Give each participant any one, and note for nobody "
        "which. Empty on the answer to a repeat: then withdraw the batch and issue another."
    )


class FormView(View):
    """All that a web application needs to ask, in three languages."""

    deadline: Moment
    state: SurveyState
    scale: Scale
    lowest: LocalizedText = questions.LOWEST
    highest: LocalizedText = questions.HIGHEST
    event: LocalizedText = questions.EVENT
    materials: LocalizedText = questions.MATERIALS
    group: LocalizedText = questions.GROUP
    groups: dict[StakeholderGroup, LocalizedText] = Field(
        default={StakeholderGroup(name): text for name, text in questions.GROUPS.items()}
    )
    notice: LocalizedText = questions.ANONYMOUS


class Thanks(View):
    """The same for everybody: what was said is not repeated."""

    counted: bool = True


def _view_for(actor: Actor | None) -> type[SatisfactionView]:
    return SatisfactionView if sees_drafts(actor) else PublicSurveyView


def of_survey(survey: SatisfactionSurvey, now: Moment) -> list[Action]:
    at = {"survey": survey.id}
    running = tuple(survey.obstacles_to_go_on(now))
    return [
        Action(operation="issueSatisfactionTokens", at=at, obstacles=running),
        *(
            Action(operation="withdrawSatisfactionTokens", at={**at, "batch": str(batch.number)}, obstacles=running)
            for batch in survey.batches
            if not batch.is_withdrawn
        ),
        Action(operation="extendSatisfactionSurvey", at=at, obstacles=running),
        Action(operation="closeSatisfactionSurvey", at=at, obstacles=tuple(survey.obstacles_to_close(now))),
    ]


async def judge_surveys(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
    """Running deadlines are judged by the moment, and not by the day (invariant 12)."""
    now = to_millisecond(datetime.now(UTC))
    return [of_survey(woken(SatisfactionSurvey, document), now) for document in documents]


async def _for_staff(
    view: type[S], survey: SatisfactionSurvey, offers: Offers, *, to: Actor | None, **more: object
) -> S:
    """With what only the secretariat sees, and ``more``."""

    async def judge(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
        return [of_survey(survey, to_millisecond(datetime.now(UTC))) for _ in documents]

    running = survey.state is SurveyState.OPEN
    counted = await answered(offers.store, survey.id) if running else None
    document = {**to_document(survey), "answered": counted, "invited": survey.invited, **more}
    return await offers.one(view, document, judge=judge, to=to)


async def _changed(survey: SatisfactionSurvey, offers: Offers, command: Command) -> StaffView:
    return await _for_staff(StaffView, survey, offers, to=command.actor)


@router.post("/satisfaction-surveys", status_code=201, operation_id="openSatisfactionSurvey", responses=PROBLEMS)
async def open_satisfaction_survey(body: OpenSatisfactionSurvey, offers: Offering, command: Staff) -> StaffView:
    """Open the year's one survey, during the second workshop or the conference (R40); on another day only for a stated
    reason. Its identifier is `satisfaction-{year}`."""
    survey = await command.run(
        lambda unit: satisfaction.open_survey(
            unit,
            cycle=body.cycle,
            deadline=body.deadline,
            scale=body.scale.scale(),
            reason=body.reason,
            occurred_on=body.occurred_on,
        )
    )
    return await _changed(survey, offers, command)


@router.get("/satisfaction-surveys", operation_id="listSatisfactionSurveys", responses=PROBLEMS)
async def list_satisfaction_surveys(
    reader: Anybody, paging: Paging, offers: Offering, cycle: str | None = None
) -> Listing[SatisfactionView]:
    """The surveys in order of identifier; `cycle` narrows the list."""
    return await offers.listing(
        _view_for(reader.actor),
        {"cycle": cycle} if cycle else {},
        collection=SatisfactionSurvey.collection,
        paging=paging,
        judge=judge_surveys,
        to=reader.actor,
        creates=[Action(operation="openSatisfactionSurvey")],
    )


@router.get("/satisfaction-surveys/{survey}", operation_id="getSatisfactionSurvey", responses=PROBLEMS)
async def get_satisfaction_survey(survey: str, reader: Anybody, offers: Offering) -> StaffView | SatisfactionView:
    """One survey, and once it is closed its results: two figures, each with how many answered, and the response rate
    (R41). Of fewer than five no share is told, in all and of each group."""
    found = await reader.one(SatisfactionSurvey.collection, survey)
    if reader.actor is not None and reader.actor.role is Role.ADMINISTRATION:
        return await _for_staff(StaffView, woken(SatisfactionSurvey, found), offers, to=reader.actor)
    return await offers.one(_view_for(reader.actor), found, judge=judge_surveys, to=reader.actor)


@router.get("/satisfaction-surveys/{survey}/form", operation_id="getSatisfactionForm", responses=PROBLEMS)
async def get_satisfaction_form(survey: str, reader: Anybody) -> FormView:
    """What is asked, in English, French and Spanish, and on which scale."""
    return FormView.of(await reader.one(SatisfactionSurvey.collection, survey))


@router.post(
    "/satisfaction-surveys/{survey}/tokens",
    status_code=201,
    operation_id="issueSatisfactionTokens",
    responses=PROBLEMS,
)
async def issue_satisfaction_tokens(
    survey: str, body: IssueSatisfactionTokens, offers: Offering, command: Staff
) -> IssuedView:
    """Make tokens, each good for one answer: to be printed on slips, or drawn by a mail gateway that forgets whom it
    sent which. They are told once."""
    tokens = [satisfaction.new_token() for _ in range(body.count)]
    changed = await command.run(lambda unit: satisfaction.issue_tokens(unit, survey, tokens=tokens))
    told = () if REPLAYED in command.response.headers else tokens
    return await _for_staff(IssuedView, changed, offers, to=command.actor, tokens=told)


@router.post(
    "/satisfaction-surveys/{survey}/tokens/{batch}/withdrawal",
    operation_id="withdrawSatisfactionTokens",
    responses=PROBLEMS,
)
async def withdraw_satisfaction_tokens(
    survey: str, batch: int, offers: Offering, expected: ExpectedVersion, command: Staff
) -> StaffView:
    """Tokens of a batch that nobody used are worth nothing any more, and are not counted as invitations."""
    changed = await command.run(
        lambda unit: satisfaction.withdraw_tokens(unit, survey, batch=batch, expected_version=expected)
    )
    return await _changed(changed, offers, command)


@router.post("/satisfaction-surveys/{survey}/answers", operation_id="answerSatisfactionSurvey", responses=PROBLEMS)
async def answer_satisfaction_survey(
    survey: str,
    body: AnswerSatisfactionSurvey,
    unnamed: Annotated[Unnamed, acting_unnamed()],
) -> Thanks:
    """Answer, with a token and without a name. The answer is added to a count and not kept: nothing links it to the
    token, to a person or to a time. No bearer token is looked at, and an Idempotency-Key is not kept: a token that
    cannot be used any more was counted."""
    said = Answer(event=body.event, materials=body.materials, group=body.group)
    await unnamed.run(lambda unit: satisfaction.answer(unit, survey, token=body.token, said=said))
    return Thanks(id=survey, version=1)


@router.post("/satisfaction-surveys/{survey}/extension", operation_id="extendSatisfactionSurvey", responses=PROBLEMS)
async def extend_satisfaction_survey(
    survey: str, body: ExtendSatisfactionSurvey, offers: Offering, expected: ExpectedVersion, command: Staff
) -> StaffView:
    """Give the participants longer, before the deadline has passed."""
    changed = await command.run(
        lambda unit: satisfaction.extend_survey(unit, survey, deadline=body.deadline, expected_version=expected)
    )
    return await _changed(changed, offers, command)


@router.post("/satisfaction-surveys/{survey}/closing", operation_id="closeSatisfactionSurvey", responses=PROBLEMS)
async def close_satisfaction_survey(
    survey: str, body: CloseSatisfactionSurvey, offers: Offering, expected: ExpectedVersion, command: Staff
) -> StaffView:
    """Close one that was entered after it took place. The clock closes every other at its deadline; governance then
    puts the results on the agenda of the next consultation (R43)."""
    changed = await command.run(
        lambda unit: satisfaction.close_survey(unit, survey, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await _changed(changed, offers, command)

"""What bodies say of the options of a slate, over HTTP, and how it reads all together."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from services.governance.api.access import Membership, own_body_alone, sees_all_positions
from services.governance.api.position_forms import PositionsView, StatePositionsOnSlate
from services.governance.api.survey_actions import judge_positions
from services.governance.api.surveys import Body, OnDay
from services.governance.domain.body import Body as BodyOfTheMembership
from services.governance.domain.membership import BodyType
from services.governance.domain.position import Positions, Statement, Temperature, temperature
from services.governance.domain.practice import PRACTICE, Advice, Practice
from services.governance.domain.slate import Slate
from services.governance.domain.survey import SurveyState, WrittenSurvey
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from services.governance.queries import narrowed_by
from services.governance.use_cases import positions
from shared.contracts.governance import SlateKind
from shared.domain.act import Role
from shared.domain.actions import Action
from shared.domain.errors import NotAllowed
from shared.domain.identifiers import Identifier
from shared.http.acting import Command, Reader, acting_as
from shared.http.actions import Listing, Offering, by_id, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["positions"])


class StatePosition(StatePositionsOnSlate):
    kind: SlateKind = Field(examples=["theme"])
    slate: Identifier = Field(examples=["theme-slate-2018"])


class TemperatureView(BaseModel):
    """How the bodies' positions read together. It decides nothing: what is conclusive is determined by a person, in
    words (R18). `advice` is what the configuration would call each option; by default there is none."""

    kind: SlateKind
    slate: str
    forum: str
    stated: int = Field(description="How many bodies said something that counts")
    asked: int | None = Field(description="How many were asked; null for a consultation")
    options: tuple[Temperature, ...]
    advice: tuple[Advice, ...]


@router.post("/positions", status_code=201, operation_id="statePosition", responses=PROBLEMS)
async def state_position(body: StatePosition, offers: Offering, command: Body) -> PositionsView:
    """Say what a body thinks of the options of a slate, while the consultation on it is open.

    The body itself, or the secretariat on its behalf with the source document. What it says replaces what it said
    before in the same consultation. It is support, can live with, concern, cannot accept or more time for each option;
    no such figure decides anything.
    """
    stated = await command.run(
        lambda unit: positions.state_position(
            unit,
            consultation=body.consultation,
            kind=body.kind,
            slate=body.slate,
            body=body.body,
            said=body.said(),
            occurred_on=body.occurred_on,
        )
    )
    shown = await offers.one(PositionsView, to_document(stated), judge=judge_positions, to=command.actor)
    return shown.judged(None)


@router.get("/positions", operation_id="listPositions", responses=PROBLEMS)
async def list_positions(
    reader: Membership, paging: Paging, offers: Offering, slate: str | None = None
) -> Listing[PositionsView]:
    """What was said in consultations and surveys; `slate` narrows the list. A member sees its own body's alone."""
    own = own_body_alone(reader.actor)
    found = await offers.listing(
        PositionsView,
        narrowed_by(slate=slate, body=own),
        collection="body_positions",
        paging=paging,
        judge=judge_positions,
        to=reader.actor,
        creates=[Action(operation="statePosition")],
    )
    surveys = await by_id(offers.store, WrittenSurvey, (one.forum for one in found.items))
    return found.model_copy(update={"items": [one.judged(surveys.get(one.forum)) for one in found.items]})


@router.get("/positions/{id}", operation_id="getPositions", responses=PROBLEMS)
async def get_positions(id: str, offers: Offering, reader: Membership) -> PositionsView:
    """What one body said on one slate in one forum."""
    document = await reader.one("body_positions", id)
    if not sees_all_positions(reader.actor) and document["body"] != (reader.actor and reader.actor.body):
        raise NotAllowed("A member sees what its own body said.", remedy="Read the temperature of the slate.")
    shown = await offers.one(PositionsView, document, judge=judge_positions, to=reader.actor)
    survey = await offers.store[WrittenSurvey.collection].find_one({"_id": shown.forum})
    return shown.judged(woken(WrittenSurvey, survey) if survey else None)


@router.post("/positions/{id}/confirmation", operation_id="confirmPositions", responses=PROBLEMS)
async def confirm_positions(
    id: str,
    body: OnDay,
    expected: ExpectedVersion,
    offers: Offering,
    command: Annotated[Command, acting_as(Role.MEMBER)],
) -> PositionsView:
    """The body confirms what was written down on its behalf. Where it is wrong, it states its position anew."""
    confirmed = await command.run(
        lambda unit: positions.confirm_positions(
            unit, positions=id, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    shown = await offers.one(PositionsView, to_document(confirmed), judge=judge_positions, to=command.actor)
    survey = await offers.store[WrittenSurvey.collection].find_one({"_id": confirmed.forum})
    return shown.judged(woken(WrittenSurvey, survey) if survey else None)


@router.get("/temperature", operation_id="getTemperature", responses=PROBLEMS)
async def get_temperature(kind: SlateKind, slate: str, forum: str, reader: Membership) -> TemperatureView:
    """The temperature of a slate in one consultation or survey: positions per option, by type of body and by region.

    That of a survey is shown to the Membership once the survey is closed, so that it sways nobody.
    """
    return (await read_temperature(reader, kind=kind, slate=slate, forum=forum))[1]


async def read_temperature(reader: Reader, *, kind: SlateKind, slate: str, forum: str) -> tuple[Slate, TemperatureView]:
    """The slate, and how it reads in one forum. Raises ``NotAllowed`` to the Membership while a survey runs."""
    collection = (ThemeSlate if kind is SlateKind.THEME else TopicSlate).collection
    document = await reader.one(collection, slate)
    put: Slate = woken(ThemeSlate, document) if kind is SlateKind.THEME else woken(TopicSlate, document)
    found = await reader.store[WrittenSurvey.collection].find_one({"_id": forum})
    survey = woken(WrittenSurvey, found) if found else None
    if survey is not None and survey.state is SurveyState.OPEN and not sees_all_positions(reader.actor):
        raise NotAllowed(
            "How the answers to a survey read is shown once it is closed.", remedy="Wait until it is closed."
        )
    stated = await reader.store[Positions.collection].find({"forum": forum, "slate": slate})
    said = await _said(reader.store, [woken(Positions, one) for one in stated], survey)
    reading = temperature([one.id for one in put.choices], said)
    view = TemperatureView(
        kind=kind,
        slate=slate,
        forum=forum,
        stated=len(said),
        asked=len(survey.recipients) if survey else None,
        options=reading,
        advice=(await _practice(reader)).advise(reading),
    )
    return put, view


async def _said(
    store: Store, stated: Sequence[Positions], survey: WrittenSurvey | None
) -> list[tuple[BodyType, str | None, Statement]]:
    bodies = await by_id(store, BodyOfTheMembership, (one.body for one in stated))
    counted = ((one, survey.counted(one) if survey else one.statements[-1]) for one in stated)
    return [(one.type, bodies[one.body].region, statement) for one, statement in counted if statement is not None]


async def _practice(reader: Reader) -> Practice:
    document = await reader.store[Practice.collection].find_one({"_id": PRACTICE})
    return woken(Practice, document) if document else Practice.none_yet()

"""The register of Council sessions (R25)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from services.events.api.forms import OccurredOn, OwnId
from services.events.api.views import CouncilSessionView
from services.events.api.workshops import Staff
from services.events.domain.calendar import Calendar
from services.events.domain.council_session import CouncilSession
from services.events.domain.identity import calendar_id
from services.events.use_cases import calendars, council_sessions
from shared.domain.actions import Action
from shared.http.acting import PUBLIC, Reader, reading_as
from shared.http.actions import Listing, Offering, by_id, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Document, Store
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["calendars"])
Anybody = Annotated[Reader, reading_as(PUBLIC)]


class CorrectCouncilSession(Input):
    start: date = Field(examples=["2018-11-27"])
    end: date = Field(examples=["2018-11-30"], description="The last day, included")
    occurred_on: OccurredOn = None


class RegisterCouncilSession(CorrectCouncilSession):
    id: OwnId = None
    number: int = Field(ge=1, le=9999, examples=[109])


async def judge_council_sessions(store: Store, documents: Sequence[Document], _: date) -> Sequence[Sequence[Action]]:
    sessions = [woken(CouncilSession, document) for document in documents]
    years = await by_id(store, Calendar, (calendar_id(year) for one in sessions for year in one.years))
    return [
        [
            Action(
                operation="correctCouncilSession",
                at={"session": one.id},
                obstacles=tuple(
                    each for year in one.years for each in years[calendar_id(year)].obstacles_when_closed()
                ),
            )
        ]
        for one in sessions
    ]


@router.post("/council-sessions", status_code=201, operation_id="registerCouncilSession", responses=PROBLEMS)
async def register_council_session(
    body: RegisterCouncilSession, offers: Offering, command: Staff
) -> CouncilSessionView:
    """Enter a session of the Council. Refused (R25) while an intersessional workshop has some of its days: the
    refusal names the workshop to move first; and in a year whose cycle is closed. Its identifier is
    `council-session-{number}` by default."""
    session = await command.run(
        lambda unit: calendars.register_council_session(
            unit,
            identifier=body.id,
            number=body.number,
            start=body.start,
            end=body.end,
            occurred_on=body.occurred_on,
        )
    )
    return await offers.one(CouncilSessionView, to_document(session), judge=judge_council_sessions, to=command.actor)


@router.get("/council-sessions", operation_id="listCouncilSessions", responses=PROBLEMS)
async def list_council_sessions(offers: Offering, reader: Anybody, paging: Paging) -> Listing[CouncilSessionView]:
    """The Council's sessions, in order of identifier."""
    return await offers.listing(
        CouncilSessionView,
        {},
        collection=CouncilSession.collection,
        paging=paging,
        to=reader.actor,
        judge=judge_council_sessions,
        creates=[Action(operation="registerCouncilSession")],
    )


@router.get("/council-sessions/{session}", operation_id="getCouncilSession", responses=PROBLEMS)
async def get_council_session(session: str, offers: Offering, reader: Anybody) -> CouncilSessionView:
    """One session of the Council."""
    document = await reader.one(CouncilSession.collection, session)
    return await offers.one(CouncilSessionView, document, judge=judge_council_sessions, to=reader.actor)


@router.put("/council-sessions/{session}", operation_id="correctCouncilSession", responses=PROBLEMS)
async def correct_council_session(
    session: str, body: CorrectCouncilSession, offers: Offering, expected: ExpectedVersion, command: Staff
) -> CouncilSessionView:
    """The session has other days. Refused (R25) while an intersessional workshop has some of them, or an event of the
    Council would lie in no session; while a seminar that is presented at it would begin after it (R26); and where a
    year of before or of now is closed."""
    corrected = await command.run(
        lambda unit: council_sessions.correct_council_session(
            unit,
            session,
            start=body.start,
            end=body.end,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(CouncilSessionView, to_document(corrected), judge=judge_council_sessions, to=command.actor)

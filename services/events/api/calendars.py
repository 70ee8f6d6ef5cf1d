"""The calendar of a year, and the register of Council sessions (R25)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from services.events.api.forms import OccurredOn, OwnId
from services.events.api.views import CalendarView, CouncilSessionView, PublicCalendarView
from services.events.domain.identity import calendar_id
from services.events.use_cases import calendars
from shared.domain.act import Role
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import versioned
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["calendars"])


class RegisterCouncilSession(Input):
    id: OwnId = None
    number: int = Field(ge=1, le=9999, examples=[109])
    start: date = Field(examples=["2018-11-27"])
    end: date = Field(examples=["2018-11-30"], description="The last day, included")
    occurred_on: OccurredOn = None


@router.get("/calendars/{year}", operation_id="getCalendar", responses=PROBLEMS)
async def get_calendar(
    year: Annotated[int, Path(ge=2001, le=2100)],
    response: Response,
    reader: Annotated[Reader, reading_as(PUBLIC)],
) -> CalendarView | PublicCalendarView:
    """The workshops of the year (R24), the days they take, and the Council's sessions (R25).

    The secretariat also sees `misfits`: decisions of governance that the year had no room for."""
    document = await reader.one("calendars", calendar_id(year))
    if reader.actor is not None and reader.actor.role is Role.ADMINISTRATION:
        return versioned(response, CalendarView.of(document))
    return versioned(response, PublicCalendarView.of(document))


@router.post("/council-sessions", status_code=201, operation_id="registerCouncilSession", responses=PROBLEMS)
async def register_council_session(
    body: RegisterCouncilSession,
    response: Response,
    command: Annotated[Command, acting_as(Role.ADMINISTRATION)],
) -> CouncilSessionView:
    """Enter a session of the Council. Refused (R25) while an intersessional workshop has some of its days:
    the refusal names the workshop to move first. Its identifier is `council-session-{number}` by default."""
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
    return versioned(response, CouncilSessionView.of(to_document(session)))


@router.get("/council-sessions", operation_id="listCouncilSessions", responses=PROBLEMS)
async def list_council_sessions(
    response: Response, reader: Annotated[Reader, reading_as(PUBLIC)], paging: Paging
) -> Page[CouncilSessionView]:
    """The Council's sessions, in order of identifier."""
    return await page(reader.store["council_sessions"], {}, paging=paging, view=CouncilSessionView, response=response)

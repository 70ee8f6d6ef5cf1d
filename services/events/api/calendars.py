"""The calendar of a year."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from services.events.api.actions import judge_calendars
from services.events.api.forms import OccurredOn, Reason
from services.events.api.views import CalendarView, PublicCalendarView
from services.events.domain.identity import calendar_id
from services.events.use_cases import calendars
from shared.domain.act import Role
from shared.domain.identifiers import Identifier
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["calendars"])
Year = Annotated[int, Path(ge=2001, le=2100)]


class AcknowledgeMisfit(Input):
    about: Identifier = Field(description="As the misfit has it", examples=["topic-slate-2018"])
    reason: Reason = Field(description="What follows from it", examples=["The topics wait for the next year."])
    occurred_on: OccurredOn = None


@router.get("/calendars/{year}", operation_id="getCalendar", responses=PROBLEMS)
async def get_calendar(
    year: Year,
    offers: Offering,
    reader: Annotated[Reader, reading_as(PUBLIC)],
) -> CalendarView | PublicCalendarView:
    """The workshops of the year (R24), the days they take, and the Council's sessions (R25). Once its cycle is
    closed (`closed_on`) the year is read-only.

    The secretariat also sees `misfits`: decisions of governance that the year had no room for."""
    document = await reader.one("calendars", calendar_id(year))
    if reader.actor is not None and reader.actor.role is Role.ADMINISTRATION:
        return await offers.one(CalendarView, document, judge=judge_calendars, to=reader.actor)
    return await offers.one(PublicCalendarView, document, judge=judge_calendars, to=reader.actor)


@router.post("/calendars/{year}/acknowledgement", operation_id="acknowledgeMisfit", responses=PROBLEMS)
async def acknowledge_misfit(
    year: Year,
    body: AcknowledgeMisfit,
    offers: Offering,
    expected: ExpectedVersion,
    command: Annotated[Command, acting_as(Role.ADMINISTRATION)],
) -> CalendarView:
    """Say what follows from decisions of governance that the year had no room for. They stay among the
    calendar’s `misfits`, marked `seen`, and leave the work list."""
    calendar = await command.run(
        lambda unit: calendars.acknowledge_misfit(
            unit,
            year=year,
            about=body.about,
            reason=body.reason,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(CalendarView, to_document(calendar), judge=judge_calendars, to=command.actor)

"""Venues, official holidays, and the Council sessions at which seminars are presented."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field, StringConstraints

from services.events.api.actions import judge_calendars
from services.events.api.forms import Country, Line, OccurredOn, OwnId
from services.events.api.views import CalendarView
from services.events.api.workshops import Staff
from services.events.domain.holidays import Holiday, Holidays, holidays_id
from services.events.domain.venue import Place
from services.events.use_cases import places
from shared.domain.act import Role
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.http.acting import PUBLIC, Reader, reading_as
from shared.http.actions import Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion, versioned
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["places"])
Year = Annotated[int, Path(ge=2001, le=2100)]
Of = Annotated[str, Path(pattern=r"^([A-Z]{2}|IOM)$", description="ISO 3166-1 alpha-2; IOM for the Organization’s own")]
Source = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class ChangeVenue(Input):
    name: Line = Field(examples=["Palais des Nations"])
    city: Line = Field(examples=["Geneva"])
    country: Country = Field(description="ISO 3166-1 alpha-2", examples=["CH"])
    zone: str = Field(max_length=60, description="IANA time zone", examples=["Europe/Zurich"])
    capacity: int = Field(ge=1, le=100_000, description="Seats")


class RegisterVenue(ChangeVenue):
    id: OwnId = None


class VenueView(View):
    name: str
    city: str
    country: str
    zone: str
    capacity: int


class HolidayForm(Input):
    day: date
    name: Line


class ListHolidays(Input):
    source: Source = Field(description="Where the days were taken from, and when", examples=["ch.ch, 2017-11-02"])
    days: tuple[HolidayForm, ...] = Field(max_length=60)


class HolidaysView(View):
    whose: str = Field(validation_alias="of", description="A country (ISO 3166-1 alpha-2), or IOM")
    year: int
    source: str
    days: tuple[Holiday, ...]


class PresentSeminar(Input):
    workshop: Identifier
    council_session: Identifier = Field(examples=["council-session-109"])
    occurred_on: OccurredOn = None


@router.post("/venues", status_code=201, operation_id="registerVenue", responses=PROBLEMS)
async def register_venue(body: RegisterVenue, response: Response, command: Staff) -> VenueView:
    """Enter a venue: a schedule that names it is held to its seats and its clocks."""
    place = await command.run(
        lambda unit: places.register_venue(
            unit,
            identifier=body.id,
            name=body.name,
            city=body.city,
            country=body.country,
            zone=body.zone,
            capacity=body.capacity,
        )
    )
    return versioned(response, VenueView.of(to_document(place)))


@router.put("/venues/{venue}", operation_id="changeVenue", responses=PROBLEMS)
async def change_venue(
    venue: str, body: ChangeVenue, response: Response, expected: ExpectedVersion, command: Staff
) -> VenueView:
    """Change a venue. Workshops keep it as it was when they were scheduled."""
    place = await command.run(
        lambda unit: places.change_venue(
            unit,
            venue,
            name=body.name,
            city=body.city,
            country=body.country,
            zone=body.zone,
            capacity=body.capacity,
            expected_version=expected,
        )
    )
    return versioned(response, VenueView.of(to_document(place)))


@router.get("/venues", operation_id="listVenues", responses=PROBLEMS)
async def list_venues(
    offers: Offering, reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.AUDITOR)], paging: Paging
) -> Listing[VenueView]:
    """The venues of the register, in order of identifier."""
    return await offers.listing(
        VenueView,
        {},
        collection=Place.collection,
        paging=paging,
        to=reader.actor,
        creates=[Action(operation="registerVenue")],
    )


@router.get("/venues/{venue}", operation_id="getVenue", responses=PROBLEMS)
async def get_venue(
    venue: str, response: Response, reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.AUDITOR)]
) -> VenueView:
    """One venue."""
    return versioned(response, VenueView.of(await reader.one(Place.collection, venue)))


@router.put("/official-holidays/{of}/{year}", operation_id="listHolidays", responses=PROBLEMS)
async def list_holidays(
    of: Of, year: Year, body: ListHolidays, response: Response, expected: ExpectedVersion, command: Staff
) -> HolidaysView:
    """Enter the official holidays of a country, or of the Organization, in a year: the whole table, with its source.
    `If-Match: *` for a table that is new. A workshop on such a day is confirmed by name and for a reason only (R25)."""
    table = await command.run(
        lambda unit: places.list_holidays(
            unit,
            of=of,
            year=year,
            source=body.source,
            days=[Holiday(day=one.day, name=one.name) for one in body.days],
            expected_version=expected,
        )
    )
    return versioned(response, HolidaysView.of(to_document(table)))


@router.get("/official-holidays/{of}/{year}", operation_id="getHolidays", responses=PROBLEMS)
async def get_holidays(
    of: Of, year: Year, response: Response, reader: Annotated[Reader, reading_as(PUBLIC)]
) -> HolidaysView:
    """The official holidays of a country, or of the Organization, in a year, with their source."""
    return versioned(response, HolidaysView.of(await reader.one(Holidays.collection, holidays_id(of, year))))


@router.post("/calendars/{year}/presentations", operation_id="presentSeminar", responses=PROBLEMS)
async def present_seminar(
    year: Year, body: PresentSeminar, offers: Offering, expected: ExpectedVersion, command: Staff
) -> CalendarView:
    """Say at which session of the Council an expert seminar of the year is presented (R26). Until then the cycle waits
    for it; governance may close it without, by a waiver."""
    calendar = await command.run(
        lambda unit: places.present_seminar(
            unit,
            year=year,
            workshop=body.workshop,
            council_session=body.council_session,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await offers.one(CalendarView, to_document(calendar), judge=judge_calendars, to=command.actor)

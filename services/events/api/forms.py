"""Parts of requests that several operations share, and what they become in the domain."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, Field, StringConstraints

from shared.contracts.events import Mode, Schedule, Venue
from shared.domain.identifiers import Identifier
from shared.domain.text import Language
from shared.http.schemas import Input

Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
OccurredOn = Annotated[
    date | None, Field(description="The day it happened, not later than today (UTC); today when left out.")
]
OccurredOnInQuery = Annotated[
    date | None, Query(description="The day it happened, not later than today (UTC); today when left out.")
]
SpeakersTold = Annotated[
    bool,
    Query(description="Whether whoever goes and had said yes was told; asked once the programme was published"),
]
Languages = Annotated[tuple[Language, ...], Field(max_length=3, examples=[["en", "fr", "es"]])]
OwnId = Annotated[
    Identifier | None, Field(description="Your own identifier; the server makes one when it is left out.")
]


class Happened(Input):
    """Nothing but the day."""

    occurred_on: OccurredOn = None


class VenueForm(Input):
    name: Line = Field(examples=["Palais des Nations"])
    city: Line = Field(examples=["Geneva"])
    country: Country = Field(description="ISO 3166-1 alpha-2", examples=["CH"])


class ScheduleForm(Input):
    start: AwareDatetime = Field(examples=["2018-03-26T09:00:00-04:00"])
    end: AwareDatetime = Field(examples=["2018-03-27T17:00:00-04:00"])
    zone: str = Field(max_length=60, description="IANA time zone of the venue", examples=["America/New_York"])
    mode: Mode
    venue: VenueForm | None = Field(default=None, description="Needed unless the workshop is online.")
    registered_venue: Identifier | None = Field(
        default=None,
        description="One of the register in its place, which says how many it seats and in which time zone",
    )
    capacity: int = Field(ge=1, le=100_000, description="Seats")
    languages: Languages

    def schedule(self) -> Schedule:
        return Schedule(
            start=self.start,
            end=self.end,
            zone=self.zone,
            mode=self.mode,
            venue=Venue(**self.venue.model_dump()) if self.venue else None,
            capacity=self.capacity,
            languages=self.languages,
        )

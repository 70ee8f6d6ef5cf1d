"""Who came: counted by hand, or from the list of those who were checked in (R39)."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Base64Bytes, Field, StringConstraints

from services.events.api.forms import Country, OccurredOn, Reason
from services.events.api.registrants import registrants_of
from services.events.api.views import WorkshopView
from services.events.api.workshops import Staff, view_of
from services.events.domain.check_in import Counted, count, lines_of_records, lines_of_table
from services.events.domain.gathering import CountedBy
from services.events.use_cases import workshops
from shared.contracts.events import Headcount, Presence, StakeholderGroup
from shared.domain.identifiers import Identifier
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input
from shared.http.sheets import rows_of
from shared.http.versions import ExpectedVersion

router = APIRouter(prefix="/events/v1", tags=["attendance"])
Heads = Annotated[int, Field(ge=0, le=1_000_000)]
Column = Annotated[str, StringConstraints(min_length=1, max_length=200)]
MOST_LINES = 20_000
_ByPresence = Annotated[
    dict[Presence, Heads],
    Field(
        default_factory=dict,
        description="In the room and remotely, where it was noted; together all who came.",
        examples=[{"room": 90, "remote": 110}],
    ),
]
_ByCountry = Annotated[
    dict[Country, Heads],
    Field(default_factory=dict, max_length=300, description="ISO 3166-1 alpha-2", examples=[{"TN": 4}]),
]


class ParticipantsForm(Input):
    by_group: dict[StakeholderGroup, Heads]
    by_body_type: dict[Identifier, Heads] = Field(
        default_factory=dict,
        max_length=20,
        description="Of those who came for a body: heads by its type.",
        examples=[{"member_state": 110, "observer_state": 4}],
    )
    by_presence: _ByPresence
    by_country: _ByCountry

    def headcount(self) -> Headcount:
        return Headcount(
            by_group=self.by_group, by_body_type=dict(self.by_body_type), by_presence=dict(self.by_presence)
        )


class SpeakersForm(Input):
    by_group: dict[StakeholderGroup, Heads]
    by_presence: _ByPresence
    by_country: _ByCountry

    def headcount(self) -> Headcount:
        return Headcount(by_group=self.by_group, by_presence=dict(self.by_presence))


class RecordAttendance(Input):
    participants: ParticipantsForm
    speakers: SpeakersForm
    reason: Reason | None = Field(default=None, description="Why it is corrected; needed where it is recorded already.")
    occurred_on: OccurredOn = None


class ColumnsForm(Input):
    """What the columns are called in the file, where that is not their own name. Capitals do not matter."""

    checked_in: Column = "Checked in"
    group: Column = Field(default="Group", description="One of the stakeholder groups")
    role: Column = Field(default="Role", description="participant or speaker; participant where it is empty")
    presence: Column = Field(default="Presence", description="room or remote")
    body_type: Column = "Body type"
    country: Column = Field(default="Country", description="ISO 3166-1 alpha-2")
    id: Column = Field(default="ID", description="Tells two people apart: none may stand twice")

    def called(self) -> Mapping[str, str]:
        return {name.replace("_", " "): column for name, column in self.model_dump().items()}


class ImportAttendance(Input):
    """`file` is what Indico exports: CSV in UTF-8 or XLSX with a first line that names the columns, or JSON: a list of
    registrants, or `registrants` with it."""

    file: Base64Bytes = Field(max_length=900_000, description="In Base64")
    format: Literal["csv", "xlsx", "json"] = Field(examples=["csv"])
    columns: ColumnsForm = ColumnsForm()
    reason: Reason | None = Field(default=None, description="Why it is corrected; needed where it is recorded already.")
    occurred_on: OccurredOn = None

    def counted(self) -> Counted:
        if self.format == "json":
            return count(lines_of_records(registrants_of(self.file, most=MOST_LINES)), called=self.columns.called())
        return count(
            lines_of_table(rows_of(self.file, format=self.format, most_rows=MOST_LINES)), called=self.columns.called()
        )


@router.put("/workshops/{workshop}/attendance", operation_id="recordAttendance", responses=PROBLEMS)
async def record_attendance(
    workshop: str, body: RecordAttendance, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Record who came, in heads; again, until it is held, to correct it, for a reason. What stood before stays in the
    log."""
    return await view_of(
        await command.run(
            lambda unit: workshops.record_attendance(
                unit,
                workshop,
                participants=body.participants.headcount(),
                speakers=body.speakers.headcount(),
                participant_countries=body.participants.by_country,
                speaker_countries=body.speakers.by_country,
                reason=body.reason,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/workshops/{workshop}/attendance/import", operation_id="importAttendance", responses=PROBLEMS)
async def import_attendance(
    workshop: str, body: ImportAttendance, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Count who was checked in from a file, all of it or nothing: when any line does not fit, every bad line is named
    with its field and the reason. Only heads are kept: no name, no address, no line of the file."""
    counted = await asyncio.to_thread(body.counted)  # a workbook takes seconds, and nobody else waits for it
    return await view_of(
        await command.run(
            lambda unit: workshops.record_attendance(
                unit,
                workshop,
                participants=counted.participants.headcount(),
                speakers=counted.speakers.headcount(),
                participant_countries=dict(counted.participants.countries),
                speaker_countries=dict(counted.speakers.countries),
                counted_by=CountedBy.CHECK_IN,
                reason=body.reason,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )

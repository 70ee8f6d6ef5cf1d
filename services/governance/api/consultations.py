"""Consultations over HTTP."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field

from services.governance.api.access import Administration, Membership
from services.governance.api.actions import judge_consultations
from services.governance.domain.consultation import ConsultationState, SlateItem
from services.governance.domain.membership import Attendee
from services.governance.queries import narrowed_by
from services.governance.use_cases import consultations
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText
from shared.http.actions import ActedView, Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["consultations"])


class ScheduleConsultation(Input):
    id: Identifier | None = Field(default=None, examples=["consultation-2017-1"])
    title: LocalizedText = Field(examples=[{"en": "First informal consultation of 2017"}])
    planned_on: date = Field(examples=["2017-03-01"])
    occurred_on: date | None = Field(default=None, description="When it was scheduled; today (UTC) if left out")


class OnDay(Input):
    """The day it happened."""

    occurred_on: date | None = Field(
        default=None,
        description="Today (UTC) if left out. Always give it when you enter a past year: it cannot be changed later",
        examples=["2017-03-01"],
    )


class NoteAttendance(OnDay):
    bodies: list[Identifier] = Field(min_length=1, max_length=500, examples=[["atlantis", "ruritania"]])


class ConsultationView(ActedView):
    """`items` are the slates put to the consultation (`conclusive` is null) and what was found on them."""

    title: LocalizedText
    state: ConsultationState
    planned_on: date
    opened_on: date | None
    closed_on: date | None
    attendance: tuple[Attendee, ...]
    items: tuple[SlateItem, ...]


@router.post("/consultations", status_code=201, operation_id="scheduleConsultation", responses=PROBLEMS)
async def schedule_consultation(
    body: ScheduleConsultation, offers: Offering, command: Administration
) -> ConsultationView:
    """Schedule an informal consultation of the Membership."""
    scheduled = await command.run(
        lambda unit: consultations.schedule_consultation(
            unit, id=body.id, title=body.title, planned_on=body.planned_on, occurred_on=body.occurred_on
        )
    )
    return await offers.one(ConsultationView, to_document(scheduled), judge=judge_consultations, to=command.actor)


@router.post("/consultations/{id}/opening", operation_id="openConsultation", responses=PROBLEMS)
async def open_consultation(
    id: str, body: OnDay, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ConsultationView:
    """Open a scheduled consultation. Its day of opening tells which of two is the later one (R9)."""
    opened = await command.run(
        lambda unit: consultations.open_consultation(
            unit, consultation=id, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(ConsultationView, to_document(opened), judge=judge_consultations, to=command.actor)


@router.post("/consultations/{id}/attendance", operation_id="noteAttendance", responses=PROBLEMS)
async def note_attendance(
    id: str, body: NoteAttendance, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ConsultationView:
    """Note bodies as present, beside those noted before, while the consultation is open.

    Each is a registered body (R1) and is kept with the type it has that day.
    """
    noted = await command.run(
        lambda unit: consultations.note_attendance(
            unit, consultation=id, bodies=body.bodies, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(ConsultationView, to_document(noted), judge=judge_consultations, to=command.actor)


@router.post("/consultations/{id}/closing", operation_id="closeConsultation", responses=PROBLEMS)
async def close_consultation(
    id: str, body: OnDay, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ConsultationView:
    """Close an open consultation. What it showed may still be recorded, on a day it was open."""
    closed = await command.run(
        lambda unit: consultations.close_consultation(
            unit, consultation=id, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(ConsultationView, to_document(closed), judge=judge_consultations, to=command.actor)


@router.get("/consultations", operation_id="listConsultations", responses=PROBLEMS)
async def list_consultations(
    reader: Membership, paging: Paging, offers: Offering, state: ConsultationState | None = None
) -> Listing[ConsultationView]:
    """The consultations, in order of identifier; `state` narrows the list."""
    return await offers.listing(
        ConsultationView,
        narrowed_by(state=state),
        collection="consultations",
        paging=paging,
        judge=judge_consultations,
        to=reader.actor,
        creates=[Action(operation="scheduleConsultation")],
    )


@router.get("/consultations/{id}", operation_id="getConsultation", responses=PROBLEMS)
async def get_consultation(id: str, offers: Offering, reader: Membership) -> ConsultationView:
    """One consultation. Its ETag also moves when a slate is put to it or a finding is made in it."""
    return await offers.one(
        ConsultationView, await reader.one("consultations", id), judge=judge_consultations, to=reader.actor
    )

"""Consultations over HTTP."""

from datetime import date

from fastapi import APIRouter
from pydantic import Field, computed_field

from services.governance.api.access import Administration, Membership
from services.governance.api.actions import judge_consultations
from services.governance.domain.agenda import AgendaItem, Outcome, Paper, SlateItem
from services.governance.domain.consultation import ConsultationState
from services.governance.domain.membership import Attendee
from services.governance.queries import narrowed_by
from services.governance.use_cases import consultations
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText, Text
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
    reason: Text | None = Field(
        default=None, max_length=2000, description="Needed for a fourth consultation of one year (R2)"
    )
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


class OutcomeInput(Input):
    """What became of an item of the agenda. `note` is needed where it was not handled: why it does not apply (R3)."""

    item: Text = Field(max_length=200, examples=["activity_report"])
    handled: bool = True
    note: Text | None = Field(default=None, max_length=5000, examples=["The report was presented and welcomed."])


class SettleAgenda(OnDay):
    outcomes: list[OutcomeInput] = Field(min_length=1, max_length=200)


class AddPaper(OnDay):
    title: LocalizedText = Field(examples=[{"en": "Background paper on the two themes"}])
    language: Language = Field(examples=["en"])
    address: Text = Field(max_length=1000, examples=["https://www.example.org/paper.pdf"])


class WriteRecord(OnDay):
    summary: LocalizedText = Field(examples=[{"en": "The bodies welcomed the options."}])


class ConsultationView(ActedView):
    """`items` are the slates put to the consultation (`conclusive` is null) and what was found on them. `agenda` has
    the three standing items (R3), and what was brought before it (R17, R43). `notice_days` are between its announcement
    and its day."""

    title: LocalizedText
    state: ConsultationState
    planned_on: date
    opened_on: date | None
    closed_on: date | None
    attendance: tuple[Attendee, ...]
    items: tuple[SlateItem, ...]
    announced_on: date | None = None
    reason: str | None = None
    short_notice: bool = Field(default=False, description="Less notice than the practice of the house has")
    agenda: tuple[AgendaItem, ...] = ()
    papers: tuple[Paper, ...] = ()
    summary: LocalizedText | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def notice_days(self) -> int | None:
        return (self.planned_on - self.announced_on).days if self.announced_on else None


@router.post("/consultations", status_code=201, operation_id="scheduleConsultation", responses=PROBLEMS)
async def schedule_consultation(
    body: ScheduleConsultation, offers: Offering, command: Administration
) -> ConsultationView:
    """Schedule an informal consultation of the Membership.

    There are two to three in a year; a fourth needs a reason (R2). Its agenda begins with the three standing items, and
    with everything that waits for the next consultation.
    """
    scheduled = await command.run(
        lambda unit: consultations.schedule_consultation(
            unit,
            id=body.id,
            title=body.title,
            planned_on=body.planned_on,
            reason=body.reason,
            occurred_on=body.occurred_on,
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
    """Close an open consultation, once its three standing items are dealt with (R3).

    What it showed may still be recorded, on a day it was open. What else was on its agenda and is open goes to the next
    consultation.
    """
    closed = await command.run(
        lambda unit: consultations.close_consultation(
            unit, consultation=id, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(ConsultationView, to_document(closed), judge=judge_consultations, to=command.actor)


@router.post("/consultations/{id}/agenda", operation_id="settleAgenda", responses=PROBLEMS)
async def settle_agenda(
    id: str, body: SettleAgenda, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ConsultationView:
    """Note what became of items of the agenda: handled, or not applicable and why (R3)."""
    outcomes = [Outcome(item=one.item, handled=one.handled, note=one.note) for one in body.outcomes]
    settled = await command.run(
        lambda unit: consultations.settle_agenda(
            unit, consultation=id, outcomes=outcomes, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(ConsultationView, to_document(settled), judge=judge_consultations, to=command.actor)


@router.post("/consultations/{id}/papers", operation_id="addPaper", responses=PROBLEMS)
async def add_paper(
    id: str, body: AddPaper, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ConsultationView:
    """Add a paper that the bodies are to read."""
    paper = Paper(title=body.title, language=body.language, address=body.address)
    added = await command.run(
        lambda unit: consultations.add_paper(
            unit, consultation=id, paper=paper, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(ConsultationView, to_document(added), judge=judge_consultations, to=command.actor)


@router.post("/consultations/{id}/record", operation_id="writeRecord", responses=PROBLEMS)
async def write_record(
    id: str, body: WriteRecord, expected: ExpectedVersion, offers: Offering, command: Administration
) -> ConsultationView:
    """Write the record of what was said, also after the closing; a later one replaces it."""
    written = await command.run(
        lambda unit: consultations.write_record(
            unit, consultation=id, summary=body.summary, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await offers.one(ConsultationView, to_document(written), judge=judge_consultations, to=command.actor)


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

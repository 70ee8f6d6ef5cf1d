"""Workshops: planned, scheduled, held, or put off."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from services.events.api.actions import judge_rows, judge_workshops, of_workshops
from services.events.api.forms import Languages, Line, OccurredOn, OwnId, Reason, ScheduleForm
from services.events.api.views import WorkshopView
from services.events.domain.gathering import State
from services.events.domain.workshop import Workshop
from services.events.queries import as_published, criteria, sees_drafts
from services.events.use_cases import workshops
from shared.contracts.events import PublicDocument
from shared.contracts.facts import ThemeRef, TopicRef
from shared.domain.act import Role
from shared.domain.identifiers import Identifier
from shared.domain.text import Language, LocalizedText
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as
from shared.http.actions import Listing, Offering, Offers
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["workshops"])
Staff = Annotated[Command, acting_as(Role.ADMINISTRATION)]


class ThemeForm(Input):
    id: Identifier = Field(examples=["theme-2018-a"])
    title: LocalizedText

    def ref(self) -> ThemeRef:
        return ThemeRef(id=self.id, title=self.title)


class TopicForm(Input):
    id: Identifier
    title: LocalizedText
    combined_from: tuple[Identifier, ...] = Field(default=(), max_length=20)

    def ref(self) -> TopicRef:
        return TopicRef(id=self.id, title=self.title, combined_from=self.combined_from)


class PlanWorkshop(Input):
    id: OwnId = None
    kind: str = Field(max_length=100, examples=["expert_seminar"])
    cycle: Identifier = Field(examples=["cycle-2018"])
    title: LocalizedText
    number: int | None = Field(
        default=None,
        ge=-1000,
        le=1000,
        description="1 first, 2 second; only of an intersessional workshop, which takes the free one by itself.",
    )
    theme: ThemeForm | None = None
    topics: tuple[TopicForm, ...] = Field(default=(), max_length=20)
    occurred_on: OccurredOn = None


class ScheduleWorkshop(ScheduleForm):
    occurred_on: OccurredOn = None


class PostponeWorkshop(Input):
    reason: Reason
    schedule: ScheduleForm | None = Field(default=None, description="The new dates, if they are known.")
    occurred_on: OccurredOn = None


class CancelWorkshop(Input):
    reason: Reason
    occurred_on: OccurredOn = None


class DocumentForm(Input):
    title: LocalizedText
    language: Language
    address: Line = Field(examples=["https://www.iom.int/idm/2018/agenda.pdf"])


class DepartureForm(Input):
    by: str | None = Field(
        default=None, max_length=300, description="The head of the secretariat, by name; it is kept, and never sent."
    )
    reason: str | None = Field(default=None, max_length=2000, description="The reason; it is published.")


class HoldWorkshop(Input):
    languages_interpreted: Languages
    partners: tuple[Line, ...] = Field(
        default=(),
        max_length=100,
        description="Those of the day by name, each entered before with its expertise (R70); all that are entered "
        "are told.",
    )
    public_documents: tuple[DocumentForm, ...] = Field(default=(), max_length=100)
    migrants_voice_departure: DepartureForm | None = Field(
        default=None, description="Only when, on the day, there was no Migrant’s Voice at all (R27)."
    )
    occurred_on: OccurredOn = None


async def view_of(workshop: Workshop, offers: Offers, command: Command) -> WorkshopView:
    """What the secretariat sees after a change."""
    return await offers.one(WorkshopView, to_document(workshop), judge=judge_workshops, to=command.actor)


class PublishedView(WorkshopView):
    """The same form, with what is not published left out."""

    @classmethod
    def of(cls, document: Document) -> "PublishedView":
        return super().of(as_published(document))


@router.post("/workshops", status_code=201, operation_id="planWorkshop", responses=PROBLEMS)
async def plan_workshop(body: PlanWorkshop, offers: Offering, command: Staff) -> WorkshopView:
    """Plan a gathering by hand. Refused for a kind that is none (R23), when the year has no place for it (R24):
    two intersessional workshops in a two-workshop year, one conference in a conference year; and when the cycle
    is closed. Those that follow from a decision of the Membership are planned by themselves."""
    return await view_of(
        await command.run(
            lambda unit: workshops.plan_workshop(
                unit,
                identifier=body.id,
                kind=body.kind,
                cycle=body.cycle,
                title=body.title,
                number=body.number,
                theme=body.theme.ref() if body.theme else None,
                topics=[topic.ref() for topic in body.topics],
                occurred_on=body.occurred_on,
            )
        ),
        offers,
        command,
    )


@router.get("/workshops", operation_id="listWorkshops", responses=PROBLEMS)
async def list_workshops(
    offers: Offering,
    reader: Annotated[Reader, reading_as(PUBLIC)],
    paging: Paging,
    cycle: Annotated[str | None, Query(max_length=100, examples=["cycle-2018"])] = None,
    state: State | None = None,
) -> Listing[WorkshopView]:
    """Workshops in order of identifier, of one cycle or in one state if wished. The public and partners see
    a programme once it is published."""
    view: type[WorkshopView] = WorkshopView if sees_drafts(reader.actor) else PublishedView
    return await offers.listing(
        view,
        criteria(cycle=cycle, state=state),
        collection="workshops",
        paging=paging,
        judge=judge_rows,
        to=reader.actor,
        creates=await of_workshops(offers.store, cycle=cycle) if reader.actor else (),
    )


@router.get("/workshops/{workshop}", operation_id="getWorkshop", responses=PROBLEMS)
async def get_workshop(workshop: str, offers: Offering, reader: Annotated[Reader, reading_as(PUBLIC)]) -> WorkshopView:
    """One workshop. The public and partners see its programme once it is published, without single speakers."""
    view: type[WorkshopView] = WorkshopView if sees_drafts(reader.actor) else PublishedView
    document = await reader.one("workshops", workshop)
    return await offers.one(view, document, judge=judge_workshops, to=reader.actor)


@router.put("/workshops/{workshop}/schedule", operation_id="scheduleWorkshop", responses=PROBLEMS)
async def schedule_workshop(
    workshop: str, body: ScheduleWorkshop, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Set its dates and place, or move them until it is held; a published programme stays published. Refused
    (R25) when an intersessional workshop would overlap a Council session, or a Council event lie outside one;
    the days compared are those of the venue’s time zone."""
    return await view_of(
        await command.run(
            lambda unit: workshops.schedule_workshop(
                unit,
                workshop,
                schedule=body.schedule(),
                venue=body.registered_venue,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/workshops/{workshop}/postponement", operation_id="postponeWorkshop", responses=PROBLEMS)
async def postpone_workshop(
    workshop: str, body: PostponeWorkshop, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Put it off. It keeps its cycle and its place in the year (R24); new dates are checked like a schedule
    (R25). Its programme was made for the old dates and must be published again."""
    return await view_of(
        await command.run(
            lambda unit: workshops.postpone_workshop(
                unit,
                workshop,
                reason=body.reason,
                schedule=body.schedule.schedule() if body.schedule else None,
                venue=body.schedule.registered_venue if body.schedule else None,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )


@router.post("/workshops/{workshop}/cancellation", operation_id="cancelWorkshop", responses=PROBLEMS)
async def cancel_workshop(
    workshop: str, body: CancelWorkshop, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Cancel it. Its place in the year becomes free (R24)."""
    return await view_of(
        await command.run(
            lambda unit: workshops.cancel_workshop(
                unit, workshop, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )


@router.post("/workshops/{workshop}/held", operation_id="holdWorkshop", responses=PROBLEMS)
async def hold_workshop(
    workshop: str, body: HoldWorkshop, offers: Offering, expected: ExpectedVersion, command: Staff
) -> WorkshopView:
    """Record that it took place. Refused before its last day or without attendance (R39), and without a
    Migrant’s Voice session (R27), unless the head of the secretariat departs from that by name and for a reason."""
    departure = body.migrants_voice_departure or DepartureForm()
    return await view_of(
        await command.run(
            lambda unit: workshops.hold_workshop(
                unit,
                workshop,
                languages_interpreted=body.languages_interpreted,
                partners=body.partners,
                public_documents=[
                    PublicDocument(title=one.title, language=one.language, address=one.address)
                    for one in body.public_documents
                ],
                departure_by=departure.by,
                departure_reason=departure.reason,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        ),
        offers,
        command,
    )

"""The seats of a workshop: opened for registration, and shared out."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from services.events.api.forms import OccurredOn
from services.events.api.registration_actions import judge_seats
from services.events.api.registration_views import SeatsView
from services.events.domain.registration import RegistrationState
from services.events.domain.seats import Approval, Seats, seats_id
from services.events.queries import how_many
from services.events.use_cases import seating
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Actor, Role
from shared.http.acting import Command, Reader, acting_as, reading_as
from shared.http.actions import Offering, Offers
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1/workshops/{workshop}/seats", tags=["registrations"])
Staff = Annotated[Command, acting_as(Role.ADMINISTRATION)]
Many = Annotated[int, Field(ge=0, le=100_000)]


class Seating(Input):
    """The room itself is that of the workshop’s schedule, and follows it."""

    approval: Approval = Approval.BY_HAND
    per_delegation: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        default=None, description="How many of one body sit in the room; the others wait"
    )
    reserved: dict[StakeholderGroup, Many] = Field(
        default_factory=dict,
        description="Seats kept for migrants, civil society, the private sector or academia; R31 orders the others.",
        examples=[{"civil_society": 20, "migrant": 5}],
    )
    occurred_on: OccurredOn = None


@router.post("", status_code=201, operation_id="openRegistration", responses=PROBLEMS)
async def open_registration(workshop: str, body: Seating, offers: Offering, command: Staff) -> SeatsView:
    """Open registration. The workshop has its dates, and so its room."""
    made = await command.run(
        lambda unit: seating.open_registration(
            unit,
            workshop,
            approval=body.approval,
            per_delegation=body.per_delegation,
            reserved=body.reserved,
            occurred_on=body.occurred_on,
        )
    )
    return await _view(to_document(made), offers, command.actor)


@router.put("", operation_id="shareOutSeats", responses=PROBLEMS)
async def share_out_seats(
    workshop: str, body: Seating, offers: Offering, expected: ExpectedVersion, command: Staff
) -> SeatsView:
    """Share the seats out otherwise. Who has one keeps it; who waits and fits now has one at once, governments first
    (R31). The capacity is the schedule’s: lowered below those accepted, it shows as `overbooked`."""
    changed = await command.run(
        lambda unit: seating.share_out_seats(
            unit,
            workshop,
            approval=body.approval,
            per_delegation=body.per_delegation,
            reserved=body.reserved,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await _view(to_document(changed), offers, command.actor)


@router.get("", operation_id="getSeats", responses=PROBLEMS)
async def get_seats(
    workshop: str, offers: Offering, reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER)]
) -> SeatsView:
    """How many seats there are, and how many are taken, free and waited for."""
    return await _view(await reader.one(Seats.collection, seats_id(workshop)), offers, reader.actor)


async def _view(document: Document, offers: Offers, actor: Actor | None) -> SeatsView:
    received = await how_many(offers.store, document["workshop"], RegistrationState.RECEIVED)
    return await offers.one(SeatsView, {**document, "received": received}, judge=judge_seats, to=actor)

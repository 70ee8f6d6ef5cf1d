"""The partners of a gathering over HTTP (R70)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from services.events.api.forms import Line, OccurredOn, OccurredOnInQuery, OwnId
from services.events.api.views import WorkshopView
from services.events.api.workshops import Staff, view_of
from services.events.use_cases import partners
from shared.domain.identifiers import new_identifier
from shared.http.actions import Offering
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion

router = APIRouter(prefix="/events/v1/workshops/{workshop}/partners", tags=["partners"])


class AddPartner(Input):
    id: OwnId = None
    name: Line = Field(examples=["A university"])
    expertise: Annotated[tuple[Line, ...], Field(max_length=20, examples=[["capacity development"]])] = Field(
        description="In the words of the title, the theme or a topic, or the identifier of one of them"
    )
    occurred_on: OccurredOn = None


@router.post("", status_code=201, operation_id="addPartner", responses=PROBLEMS)
async def add_partner(workshop: str, body: AddPartner, offers: Offering, command: Staff) -> WorkshopView:
    """Hold it together with an agency or entity. Refused without expertise in what it is about (R70)."""
    return await view_of(
        await command.run(
            lambda unit: partners.add_partner(
                unit,
                workshop,
                id=body.id or new_identifier(),
                name=body.name,
                expertise=body.expertise,
                occurred_on=body.occurred_on,
            )
        ),
        offers,
        command,
    )


@router.delete("/{partner}", operation_id="removePartner", responses=PROBLEMS)
async def remove_partner(
    workshop: str,
    partner: str,
    offers: Offering,
    expected: ExpectedVersion,
    command: Staff,
    occurred_on: OccurredOnInQuery = None,
) -> WorkshopView:
    """It is no partner of this gathering any more."""
    return await view_of(
        await command.run(
            lambda unit: partners.remove_partner(
                unit, workshop, partner=partner, occurred_on=occurred_on, expected_version=expected
            )
        ),
        offers,
        command,
    )

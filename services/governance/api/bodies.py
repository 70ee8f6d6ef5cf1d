"""Bodies of the Membership over HTTP."""

from fastapi import APIRouter, Response
from pydantic import Field

from services.governance.api.access import Administration, Membership
from services.governance.domain.body import Country
from services.governance.domain.membership import BodyType
from services.governance.queries import narrowed_by
from services.governance.use_cases import bodies
from shared.domain.actions import Action
from shared.domain.identifiers import Identifier
from shared.domain.text import LocalizedText
from shared.http.actions import Listing, Offering
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import versioned
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["bodies"])


class RegisterBody(Input):
    id: Identifier | None = Field(default=None, examples=["atlantis"])
    name: LocalizedText = Field(examples=[{"en": "Atlantis", "fr": "Atlantide"}])
    type: str = Field(max_length=100, examples=["member_state"])
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-2", examples=["CH"])


class BodyView(View):
    name: LocalizedText
    type: BodyType
    country: str | None


@router.post("/bodies", status_code=201, operation_id="registerBody", responses=PROBLEMS)
async def register_body(body: RegisterBody, response: Response, command: Administration) -> BodyView:
    """Register a body of the Membership.

    `type` is `member_state`, `observer_state` or `observer_organization`; anything else is refused by R1,
    since a donor, migrant, academic or unaffiliated NGO takes no part in the Membership's decisions.
    """
    registered = await command.run(
        lambda unit: bodies.register_body(unit, id=body.id, name=body.name, type=body.type, country=body.country)
    )
    return versioned(response, BodyView.of(to_document(registered)))


@router.get("/bodies", operation_id="listBodies", responses=PROBLEMS)
async def list_bodies(
    reader: Membership, paging: Paging, offers: Offering, type: BodyType | None = None
) -> Listing[BodyView]:
    """The registered bodies, in order of identifier; `type` narrows the list."""
    return await offers.listing(
        BodyView,
        narrowed_by(type=type),
        collection="bodies",
        paging=paging,
        to=reader.actor,
        creates=[Action(operation="registerBody")],
    )


@router.get("/bodies/{id}", operation_id="getBody", responses=PROBLEMS)
async def get_body(id: str, response: Response, reader: Membership) -> BodyView:
    """One body."""
    return versioned(response, BodyView.of(await reader.one("bodies", id)))

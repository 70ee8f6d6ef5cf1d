"""The partners of a gathering over HTTP (R70)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from services.events.api.forms import Line, OccurredOn, OccurredOnInQuery, OwnId
from services.events.api.views import WorkshopView
from services.events.api.workshops import Staff, view_of
from services.events.domain.partners import AgreementKind, Partner, PartnerAgreement, Ranked, ranked
from services.events.domain.workshop import Workshop
from services.events.queries import partnered
from services.events.use_cases import partners
from shared.domain.act import Role
from shared.domain.identifiers import new_identifier
from shared.http.acting import Reader, reading_as
from shared.http.actions import Offering, woken
from shared.http.schemas import PROBLEMS, Input, View
from shared.http.versions import ExpectedVersion

router = APIRouter(prefix="/events/v1/workshops/{workshop}/partners", tags=["partners"])


class AgreementForm(Input):
    kind: AgreementKind
    signed_on: date = Field(description="Not later than today (UTC)", examples=["2018-01-29"])
    reference: Line = Field(description="Of the document, as it is filed; never a person", examples=["MOU-2018-014"])

    def agreement(self) -> PartnerAgreement:
        return PartnerAgreement(kind=self.kind, signed_on=self.signed_on, reference=self.reference)


class AddPartner(Input):
    id: OwnId = None
    name: Line = Field(examples=["A university"])
    expertise: Annotated[tuple[Line, ...], Field(max_length=20, examples=[["capacity development"]])] = Field(
        description="In the words of the title, the theme or a topic, or the identifier of one of them"
    )
    agreement: AgreementForm | None = Field(
        default=None, description="The agreement with it, where one is signed. The public does not see it."
    )
    occurred_on: OccurredOn = None


class PartnerRanking(View):
    """For one gathering, whose identifier and version it bears."""

    ranked: tuple[Ranked, ...]


@router.get("", operation_id="rankPartners", responses=PROBLEMS)
async def rank_partners(
    workshop: str, reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.AUDITOR)]
) -> PartnerRanking:
    """Whom to ask: the partners of all gatherings whose expertise fits what this one is about, the best first. The
    score is explained tag by tag (R70, F56)."""
    found = woken(Workshop, await reader.one(Workshop.collection, workshop))
    known = [
        (one["_id"], Partner.model_validate(partner))
        for one in await partnered(reader.store)
        for partner in one["partners"]
    ]
    best = ranked(known, workshop=found.id, title=found.title, theme=found.theme, topics=found.topics)
    return PartnerRanking(id=found.id, version=found.version, ranked=best)


@router.post("", status_code=201, operation_id="addPartner", responses=PROBLEMS)
async def add_partner(workshop: str, body: AddPartner, offers: Offering, command: Staff) -> WorkshopView:
    """Hold it together with an agency or entity. Refused without expertise in what it is about (R70). An agreement
    that is signed later is recorded by entering the partner again."""
    return await view_of(
        await command.run(
            lambda unit: partners.add_partner(
                unit,
                workshop,
                id=body.id or new_identifier(),
                name=body.name,
                expertise=body.expertise,
                agreement=body.agreement.agreement() if body.agreement else None,
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

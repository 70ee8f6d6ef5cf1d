"""Invitations to a workshop: lists by group and body, letters, answers of focal points, and the close (R36)."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from services.events.api.forms import Country, Happened, Line, OccurredOn, Reason
from services.events.api.invitation_actions import judge_invitations, judge_lists, of_invitations
from services.events.api.invitation_letter import letter_of, pdf_of
from services.events.api.registration_forms import Email, ParticipantForm
from services.events.domain.group import GroupReason
from services.events.domain.invitation import COVERED, Answer, Invitation, InvitationList, InvitationState
from services.events.domain.registration import Attends
from services.events.domain.workshop import Workshop
from services.events.queries import invitation_criteria, invitees_of
from services.events.use_cases import invitations
from services.events.use_cases.bodies import BODIES
from services.events.use_cases.invitations import INVITEES, Invitee, list_id
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Actor, Role
from shared.domain.errors import NotFound
from shared.domain.identifiers import Identifier, new_identifier
from shared.domain.text import Language, LocalizedText
from shared.http.acting import Command, Reader, acting_as, reading_as
from shared.http.actions import ActedView, Listing, Offering, Offers, woken
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["invitations"])
Staff = Annotated[Command, acting_as(Role.ADMINISTRATION)]
StaffReading = Annotated[Reader, reading_as(Role.ADMINISTRATION)]
FocalPoint = Annotated[Command, acting_as(Role.ADMINISTRATION, Role.MEMBER)]
Reading = Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER)]
_PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The letter", "content": {"application/pdf": {}}}}


class DraftInvitation(Input):
    body: Identifier | None = Field(default=None, description="A body of the Membership; or name an organization")
    organization: Line | None = Field(default=None, examples=["Association of Sending Employers"])
    group: StakeholderGroup | None = Field(default=None, description="Of a body it follows from its type (R31)")
    group_reason: GroupReason | None = Field(default=None, description="Why it is another than that of the body")
    country: Country | None = Field(default=None, description="Of a body it is known")
    name: Line | None = Field(default=None, description="Whom the letter is addressed to; kept beside the record")
    email: Email | None = Field(default=None, description="As for the name")
    language: Language = Language.EN
    occurred_on: OccurredOn = None


class Nominated(ParticipantForm):
    attends: Attends = Attends.ROOM


class Substitute(ParticipantForm):
    in_place_of: Identifier = Field(description="The registration that the person takes over, with seat and place")


class AnswerInvitation(Input):
    answer: Answer
    people: tuple[Nominated, ...] = Field(default=(), max_length=50, description="Who comes; with an acceptance")
    substitutes: tuple[Substitute, ...] = Field(default=(), max_length=50)
    occurred_on: OccurredOn = None


class WithdrawInvitation(Input):
    reason: Reason
    occurred_on: OccurredOn = None


class CloseInvitations(Input):
    waived_by: Line | None = Field(default=None, description="Who waives R36, by name; kept beside the record")
    waived: Reason | None = Field(default=None, description="Why a group is left out")
    occurred_on: OccurredOn = None


class InvitationView(ActedView):
    workshop: str
    group: StakeholderGroup
    body: str | None
    organization: str | None
    country: str | None
    state: InvitationState
    registrations: tuple[str, ...]
    reason: str | None
    name: str | None = Field(default=None, description="For the Administration; absent when it was purged")
    email: str | None = None
    language: Language | None = None


class InvitationListView(ActedView):
    workshop: str
    invited: dict[StakeholderGroup, int]
    missing: tuple[StakeholderGroup, ...] = Field(description="Of which nobody is invited, and R36 asks for somebody")
    closed: bool
    waived: str | None


@router.post("/workshops/{workshop}/invitations", status_code=201, operation_id="draftInvitation", responses=PROBLEMS)
async def draft_invitation(workshop: str, body: DraftInvitation, offers: Offering, command: Staff) -> InvitationView:
    """Draft an invitation to a body of the Membership or to another organization. Sent, it counts for R36."""
    id = new_identifier()
    made = await command.run(
        lambda unit: invitations.draft(
            unit,
            workshop,
            id=id,
            group=body.group,
            group_reason=body.group_reason,
            body=body.body,
            organization=body.organization,
            country=body.country,
            invitee=Invitee(name=body.name, email=body.email, language=body.language),
            occurred_on=body.occurred_on,
        )
    )
    return await _shown(made, offers, command.actor)


@router.get("/workshops/{workshop}/invitations", operation_id="listInvitations", responses=PROBLEMS)
async def list_invitations(
    workshop: str,
    offers: Offering,
    reader: Reading,
    paging: Paging,
    group: StakeholderGroup | None = None,
    state: InvitationState | None = None,
    body: Annotated[Identifier | None, Query(description="A member sees that of its own body alone")] = None,
) -> Listing[InvitationView]:
    """The invitations to a workshop, by stakeholder group, state or body."""
    about = await reader.one("workshops", workshop)
    member = reader.actor is not None and reader.actor.role is Role.MEMBER
    own = reader.actor.body if reader.actor is not None and member else body
    where = invitation_criteria(workshop, group=group, state=state, body=own, sent=member)
    found = await offers.listing(
        InvitationView,
        where,
        collection=Invitation.collection,
        paging=paging,
        to=reader.actor,
        judge=judge_invitations,
        creates=of_invitations(woken(Workshop, about)),
    )
    if not member:
        people = await invitees_of(offers.store, [row.id for row in found.items])
        found.items = [row.model_copy(update=_person(people.get(row.id))) for row in found.items]
    return found


@router.get("/workshops/{workshop}/invitation-list", operation_id="getInvitationList", responses=PROBLEMS)
async def get_invitation_list(workshop: str, offers: Offering, reader: StaffReading) -> InvitationListView:
    """How many of each group are invited, of which nobody is though R36 asks for it, and whether the list is closed."""
    return await _list(await reader.one(InvitationList.collection, list_id(workshop)), offers, reader.actor)


@router.post("/workshops/{workshop}/invitation-list/closing", operation_id="closeInvitations", responses=PROBLEMS)
async def close_invitations(
    workshop: str, body: CloseInvitations, offers: Offering, expected: ExpectedVersion, command: Staff
) -> InvitationListView:
    """Close the list. Refused while nobody of civil society, the private sector or academia is invited (R36), unless
    that is waived by name and with a reason."""
    made = await command.run(
        lambda unit: invitations.close(
            unit,
            workshop,
            waived_by=body.waived_by,
            waived=body.waived,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await _list(to_document(made), offers, command.actor)


@router.get("/invitations/{invitation}", operation_id="getInvitation", responses=PROBLEMS)
async def get_invitation(invitation: str, offers: Offering, reader: Reading) -> InvitationView:
    """One invitation; a member reads that of its own body once it is sent."""
    document = await reader.one("invitations", invitation)
    member = reader.actor is not None and reader.actor.role is Role.MEMBER
    hidden = document["state"] == InvitationState.DRAFTED.value or _not_of(reader.actor, document["body"])
    if member and hidden:
        raise NotFound("invitation", invitation)
    return await _view(document, offers, reader.actor)


@router.get(
    "/invitations/{invitation}/letter.pdf",
    operation_id="getInvitationLetter",
    response_class=Response,
    responses={**PROBLEMS, **_PDF},
)
async def get_invitation_letter(
    invitation: str,
    reader: StaffReading,
    language: Annotated[Language | None, Query(description="The invitee’s own when it is left out")] = None,
) -> Response:
    """The letter, tagged (PDF/UA-1), in one of the three languages."""
    document = await reader.one("invitations", invitation)
    workshop = woken(Workshop, await reader.one("workshops", document["workshop"]))
    invitee = await reader.store[INVITEES].find_one({"_id": invitation}) or {}
    body = await reader.store[BODIES].find_one({"_id": document["body"]}) if document["body"] else None
    chosen = language or Language(invitee.get("language") or Language.EN)
    named = LocalizedText.model_validate(body["name"]) if body else None
    who = (getattr(named, chosen.value) or named.any()) if named else document["organization"]
    letter = letter_of(
        to=", ".join(part for part in (invitee.get("name"), who) if part),
        title=workshop.title,
        theme=workshop.theme.title if workshop.theme else None,
        year=workshop.year,
        schedule=workshop.schedule,
        language=chosen,
    )
    made = await pdf_of(letter, day=workshop.state_since or date(workshop.year, 1, 1))
    headers = {
        "Content-Disposition": f'attachment; filename="invitation-{invitation}-{chosen.value}.pdf"',
        "Cache-Control": "no-store",
    }
    return Response(made, media_type="application/pdf", headers=headers)


@router.post("/invitations/{invitation}/sending", operation_id="sendInvitation", responses=PROBLEMS)
async def send_invitation(
    invitation: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Staff
) -> InvitationView:
    """The letter is out."""
    made = await command.run(
        lambda unit: invitations.send(unit, invitation, occurred_on=body.occurred_on, expected_version=expected)
    )
    return await _shown(made, offers, command.actor)


@router.post("/invitations/{invitation}/answer", operation_id="answerInvitation", responses=PROBLEMS)
async def answer_invitation(
    invitation: str, body: AnswerInvitation, offers: Offering, expected: ExpectedVersion, command: FocalPoint
) -> InvitationView:
    """The focal point answers: accepted, with the people who come, who are registered with it; declined; or others in
    the place of those who were named, with their seats. A member answers for its own body."""
    people = [(new_identifier(), one.participant(), one.attends) for one in body.people]
    made = await command.run(
        lambda unit: invitations.answer(
            unit,
            invitation,
            answer=body.answer,
            people=people,
            in_place_of=[(one.in_place_of, one.participant()) for one in body.substitutes],
            of_body=command.actor.body if command.actor.role is Role.MEMBER else None,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await _shown(made, offers, command.actor)


@router.post("/invitations/{invitation}/withdrawal", operation_id="withdrawInvitation", responses=PROBLEMS)
async def withdraw_invitation(
    invitation: str, body: WithdrawInvitation, offers: Offering, expected: ExpectedVersion, command: Staff
) -> InvitationView:
    """Take it back before it is answered; it counts for R36 no more."""
    made = await command.run(
        lambda unit: invitations.withdraw(
            unit, invitation, reason=body.reason, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await _shown(made, offers, command.actor)


async def _shown(invitation: Invitation, offers: Offers, actor: Actor) -> InvitationView:
    return await _view(to_document(invitation), offers, actor)


async def _view(document: Document, offers: Offers, actor: Actor | None) -> InvitationView:
    shown = await offers.one(InvitationView, document, judge=judge_invitations, to=actor)
    if actor is None or actor.role is Role.MEMBER:
        return shown
    people = await invitees_of(offers.store, [document["_id"]])
    return shown.model_copy(update=_person(people.get(document["_id"])))


def _not_of(actor: Actor | None, body: str | None) -> bool:
    return actor is None or actor.body != body


def _person(found: Document | None) -> Document:
    if found is None:
        return {}
    language = found.get("language")
    return {"name": found.get("name"), "email": found.get("email"), "language": language and Language(language)}


async def _list(document: Document, offers: Offers, actor: Actor | None) -> InvitationListView:
    invited = document["invited"]
    missing = [group.value for group in COVERED if not invited.get(group.value)]
    return await offers.one(InvitationListView, {**document, "missing": missing}, judge=judge_lists, to=actor)

"""Registrations for a workshop: received, approved, seated or waiting, refused, withdrawn."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.events.api.forms import Happened
from services.events.api.registration_actions import judge_registrations, of_registrations
from services.events.api.registration_forms import (
    ApproveAll,
    ChangeParticipant,
    MoveToDelegation,
    RefuseRegistration,
    RegisterParticipant,
    TellApart,
)
from services.events.api.registration_views import (
    AlikesView,
    AlikeView,
    ApprovedLine,
    ApprovedView,
    ParticipantView,
    RegistrationView,
    WaitingView,
)
from services.events.api.turns import turn_of
from services.events.domain.registration import Registration, RegistrationState
from services.events.queries import (
    alike,
    list_criteria,
    participants_of,
    place_of,
    places_from,
    states_of,
)
from services.events.use_cases import registrations
from services.events.use_cases.registrations import NewRegistration
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Actor, Role
from shared.domain.errors import NotAllowed, NotFound
from shared.domain.identifiers import Identifier, new_identifier
from shared.http.acting import Command, Reader, acting_as, reading_as
from shared.http.actions import Listing, Offering, Offers
from shared.http.pages import Page, Paging, page
from shared.http.schemas import PROBLEMS
from shared.http.versions import ExpectedVersion
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["registrations"])
Staff = Annotated[Command, acting_as(Role.ADMINISTRATION)]
StaffReading = Annotated[Reader, reading_as(Role.ADMINISTRATION)]
Registrar = Annotated[Command, acting_as(Role.ADMINISTRATION, Role.MEMBER)]
Reading = Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER)]


@router.post(
    "/workshops/{workshop}/registrations", status_code=201, operation_id="registerParticipant", responses=PROBLEMS
)
async def register_participant(
    workshop: str, body: RegisterParticipant, offers: Offering, command: Registrar
) -> RegistrationView:
    """Register a person of whatever category (R32); a member registers people of its own body, who are of its group.

    It waits for approval, or has a seat or a place in the waiting list at once where approval is automatic. Who reads
    like somebody who is registered already is registered all the same: `…/registrations/alike` suggests the two.
    """
    new = NewRegistration(
        participant=body.participant(),
        group=body.group,
        group_reason=body.group_reason,
        by_body=command.actor.role is Role.MEMBER,
        body=_body_of(command.actor, body.body),
        country=body.country,
        attends=body.attends,
        needs=body.needs(),
    )
    id = new_identifier()
    async with turn_of(command.request):
        made = await command.run(
            lambda unit: registrations.register(unit, workshop, new=new, id=id, occurred_on=body.occurred_on)
        )
    return await shown(made, offers, command.actor)


@router.get("/workshops/{workshop}/registrations", operation_id="listRegistrations", responses=PROBLEMS)
async def list_registrations(
    workshop: str,
    offers: Offering,
    reader: Reading,
    paging: Paging,
    state: RegistrationState | None = None,
    group: StakeholderGroup | None = None,
    body: Annotated[Identifier | None, Query(description="A member sees those of its own body alone")] = None,
) -> Listing[RegistrationView]:
    """The registrations of a workshop with who they are, in order of receipt. Places stand in the waiting list."""
    about = await reader.one("workshops", workshop)
    where = list_criteria(workshop, state=state, group=group, body=_seen_of(reader.actor, body))
    found = await offers.listing(
        RegistrationView,
        where,
        collection=Registration.collection,
        paging=paging,
        to=reader.actor,
        judge=judge_registrations,
        creates=await of_registrations(offers.store, about),
    )
    people = await participants_of(offers.store, [row.id for row in found.items], with_needs=_sees_needs(reader.actor))
    found.items = [row.model_copy(update={"participant": _person(people.get(row.id))}) for row in found.items]
    return found


@router.get("/workshops/{workshop}/waiting-list", operation_id="getWaitingList", responses=PROBLEMS)
async def get_waiting_list(workshop: str, offers: Offering, reader: StaffReading, paging: Paging) -> Page[WaitingView]:
    """Who waits for a seat, in the order in which seats are given: governments first, then by registration (R31)."""
    await reader.one("workshops", workshop)
    where = list_criteria(workshop, state=RegistrationState.WAITING)
    rows = await page(
        offers.store[Registration.collection],
        where,
        paging=paging,
        view=WaitingView,
        response=offers.response,
        by="queue",
    )
    people = await participants_of(offers.store, [row.id for row in rows.items])
    listed = [(row.queue, row.group, row.regrouped_on) for row in rows.items]
    places = await places_from(offers.store, workshop, listed, first=paging.after is None)
    rows.items = [
        row.model_copy(update={"participant": _person(people.get(row.id)), "place": place, "explained": said})
        for row, (place, said) in zip(rows.items, places, strict=True)
    ]
    return rows


@router.get("/workshops/{workshop}/registrations/alike", operation_id="listAlikeRegistrations", responses=PROBLEMS)
async def list_alike_registrations(workshop: str, offers: Offering, reader: StaffReading) -> AlikesView:
    """Who may be registered twice: one e-mail address, or names that read alike though they are spelled otherwise, with
    one country or body. Suggestions: refuse one as a `duplicate`, or tell the two apart. The first hundred."""
    await reader.one("workshops", workshop)
    found = await alike(offers.store, workshop)
    rows = [document for _, documents in found for document in documents]
    people = await participants_of(offers.store, [document["_id"] for document in rows])
    judged = iter(await judge_registrations(offers.store, rows, offers.today))
    return AlikesView(
        items=[
            AlikeView(
                why=why,
                registrations=[
                    RegistrationView.of(
                        {
                            **document,
                            "participant": _person(people.get(document["_id"])),
                            "actions": offers.shown(next(judged), to=reader.actor),
                        }
                    )
                    for document in documents
                ],
            )
            for why, documents in found
        ]
    )


@router.get("/registrations/{registration}", operation_id="getRegistration", responses=PROBLEMS)
async def get_registration(registration: str, offers: Offering, reader: Reading) -> RegistrationView:
    """One registration: with its place in the waiting list and why it is that one (R31), while it waits."""
    document = await reader.one("registrations", registration)
    if reader.actor is not None and reader.actor.role is Role.MEMBER and document["body"] != reader.actor.body:
        raise NotFound("registration", registration)
    return await _view(document, offers, reader.actor)


@router.post("/registrations/{registration}/approval", operation_id="approveRegistration", responses=PROBLEMS)
async def approve_registration(
    registration: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Staff
) -> RegistrationView:
    """Approve it: it has a seat, or its place in the waiting list (R31)."""
    async with turn_of(command.request):
        changed = await command.run(
            lambda unit: registrations.approve(
                unit, registration, occurred_on=body.occurred_on, expected_version=expected
            )
        )
    return await shown(changed, offers, command.actor)


@router.post("/workshops/{workshop}/registrations/approvals", operation_id="approveRegistrations", responses=PROBLEMS)
async def approve_registrations(workshop: str, body: ApproveAll, offers: Offering, command: Staff) -> ApprovedView:
    """Approve many at once, governments first (R31): each has a seat or waits. Those that do not wait for approval stay
    as they are; the answer has every one of them as it is now."""
    async with turn_of(command.request):
        await command.run(
            lambda unit: registrations.approve_all(unit, workshop, body.registrations, occurred_on=body.occurred_on)
        )
    states = await states_of(offers.store, workshop, body.registrations)
    return ApprovedView(
        items=[ApprovedLine(registration=one, state=states.get(one)) for one in dict.fromkeys(body.registrations)]
    )


@router.post("/registrations/{registration}/refusal", operation_id="refuseRegistration", responses=PROBLEMS)
async def refuse_registration(
    registration: str, body: RefuseRegistration, offers: Offering, expected: ExpectedVersion, command: Staff
) -> RegistrationView:
    """Refuse it, on one of the four grounds. The category of a person is none (R32). A seat goes to who is next."""
    changed = await command.run(
        lambda unit: registrations.turn_down(
            unit,
            registration,
            ground=body.ground,
            same_as=body.same_as,
            occurred_on=body.occurred_on,
            expected_version=expected,
        )
    )
    return await shown(changed, offers, command.actor)


@router.post("/registrations/{registration}/withdrawal", operation_id="withdrawRegistration", responses=PROBLEMS)
async def withdraw_registration(
    registration: str, body: Happened, offers: Offering, expected: ExpectedVersion, command: Registrar
) -> RegistrationView:
    """The person does not come; the seat goes to whoever is next in the same step. A member: of its own body."""
    own = command.actor.body if command.actor.role is Role.MEMBER else None
    async with turn_of(command.request):
        changed = await command.run(
            lambda unit: registrations.withdraw(
                unit, registration, of_body=own, occurred_on=body.occurred_on, expected_version=expected
            )
        )
    return await shown(changed, offers, command.actor)


@router.post("/registrations/{registration}/told-apart", operation_id="tellRegistrationApart", responses=PROBLEMS)
async def tell_registration_apart(
    registration: str, body: TellApart, offers: Offering, expected: ExpectedVersion, command: Staff
) -> RegistrationView:
    """Say that another that reads alike is of another person; the two are suggested no more."""
    changed = await command.run(
        lambda unit: registrations.tell_apart(
            unit, registration, other=body.other, occurred_on=body.occurred_on, expected_version=expected
        )
    )
    return await shown(changed, offers, command.actor)


@router.post("/registrations/{registration}/delegation", operation_id="moveRegistration", responses=PROBLEMS)
async def move_registration(
    registration: str, body: MoveToDelegation, offers: Offering, expected: ExpectedVersion, command: Staff
) -> RegistrationView:
    """Say for which body the person comes now, such as when the one it came for left the Membership. The group follows
    from that body (R31), and with it the place in the waiting list, which is told anew; the seat stays."""
    async with turn_of(command.request):
        changed = await command.run(
            lambda unit: registrations.move_to_delegation(
                unit,
                registration,
                body=body.body,
                group=body.group,
                group_reason=body.group_reason,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        )
    return await shown(changed, offers, command.actor)


@router.put("/registrations/{registration}/participant", operation_id="changeParticipant", responses=PROBLEMS)
async def change_participant(
    registration: str, body: ChangeParticipant, offers: Offering, expected: ExpectedVersion, command: Staff
) -> RegistrationView:
    """Correct who it is. The log says which fields changed, never their values, and no need. A need that is left
    out stays, and null takes it away."""
    who, needs = body.participant(), body.named_needs()
    async with turn_of(command.request):
        changed = await command.run(
            lambda unit: registrations.change_participant(
                unit,
                registration,
                participant=who,
                needs=needs,
                occurred_on=body.occurred_on,
                expected_version=expected,
            )
        )
    return await shown(changed, offers, command.actor)


async def shown(registration: Registration, offers: Offers, actor: Actor) -> RegistrationView:
    return await _view(to_document(registration), offers, actor)


async def _view(document: Document, offers: Offers, actor: Actor | None) -> RegistrationView:
    people = await participants_of(offers.store, [document["_id"]], with_needs=_sees_needs(actor))
    place, said = await place_of(offers.store, document)
    shown = await offers.one(RegistrationView, document, judge=judge_registrations, to=actor)
    person = _person(people.get(document["_id"]))
    return shown.model_copy(update={"participant": person, "place": place, "explained": said})


def _sees_needs(actor: Actor | None) -> bool:
    return actor is not None and actor.role is Role.ADMINISTRATION


def _person(found: Document | None) -> ParticipantView:
    return ParticipantView.model_validate(found or {})


def _body_of(actor: Actor, named: str | None) -> str | None:
    """A member registers people of its own body. Raises ``NotAllowed`` for another."""
    if actor.role is not Role.MEMBER:
        return named
    if named not in (None, actor.body):
        raise NotAllowed("A member registers people of its own body.", remedy="Leave the body out, or name your own.")
    return actor.body


def _seen_of(actor: Actor | None, asked: str | None) -> str | None:
    return actor.body if actor is not None and actor.role is Role.MEMBER else asked

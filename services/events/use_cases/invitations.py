"""Invitations to a workshop: drafted, sent, answered by a focal point with the people who come, and closed (R36)."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from services.events.domain.group import GroupReason, group_for
from services.events.domain.invitation import Answer, Invitation, InvitationList
from services.events.domain.registration import LIVE, Attends, Registration
from services.events.domain.workshop import Workshop
from services.events.use_cases import registrations
from services.events.use_cases.bodies import known_or_none, type_on
from services.events.use_cases.classifications import check_country
from services.events.use_cases.participants import NO_NEEDS
from services.events.use_cases.registrations import NewRegistration, Participant
from shared.contracts.events import StakeholderGroup
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput, NotFound, WrongState
from shared.domain.text import Language
from shared.persistence.unit_of_work import UnitOfWork

INVITEES = "invitees"
"""Who a letter is addressed to and in which language, by invitation: personal, beside the record."""
WAIVERS = "invitation_waivers"
"""Who waived R36, by workshop: a name, and so kept beside the record."""


@dataclass(frozen=True, kw_only=True)
class Invitee:
    """``language`` is that of the letter."""

    name: str | None
    email: str | None
    language: Language


def list_id(workshop: str) -> str:
    """The identifier follows from the workshop's, however long that is."""
    wanted = f"invitations-{workshop}"
    return wanted if len(wanted) <= 100 else f"invitations-{hashlib.sha256(workshop.encode()).hexdigest()}"


async def draft(
    unit: UnitOfWork,
    workshop: str,
    *,
    id: str,
    group: StakeholderGroup | None,
    group_reason: GroupReason | None,
    body: str | None,
    organization: str | None,
    country: str | None,
    invitee: Invitee,
    occurred_on: date | None,
) -> Invitation:
    """A letter to a body of the Membership, whose group and country follow from what governance told of it, or to
    another organization. Nobody is invited until it is sent."""
    act = unit.act(occurred_on)
    (await unit.load(Workshop, workshop)).require_open("invited to")
    known = await known_or_none(unit, body) if body is not None else None
    if body is not None and known is None:
        raise NotFound("body", body)
    if known is not None and known["left_on"] is not None:
        raise WrongState(f"“{body}” left the Membership.", remedy="Invite it as an organization, if it comes.")
    group, group_reason = group_for(
        body=body, type=type_on(known, act.occurred_on), named=group, reason=group_reason, by_body=False
    )
    check_country(country)
    one = Invitation.draft(
        act,
        id=id,
        workshop=workshop,
        group=group,
        group_reason=group_reason,
        body=body,
        organization=organization,
        country=country or (known["country"] if known else None),
    )
    if await unit.find(InvitationList, list_id(workshop)) is None:
        await unit.add(InvitationList.open(act, id=list_id(workshop), workshop=workshop))
    await unit.add(one)
    unit.put_document(INVITEES, id, {"workshop": workshop, **asdict(invitee)})
    return one


async def send(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Invitation:
    """The letter is out, and its group is one more that was invited (R36)."""
    act = unit.act(occurred_on)
    one = await unit.load(Invitation, identifier, expected_version=expected_version)
    (await unit.load(Workshop, one.workshop)).require_open("invited to")
    among = await unit.load(InvitationList, list_id(one.workshop))
    one.send(act, among=among)
    unit.save(among)
    unit.save(one)
    return one


async def withdraw(
    unit: UnitOfWork, identifier: str, *, reason: str, occurred_on: date | None, expected_version: int | None
) -> Invitation:
    act = unit.act(occurred_on)
    one = await unit.load(Invitation, identifier, expected_version=expected_version)
    among = await unit.load(InvitationList, list_id(one.workshop))
    one.withdraw(act, reason=reason, among=among)
    unit.save(among)  # untouched where only a draft is withdrawn
    unit.save(one)
    return one


async def answer(
    unit: UnitOfWork,
    identifier: str,
    *,
    answer: Answer,
    people: Sequence[tuple[str, Participant, Attends]],
    in_place_of: Sequence[tuple[str, Participant]],
    of_body: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Invitation:
    """What the focal point says, in one transaction: with an acceptance the people who come are registered (R31, R32);
    others ``in_place_of`` somebody have that registration, its seat and its place; with a refusal all are withdrawn.
    Whoever comes for another delegation by now is not of this invitation any more.

    Raises ``NotFound`` for an invitation that is not to ``of_body``, where that is given."""
    act = unit.act(occurred_on)
    one = await unit.load(Invitation, identifier, expected_version=expected_version)
    if of_body is not None and one.body != of_body:
        raise NotFound("invitation", identifier)
    if bool(in_place_of) is not (answer is Answer.SUBSTITUTED):
        raise InvalidInput(
            "A substitution says who comes in whose place, and no other answer does.", remedy="Check in_place_of."
        )
    one.answer(act, answer=answer, registrations=tuple(id for id, _, _ in people))
    for left, who in in_place_of:
        if left not in one.registrations:
            raise NotFound("registration of this invitation", left)
        registration = await unit.load(Registration, left)
        if registration.body != one.body:
            raise NotFound("registration of this invitation", left)  # it is of another delegation by now
        refuse(registration.obstacles_outside(LIVE, "given to another person"))
        await registrations.change_participant(
            unit, left, participant=who, needs=asdict(NO_NEEDS), occurred_on=occurred_on, expected_version=None
        )
    for left in one.registrations if answer is Answer.DECLINED else ():
        registration = await unit.load(Registration, left)
        if registration.body == one.body and not any(registration.obstacles_to_withdraw()):
            await registrations.withdraw(unit, left, occurred_on=occurred_on, expected_version=None)
    # Of a body the group is that of the day, unless somebody said with the letter why it is another (R31).
    group = one.group if one.body is None or one.group_reason is not None else None
    new = [
        (
            id,
            NewRegistration(
                participant=who,
                group=group,
                group_reason=one.group_reason,
                body=one.body,
                country=one.country,
                attends=attends,
            ),
        )
        for id, who, attends in people
    ]
    if new:
        await registrations.register_all(unit, one.workshop, new, occurred_on=occurred_on)
    unit.save(one)
    return one


async def close(
    unit: UnitOfWork,
    workshop: str,
    *,
    waived_by: str | None,
    waived: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> InvitationList:
    """R36; the name of who waives it is kept beside the record."""
    if (waived_by is None) is not (waived is None):
        raise InvalidInput("A waiver has a name and a reason.", remedy="Give both, or neither.")
    one = await unit.load(InvitationList, list_id(workshop), expected_version=expected_version)
    one.close(unit.act(occurred_on), waived=waived)
    if waived_by is not None:
        unit.put_document(WAIVERS, workshop, {"workshop": workshop, "by": waived_by})
    unit.save(one)
    return one

"""Registrations for a workshop, its seats and its waiting list. Who the people are stands beside the record."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from services.events.domain.gathering import OPEN
from services.events.domain.group import GroupReason, group_for, group_of_body
from services.events.domain.registration import Attends, Registration, RegistrationState
from services.events.domain.seats import Approval, Seats
from services.events.domain.spelling import reading_of
from services.events.domain.workshop import Workshop
from services.events.use_cases.bodies import known_of, known_or_none, type_on
from services.events.use_cases.classifications import check_country
from services.events.use_cases.participants import (
    NEEDS,
    NO_NEEDS,
    PARTICIPANTS,
    Needs,
    forget_needs,
    gender_of,
    put_needs,
    recount_genders,
)
from services.events.use_cases.seating import give_on, leave, seat_or_wait, seats_now, seats_of
from shared.contracts.events import StakeholderGroup
from shared.domain.act import Act
from shared.domain.actions import refuse
from shared.domain.errors import InvalidInput, NotFound, WrongState
from shared.persistence.driver import Document
from shared.persistence.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Who a registered person is. ``gender`` is what the person says, or nothing."""

    name: str
    email: str | None = None
    function: str | None = None
    gender: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewRegistration:
    """``group`` follows from the body where it is left out; another needs a ``group_reason``, and is not for the body
    itself to name (``by_body``, R31). One that is ``judged`` already has the group that it names, whatever became of
    its body or of the mode of the workshop since then."""

    participant: Participant
    group: StakeholderGroup | None
    body: str | None
    country: str | None
    attends: Attends
    needs: Needs = NO_NEEDS
    group_reason: GroupReason | None = None
    by_body: bool = False
    judged: bool = False


async def register(
    unit: UnitOfWork, workshop: str, *, new: NewRegistration, id: str, occurred_on: date | None
) -> Registration:
    """R32: of whatever category. Where approval is automatic, it has a seat or waits at once."""
    [registration] = await register_all(unit, workshop, [(id, new)], occurred_on=occurred_on)
    return registration


async def register_all(
    unit: UnitOfWork, workshop: str, new: Sequence[tuple[str, NewRegistration]], *, occurred_on: date | None
) -> list[Registration]:
    """In the order given, in one transaction; ``new`` has an identifier for each."""
    act = unit.act(occurred_on)
    seats = await seats_now(unit, act, workshop)
    bodies = await known_of(unit, (one.body for _, one in new))
    made = [_received(act, seats, id, one, bodies.get(one.body or "")) for id, one in new]
    if seats.approval is Approval.AUTOMATIC:
        for registration, (_, one) in zip(made, new, strict=True):
            seat_or_wait(act, seats, registration, gender=one.participant.gender)
        unit.save(seats)
    await unit.add_all(made)
    for id, one in new:
        unit.put_document(PARTICIPANTS, id, _beside(workshop, one.participant))
        if one.needs != NO_NEEDS:
            put_needs(unit, workshop, id, one.needs)
    return made


async def approve(
    unit: UnitOfWork, identifier: str, *, occurred_on: date | None, expected_version: int | None
) -> Registration:
    """It gets a seat, or its place in the waiting list (R31)."""
    act = unit.act(occurred_on)
    registration = await unit.load(Registration, identifier, expected_version=expected_version)
    refuse(registration.obstacles_to_approve())
    seats = await seats_now(unit, act, registration.workshop)
    seat_or_wait(act, seats, registration, gender=await gender_of(unit, identifier))
    unit.save(seats)
    unit.save(registration)
    return registration


async def approve_all(
    unit: UnitOfWork, workshop: str, identifiers: Sequence[str], *, occurred_on: date | None
) -> Seats:
    """Those of them that wait for approval, governments first (R31), in one transaction; the others stay."""
    act = unit.act(occurred_on)
    seats = await seats_now(unit, act, workshop)
    found = [await unit.find(Registration, identifier) for identifier in dict.fromkeys(identifiers)]
    received = [one for one in found if one and one.workshop == workshop and not any(one.obstacles_to_approve())]
    for registration in sorted(received, key=lambda one: one.queue):
        seat_or_wait(act, seats, registration, gender=await gender_of(unit, registration.id))
        unit.save(registration)
    unit.save(seats)
    return seats


async def turn_down(
    unit: UnitOfWork,
    identifier: str,
    *,
    ground: str,
    same_as: str | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Registration:
    """Raises ``RuleBroken`` R32 for a ground that is none. A seat that it had goes to whoever is next."""
    act = unit.act(occurred_on)
    registration = await unit.load(Registration, identifier, expected_version=expected_version)
    if same_as is not None:
        other = await unit.load(Registration, same_as)
        if other.workshop != registration.workshop:
            raise InvalidInput("The other registration is for another workshop.", remedy="Name one for this workshop.")
    await leave(unit, act, registration, lambda: registration.turn_down(act, ground=ground, same_as=same_as))
    await forget_needs(unit, identifier)
    unit.save(registration)
    return registration


async def withdraw(
    unit: UnitOfWork,
    identifier: str,
    *,
    of_body: str | None = None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Registration:
    """The person does not come. The seat goes to whoever is next in the same transaction.

    Raises ``NotFound`` for one that is not ``of_body``, where that is given."""
    act = unit.act(occurred_on)
    registration = await unit.load(Registration, identifier, expected_version=expected_version)
    if of_body is not None and registration.body != of_body:
        raise NotFound("registration", identifier)
    await leave(unit, act, registration, lambda: registration.withdraw(act))
    await forget_needs(unit, identifier)
    unit.save(registration)
    return registration


async def tell_apart(
    unit: UnitOfWork, identifier: str, *, other: str, occurred_on: date | None, expected_version: int | None
) -> Registration:
    """Two that read alike are two people; they are suggested no more."""
    registration = await unit.load(Registration, identifier, expected_version=expected_version)
    await unit.load(Registration, other)
    registration.tell_apart(unit.act(occurred_on), other=other)
    unit.save(registration)
    return registration


async def move_to_delegation(
    unit: UnitOfWork,
    identifier: str,
    *,
    body: str | None,
    group: StakeholderGroup | None,
    group_reason: GroupReason | None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Registration:
    """The person comes for another body of the Membership, or for none, and is of its group (R31): place, counts by
    delegation, group and country are of that from now on. The seat stays; one that waits and fits now has one.

    Of no body the group stays what it was, unless another is named."""
    act = unit.act(occurred_on)
    registration = await unit.load(Registration, identifier, expected_version=expected_version)
    named = group or (registration.group if body is None else None)
    known = await known_or_none(unit, body) if body is not None else None
    group, why = group_for(
        body=body, type=type_on(known, act.occurred_on), named=named, reason=group_reason, by_body=False
    )
    refuse(registration.obstacles_to_come_for(body, group))
    own = await _has_own_country(unit, registration)
    country = registration.country if own or known is None else known["country"] or registration.country
    seat = None
    if registration.state is not RegistrationState.RECEIVED:
        seats = await seats_of(unit, registration.workshop)
        seat = seats.move(act, registration, body=body, group=group, country=country)
    registration.come_for(act, body=body, group=group, country=country, own_country=own, seat=seat, group_reason=why)
    if registration.state is RegistrationState.WAITING:
        await _seat_if_free(unit, act, seats, registration)
    elif registration.state is RegistrationState.ACCEPTED:
        await give_on(unit, act, seats)
    if registration.state is not RegistrationState.RECEIVED:
        unit.save(seats)
    unit.save(registration)
    return registration


async def _has_own_country(unit: UnitOfWork, registration: Registration) -> bool:
    """Whether the country stays whichever body the person comes for. Of before that was noted: where it is another than
    the body's."""
    if registration.own_country is not None:
        return registration.own_country
    before = await known_or_none(unit, registration.body) if registration.body is not None else None
    return registration.country is not None and (before is None or before["country"] != registration.country)


async def _seat_if_free(unit: UnitOfWork, act: Act, seats: Seats, registration: Registration) -> None:
    """Whoever waits before it has no seat to get, or had it already: seats never stay free for one that fits (R31)."""
    if (await unit.load(Workshop, registration.workshop)).state in OPEN:
        seat = seats.take(act, registration, gender=await gender_of(unit, registration.id))
        if seat is not None:
            registration.accept(act, seat=seat)


async def change_participant(
    unit: UnitOfWork,
    identifier: str,
    *,
    participant: Participant,
    needs: Mapping[str, str | None],
    occurred_on: date | None,
    expected_version: int | None,
) -> Registration:
    """A name spelled otherwise, another address, other needs: those that are not among ``needs`` stay. The log says
    which fields of the person changed, and not to what; where needs alone did, it names none. Raises ``WrongState``
    once participants of this workshop, or their needs where some are told, are not kept any more (R77)."""
    registration = await unit.load(Registration, identifier, expected_version=expected_version)
    workshop = await unit.load(Workshop, registration.workshop)
    workshop.require_kept(PARTICIPANTS)
    if any(needs.values()):
        workshop.require_kept(NEEDS)
    before = await unit.find_document(PARTICIPANTS, identifier) or {}
    after = _beside(registration.workshop, participant)
    needed = await unit.find_document(NEEDS, identifier) or {}
    details = tuple(field for field in asdict(participant) if before.get(field) != after[field])
    needs_changed = any(needed.get(field) != value for field, value in needs.items())
    if not details and not needs_changed:
        raise WrongState("These are the details there are.", remedy="Nothing is to do.")
    act = unit.act(occurred_on)
    registration.change_details(act, fields=details)
    if registration.state is RegistrationState.ACCEPTED:
        said = (before.get("gender"), participant.gender)
        await recount_genders(unit, act, registration.workshop, [said])
    unit.put_document(PARTICIPANTS, identifier, after)
    if needs_changed:
        wanted = {field: needed.get(field) for field in asdict(NO_NEEDS)} | dict(needs)
        put_needs(unit, registration.workshop, identifier, Needs(**wanted))
    unit.save(registration)
    return registration


def group_of(new: NewRegistration, body: Document | None, on: date) -> tuple[StakeholderGroup, GroupReason | None]:
    """R31, with why it is not the group of the ``body`` as governance told of it, where it is not."""
    type = type_on(body, on)
    if new.judged and new.group is not None:
        own = type is None or group_of_body(type) is new.group
        return new.group, None if own else new.group_reason
    return group_for(
        body=new.body,
        type=type,
        named=new.group,
        reason=new.group_reason,
        by_body=new.by_body,
    )


def _received(act: Act, seats: Seats, id: str, new: NewRegistration, body: Document | None) -> Registration:
    """``body`` is what governance told of it: its country, where the person has no other, and whether it left."""
    if not new.judged:
        seats.check_attends(new.attends)
    check_country(new.country)
    group, group_reason = group_of(new, body, act.occurred_on)
    of_body = body["country"] if body else None
    return Registration.receive(
        act,
        id=id,
        workshop=seats.workshop,
        group=group,
        group_reason=group_reason,
        body=new.body,
        country=new.country or of_body,
        own_country=new.country not in (None, of_body),
        attends=new.attends,
        body_left_on=date.fromisoformat(body["left_on"]) if body and body["left_on"] else None,
    )


def _beside(workshop: str, participant: Participant) -> dict[str, object]:
    """As it is kept: with how the name reads, by which a second registration is found."""
    email = participant.email.casefold() if participant.email else None
    return {
        "workshop": workshop,
        **asdict(participant),
        "reading": reading_of(participant.name),
        "mailbox": email,
    }

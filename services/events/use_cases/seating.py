"""The seats of a workshop: opened, shared out, given, and given on to whoever waits."""

from collections.abc import Callable, Mapping
from datetime import date

from services.events.domain.gathering import OPEN
from services.events.domain.registration import Attends, Registration, RegistrationState, Seat
from services.events.domain.seats import Approval, Seats, seats_id
from services.events.domain.workshop import Workshop
from services.events.use_cases.participants import gender_of
from shared.contracts.events import Mode, Schedule, StakeholderGroup
from shared.domain.act import Act
from shared.domain.errors import WrongState
from shared.persistence.unit_of_work import UnitOfWork

_LOOKED_AT = 200
"""So many of the waiting list are read at once."""


async def open_registration(
    unit: UnitOfWork,
    workshop: str,
    *,
    approval: Approval,
    per_delegation: int | None,
    reserved: Mapping[StakeholderGroup, int],
    occurred_on: date | None,
) -> Seats:
    """From now on people can be registered. The room is that of the workshop's schedule, and follows it."""
    schedule = (await unit.load(Workshop, workshop)).dated("opened for registration")
    seats = Seats.open(
        unit.act(occurred_on),
        workshop=workshop,
        capacity=schedule.capacity,
        mode=schedule.mode,
        approval=approval,
        per_delegation=per_delegation,
        reserved=reserved,
    )
    await unit.add(seats)
    return seats


async def share_out_seats(
    unit: UnitOfWork,
    workshop: str,
    *,
    approval: Approval,
    per_delegation: int | None,
    reserved: Mapping[StakeholderGroup, int],
    occurred_on: date | None,
    expected_version: int | None,
) -> Seats:
    """Other rules for the seats; whoever waits and fits now gets one in the same transaction."""
    act = unit.act(occurred_on)
    await unit.load(Seats, seats_id(workshop), expected_version=expected_version)
    seats = await seats_now(unit, act, workshop)
    seats.share_out(act, approval=approval, per_delegation=per_delegation, reserved=reserved)
    await seat_who_waits(unit, act, seats)
    unit.save(seats)
    return seats


async def follow_schedule(unit: UnitOfWork, act: Act, workshop: Workshop) -> None:
    """The workshop was given another room or mode: who waits and fits now gets a seat, and nobody loses one."""
    seats = await unit.find(Seats, seats_id(workshop.id))
    if seats is None or workshop.schedule is None:
        return
    await _follow(unit, act, seats, workshop.schedule)


async def _follow(unit: UnitOfWork, act: Act, seats: Seats, schedule: Schedule) -> None:
    if seats.follow(act, capacity=schedule.capacity, mode=schedule.mode):
        if seats.mode is not Mode.ONLINE and seats.online:
            await _bring_into_room(unit, act, seats)
        await seat_who_waits(unit, act, seats)
        unit.save(seats)


async def _bring_into_room(unit: UnitOfWork, act: Act, seats: Seats) -> None:
    """Whoever wants the room and was accepted while there was none sits in it now, before anybody who waits."""
    on_line = {
        "workshop": seats.workshop,
        "state": RegistrationState.ACCEPTED.value,
        "seat": Seat.ONLINE.value,
        "attends": Attends.ROOM.value,
    }
    for document in await unit.query(Registration.collection, on_line, sort=(("queue", 1),), limit=seats.online):
        registration = await unit.load(Registration, document["_id"])
        seat = seats.bring_into_room(act, registration, gender=await gender_of(unit, registration.id))
        registration.sit(act, seat=seat)
        unit.save(registration)


async def seats_of(unit: UnitOfWork, workshop: str) -> Seats:
    """Raises ``WrongState`` when registration is not open yet."""
    seats = await unit.find(Seats, seats_id(workshop))
    if seats is None:
        raise WrongState("Registration for this workshop is not open.", remedy="Open it first.")
    return seats


async def seats_now(unit: UnitOfWork, act: Act, workshop: str) -> Seats:
    """The seats as they are given now; whoever changes them saves them. Raises ``WrongState`` once the workshop is
    held, cancelled or lapsed, while it has no dates, and while registration is not open.

    A room that was changed at the very moment at which registration was opened is followed here.
    """
    schedule = (await unit.load(Workshop, workshop)).dated("registered for")
    seats = await seats_of(unit, workshop)
    await _follow(unit, act, seats, schedule)
    return seats


def seat_or_wait(act: Act, seats: Seats, registration: Registration, *, gender: str | None) -> None:
    seat = seats.take(act, registration, gender=gender)
    if seat is not None:
        registration.accept(act, seat=seat)
    else:
        registration.wait(act)


async def leave(unit: UnitOfWork, act: Act, registration: Registration, end: Callable[[], None]) -> None:
    """``end`` ends the registration: its place in the waiting list or its seat is free, and goes to whoever is next."""
    seat, waited = registration.seat, registration.state is RegistrationState.WAITING
    end()
    if seat is None and not waited:
        return
    seats = await seats_of(unit, registration.workshop)
    if seat is None:
        seats.leave_waiting_list(act, registration)
    else:
        seats.give_back(act, registration, seat, gender=await gender_of(unit, registration.id))
        await give_on(unit, act, seats)
    unit.save(seats)


async def give_on(unit: UnitOfWork, act: Act, seats: Seats) -> None:
    """A seat is free: whoever waits and fits has it now, unless the workshop was held, was cancelled or lapsed."""
    if (await unit.load(Workshop, seats.workshop)).state in OPEN:
        await seat_who_waits(unit, act, seats)


async def seat_who_waits(unit: UnitOfWork, act: Act, seats: Seats) -> None:
    """R31: the first of the waiting list for whom there is a seat, and so on, until there is none for anybody.

    Whose delegation is full is passed over and keeps the place. The list is read in parts.
    """
    after = ""
    while seats.mode is Mode.ONLINE or seats.free:
        part = await unit.query(
            Registration.collection,
            {"workshop": seats.workshop, "state": RegistrationState.WAITING.value, "queue": {"$gt": after}},
            sort=(("queue", 1),),
            limit=_LOOKED_AT,
        )
        for document in part:
            group, attends = StakeholderGroup(document["group"]), Attends(document["attends"])
            if seats.seat_for(group=group, body=document["body"], attends=attends) is not None:
                registration = await unit.load(Registration, document["_id"])
                if registration.state is not RegistrationState.WAITING:
                    continue  # the list is as the database has it: this one was seated, or left, in this very step
                seat = seats.take(act, registration, gender=await gender_of(unit, registration.id))
                assert seat is not None  # it was there a line above
                registration.accept(act, seat=seat)
                unit.save(registration)
        if len(part) < _LOOKED_AT:
            return
        after = part[-1]["queue"]

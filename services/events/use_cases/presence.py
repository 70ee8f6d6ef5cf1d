"""Where a registered person attends: in the room, or on line. A strike moves half of the people, one by one."""

from datetime import date

from services.events.domain.registration import Attends, Registration, RegistrationState
from services.events.use_cases.participants import gender_of
from services.events.use_cases.seating import give_on, seats_now
from shared.domain.actions import refuse
from shared.domain.errors import NotFound
from shared.persistence.unit_of_work import UnitOfWork


async def change_presence(
    unit: UnitOfWork,
    identifier: str,
    *,
    attends: Attends,
    of_body: str | None = None,
    occurred_on: date | None,
    expected_version: int | None,
) -> Registration:
    """Whoever leaves the room for the link gives the seat back, and it goes to whoever is next in the same
    transaction; whoever comes into the room has a seat that is free, or waits by the place of the registration (R31).

    Raises ``NotFound`` for one that is not ``of_body``, where that is given; ``InvalidInput`` where the workshop has no
    such place."""
    act = unit.act(occurred_on)
    registration = await unit.load(Registration, identifier, expected_version=expected_version)
    if of_body is not None and registration.body != of_body:
        raise NotFound("registration", identifier)
    refuse(registration.obstacles_to_attend(attends))
    seats = await seats_now(unit, act, registration.workshop)
    # A room that was changed just now may have given this very person a seat.
    registration = await unit.load(Registration, identifier)
    if registration.state is RegistrationState.RECEIVED:
        seats.check_attends(attends)
        registration.attend(act, attends=attends, seat=None)
        unit.save(registration)
        return registration
    seat = seats.attend(act, registration, attends=attends, gender=await gender_of(unit, identifier))
    registration.attend(act, attends=attends, seat=seat)
    # Before the seat is given on: who waited and has one now is not seated again.
    unit.save(registration)
    await give_on(unit, act, seats)
    unit.save(seats)
    return registration

"""Who leaves the room for the link, or comes into it: what becomes of the seat (R31)."""

import pytest

from services.events.domain.registration import LIVE, Attends, Registration, RegistrationState, Seat
from services.events.domain.seats import Seats
from services.events.use_cases.seating import seat_or_wait
from shared.contracts.events import Mode, StakeholderGroup
from shared.domain.errors import InvalidInput, WrongState
from tests.unit.events.sample import CS, G, act_on, registration_of, seats_of


def accepted(seats: Seats, group: StakeholderGroup = G, attends: Attends = Attends.ROOM) -> Registration:
    one = registration_of(group, attends=attends)
    seat_or_wait(act_on(), seats, one, gender=None)
    return one


def move(seats: Seats, one: Registration, attends: Attends) -> None:
    seat = seats.attend(act_on(), one, attends=attends, gender=None)
    one.attend(act_on(), attends=attends, seat=seat)


def test_r31_who_goes_on_line_leaves_a_seat_and_who_comes_back_has_one_that_is_free_or_waits() -> None:
    seats = seats_of(1, mode=Mode.HYBRID)
    first, second = accepted(seats), accepted(seats)
    move(seats, first, Attends.ONLINE)
    assert (first.state, first.seat, seats.free, seats.online) == (RegistrationState.ACCEPTED, Seat.ONLINE, 1, 1)
    move(seats, first, Attends.ROOM)
    assert (first.seat, seats.free, seats.online) == (Seat.OPEN, 0, 0)
    move(seats, second, Attends.ONLINE)
    assert (second.state, second.seat, seats.waiting) == (RegistrationState.ACCEPTED, Seat.ONLINE, 0)
    queue = second.queue
    move(seats, second, Attends.ROOM)
    assert (second.state, second.seat, second.queue) == (RegistrationState.WAITING, None, queue)
    assert (seats.waiting, seats.online, seats.taken) == (1, 0, 1)


def test_who_comes_into_the_room_has_the_seat_that_is_kept_for_the_group() -> None:
    seats = seats_of(1, mode=Mode.HYBRID, reserved={CS: 1})
    one = accepted(seats, group=CS, attends=Attends.ONLINE)
    move(seats, one, Attends.ROOM)
    assert (one.seat, seats.reserved_taken) == (Seat.RESERVED, {CS: 1})


@pytest.mark.parametrize("mode", Mode)
def test_nobody_goes_where_there_is_no_place(mode: Mode) -> None:
    seats = seats_of(2, mode=Mode.HYBRID)
    room, line = accepted(seats), accepted(seats, attends=Attends.ONLINE)
    seats.follow(act_on(), capacity=2, mode=mode)
    for one, attends, impossible in ((room, Attends.ONLINE, Mode.IN_PERSON), (line, Attends.ROOM, Mode.ONLINE)):
        if mode is impossible:
            with pytest.raises(InvalidInput):
                move(seats, one, attends)
        else:
            move(seats, one, attends)


def test_who_is_there_already_or_comes_no_more_is_not_moved() -> None:
    seats = seats_of(2, mode=Mode.HYBRID)
    one = accepted(seats)
    with pytest.raises(WrongState, match="registered for the room already"):
        one.attend(act_on(), attends=Attends.ROOM, seat=Seat.OPEN)
    one.withdraw(act_on())
    assert one.state not in LIVE
    with pytest.raises(WrongState, match="withdrawn"):
        one.attend(act_on(), attends=Attends.ONLINE, seat=Seat.ONLINE)


def test_one_that_waits_for_approval_is_only_noted() -> None:
    one = registration_of()
    one.attend(act_on(), attends=Attends.ONLINE, seat=None)
    assert (one.state, one.attends, one.seat) == (RegistrationState.RECEIVED, Attends.ONLINE, None)


def test_a_room_that_comes_back_counts_whoever_wants_it_also_beyond_its_seats() -> None:
    seats = seats_of(1)
    accepted(seats)
    waited = accepted(seats)
    seats.follow(act_on(), capacity=1, mode=Mode.ONLINE)
    waited.accept(act_on(), seat=seats.take(act_on(), waited, gender=None) or Seat.OPEN)
    assert waited.seat is Seat.ONLINE
    seats.follow(act_on(), capacity=1, mode=Mode.IN_PERSON)
    assert (seats.taken, seats.overbooked) == (1, 0)
    seat = seats.bring_into_room(act_on(), waited, gender=None)
    waited.sit(act_on(), seat=seat)
    assert (waited.seat, seats.taken, seats.online, seats.overbooked) == (Seat.OPEN, 2, 0, 1)

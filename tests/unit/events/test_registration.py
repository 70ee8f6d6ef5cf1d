"""R31 and R32 in the domain: who gets a seat, who waits and in which order, and on what ground anybody is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.domain.registration import (
    Attends,
    Ground,
    RegistrationState,
    Seat,
    explained,
    queue_of,
)
from services.events.domain.seats import Approval, seats_id
from services.events.domain.spelling import reading_of
from shared.contracts.events import Mode, StakeholderGroup
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.events.sample import CS, MIGRANT, G, act_on, registration_of, seats_of, take

NOON = datetime(2018, 2, 1, 12, tzinfo=UTC)


def test_r31_a_government_stands_before_everybody_else_however_late_it_comes() -> None:
    early, late = NOON, NOON + timedelta(days=3)
    assert queue_of(G, late, "z") < queue_of(CS, early, "a")
    assert queue_of(StakeholderGroup.INTERGOVERNMENTAL_ORGANIZATION, early, "a") > queue_of(G, late, "z")
    assert queue_of(CS, early, "z") < queue_of(CS, late, "a")
    assert queue_of(G, early, "a") < queue_of(G, early, "b")


@given(st.lists(st.tuples(st.sampled_from(list(StakeholderGroup)), st.integers(0, 10_000)), max_size=30))
def test_r31_the_order_of_the_waiting_list_is_that_of_government_and_then_of_time(
    arrivals: list[tuple[StakeholderGroup, int]],
) -> None:
    queues = [queue_of(group, NOON + timedelta(seconds=after), str(n)) for n, (group, after) in enumerate(arrivals)]
    wanted = sorted(range(len(arrivals)), key=lambda n: (arrivals[n][0] is not G, arrivals[n][1], str(n)))
    assert sorted(range(len(arrivals)), key=queues.__getitem__) == wanted


def test_r31_the_place_is_explained_in_three_languages() -> None:
    said = explained(place=7, governments=0, group=G)
    assert said.en is not None
    assert said.en.startswith("place 7; governments first, R31")
    assert not said.missing
    other = explained(place=7, governments=5, group=CS)
    assert "5 stand before you" in (other.en or "")


def test_r31_seats_reserved_for_a_group_stand_outside_the_order() -> None:
    seats = seats_of(2, reserved={CS: 1})
    assert take(seats) == Seat.OPEN
    assert take(seats) == "none"
    assert take(seats, CS) == Seat.RESERVED
    assert take(seats, CS) == "none"
    assert (seats.taken, seats.free, seats.open_free) == (2, 0, 0)


def test_seats_are_reserved_for_no_government_and_never_for_more_than_there_are() -> None:
    with pytest.raises(InvalidInput, match="government"):
        seats_of(2, reserved={G: 1})
    with pytest.raises(InvalidInput, match="More seats"):
        seats_of(2, reserved={CS: 1, MIGRANT: 2})


def test_of_all_who_want_the_last_seats_exactly_as_many_get_one() -> None:
    seats = seats_of(10)
    assert [take(seats) for _ in range(1_000)].count(Seat.OPEN) == 10


def test_a_delegation_has_no_more_seats_than_it_may_and_one_that_goes_makes_room_for_another() -> None:
    seats = seats_of(5, per_delegation=2)
    assert [take(seats, body="body-ch") for _ in range(3)] == [Seat.OPEN, Seat.OPEN, "none"]
    assert take(seats, body="body-fr") == Seat.OPEN
    assert take(seats, body="body-ch", attends=Attends.ONLINE) == Seat.ONLINE
    seats.give_back(act_on(), registration_of(body="body-ch"), Seat.OPEN, gender=None)
    assert take(seats, body="body-ch") == Seat.OPEN
    assert seats.delegations == {"body-ch": 2, "body-fr": 1}


def test_a_room_that_became_too_small_takes_nobodys_seat_and_gives_none_until_it_fits() -> None:
    seats = seats_of(3)
    assert [take(seats) for _ in range(3)] == [Seat.OPEN] * 3
    assert seats.follow(act_on(), capacity=2, mode=Mode.IN_PERSON)
    assert (seats.taken, seats.free, seats.overbooked) == (3, 0, 1)
    seats.share_out(act_on(), approval=Approval.AUTOMATIC, per_delegation=None, reserved={CS: 1})
    assert take(seats, CS) == "none"
    seats.give_back(act_on(), registration_of(), Seat.OPEN, gender=None)
    assert (seats.overbooked, take(seats)) == (0, "none")
    assert not seats.follow(act_on(), capacity=2, mode=Mode.IN_PERSON)


def test_a_meeting_moved_on_line_has_room_for_everybody() -> None:
    seats = seats_of(1)
    assert [take(seats), take(seats)] == [Seat.OPEN, "none"]
    seats.follow(act_on(), capacity=1, mode=Mode.ONLINE)
    assert take(seats) == Seat.ONLINE
    assert seats.overbooked == 0


@pytest.mark.parametrize(
    ("mode", "attends", "fits"),
    [
        (Mode.IN_PERSON, Attends.ROOM, True),
        (Mode.IN_PERSON, Attends.ONLINE, False),
        (Mode.HYBRID, Attends.ROOM, True),
        (Mode.HYBRID, Attends.ONLINE, True),
        (Mode.ONLINE, Attends.ONLINE, True),
        (Mode.ONLINE, Attends.ROOM, False),
    ],
)
def test_nobody_is_registered_where_there_is_no_place(mode: Mode, attends: Attends, fits: bool) -> None:
    seats = seats_of(1, mode=mode)
    if fits:
        seats.check_attends(attends)
    else:
        with pytest.raises(InvalidInput):
            seats.check_attends(attends)


def test_the_identifier_of_seats_follows_from_the_workshops_however_long_that_is() -> None:
    assert seats_id("workshop-2018-1") == "seats-workshop-2018-1"
    assert len(seats_id("w" * 100)) <= 100
    assert seats_id("w" * 100) != seats_id("w" * 99)


@pytest.mark.parametrize("group", list(StakeholderGroup))
def test_r32_whoever_registers_is_received_of_whatever_category(group: StakeholderGroup) -> None:
    assert registration_of(group).state is RegistrationState.RECEIVED


@pytest.mark.parametrize("ground", ["stakeholder_category", "civil_society", "no_government", ""])
def test_r32_a_category_is_no_ground_for_a_refusal(ground: str) -> None:
    one = registration_of(CS)
    with pytest.raises(RuleBroken) as refused:
        one.turn_down(act_on(), ground=ground, same_as=None)
    assert refused.value.rule.number == "R32"
    assert one.state is RegistrationState.RECEIVED


def test_r32_the_four_grounds_are_about_the_person_and_not_the_category() -> None:
    for ground in (Ground.UNTRUE_DETAILS, Ground.NO_ENTRY):
        one = registration_of(CS)
        one.turn_down(act_on(), ground=ground, same_as=None)
        assert (one.state, one.ground) == (RegistrationState.REFUSED, ground)
    one = registration_of(CS)
    one.turn_down(act_on(), ground=Ground.DUPLICATE, same_as="r2")
    assert one.same_as == "r2"
    sent = registration_of(body="body-ch")
    sent.turn_down(act_on(), ground=Ground.NOT_SENT_BY_BODY, same_as=None)
    assert sent.ground is Ground.NOT_SENT_BY_BODY


@pytest.mark.parametrize(
    ("ground", "same_as"),
    [("duplicate", None), ("duplicate", "r1"), ("no_entry", "r2"), ("not_sent_by_body", None)],
)
def test_a_ground_that_makes_no_sense_is_refused(ground: str, same_as: str | None) -> None:
    with pytest.raises(InvalidInput):
        registration_of(CS).turn_down(act_on(), ground=ground, same_as=same_as)


def test_what_ended_is_neither_approved_nor_ended_again() -> None:
    one = registration_of()
    one.accept(act_on(), seat=Seat.OPEN)
    with pytest.raises(WrongState):
        one.wait(act_on())
    one.withdraw(act_on(date(2018, 2, 1)))
    with pytest.raises(WrongState):
        one.withdraw(act_on())
    with pytest.raises(WrongState):
        one.accept(act_on(), seat=Seat.OPEN)
    with pytest.raises(WrongState):
        one.turn_down(act_on(), ground="no_entry", same_as=None)
    assert one.seat is None


def test_two_that_read_alike_are_told_apart_once() -> None:
    one = registration_of()
    one.tell_apart(act_on(), other="r2")
    for other in ("r2", "r1"):
        with pytest.raises(WrongState):
            one.tell_apart(act_on(), other=other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohamed Ben Ali", "BENALI Muhammad"),
        ("José Álvarez", "Jose Alvarez"),
        ("Catherine Müller", "Mueller, Katherine"),
        ("Sofia Gonzales", "González Sophia"),
        ("Łukasz Nowak", "Lukas Nowak"),
    ],
)
def test_a_name_reads_alike_in_two_spellings(one: str, other: str) -> None:
    assert reading_of(one) == reading_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Amina Example", "Amina Sample"), ("Anna Weber", "Hans Weber"), ("李娜", "李伟"), ("Io", "Ia")]
)
def test_other_names_do_not(one: str, other: str) -> None:
    assert reading_of(one) != reading_of(other)
    assert reading_of(one)


def test_r33_who_was_accepted_is_counted_by_group_and_by_country_and_who_waits_is_not() -> None:
    seats = seats_of(1)
    one, other = registration_of(CS, country="TN"), registration_of(G, country="CH")
    for each in (one, other):
        seats.take(act_on(), each, gender=None)
    assert (seats.by_group, seats.by_country) == ({CS: 1}, {"TN": 1})
    assert (seats.waiting, seats.waiting_governments) == (1, 1)
    other.wait(act_on())
    seats.give_back(act_on(), one, Seat.OPEN, gender=None)
    assert seats.take(act_on(), other, gender=None) == Seat.OPEN
    assert (seats.by_group, seats.by_country) == ({G: 1}, {"CH": 1})
    assert (seats.waiting, seats.waiting_governments) == (0, 0)

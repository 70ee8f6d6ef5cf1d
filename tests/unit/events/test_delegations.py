"""R31: of which group whoever comes for a body is, and what follows when the person comes for another one."""

from datetime import date

import pytest

from services.events.domain.group import GroupReason, group_for, group_of_body
from services.events.domain.registration import Registration, RegistrationState, Seat, explained, queue_of
from services.events.use_cases.bodies import type_on
from shared.contracts.events import StakeholderGroup
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.events.sample import CS, MIGRANT, G, act_on, registration_of, seats_of, take

IGO = StakeholderGroup.INTERGOVERNMENTAL_ORGANIZATION


def of_group(
    named: StakeholderGroup | None,
    type: str | None = "observer_organization",
    *,
    by_body: bool = True,
    why: GroupReason | None = None,
) -> StakeholderGroup:
    return group_for(body="b", type=type, named=named, reason=why, by_body=by_body)[0]


def test_r31_the_group_of_a_bodys_people_follows_from_its_type_and_it_names_no_other() -> None:
    assert {type: group_of_body(type) for type in ("member_state", "observer_state", "observer_organization")} == {
        "member_state": G,
        "observer_state": G,
        "observer_organization": IGO,
    }
    assert [of_group(named) for named in (None, IGO)] == [IGO, IGO]
    assert of_group(None, "member_state") is G
    for named in (G, CS, MIGRANT):
        with pytest.raises(RuleBroken, match="of the group intergovernmental organization") as refused:
            of_group(named, why=GroupReason.BODY_SAYS_SO)
        assert refused.value.rule.number == "R31"
    with pytest.raises(WrongState, match="has not told"):
        of_group(G, type=None)


def test_r31_the_secretariat_sets_another_group_for_a_reason() -> None:
    with pytest.raises(RuleBroken, match="would be registered as civil society"):
        of_group(CS, "member_state", by_body=False)
    said = group_for(body="b", type="member_state", named=CS, reason=GroupReason.WORKS_ELSEWHERE, by_body=False)
    assert said == (CS, GroupReason.WORKS_ELSEWHERE)
    # The reason for nothing is not kept, and whoever comes for no body that is known is of the group named.
    assert group_for(body="b", type="member_state", named=G, reason=GroupReason.BODY_SAYS_SO, by_body=False) == (
        G,
        None,
    )
    assert group_for(body=None, type=None, named=CS, reason=None, by_body=False) == (CS, None)
    with pytest.raises(InvalidInput, match="Nothing says"):
        of_group(None, type=None, by_body=False)


def test_a_body_that_left_is_noted_and_the_person_comes_for_another_or_for_none() -> None:
    one = registration_of(body="borduria")
    with pytest.raises(WrongState):
        come(one, "borduria")
    one.note_body_left(act_on(), left_on=date(2018, 1, 10))
    one.note_body_back(act_on())
    assert (one.body, one.body_left_on) == ("borduria", None)
    one.note_body_left(act_on(), left_on=date(2018, 1, 10))
    assert one.state is RegistrationState.RECEIVED
    come(one, None)
    assert (one.body, one.body_left_on, one.group, one.regrouped_on) == (None, None, G, None)


def come(one: Registration, body: str | None, group: StakeholderGroup = G, seat: Seat | None = None) -> None:
    one.come_for(act_on(), body=body, group=group, country=one.country, own_country=False, seat=seat)


def test_r31_who_comes_for_another_body_has_the_place_of_its_group_at_the_moment_of_the_registration() -> None:
    one, early = registration_of(CS, body="union"), registration_of(G)
    place = one.queue
    come(one, "league", CS)
    assert (one.queue, one.regrouped_on) == (place, None)
    come(one, "atlantis", G)
    assert (one.group, one.queue) == (G, queue_of(G, one.received_at, one.id))
    assert one.queue < place
    assert one.regrouped_on == act_on().occurred_on
    assert early.queue == one.queue  # of the same moment and group
    said = explained(place=1, governments=1, group=G, regrouped_on=one.regrouped_on)
    for text in (said.en, said.fr, said.es):
        assert text is not None
        assert one.regrouped_on.isoformat() in text
        assert "R31" in text.split(";")[-1]


def test_r31_who_waits_is_counted_with_the_group_of_the_other_body_and_who_has_a_seat_with_it_too() -> None:
    seats = seats_of(1, per_delegation=1)
    sits, waits = registration_of(IGO, body="union", country="TN"), registration_of(CS, body="league")
    sits.accept(act_on(), seat=Seat(seats.take(act_on(), sits, gender=None) or "none"))
    seats.take(act_on(), waits, gender=None)
    waits.wait(act_on())
    assert seats.move(act_on(), waits, body="atlantis", group=G, country=None) is None
    assert (seats.waiting, seats.waiting_governments) == (1, 1)
    assert seats.move(act_on(), sits, body="borduria", group=G, country="CH") is Seat.OPEN
    assert (seats.taken, seats.by_group, seats.by_country) == (1, {G: 1}, {"CH": 1})
    assert seats.delegations == {"borduria": 1}


def test_r31_a_seat_kept_for_a_group_is_an_open_one_once_its_person_is_of_another() -> None:
    seats = seats_of(2, reserved={CS: 1, MIGRANT: 1})
    one = registration_of(CS)
    one.accept(act_on(), seat=Seat(take(seats, CS)))
    assert seats.move(act_on(), one, body="atlantis", group=G, country=None) is Seat.OPEN
    assert (seats.taken, seats.open_taken, seats.reserved_taken, seats.open_free) == (1, 1, {}, 0)
    come(one, "atlantis", G, Seat.OPEN)
    assert seats.move(act_on(), one, body=None, group=MIGRANT, country=None) is Seat.RESERVED
    assert (seats.open_taken, seats.reserved_taken, seats.by_group) == (0, {MIGRANT: 1}, {MIGRANT: 1})


def test_r31_the_type_of_a_body_is_the_one_it_had_on_the_day() -> None:
    spells = [{"type": "observer_organization", "since": "2017-01-01"}, {"type": "member_state", "since": "2018-02-01"}]
    body = {"type": "member_state", "types": spells}
    days = {date(2016, 1, 1): IGO, date(2018, 1, 31): IGO, date(2018, 2, 1): G}
    assert {day: group_of_body(type_on(body, day) or "") for day in days} == days
    assert type_on({"type": "member_state"}, date(2018, 1, 31)) == "member_state"
    assert type_on(None, date(2018, 1, 31)) is None


def test_a_seat_moves_with_the_person_unless_the_other_delegation_is_full() -> None:
    seats = seats_of(3, per_delegation=1)
    one = registration_of(body="borduria")
    one.accept(act_on(), seat=Seat(take(seats, body="borduria")))
    take(seats, body="atlantis")
    with pytest.raises(WrongState, match="atlantis has the 1 seats"):
        seats.move(act_on(), one, body="atlantis", group=G, country=None)
    seats.move(act_on(), one, body=None, group=G, country=None)
    assert (seats.delegations, seats.taken) == ({"atlantis": 1}, 2)

from datetime import date

import pytest

from services.governance.domain.body import Body
from services.governance.domain.body_log import BodyRegistered
from services.governance.domain.membership import BodyType
from shared.contracts.governance import BodyListed, TypeFrom
from shared.domain.countries import COUNTRIES
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from tests.unit.governance.given import assert_refused, body, on, text


@pytest.mark.parametrize("type", ["member_state", "observer_state", "observer_organization"])
def test_r1_a_body_of_the_membership_is_registered(type: str) -> None:
    one = body(type=type)
    assert one.type == type
    assert [type_of.message.message_type for type_of in one.recorded] == [
        BodyRegistered.message_type,
        BodyListed.message_type,
    ]


def test_a_body_that_was_never_told_is_told_once() -> None:
    """One that was registered before there was a message for it."""
    one = Body(id="atlantis", name=text("Atlantis"), type=BodyType.MEMBER_STATE, version=1, left_on=date(2017, 6, 14))
    for _ in range(2):
        one.tell_if_never_told(on("2018-01-10"))
    [told] = one.recorded
    assert told.message == BodyListed(
        body="atlantis", name=text("Atlantis"), body_type="member_state", left_on=date(2017, 6, 14)
    )
    assert (told.version, told.sequence) == (2, 1)
    known = body()
    known.tell_if_never_told(on("2018-01-10"))
    assert len(known.recorded) == 2


def test_a_body_tells_which_type_it_had_since_when() -> None:
    one = body(type="observer_state")
    one.change_type(type="member_state", communication="Note verbale 7", act=on("2018-02-01"))
    told = one.recorded[-1].message
    assert isinstance(told, BodyListed)
    assert told.types == (TypeFrom(type="observer_state"), TypeFrom(type="member_state", since=date(2018, 2, 1)))
    assert told.body_type == told.types[-1].type


@pytest.mark.parametrize("type", ["donor", "migrant", "academic", "ngo", "MEMBER_STATE", ""])
def test_r1_whoever_is_not_of_the_membership_is_refused(type: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        body(type=type)
    assert_refused(refused, rule="R1", saying="a donor, migrant, academic or unaffiliated NGO takes no part")


def test_a_country_is_one_of_iso_3166_and_has_its_region() -> None:
    assert len(COUNTRIES) == 249
    one = Body.register(id="a", name=text("A"), type="member_state", country="CH", act=on("2017-01-10"))
    assert (one.region, body().region) == ("europe", None)
    with pytest.raises(InvalidInput, match="“XX” is no country code"):
        Body.register(id="a", name=text("A"), type="member_state", country="XX", act=on("2017-01-10"))


def test_r1_a_body_has_on_each_day_the_type_it_had_then() -> None:
    one = body(type="observer_state")
    one.change_type(type="member_state", communication="Note of 14 June", act=on("2017-06-14"))
    on_days = [one.type_on(date(2017, 6, day)) for day in (13, 14)]
    assert on_days == ["observer_state", "member_state"]
    assert one.as_attendee(date(2017, 6, 13)).type == "observer_state"
    with pytest.raises(WrongState, match="of the type member_state already"):
        one.change_type(type="member_state", communication="Again", act=on("2017-07-01"))
    with pytest.raises(InvalidInput, match="changes come in their order"):
        one.change_type(type="observer_organization", communication="Before", act=on("2017-06-01"))


def test_r1_a_body_that_left_takes_no_part_from_that_day_on() -> None:
    one = body()
    one.leave(communication="Note of 14 June", act=on("2017-06-14"))
    assert one.require_of_the_membership(date(2017, 6, 13)) == "member_state"
    with pytest.raises(RuleBroken) as refused:
        one.require_of_the_membership(date(2017, 6, 14))
    assert_refused(refused, rule="R1", saying="was not of the Membership on 2017-06-14 (it left on 2017-06-14)")
    with pytest.raises(WrongState, match="left the Membership"):
        one.leave(communication="Again", act=on("2017-06-15"))


def test_who_spoke_for_a_body_on_a_day() -> None:
    one = body()
    term = {"credential": "Note No. 1", "act": on("2017-01-10")}
    one.name_delegate(delegate="d-1", since=date(2017, 1, 10), until=date(2017, 6, 30), **term)  # type: ignore[arg-type]
    one.name_delegate(delegate="d-2", since=date(2017, 6, 30), until=None, **term)  # type: ignore[arg-type]
    spoke = {day: [term.delegate for term in one.spoke_on(date(2017, *day))] for day in ((1, 9), (6, 30), (7, 1))}
    assert spoke == {(1, 9): [], (6, 30): ["d-1", "d-2"], (7, 1): ["d-2"]}
    one.end_term(delegate="d-2", act=on("2017-09-01"))
    assert one.spoke_on(date(2017, 9, 2)) == ()
    with pytest.raises(InvalidInput, match="formal communication"):
        one.name_delegate(delegate="d-3", since=date(2018, 1, 1), until=None, credential=" ", act=on("2018-01-01"))
    with pytest.raises(InvalidInput, match="ends before it begins"):
        one.name_delegate(
            delegate="d-3", since=date(2018, 1, 2), until=date(2018, 1, 1), credential="N", act=on("2018-01-02")
        )

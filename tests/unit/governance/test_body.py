import pytest

from services.governance.domain.body_log import BodyRegistered
from shared.domain.errors import RuleBroken
from tests.unit.governance.given import assert_refused, body


@pytest.mark.parametrize("type", ["member_state", "observer_state", "observer_organization"])
def test_r1_a_body_of_the_membership_is_registered(type: str) -> None:
    one = body(type=type)
    assert one.type == type
    assert [type_of.message.message_type for type_of in one.recorded] == [BodyRegistered.message_type]


@pytest.mark.parametrize("type", ["donor", "migrant", "academic", "ngo", "MEMBER_STATE", ""])
def test_r1_whoever_is_not_of_the_membership_is_refused(type: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        body(type=type)
    assert_refused(refused, rule="R1", saying="a donor, migrant, academic or unaffiliated NGO takes no part")

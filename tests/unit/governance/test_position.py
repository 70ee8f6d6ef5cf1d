"""What a body says of options: its own words, what is written down on its behalf, and what it amounts to."""

from collections.abc import Sequence

import pytest

from services.governance.domain.position import Position, PositionKind, temperature
from services.governance.domain.practice import AdviceThresholds, Practice
from shared.domain.act import Role
from shared.domain.errors import InvalidInput, NotAllowed, WrongState
from tests.unit.governance.given import on
from tests.unit.governance.surveyed import NOTE, Given, response, say


def test_a_body_speaks_for_itself_and_the_secretariat_names_its_source() -> None:
    answer = response(Given().issue())
    act = on("2017-04-03")
    own, other = (
        act.model_copy(update={"actor": act.actor.model_copy(update={"role": Role.MEMBER, "body": name})})
        for name in ("atlantis", "borduria")
    )
    with pytest.raises(NotAllowed):
        say(answer, PositionKind.SUPPORT, other, source=None)
    with pytest.raises(InvalidInput, match="names the document or the call"):
        say(answer, PositionKind.SUPPORT, act, source=None)
    say(answer, PositionKind.SUPPORT, act)
    assert answer.to_confirm
    answer.confirm(own)
    assert not answer.to_confirm
    with pytest.raises(WrongState, match="It was confirmed"):
        answer.confirm(own)
    say(answer, PositionKind.CONCERN, own, source=None)
    with pytest.raises(WrongState, match="The body itself said this last"):
        answer.confirm(own)


@pytest.mark.parametrize(
    ("positions", "saying"),
    [
        ([Position(option="oceans", kind=PositionKind.SUPPORT)], "“oceans” is not on this slate"),
        ([Position(option="cities", kind=PositionKind.SUPPORT)] * 2, "named twice"),
        ([], "Nothing is said"),
    ],
)
def test_positions_that_make_no_sense_are_refused(positions: Sequence[Position], saying: str) -> None:
    answer = response(Given().issue())
    with pytest.raises(InvalidInput, match=saying):
        answer.state(positions, options=["cities", "youth"], comment=" ", source=NOTE, act=on("2017-04-03"))


def test_r18_advice_is_given_only_where_thresholds_are_agreed_and_beside_the_finding() -> None:
    survey = Given().issue()
    said = []
    for name, region, kind in (("atlantis", "europe", PositionKind.SUPPORT), ("borduria", None, PositionKind.CONCERN)):
        answer = response(survey, name)
        say(answer, kind, on("2017-04-03"))
        said.append((answer.type, region, answer.statements[-1]))
    reading = temperature(["cities", "youth"], said)
    assert reading[0].by_region == {"europe": {"support": 1}, "without_region": {"concern": 1}}
    assert reading[0].by_type == {"member_state": {"support": 1}, "observer_state": {"concern": 1}}
    practice = Practice.none_yet()
    assert practice.advise(reading) == ()
    for share, called in ((0.5, True), (0.51, False)):
        thresholds = AdviceThresholds(most_cannot_accept=0, least_support_share=share)
        practice.agree(alternation=False, notice_days=None, advice=thresholds, act=on("2017-01-10"))
        assert [one.calls_conclusive for one in practice.advise(reading)] == [called, False]

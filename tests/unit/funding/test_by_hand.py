"""What is promised or paid for experts outside sponsored journeys keeps their rules (R52, R54, R55)."""

import pytest

from services.funding.domain.by_hand import ByHand, beyond_journeys
from shared.contracts.funding import CostItem, CoveredKind
from shared.domain.errors import InvalidInput, RuleBroken
from tests.unit.funding.sample import act_on, commitment_of, francs
from tests.unit.funding.travelling import requested, secured_budget, travel_with

EXPERTS = "expert_participation"


@pytest.mark.parametrize("cabins", [("business",), ("economy", "first"), ("Economy",)])
def test_r52_no_fare_above_economy_is_committed_or_paid_by_hand(cabins: tuple[str, ...]) -> None:
    with pytest.raises(RuleBroken) as refused:
        commitment_of("1.00", EXPERTS, cabins=cabins)
    assert refused.value.rule is not None
    assert refused.value.rule.number == "R52"
    for kinds in (("economy_travel",), ("dsa",)):
        with pytest.raises(RuleBroken, match="A leg of this fare"):
            _beyond("10.00", kinds=kinds, cabins=cabins)


def test_r52_economy_on_every_leg_is_kept_with_what_is_covered() -> None:
    said = ByHand(kinds=(CoveredKind.ECONOMY_TRAVEL,), cabins=("economy", "economy"))
    assert commitment_of("1.00", EXPERTS, cabins=("economy", "economy")).by_hand == said
    assert _beyond("10.00", kinds=("economy_travel",), cabins=("economy", "economy")) == said
    assert _beyond("10.00", kinds=("accommodation",)) == ByHand(kinds=(CoveredKind.ACCOMMODATION,))


def test_r52_r54_what_is_beyond_journeys_says_what_is_covered_to_the_cent() -> None:
    assert _beyond("9.00") is None, "the journeys said it themselves"
    for kinds, match in (((), "what is covered"), (("economy_travel",), "names no cabin")):
        with pytest.raises(InvalidInput, match=match):
            _beyond("9.01", kinds=kinds)
        with pytest.raises(InvalidInput, match=match):
            commitment_of("1.00", EXPERTS, kinds=kinds, cabins=())
    with pytest.raises(RuleBroken, match="“fee” is not covered"):
        _beyond("9.01", kinds=("dsa", "fee"))


@pytest.mark.parametrize(("amount", "fits"), [("3000.00", True), ("3000.01", False)])
def test_r55_what_is_committed_by_hand_leaves_what_speakers_wait_for(amount: str, fits: bool) -> None:
    budget, travel = secured_budget("5000.00"), travel_with(requested())
    wanted = commitment_of(amount, EXPERTS)
    budget.commit(act_on(), commitment=wanted)
    if fits:
        travel.require_speakers_paid(wanted, budget=budget)
    else:
        with pytest.raises(RuleBroken, match=r"cannot pay 0\.01 CHF") as refused:
            travel.require_speakers_paid(wanted, budget=budget)
        assert refused.value.rule is not None
        assert refused.value.rule.number == "R55"


def test_a_hall_has_no_cabins() -> None:
    assert commitment_of("1.00").by_hand is None
    with pytest.raises(InvalidInput, match="Nobody travels for venue"):
        commitment_of("1.00", cabins=("economy",))


def _beyond(amount: str, *, kinds: tuple[str, ...] = (), cabins: tuple[str, ...] = ()) -> ByHand | None:
    """Where settled journeys did cost 9."""
    item = CostItem.EXPERT_PARTICIPATION
    return beyond_journeys(item, francs(amount), journeys=francs("9.00"), kinds=kinds, cabins=cabins)

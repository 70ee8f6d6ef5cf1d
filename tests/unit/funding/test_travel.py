from time import perf_counter

import pytest

from services.funding.domain.budget import Budget
from services.funding.domain.commitments import lacking
from services.funding.domain.contribution import Contribution
from services.funding.domain.coverage import sources_of
from services.funding.domain.sponsored import State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import Ending
from services.funding.domain.travel import Travel, commitment_of, left_for_experts, obstacles_to_sponsor
from services.funding.use_cases.commitments import keep_committed
from shared.contracts.funding import Part
from shared.domain.actions import refuse
from shared.domain.errors import AlreadyExists, CycleIsClosed, InvalidInput, NotFound, RuleBroken, WrongState
from tests.unit.funding.sample import THREE, act_on, budget_of, close_year, contribution_of, francs
from tests.unit.funding.sample import approving as deciding
from tests.unit.funding.sample import commitment_of as hall_of
from tests.unit.funding.travelling import (
    approve,
    booked,
    claim,
    paying,
    quoted,
    requested,
    requesting,
    secured_budget,
    travel_with,
)

SPEAKER, PARTICIPANT = Part.SPEAKER, Part.PARTICIPANT


def _room(travel: Travel, part: Part, amount: str, *committed: Sponsorship) -> str | None:
    """The rule in the way, if any, where 5,000.00 is secured."""
    budget = secured_budget()
    for one in committed:
        budget.commit(act_on(), commitment=commitment_of(one, on=act_on().occurred_on))
    try:
        travel.require_room(part, francs(amount), budget=budget)
    except RuleBroken as refused:
        return refused.rule.number
    return None


def test_r59_the_last_franc_is_committed_and_not_one_more() -> None:
    journey = approve(quoted())
    travel = travel_with(journey)
    assert travel.committed == francs("1480.00")
    assert _room(travel, SPEAKER, "3520.00", journey) is None
    assert _room(travel, SPEAKER, "3520.01", journey) == "R59"


def test_r59_money_that_is_earmarked_for_something_else_pays_no_expert() -> None:
    for item, left in ((None, "5000.00"), ("expert_participation", "5000.00"), ("venue", "0.00")):
        assert left_for_experts(secured_budget(item=item), currency="CHF") == francs(left)
    assert left_for_experts(budget_of(shares=True), currency="CHF") == francs("0"), "a pledge secures nothing"


def test_r59_what_is_spent_stays_committed_and_what_is_released_is_free_again() -> None:
    done, ended, budget = booked(), approve(quoted(id="sponsorship-2")), secured_budget()
    for one in (done, ended):
        budget.commit(act_on(), commitment=commitment_of(one, on=act_on().occurred_on))
    assert left_for_experts(budget, currency="CHF") == francs("2040.00")
    claim(done, dsa=francs("600.00"))
    done.settle(paying(), ticket=None, write_off=None, late=False)
    ended.end(requesting(), ending=Ending.VISA_REFUSED)
    for one in (done, ended):
        amount = commitment_of(one, on=act_on().occurred_on).amount
        budget.adjust(act_on(), commitment=one.id, amount=amount, reason="Changed.")
    assert left_for_experts(budget, currency="CHF") == francs("3600.00")
    assert [(one.id, one.amount) for one in budget.commitments] == [("sponsorship-1", francs("1400.00"))]
    with pytest.raises(InvalidInput):
        budget.adjust(act_on(), commitment="sponsorship-1", amount=francs("1400.01"), reason="Dearer.")
    with pytest.raises(NotFound):
        budget.adjust(act_on(), commitment="sponsorship-2", amount=francs("1.00"), reason="Again.")


def test_r55_a_participant_waits_until_the_speakers_are_covered() -> None:
    travel = travel_with(requested(), requested(PARTICIPANT, id="sponsorship-2"))
    assert travel.reserved == francs("2000.00")
    assert _room(travel, PARTICIPANT, "3000.00") is None
    assert _room(travel, PARTICIPANT, "3000.01") == "R55"
    assert _room(travel, SPEAKER, "3000.01") is None, "one speaker does not wait for another"
    speaker = approve(quoted())
    travel.note(act_on(), speaker)
    assert _room(travel, PARTICIPANT, "3520.00", speaker) is None, "1480.00 is committed and nothing reserved"
    assert _room(travel, PARTICIPANT, "3520.01", speaker) == "R59"


def test_r55_places_of_speakers_that_are_still_open_are_reserved_at_their_estimate() -> None:
    travel = travel_with(requested(PARTICIPANT))
    travel.reserve(act_on(), places=2, each=francs("1500.00"))
    assert _room(travel, PARTICIPANT, "2000.00") is None
    assert _room(travel, PARTICIPANT, "2000.01") == "R55"
    assert _room(travel, SPEAKER, "5000.00") is None
    travel.reserve(act_on(), places=0, each=francs("0"))
    assert _room(travel, PARTICIPANT, "5000.00") is None
    with pytest.raises(InvalidInput):
        travel.reserve(act_on(), places=1, each=francs("0"))


def test_r55_speakers_come_first_in_the_queue_whenever_they_were_asked_for() -> None:
    waiting = [requested(part, id=f"s-{number}") for number, part in enumerate((PARTICIPANT, SPEAKER, SPEAKER))]
    travel = travel_with(*waiting, approve(quoted(id="s-9")))
    assert travel.queue() == ("s-1", "s-2", "s-0")


def test_accounts_wait_for_journeys_that_are_paid_for() -> None:
    declined = requested(id="sponsorship-2")
    declined.decline(act_on())
    journey = booked()
    travel = travel_with(journey, declined, requested(id="sponsorship-3"))
    with pytest.raises(WrongState, match="1 are not settled"):
        raise next(travel.obstacles_to_close_accounts())
    claim(journey)
    journey.settle(paying(), ticket=None, write_off=None, late=False)
    travel.note(act_on(), journey)
    assert list(travel.obstacles_to_close_accounts()) == []
    with pytest.raises(InvalidInput, match=r"1480\.00 CHF"):
        travel.require_within(francs("1479.99"))
    travel.require_within(francs("1480.00"))
    assert travel.places[-1].state is State.SETTLED


def test_nobody_is_sponsored_after_the_workshop_or_in_a_closed_cycle() -> None:
    budget = secured_budget()
    assert list(obstacles_to_sponsor(budget)) == []
    settling = secured_budget()
    settling.settle(act_on())
    assert [one.slug for one in obstacles_to_sponsor(settling)] == ["wrong-state"]
    close_year(budget)
    assert isinstance(next(obstacles_to_sponsor(budget)), CycleIsClosed)
    assert [one.slug for one in obstacles_to_sponsor(budget_of())] == ["wrong-state"], "without an estimate no currency"


def _signed(*gifts: Contribution) -> Budget:
    """A budget that is approved, with these gifts in it, all signed."""
    budget = budget_of(*THREE)
    for gift in gifts:
        gift.sign(act_on())
        budget.note_share(act_on(), share=gift.share())
    budget.approve(deciding())
    return budget


def test_r59_what_a_journey_holds_is_released_by_the_journey_alone() -> None:
    journey, budget = approve(quoted()), secured_budget()
    keep_committed(requesting(), sponsorship=journey, budget=budget)
    with pytest.raises(WrongState, match="Nothing is committed"):
        refuse(budget.obstacles_to_release())
    budget.commit(act_on(), commitment=hall_of("1.00"))
    with pytest.raises(WrongState, match="sponsored journey"):
        budget.release(act_on(), commitment=journey.id, reason="Paid.")
    budget.release(act_on(), commitment="hall", reason="Paid.")
    journey.end(requesting(), ending=Ending.WITHDREW)
    keep_committed(requesting(), sponsorship=journey, budget=budget)
    assert budget.commitments == ()


def test_r59_a_journey_never_takes_over_a_commitment_that_has_its_identifier() -> None:
    journey, budget = approve(quoted()), secured_budget()
    hall = hall_of("5000.00", id=journey.id)
    budget.commit(act_on(), commitment=hall)
    with pytest.raises(AlreadyExists):
        keep_committed(requesting(), sponsorship=journey, budget=budget)
    assert budget.commitments == (hall,)


def test_r55_what_is_left_must_be_free_for_the_speaker_who_waits() -> None:
    budget = _signed(contribution_of("2000.00", travellers="NP"), contribution_of("2000.00", id="contribution-2"))
    travel = travel_with(requested())
    with pytest.raises(RuleBroken) as refused:
        travel.require_room(PARTICIPANT, francs("0.01"), budget=budget, groups=("government", "KE"))
    assert refused.value.rule.number == "R55"
    travel.require_room(PARTICIPANT, francs("2000.00"), budget=budget, groups=("government", "NP"))


def test_r59_what_is_left_is_told_at_once_however_much_is_committed() -> None:
    budget = _signed(*(contribution_of("1000.00", id=f"contribution-{number}") for number in range(60)))
    commitments = [hall_of("100.00", id=f"hall-{number}") for number in range(600)]
    asked = perf_counter()
    assert lacking(commitments, sources_of(budget.shares), currency="CHF") == francs("0.00")
    assert perf_counter() - asked < 1


def test_what_experts_did_cost_in_all_is_said_once_every_journey_is_settled() -> None:
    journey = booked()
    travel = travel_with(journey, requested(id="sponsorship-2"))
    with pytest.raises(WrongState, match="1 are not settled, and what they cost is added by their settlement"):
        travel.require_settled()
    claim(journey, dsa=francs("600.00"))
    with pytest.raises(WrongState):
        travel_with(journey).require_settled()
    journey.settle(paying(), ticket=None, write_off=None, late=False)
    travel.note(act_on(), journey)
    travel.require_settled()
    travel.require_within(francs("1400.00"))
    with pytest.raises(InvalidInput, match="did cost 1400"):
        travel.require_within(francs("1399.99"))

from collections.abc import Callable

import pytest

from services.funding.domain.persons import SponsoredAlready, obstacles_to_sponsor_again, spelled_alike
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import Ending
from services.funding.domain.travel import Place
from shared.domain.actions import refuse
from tests.unit.funding.sample import WORKSHOP, act_on
from tests.unit.funding.travelling import (
    approve,
    approving,
    booked,
    claim,
    paying,
    quoted,
    requested,
    requesting,
    travel_with,
)

Story = Callable[[], Sponsorship]


def _settled() -> Sponsorship:
    journey = claim(booked())
    journey.settle(paying(), ticket=None, write_off=None, late=False)
    return journey


def _ended() -> Sponsorship:
    journey = booked()
    journey.end(requesting(), ending=Ending.VISA_REFUSED)
    return journey


def _declined() -> Sponsorship:
    journey = requested()
    journey.decline(approving())
    return journey


def _released() -> Sponsorship:
    journey = requested()
    journey.end(act_on(), ending=Ending.WITHDREW)
    return journey


def _places(other: Sponsorship) -> tuple[Place, ...]:
    return travel_with(other).places


@pytest.mark.parametrize("story", [requested, quoted, lambda: approve(quoted()), booked, _settled])
def test_a_person_is_sponsored_for_a_workshop_once(story: Story) -> None:
    with pytest.raises(SponsoredAlready, match="“person-1” is sponsored for workshop-2018-1 already, by “sponsor"):
        refuse(obstacles_to_sponsor_again("person-1", _places(story()), workshop=WORKSHOP))


@pytest.mark.parametrize("story", [_declined, _released, _ended])
def test_a_person_whose_journey_does_not_take_place_is_asked_for_anew(story: Story) -> None:
    assert list(obstacles_to_sponsor_again("person-1", _places(story()), workshop=WORKSHOP)) == []


def test_another_spelling_is_suggested_and_refuses_nothing() -> None:
    known = _places(requested())
    assert list(obstacles_to_sponsor_again("Person_1", known, workshop=WORKSHOP)) == []
    assert spelled_alike("Person_1", known) == ("sponsorship-1",)
    assert spelled_alike("person-1", known) == (), "the same one is refused, not suggested"
    assert spelled_alike("person-11", known) == ()

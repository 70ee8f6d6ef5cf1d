"""Three seeded crash schedules over all four services; `make test-resilience` plays as many as you like."""

import logging

import pytest

from tests.resilience.schedules.play import play

SEEDS = (1, 2, 7)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", SEEDS)
def test_g5_nothing_is_lost_or_doubled_by_a_schedule_of_crashes(seed: int) -> None:
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that a killed broker does not answer is no news
    verdict = play(seed)
    told = "\n".join((f"seed {seed}", *map(str, verdict.plan), *verdict.faults))
    assert verdict.faults == [], told
    assert verdict.changes > 50, "too little was asked for to show anything"

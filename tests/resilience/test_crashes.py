"""A service dies by kill -9 between two lines; afterwards nothing is lost, nothing doubled (invariants 1, 4, 5)."""

import pytest

from tests.resilience.platform import Platform


@pytest.mark.parametrize("after", [0, 5])
async def test_g1_death_after_the_commit_and_before_publishing(platform: Platform, after: int) -> None:
    governance, events = await platform.start("governance"), await platform.start("events")
    load = platform.load_on(governance)
    await load.prepare()
    governance.stop()
    await platform.crash(governance, at="after_commit_before_publish", after=after)
    await load.flips(1)
    await platform.died(governance)
    assert load.lost > 0
    await platform.restart(governance)
    await load.flips(2)
    assert events.running
    await platform.settled(load)


async def test_g4_death_after_publishing_and_before_the_mark(platform: Platform) -> None:
    governance, _ = await platform.start("governance"), await platform.start("events")
    load = platform.load_on(governance)
    await load.prepare()
    for _round in range(2):
        governance.stop()
        await platform.crash(governance, at="after_publish_before_mark")
        await load.flips(2)
        await platform.died(governance)
        await platform.restart(governance)
    await load.flips(2)
    await platform.settled(load)


async def test_g5_death_between_the_effect_and_the_offset(platform: Platform) -> None:
    governance, events = await platform.start("governance"), await platform.start("events")
    load = platform.load_on(governance)
    await load.prepare()
    for _round in range(2):
        events.stop()
        await platform.crash(events, at="between_effect_and_offset", after=1)
        await load.flips(2)
        await platform.died(events)
        await load.flips(2)
    await platform.restart(events)
    await load.flips(1)
    await platform.settled(load)

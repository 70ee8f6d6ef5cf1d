"""What governance makes of the other services' messages: in any order, again, and two at once."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

import pytest

from services.governance.domain.chain import Party
from services.governance.reactions import on_accounts_closed
from services.governance.use_cases.chains import chain_of
from shared.contracts.events import WorkshopCancelled, WorkshopHeld, WorkshopPlanned, WorkshopScheduled
from shared.contracts.funding import AccountsClosed, CoverageChanged
from shared.contracts.publications import VolumePublished, VolumeWithdrawn
from shared.domain.message import Message
from shared.persistence.driver import Store, Trouble, trouble_of
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.governance.story import chain_in, hear
from tests.sample import CONTEXT
from tests.unit.governance.given import review
from tests.unit.governance.heard import told

FIRST = "workshop-2018-1"
STREAMS: tuple[tuple[Message, ...], ...] = (
    (told(WorkshopPlanned), told(WorkshopScheduled), told(WorkshopHeld)),
    (told(CoverageChanged), told(AccountsClosed)),
    (told(VolumePublished), told(VolumeWithdrawn)),
    (review(Party.EVENTS, held=(FIRST,)), review(Party.FUNDING, open=("accounts-1",)), review(Party.PUBLICATIONS)),
)


ORDERS = [(0, 1, 2, 3), (1, 2, 3, 0), (2, 3, 0, 1), (3, 0, 1, 2), (3, 2, 1, 0)]
"""Each stream comes first in one of them, and last; every interleaving is tried in the unit tests."""


async def _as_a_lane(work: Callable[[], Awaitable[None]]) -> None:
    """A lane that lost a race does its batch again."""
    while True:
        try:
            return await work()
        except Exception as lost:
            if trouble_of(lost) is not Trouble.RACE:
                raise


@pytest.mark.parametrize("order", ORDERS)
async def test_a_year_told_in_whatever_order_and_again_makes_the_same_document(
    order: tuple[int, ...], units: Units, store: Store
) -> None:
    for number in order:
        for message in STREAMS[number]:
            await hear(units, message, message)
    document = await chain_in(store)
    assert document["version"] == sum(len(stream) for stream in STREAMS)
    [first] = [one for one in document["workshops"] if one["id"] == FIRST]
    assert (first["state"], first["accounts"]["actual"]["amount"]) == ("held", "134837.15")
    assert (first["coverage"]["share"], first["city"]) == ("0.4225", "New York")
    await store["chains"].delete_many({})
    for stream in STREAMS:
        await hear(units, *stream)
    assert document == await chain_in(store)


async def test_what_is_heard_again_writes_nothing(units: Units, store: Store) -> None:
    await hear(units, *STREAMS[0], *STREAMS[3])
    before = await chain_in(store)
    await hear(units, STREAMS[0][-1], *STREAMS[3])
    assert await chain_in(store) == before


async def test_a_volume_on_workshops_of_two_years_stands_in_both(units: Units, store: Store) -> None:
    covered = [
        {"workshop": f"workshop-{year}-1", "cycle": f"cycle-{year}", "title": {"en": "One"}, "held_on": f"{year}-03-27"}
        for year in (2017, 2018)
    ]
    await hear(units, told(VolumePublished, workshops=covered))
    volumes = [(await chain_in(store, f"cycle-{year}"))["volumes"] for year in (2017, 2018)]
    assert volumes[0] == volumes[1]
    assert volumes[0][0]["workshops"] == ["workshop-2017-1", "workshop-2018-1"]
    await hear(units, told(VolumeWithdrawn, workshops=covered))
    for year in (2017, 2018):
        [volume] = (await chain_in(store, f"cycle-{year}"))["volumes"]
        assert (volume["published_on"], volume["withdrawn_on"]) == ("2019-03-12", "2019-04-02")


async def test_a_cycle_that_governance_never_opened_is_kept_too(units: Units, store: Store) -> None:
    await hear(
        units, told(WorkshopPlanned, cycle="cycle-1999"), told(WorkshopCancelled, workshop=FIRST, cycle="cycle-1999")
    )
    [workshop] = (await chain_in(store, "cycle-1999"))["workshops"]
    assert workshop["state"] == "cancelled"
    assert await store["cycles"].count({}) == 0
    assert await store["outbox"].count({}) == 0


@pytest.mark.parametrize("begun", [False, True])
async def test_two_lanes_that_tell_of_one_year_at_once_both_have_their_effect(
    begun: bool, units: Units, store: Store
) -> None:
    """The one is told while the other has read the record and not written it yet."""
    if begun:
        await hear(units, told(WorkshopPlanned))
    meets = 0

    async def slower(unit: UnitOfWork) -> None:
        nonlocal meets
        await chain_of(unit, "cycle-2018")
        meets += 1
        if meets == 1:
            await hear(units, told(CoverageChanged))
        await on_accounts_closed(unit, told(AccountsClosed))

    await _as_a_lane(lambda: units.run(CONTEXT, slower))
    assert meets == 2
    [workshop] = (await chain_in(store))["workshops"]
    assert workshop["coverage"]
    assert workshop["accounts"]


async def test_many_messages_of_one_year_at_once_lose_nothing(units: Units, store: Store) -> None:
    workshops = [f"workshop-2018-{number}" for number in range(1, 9)]

    await asyncio.gather(*(_as_a_lane(partial(hear, units, told(WorkshopPlanned, workshop=one))) for one in workshops))
    document = await chain_in(store)
    assert [one["id"] for one in document["workshops"]] == workshops
    assert document["version"] == len(workshops)

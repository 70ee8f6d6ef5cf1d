"""Held messages: seen, tried again and given up, in order, whoever else is at work (invariant 6)."""

import asyncio

import pytest

from shared.domain.errors import NotFound, RuleBroken, StaleVersion, WrongState
from shared.messaging.held import HeldMessages
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.rows import to_row
from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.driver import DatabaseTrouble, Store
from shared.persistence.unit_of_work import Units
from tests.integration.test_inbox import TOPIC, _arrival, _heard, _position
from tests.support import tally
from tests.support.tally import REACTIONS

_DEAD = f"events|{TOPIC}|cycle-1|2"
_BEHIND = f"events|{TOPIC}|cycle-1|3"


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)


@pytest.fixture
def held(store: Store, inbox: Inbox) -> HeldMessages:
    return HeldMessages(consumer="events", store=store, units=Units(store=store, rows=to_row), inbox=inbox)


async def _one_dead_and_two_behind(inbox: Inbox) -> None:
    await inbox.take([_arrival("cycle-1", 1), _arrival("cycle-1", 2, says="a-bug"), _arrival("cycle-1", 3)])
    await inbox.take([_arrival("cycle-1", 4)])


async def test_g6_a_dead_one_is_listed_first_and_still_dead_while_the_bug_is_there(
    store: Store, inbox: Inbox, held: HeldMessages
) -> None:
    await _one_dead_and_two_behind(inbox)
    assert await held.counts() == {"dead": 1, "waiting": 2}
    assert [one["_id"] for one in await held.listed(limit=2)] == [_DEAD, _BEHIND]
    assert await held.retry(_DEAD) == "the reaction raised LookupError: see the log of this service"
    assert await _position(store, "cycle-1") == (4, 1, 3)


async def test_g6_once_the_bug_is_mended_a_retry_does_it_and_all_behind_it(
    store: Store, inbox: Inbox, held: HeldMessages, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _one_dead_and_two_behind(inbox)
    monkeypatch.setattr(tally, "THE_BUG", "mended")
    assert await held.retry(_DEAD) is None
    assert await _heard(store, "cycle-1") == ["opened 2018", "a-bug", "c3", "c4"]
    assert await _position(store, "cycle-1") == (4, 4, 0)
    assert await held.counts() == {"dead": 0, "waiting": 0}
    assert await held.retry(_DEAD) is None, "a lost answer may be asked for again"


async def test_g6_one_given_up_is_kept_with_who_and_why_and_the_stream_goes_on(
    store: Store, inbox: Inbox, held: HeldMessages
) -> None:
    await _one_dead_and_two_behind(inbox)
    await held.discard(_DEAD, by="account-9", reason="sent by mistake")
    assert await _heard(store, "cycle-1") == ["opened 2018", "c3", "c4"]
    assert await _position(store, "cycle-1") == (4, 4, 0)
    kept = await held.one(_DEAD)
    assert (kept["state"], kept["discarded"]["by"], kept["discarded"]["reason"]) == (
        "discarded",
        "account-9",
        "sent by mistake",
    )
    await held.discard(_DEAD, by="account-9", reason="sent by mistake")
    for act in (held.retry(_DEAD), held.discard(_DEAD, by="account-9", reason="again")):
        with pytest.raises(WrongState):
            await act
    await inbox.take([_arrival("cycle-1", 2, says="a-bug")])
    assert await _position(store, "cycle-1") == (4, 4, 0)


async def test_g6_nothing_is_settled_out_of_order(inbox: Inbox, held: HeldMessages) -> None:
    await _one_dead_and_two_behind(inbox)
    with pytest.raises(RuleBroken, match="waits for number 2"):
        await held.retry(_BEHIND)
    with pytest.raises(RuleBroken, match="waits for number 2"):
        await held.discard(_BEHIND, by="account-9", reason="no")
    with pytest.raises(NotFound):
        await held.retry("events|nothing|cycle-1|2")


async def test_g6_a_record_without_a_stream_stays_dead_until_it_is_given_up(store: Store, held: HeldMessages) -> None:
    inbox = held._inbox
    await inbox.take([Arrival(topic=TOPIC, partition=0, offset=7, key=None, headers=[], value=b"\xff")])
    (one,) = await held.listed(limit=5)
    assert await held.retry(one["_id"]) == "no readable stream and sequence"
    await held.discard(one["_id"], by="account-9", reason="noise")
    assert await held.counts() == {"dead": 0, "waiting": 0}
    with pytest.raises(WrongState):
        await held.discard(one["_id"], by="account-9", reason="other noise")


@pytest.mark.parametrize("operator", ["retry", "discard"])
async def test_g6_arrivals_and_operators_race_and_the_stream_keeps_its_order(
    store: Store, inbox: Inbox, held: HeldMessages, operator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _one_dead_and_two_behind(inbox)
    if operator == "retry":
        monkeypatch.setattr(tally, "THE_BUG", "mended")

    async def arrive() -> None:
        for number in range(5, 25):
            while True:
                try:
                    await inbox.take([_arrival("cycle-1", number)])
                    break
                except (StaleVersion, DatabaseTrouble):
                    await asyncio.sleep(0)

    async def operate() -> None:
        while True:
            try:
                if operator == "retry":
                    await held.retry(_DEAD)
                else:
                    await held.discard(_DEAD, by="account-9", reason="sent by mistake")
                return
            except (StaleVersion, DatabaseTrouble):
                await asyncio.sleep(0)

    await asyncio.gather(arrive(), operate())
    await inbox.retry_waiting()
    second = ["a-bug"] if operator == "retry" else []
    assert await _heard(store, "cycle-1") == ["opened 2018", *second, *(f"c{number}" for number in range(3, 25))]
    assert await _position(store, "cycle-1") == (24, 24, 0)
    assert await store[HELD].count({"state": {"$ne": "discarded"}}) == 0


async def test_g6_ten_thousand_poisoned_records_among_good_ones(store: Store, inbox: Inbox) -> None:
    batch = 100
    for start in range(0, 10_000, batch):
        poisoned = [
            Arrival(topic=TOPIC, partition=0, offset=start + n, key=None, headers=[("ce_id", None)], value=b"\xff\x00")
            for n in range(batch)
        ]
        await inbox.take([*poisoned[:50], _arrival(f"cycle-{start}", 1), *poisoned[50:]])
    assert await store[HELD].count({"state": "dead"}) == 10_000
    assert await store["tallies"].count({}) == 100
    assert await store[POSITIONS].count({"held": 0, "done": 1}) == 100

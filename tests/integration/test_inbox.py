"""What becomes of arrivals, on a real database: done once, in order, or held (invariants 5 and 6)."""

import asyncio
from datetime import date

import pytest

from shared.contracts.cloudevents import to_wire
from shared.contracts.facts import YearFormat
from shared.contracts.governance import CycleOpened, FormatDecided
from shared.domain.aggregate import Recorded
from shared.domain.message import Message
from shared.messaging.held import HeldMessages
from shared.messaging.inbox import ANOTHER_VERSION, Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.rows import to_row
from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.driver import Document, Store
from shared.persistence.staging import Fact
from shared.persistence.unit_of_work import Units
from tests.sample import ACT, CONTEXT
from tests.support.tally import REACTIONS, heard

TOPIC = "idm.governance.v1"


def _message(stream: str, sequence: int, *, says: str = "") -> Message:
    if sequence == 1:
        return CycleOpened(cycle=stream, year=2018, opened_on=date(2017, 5, 4))
    return FormatDecided(
        cycle=stream,
        year=2018,
        format=YearFormat.TWO_WORKSHOPS,
        consultation=says or f"c{sequence}",
        decided_on=date(2017, 5, 4),
    )


def _arrival(stream: str, sequence: int, *, says: str = "", offset: int = 0, **changed: str | None) -> Arrival:
    """A record as the relay sends it; ``changed`` replaces headers (``ce_type=…``) or drops them (``None``)."""
    recorded = Recorded(message=_message(stream, sequence, says=says), act=ACT, version=sequence, sequence=sequence)
    wire = to_wire(to_row(Fact(stream=stream, recorded=recorded, context=CONTEXT)), epoch=1, base_url="http://x")
    headers = [(name, value) for name, value in wire.headers if name not in changed]
    headers += [(name, value.encode()) for name, value in changed.items() if value is not None]
    return Arrival(topic=TOPIC, partition=0, offset=offset, key=wire.key, headers=headers, value=wire.value)


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)


async def _heard(store: Store, stream: str) -> list[str]:
    return heard(await store["tallies"].find_one({"_id": f"tally-{stream}"}))


async def _position(store: Store, stream: str) -> tuple[int, int, int]:
    found = await store[POSITIONS].find_one({"_id": f"events|{TOPIC}|{stream}"})
    assert found is not None
    return found["received"], found["done"], found["held"]


async def _held(store: Store) -> list[Document]:
    return await store[HELD].find({}, sort=[("_id", 1)])


async def test_g5_a_batch_of_many_streams_is_done_once_whatever_comes_twice(store: Store, inbox: Inbox) -> None:
    batch = [_arrival(stream, number) for number in (1, 2, 3) for stream in ("cycle-1", "cycle-2")]
    await inbox.take(batch)
    await inbox.take(batch)
    await inbox.take([batch[-1], batch[-1], _arrival("cycle-1", 4)])
    assert await _heard(store, "cycle-1") == ["opened 2018", "c2", "c3", "c4"]
    assert await _heard(store, "cycle-2") == ["opened 2018", "c2", "c3"]
    assert await _position(store, "cycle-1") == (4, 4, 0)
    assert await _held(store) == []


async def test_g5_a_message_without_a_reaction_moves_the_position(store: Store, inbox: Inbox) -> None:
    await inbox.take([_arrival("cycle-1", 1, ce_type="int.iom.idm.governance.CycleClosed.v1")])
    await inbox.take([_arrival("cycle-1", 2)])
    assert await _heard(store, "cycle-1") == ["c2"]
    assert await _position(store, "cycle-1") == (2, 2, 0)


async def test_g5_a_gap_is_held_and_healed_in_order_when_the_missing_one_comes(store: Store, inbox: Inbox) -> None:
    await inbox.take([_arrival("cycle-1", 1), _arrival("cycle-1", 3), _arrival("cycle-1", 4), _arrival("cycle-2", 1)])
    assert await _heard(store, "cycle-1") == ["opened 2018"]
    assert await _heard(store, "cycle-2") == ["opened 2018"]
    assert await _position(store, "cycle-1") == (4, 1, 2)
    assert [(one["sequence"], one["state"], one["why"]) for one in await _held(store)] == [
        (3, "waiting", "a gap before it"),
        (4, "waiting", "number 2 of its stream is held"),
    ]
    await inbox.take([_arrival("cycle-1", 3)])
    assert await _position(store, "cycle-1") == (4, 1, 2)
    await inbox.take([_arrival("cycle-1", 2)])
    assert await _heard(store, "cycle-1") == ["opened 2018", "c2", "c3", "c4"]
    assert await _position(store, "cycle-1") == (4, 4, 0)
    assert await _held(store) == []


async def test_g5_a_gap_healed_within_one_batch_leaves_nothing_held(store: Store, inbox: Inbox) -> None:
    await inbox.take([_arrival("cycle-1", number) for number in (1, 4, 3, 2)])
    assert await _heard(store, "cycle-1") == ["opened 2018", "c2", "c3", "c4"]
    assert await _held(store) == []


async def test_g5_what_waits_is_retried_without_any_arrival(store: Store, inbox: Inbox) -> None:
    await inbox.take([_arrival("cycle-1", 1), _arrival("cycle-1", 3)])
    await store[POSITIONS].update_many({}, {"$set": {"done": 2}})
    assert await inbox.retry_waiting() == 1
    assert await _heard(store, "cycle-1") == ["opened 2018", "c3"]
    assert await inbox.retry_waiting() == 0


async def test_g6_a_bug_in_a_reaction_is_held_and_only_its_stream_waits(store: Store, inbox: Inbox) -> None:
    await inbox.take(
        [
            _arrival("cycle-1", 1),
            _arrival("cycle-1", 2, says="a-bug"),
            _arrival("cycle-2", 1),
            _arrival("cycle-1", 3),
        ]
    )
    assert await _heard(store, "cycle-1") == ["opened 2018"]
    assert await _heard(store, "cycle-2") == ["opened 2018"]
    assert [(one["sequence"], one["state"]) for one in await _held(store)] == [(2, "dead"), (3, "waiting")]
    assert (await _held(store))[0]["why"] == "the reaction raised LookupError: see the log of this service"
    assert await inbox.retry_waiting() == 0


@pytest.mark.parametrize(
    ("arrival", "why"),
    [
        (_arrival("cycle-1", 1, ce_type="int.iom.idm.governance.CycleOpened.v9"), "unknown version"),
        (_arrival("cycle-1", 1, ce_specversion="0.3"), "not a CloudEvents 1.0 message"),
        (_arrival("cycle-1", 1, ce_id=None), "missing ce_id"),
        (_arrival("cycle-1", 1, ce_occurredon="yesterday"), "ce_occurredon is not a date"),
    ],
)
async def test_g6_what_cannot_be_read_is_dead_and_holds_its_stream(
    store: Store, inbox: Inbox, arrival: Arrival, why: str
) -> None:
    await inbox.take([arrival, _arrival("cycle-1", 2)])
    dead, behind = await _held(store)
    assert (dead["state"], behind["state"]) == ("dead", "waiting")
    assert why in dead["why"]
    assert dead["value"] == arrival.value
    assert await _position(store, "cycle-1") == (2, 0, 2)


async def test_g6_a_body_that_does_not_fit_names_fields_and_no_value(store: Store, inbox: Inbox) -> None:
    good = _arrival("cycle-1", 1)
    bad = Arrival(**{**vars(good), "value": b'{"cycle": "cycle-1", "year": "a secret"}'})
    await inbox.take([bad])
    (dead,) = await _held(store)
    assert "year: int_parsing" in dead["why"]
    assert "secret" not in dead["why"]


async def test_g6_records_without_a_readable_place_are_kept_and_block_nothing(store: Store, inbox: Inbox) -> None:
    good = _arrival("cycle-1", 1, offset=7)
    strange = [
        Arrival(topic=TOPIC, partition=0, offset=1, key=None, headers=[], value=None),
        Arrival(topic=TOPIC, partition=0, offset=2, key=b"x", headers=[("ce_subject", None)], value=b"\xff"),
        Arrival(**{**vars(good), "offset": 3, "key": b"another-key"}),
        _arrival("cycle-1", 1, offset=4, ce_sequence="first"),
        _arrival("cycle-1", 1, offset=5, ce_sequence="0"),
        _arrival("cycle-1", 1, offset=6, ce_sequence="9" * 30),
    ]
    await inbox.take([*strange, good])
    await inbox.take([*strange, good])
    assert [one["offset"] for one in await _held(store)] == [1, 2, 3, 4, 5, 6]
    assert await _heard(store, "cycle-1") == ["opened 2018"]


async def test_g6_a_write_that_the_database_refuses_holds_its_message_alone(store: Store, inbox: Inbox) -> None:
    schema = {"properties": {"heard": {"not": {"enum": [["opened 2018", "refused"]]}}}}
    await store.set_validator("tallies", schema)
    batch = [_arrival("cycle-1", 1), _arrival("cycle-1", 2, says="refused"), _arrival("cycle-2", 1)]
    await inbox.take(batch)
    assert await _heard(store, "cycle-1") == ["opened 2018"]
    assert await _heard(store, "cycle-2") == ["opened 2018"]
    (dead,) = await _held(store)
    assert (dead["stream"], dead["sequence"], dead["state"]) == ("cycle-1", 2, "dead")


async def test_g5_two_members_with_the_same_messages_do_each_once(store: Store, inbox: Inbox) -> None:
    """As after a rebalance that one of them has not noticed: the positions' compare-and-set decides."""
    other = Inbox(consumer="events", store=store, units=Units(store=store, rows=to_row), reactions=REACTIONS)

    async def all_of_it(member: Inbox) -> None:
        for number in range(1, 21):
            while True:
                try:
                    await member.take([_arrival("cycle-1", number), _arrival("cycle-2", number)])
                    break
                except Exception:  # lost the race: a lane takes the same records again
                    await asyncio.sleep(0)

    await asyncio.gather(all_of_it(inbox), all_of_it(other))
    for stream in ("cycle-1", "cycle-2"):
        assert await _heard(store, stream) == ["opened 2018", *(f"c{number}" for number in range(2, 21))]
        assert await _position(store, stream) == (20, 20, 0)
    assert await _held(store) == []


async def test_g6_a_message_about_what_another_version_stored_waits_and_is_done_by_one_that_can(
    store: Store, inbox: Inbox
) -> None:
    await inbox.take([_arrival(stream, 1) for stream in ("cycle-1", "cycle-2")])
    await store["tallies"].update_many({"_id": "tally-cycle-1"}, {"$set": {"colour": "blue"}})
    await inbox.take([_arrival(stream, number) for stream in ("cycle-1", "cycle-2") for number in (2, 3)])
    assert await _heard(store, "cycle-2") == ["opened 2018", "c2", "c3"]
    assert [(one["sequence"], one["state"], one["why"]) for one in await _held(store)] == [
        (2, "waiting", ANOTHER_VERSION),
        (3, "waiting", "number 2 of its stream is held"),
    ]
    held = HeldMessages(consumer="events", store=store, units=Units(store=store, rows=to_row), inbox=inbox)
    # Neither by itself nor by hand, and it is not dead of it.
    assert await inbox.retry_waiting() == 0
    assert await held.retry(f"events|{TOPIC}|cycle-1|2") == ANOTHER_VERSION
    assert await held.counts() == {"dead": 0, "waiting": 2}
    assert await held.gaps() == 0
    await store["tallies"].update_many({"_id": "tally-cycle-1"}, {"$unset": {"colour": ""}})
    assert await inbox.retry_waiting() == 2
    assert await _heard(store, "cycle-1") == ["opened 2018", "c2", "c3"]
    assert await _held(store) == []

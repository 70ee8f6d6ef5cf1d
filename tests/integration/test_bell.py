"""A change stream rings for what another instance committed, and is only a hint."""

import asyncio

import pytest

from shared.outbox import bell as bell_module
from shared.outbox.bell import ChangeBell
from shared.outbox.lease import Lease
from shared.outbox.relay import Relay
from shared.outbox.rows import COLLECTION, to_row
from shared.outbox.sender import Sender
from shared.persistence.driver import Collection, DatabaseTrouble, Store
from shared.persistence.unit_of_work import Units
from tests.integration.test_unit_of_work import _open, _rename
from tests.sample import CONTEXT
from tests.support.probe import eventually


async def test_the_bell_rings_for_rows_to_be_sent_and_for_nothing_else(store: Store) -> None:
    rings: list[int] = []
    bell = asyncio.create_task(ChangeBell(store=store, ring=lambda: rings.append(1)).run())

    async def listens() -> str | None:
        return None if rings else "it does not listen yet"

    await eventually(listens)
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)
    await units.run(CONTEXT, lambda unit: _rename(unit, name="kept in the log, and not sent"))
    await store[COLLECTION].insert_many([{**to_row_of(2), "_id": "last"}])

    async def rung_for_both() -> str | None:
        return None if len(rings) >= 3 else f"{len(rings)} rings"

    await eventually(rung_for_both)
    bell.cancel()
    assert len(rings) == 3, "once when it listens, and once for each of the two"


async def test_a_bell_that_breaks_is_hung_up_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    inserted = Collection.inserted

    def breaking(self: Collection, where: dict[str, object]) -> object:
        opened.append(1)
        if len(opened) == 1:
            raise DatabaseTrouble("away")
        return inserted(self, where)

    monkeypatch.setattr(Collection, "inserted", breaking)
    monkeypatch.setattr(bell_module, "_PAUSE_SECONDS", 0.01)
    rings: list[int] = []
    bell = asyncio.create_task(ChangeBell(store=store, ring=lambda: rings.append(1)).run())

    async def rung() -> str | None:
        return None if rings else "silent"

    await eventually(rung)
    bell.cancel()
    assert len(opened) == 2


async def test_a_ring_is_for_the_holder_of_the_lease_alone(store: Store) -> None:
    """Any other would ask for the lease, a write, at every commit."""
    relay = Relay(
        service="governance",
        store=store,
        sender=Sender(bootstrap="127.0.0.1:1", client_id="test", delivery_seconds=0.1),
        lease=Lease(store=store, holder="second", seconds=5),
        base_url="http://idm.example",
        poll_seconds=0.05,
        lease_seconds=5,
    )
    first = Lease(store=store, holder="first", seconds=5)
    assert await first.hold()
    assert await relay._round() == 0
    relay.ring()
    assert not relay._bell.is_set()
    await first.release()

    async def holds() -> str | None:
        await relay._round()
        return None if relay._held_until else "the lease runs out with this millisecond"

    await eventually(holds)
    relay.ring()
    assert relay._bell.is_set()


def to_row_of(version: int) -> dict[str, object]:
    """A row to be sent, as another instance may write it."""
    return {
        "recorded": {
            "type": "int.iom.idm.governance.CycleOpened.v1",
            "aggregate": "cycle",
            "stream": "cycle-2019",
            "version": version,
            "audience": "public",
            "data": {},
            "recorded_at": "2026-03-01T09:30:00Z",
            "actor": {"role": "administration"},
        },
        "delivery": {"state": "unsent"},
        "seal": {"before": None, "hash": "0" * 64},
    }

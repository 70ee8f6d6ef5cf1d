"""What falls due by the clock: one that cannot be done keeps no other waiting."""

from datetime import UTC, datetime

import pytest

from shared.outbox.rows import to_row
from shared.persistence.driver import DatabaseTrouble, Store
from shared.persistence.unit_of_work import UnitOfWork, Units
from shared.runtime.deadlines import Deadline, do_what_is_due


async def test_a_deadline_that_cannot_be_kept_is_passed_over_and_a_database_that_is_away_is_not(store: Store) -> None:
    kept: list[str] = []
    trouble: dict[str, Exception] = {"broken": ValueError("a document that does not fit")}

    async def due(store: Store, now: datetime) -> list[str]:
        return ["broken", "well"]

    async def act(unit: UnitOfWork, identifier: str) -> None:
        if identifier in trouble:
            raise trouble[identifier]
        kept.append(identifier)

    units = Units(store=store, rows=to_row)
    for_all = [Deadline(name="first", due=due, act=act), Deadline(name="second", due=due, act=act)]
    await do_what_is_due(for_all, service="governance", store=store, units=units, now=datetime.now(UTC))
    assert kept == ["well", "well"]
    trouble["broken"] = DatabaseTrouble("away")
    with pytest.raises(DatabaseTrouble):
        await do_what_is_due(for_all, service="governance", store=store, units=units, now=datetime.now(UTC))

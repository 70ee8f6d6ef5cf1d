"""Telling once what was there before a service had a message for it: a step of ``migrate``."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.errors import StaleVersion
from shared.outbox.rows import to_row
from shared.persistence.context import Context
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import UnitOfWork, Units

A = TypeVar("A", bound=Aggregate)


async def tell_untold(store: Store, kind: type[A], tell: Callable[[A, Act], None], *, service: str) -> None:
    """Each aggregate of ``kind`` that never sent a message is told by ``tell``, which does nothing to one that did.

    One that is told meanwhile, by a change or by another operator's migration, is not told again: who loses such a
    race looks again.
    """
    units = Units(store=store, rows=to_row)

    async def tell_one(unit: UnitOfWork, identifier: str) -> None:
        one = await unit.load(kind, identifier)
        tell(one, unit.act())
        unit.save(one)

    while untold := await store[kind.collection].find({"sequence": 0}, projection={"_id": 1}, sort=[("_id", 1)]):
        for found in untold:
            context = Context.of_service(service, now=datetime.now(UTC))
            with suppress(StaleVersion):
                await units.run(context, lambda unit, one=found["_id"]: tell_one(unit, one))  # type: ignore[misc]

"""What falls due by the clock. Every process of a service looks; whoever comes first does it, once.

The truth is in the document: the act loads it again inside its transaction, and does nothing when it is done already or
not due any more. Of several that do it at once one commits, and the others find it done.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from shared.domain.moment import to_millisecond
from shared.persistence.context import Context
from shared.persistence.driver import Store, Trouble, trouble_of
from shared.persistence.unit_of_work import UnitOfWork, Units

_log = structlog.get_logger(__name__)
LOOK_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """``due`` finds the identifiers of what is due at a moment, by an index; ``act`` does it to one, or nothing."""

    name: str
    due: Callable[[Store, datetime], Awaitable[Sequence[str]]]
    act: Callable[[UnitOfWork, str], Awaitable[None]]


async def do_what_is_due(
    deadlines: Sequence[Deadline], *, service: str, store: Store, units: Units, now: datetime
) -> None:
    """Everything that is due at ``now``, each in a transaction of its own. One that was done by somebody else at the
    same moment is left, and one that cannot be done keeps no other waiting; a database that is away is raised."""
    moment = to_millisecond(now)
    for deadline in deadlines:
        for identifier in await deadline.due(store, moment):
            context = Context.of_service(service, now=moment)
            try:
                await units.run(context, lambda unit, act=deadline.act, one=identifier: act(unit, one))  # type: ignore[misc]
            except Exception as error:
                trouble = trouble_of(error)
                if trouble is Trouble.AWAY:
                    raise
                if trouble is Trouble.RACE:
                    _log.info("done by another", deadline=deadline.name, of=identifier)
                else:
                    _log.error("a deadline cannot be kept", deadline=deadline.name, of=identifier, exc_info=error)


async def keep(deadlines: Sequence[Deadline], *, service: str, store: Store, units: Units) -> None:
    """Look every second until cancelled. Whatever goes wrong is told, and tried again."""
    while True:
        try:
            await do_what_is_due(deadlines, service=service, store=store, units=units, now=datetime.now(UTC))
        except Exception as error:
            _log.warning("deadlines not kept", error=type(error).__name__, exc_info=error)
        await asyncio.sleep(LOOK_SECONDS)

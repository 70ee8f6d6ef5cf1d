"""Two acts that meet in the database, and what is in it afterwards."""

from collections.abc import Awaitable, Callable
from typing import Any

from services.funding.reactions import REACTIONS
from services.funding.use_cases import contributions
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.message import Message
from shared.domain.money import Money
from shared.outbox.rows import to_row
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.integration.funding.flow import WORKSHOP
from tests.sample import CONTEXT
from tests.support.api import Api

_COLLECTIONS = ("budgets", "accounts", "contributions", "called_off", "cycles", "ledger", "outbox")
Work = Callable[[UnitOfWork], Awaitable[Any]]


async def state(funding: Api) -> dict[str, Any]:
    return {name: await funding.store[name].find({}, sort=[("_id", 1)]) for name in _COLLECTIONS}


async def closed_days(funding: Api) -> set[str | None]:
    """The day that each budget, account, contribution and cycle keeps."""
    found = [await funding.store[name].find({}) for name in ("budgets", "accounts", "contributions", "cycles")]
    return {document["closed_on"] for documents in found for document in documents}


async def meet(funding: Api, first: Work, second: Work) -> BaseException | None:
    """``first`` has read everything when ``second`` commits, and runs again; answers what it was refused with."""
    units, runs = Units(store=funding.store, rows=to_row), 0

    async def overtaken(unit: UnitOfWork) -> None:
        nonlocal runs
        runs += 1
        await first(unit)
        if runs == 1:
            await units.run(CONTEXT, second)

    try:
        await units.run(CONTEXT, overtaken)
    except (WrongState, InvalidInput, RuleBroken) as refused:
        return refused
    finally:
        assert runs > 1, "the two acts did not meet"
    return None


def hearing(message: Message) -> Work:
    return lambda unit: REACTIONS[type(message)](unit, message)


def pledging(unit: UnitOfWork) -> Awaitable[Any]:
    return contributions.pledge_contribution(
        unit,
        identifier="late-gift",
        kind="voluntary",
        donor="Government of Atlantis",
        workshop=WORKSHOP,
        amount=Money.of("1.00", "CHF"),
        occurred_on=None,
    )

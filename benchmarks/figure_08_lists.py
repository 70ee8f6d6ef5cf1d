"""Figure 8: lists stay as fast when there is more to list."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from itertools import islice
from typing import Any

import httpx2

from benchmarks.ground import Ground
from benchmarks.harness import Figure, Line
from benchmarks.pages import FLAT, PAGE, cursor_after, page_side
from services.governance.service import SERVICE
from shared.persistence.driver import Store

RARE = "observer_organization"


def bodies(count: int) -> Any:
    """``count`` bodies, of which a page full are of the rare type, evenly strewn."""
    for number in range(count):
        yield {
            "_id": f"body-{number:07}",
            "version": 1,
            "sequence": 0,
            "name": {"en": f"Body number {number:07}"},
            "type": RARE if number % (count // PAGE) == 0 else "member_state",
            "country": "CH",
        }


async def seed(store: Store, *, count: int) -> None:
    made = bodies(count)
    while some := list(islice(made, 10_000)):
        await store["bodies"].insert_many(some)


def pages(count: int) -> dict[str, str]:
    """The same list asked in three ways; each answer has a page full of rows."""
    last = cursor_after(f"body-{count - PAGE - 1:07}")
    return {
        "first page": f"/governance/v1/bodies?limit={PAGE}",
        "last page": f"/governance/v1/bodies?limit={PAGE}&after={last}",
        "filtered": f"/governance/v1/bodies?limit={PAGE}&type={RARE}",
    }


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    few = ground.size(1_000, quick=100)
    many = [ground.size(100_000, quick=500), ground.size(1_000_000, quick=1_000)]
    requests = ground.size(300, quick=3)
    async with AsyncExitStack() as stack:
        clients: dict[int, httpx2.AsyncClient] = {}
        for count in (few, *many):
            prefix = ground.new_prefix()
            own = ground.store(prefix=prefix, service=SERVICE.name, migrations=SERVICE.migrations)
            store = await stack.enter_async_context(own)
            await seed(store, count=count)
            clients[count] = await stack.enter_async_context(ground.surface(SERVICE, prefix=prefix))
        for count in many:
            for name, path in pages(count).items():
                yield Line(
                    name=f"{name}, {count:,} rows",
                    unit="ms",
                    bound=FLAT,
                    ours=page_side(clients[count], path, requests=requests),
                    floor=page_side(clients[few], pages(few)[name], requests=requests),
                )


FIGURE = Figure(number=8, title="List of bodies", floor="the same answer at 1,000 rows", lines=lines)

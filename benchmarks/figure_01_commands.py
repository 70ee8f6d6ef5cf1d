"""Figure 1: commands a second over HTTP, one and thirty-two in flight."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from benchmarks.governing import YEARS, Governance, both_governances
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line, Side, per_second

Send = Callable[[Governance, int], Awaitable[None]]
AT_LEAST = {1: Bound(limit=0.7), 32: Bound(limit=0.5)}


async def register_body(governance: Governance, _: int) -> None:
    """A new thing: its message stays in the log, so nothing is sent."""
    await governance.register_body()


async def decide_format(governance: Governance, year: int) -> None:
    """A change whose message is sent: the relay works beside it."""
    await governance.flip_format(year)


def side(governance: Governance, send: Send, *, in_flight: int, commands: int) -> Side:
    """``commands`` by that many clients, each with years of its own, sending its next when the last was answered."""

    async def one_client(number: int) -> None:
        years = YEARS[number::in_flight]
        for turn in range(commands // in_flight):
            await send(governance, years[turn % len(years)])

    async def all_clients() -> None:
        await asyncio.gather(*(one_client(number) for number in range(in_flight)))

    return lambda: per_second(commands // in_flight * in_flight, all_clients)


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    async with both_governances(ground) as (ours, floor):
        for send, what in ((register_body, "registerBody"), (decide_format, "decideFormat, sent by the relay")):
            for in_flight in AT_LEAST:
                commands = ground.size(400 if in_flight == 1 else 1_600, quick=in_flight)
                yield Line(
                    name=f"{what}, {in_flight} in flight",
                    unit="commands/s",
                    bound=AT_LEAST[in_flight],
                    ours=side(ours, send, in_flight=in_flight, commands=commands),
                    floor=side(floor, send, in_flight=in_flight, commands=commands),
                )


FIGURE = Figure(
    number=1,
    title="Commands over HTTP",
    floor="the same reads and writes behind a bare Starlette route, with a bare relay",
    lines=lines,
)

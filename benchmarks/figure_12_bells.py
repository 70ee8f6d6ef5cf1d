"""Figure 12: what wakes the relay when another instance of the service committed."""

from collections.abc import AsyncGenerator

from benchmarks.figure_04_relay_latency import ROWS_A_SECOND, Ours, Wakened
from benchmarks.ground import Ground
from benchmarks.harness import Figure, Line


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    count = ground.size(500, quick=20)
    await ground.platform_topics()
    async with ground.store() as store:
        commit = Ours(ground, store)
        for wakened in (Wakened.CHANGES, Wakened.POLL):
            other = Ours(ground, store, wakened)
            yield Line(
                name=f"{wakened}, p50 at {ROWS_A_SECOND} rows/s",
                unit="ms",
                bound=None,
                ours=lambda other=other: other(count=count),  # type: ignore[misc]
                floor=lambda: commit(count=count),
            )


FIGURE = Figure(
    number=12, title="The relay is woken by", floor="the commit of its own process, as by default", lines=lines
)

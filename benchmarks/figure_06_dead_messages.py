"""Figure 6: the same with every fiftieth message dead, each of a stream of its own."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import replace

from benchmarks.figure_05_consume import STREAMS, on_the_wire, ours, publish
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line
from benchmarks.sample import CONTEXT, THE_BUG, row, rows
from shared.contracts.cloudevents import WireMessage

EVERY = 50


def _dead(number: int) -> WireMessage:
    """In turn: no JSON at all, a version nobody reads, a field missing, and what a bug in a reaction fails on."""
    [whole] = on_the_wire([row(f"dead-{number}", 1, act=CONTEXT.act(), reason=THE_BUG)])
    kinds = (
        replace(whole, value=b"\xff not JSON"),
        replace(
            whole,
            headers=[
                (name, value.replace(b".v1", b".v9") if name == "ce_type" else value) for name, value in whole.headers
            ],
        ),
        replace(whole, value=b'{"cycle": "cycle-1"}'),
        whole,
    )
    return kinds[number % len(kinds)]


def with_dead_ones(messages: Sequence[WireMessage]) -> Iterator[WireMessage]:
    """As many messages: each fiftieth is followed by a dead one, and the last ones are left out for them."""
    kept = len(messages) - len(messages) // EVERY
    for number, message in enumerate(messages[:kept]):
        yield message
        if (number + 1) % (EVERY - 1) == 0:
            yield _dead(number // (EVERY - 1))


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    streams, each = ground.size(STREAMS, quick=50), ground.size(10, quick=2)
    bootstrap = ground.endpoints.kafka_bootstrap
    good = on_the_wire(rows(streams=streams, each=each))
    mixed = list(with_dead_ones(good))
    clean, troubled = await ground.topic(), await ground.topic()
    await publish(bootstrap, clean, good)
    await publish(bootstrap, troubled, mixed)
    yield Line(
        name=f"{len(mixed):,} messages, {len(mixed) // EVERY:,} of them dead",
        unit="messages/s",
        bound=Bound(limit=0.5),
        ours=lambda: ours(ground, troubled, count=len(mixed)),
        floor=lambda: ours(ground, clean, count=len(good)),
    )


FIGURE = Figure(
    number=6, title="Consume, every fiftieth dead", floor="the platform itself, with nothing dead", lines=lines
)

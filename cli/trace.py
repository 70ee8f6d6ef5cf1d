"""``idm trace``: what happened to a command everywhere."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.operating import DEFAULT, Folder, connections, in_sentences, names, wiring
from shared.messaging.trace import MOST, Fate, Place, Recorded, Tracer
from shared.outbox.rows import Delivery
from shared.runtime.service import topics_heard
from shared.runtime.settings import Connections

_DELIVERIES = {Delivery.UNSENT: "waits to be sent", Delivery.SENT: "Kafka has it", Delivery.KEPT: "stays in the log"}
_OPEN = (Fate.PENDING, Fate.HELD)
console = Console(highlight=False)


def trace(
    correlation_id: Annotated[str, typer.Argument(help="The X-Request-ID of the command's answer.")],
    folder: Folder = DEFAULT,
) -> None:
    """What a command made every service record, and what became of it where it is heard; exit code 1 when
    something of it is pending or held, or when not all was looked at."""
    recorded, fates, cut = in_sentences(_look(connections(folder), correlation_id))
    if not any(recorded.values()):
        console.print("No service recorded anything under this id: it was refused, only read, or is not known.")
        raise typer.Exit(1)
    table = Table("recorded", "by", "delivery", "where it is heard")
    open_ones = 0
    for service, rows in recorded.items():
        for row in rows:
            heard = fates.get(row.place, {}) if row.place else {}
            open_ones += row.delivery is Delivery.UNSENT or any(fate in _OPEN for fate in heard.values())
            told = ", ".join(f"{name}: {fate.value}" for name, fate in heard.items())
            kind = row.type.split(".")[-2]
            table.add_row(f"{kind} · {row.stream} {row.version}", service, _DELIVERIES[row.delivery], told or "–")
    console.print(table)
    for service in cut:
        console.print(f"{service} recorded more than {MOST}: not all was looked at.")
    if open_ones:
        console.print(f"{open_ones} of them are not done everywhere yet.")
    elif not cut:
        console.print("All of it is done.")
    if open_ones or cut:
        raise typer.Exit(1)


async def _look(
    to: Connections, correlation_id: str
) -> tuple[dict[str, Sequence[Recorded]], Mapping[Place, dict[str, Fate]], Sequence[str]]:
    """What each service recorded, what became of it, and which services recorded more than was looked at."""
    recorded: dict[str, Sequence[Recorded]] = {}
    fates: dict[Place, dict[str, Fate]] = {}
    cut: list[str] = []
    stores = {name: to.store(name) for name in names()}
    try:
        for name, store in stores.items():
            recorded[name], more = await Tracer(consumer=name, store=store).recorded(correlation_id)
            cut += [name] if more else []
        places = {row.place for rows in recorded.values() for row in rows if row.place}
        for name, store in stores.items():
            hears = topics_heard(wiring(name))
            found = await Tracer(consumer=name, store=store).fates(one for one in places if one.topic in hears)
            for place, fate in found.items():
                fates.setdefault(place, {})[name] = fate
    finally:
        for store in stores.values():
            await store.close()
    return recorded, fates, cut

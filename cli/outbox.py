"""``idm outbox status | republish | verify``."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.operating import DEFAULT, Folder, Service, on_service
from shared.contracts.topics import TOPICS
from shared.outbox import operations
from shared.persistence.driver import Store
from shared.runtime.settings import Connections

app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)
_NAMED_AT_MOST = 20


@app.command()
def status(service: Service, folder: Folder = DEFAULT) -> None:
    """How many messages are sent, wait, or are kept in the log only."""
    found = on_service(service, folder, lambda store, _: operations.status(store))
    table = Table("messages", "how many")
    for state, meaning in (("sent", "Kafka has them"), ("unsent", "wait to be sent"), ("kept", "stay in the log")):
        table.add_row(meaning, str(found.rows.get(state, 0)))
    console.print(table)
    if found.oldest_unsent_seconds is not None:
        console.print(f"The oldest that waits was recorded {found.oldest_unsent_seconds:.0f} s ago.")


@app.command()
def republish(
    service: Service,
    stream: Annotated[str | None, typer.Option(help="Only this stream (an identifier).")] = None,
    folder: Folder = DEFAULT,
) -> None:
    """Send again what was sent: harmless at any time, since readers know each number. The running service sends."""
    count = on_service(service, folder, lambda store, _: operations.republish(store, stream=stream))
    console.print(f"{count} messages are marked to be sent again; the service's relay sends them.")


@app.command("new-epoch")
def new_epoch(service: Service, folder: Folder = DEFAULT) -> None:
    """After a restore: raise the epoch that messages carry, so that partners start over, and send all again."""

    async def begin(store: Store, _: Connections) -> tuple[int, int]:
        return await operations.begin_epoch(store), await operations.republish(store)

    epoch, count = on_service(service, folder, begin)
    console.print(f"Epoch {epoch} has begun; {count} messages are marked to be sent again in it.")


@app.command()
def verify(service: Service, folder: Folder = DEFAULT) -> None:
    """Compare the log with Kafka; exit code 1 when Kafka lacks something."""
    topics = [topic for topic in TOPICS if topic.service == service]

    async def compare(store: Store, to: Connections) -> operations.Comparison:
        return await operations.verify(store, to.kafka_bootstrap, topics, security=to.security(service=service))

    found = on_service(service, folder, compare)
    console.print(
        f"{found.compared} sent messages compared, {found.unsent} wait, {len(found.missing)} missing in Kafka."
    )
    for one in found.missing[:_NAMED_AT_MOST]:
        console.print(f"  missing: {one}")
    if found.missing:
        console.print(f"Send them again with `idm outbox republish --service {service}`.")
        raise typer.Exit(1)

"""``idm held list | show | retry | discard``: messages that a service could not process."""

import getpass
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from cli.operating import DEFAULT, Folder, Service, on_service, refuse, wiring
from shared.domain.errors import DomainError
from shared.messaging.held import HeldMessages
from shared.messaging.inbox import Inbox
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import Units
from shared.runtime.settings import Connections

T = TypeVar("T")
Identifier = Annotated[str, typer.Argument(help="As `idm held list` shows it.")]
app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)


@app.command("list")
def listed(service: Service, limit: int = 50, folder: Folder = DEFAULT) -> None:
    """What is held, dead ones first; exit code 1 when there is anything."""

    async def read(held: HeldMessages) -> tuple[dict[str, int], list[dict[str, object]]]:
        return await held.counts(), list(await held.listed(limit=limit))

    counts, documents = _on(service, folder, read)
    if not documents:
        console.print("Nothing is held.")
        return
    for document in documents:
        # A line of its own, never cut: the other commands want it whole.
        console.print(str(document["_id"]), markup=False, soft_wrap=True)
        console.print(f"  {document['state']}: {document['why']}", markup=False, soft_wrap=True)
    console.print(f"{counts['dead']} dead, {counts['waiting']} waiting behind them or behind a gap.")
    raise typer.Exit(1)


@app.command()
def show(identifier: Identifier, service: Service, folder: Folder = DEFAULT) -> None:
    """One message as it arrived."""
    document = _on(service, folder, lambda held: held.one(identifier))
    for name in ("_id", "state", "why", "topic", "partition", "offset", "held_at", "discarded"):
        if name in document:
            console.print(f"{name.strip('_')}: {document[name]}", markup=False)
    for name, value in document["headers"]:
        console.print(f"  {name}: {_text(value)}", markup=False)
    console.print(_text(document["value"]), markup=False)


@app.command()
def retry(identifier: Identifier, service: Service, folder: Folder = DEFAULT) -> None:
    """Do it, and what waits behind it; exit code 1 when it is still dead."""
    why = _on(service, folder, lambda held: held.retry(identifier))
    if why is not None:
        refuse(f"Still dead: {why}.")
    console.print("Done, with what waited behind it.")


@app.command()
def discard(
    identifier: Identifier,
    service: Service,
    reason: Annotated[str, typer.Option(help="Kept with the message.")],
    folder: Folder = DEFAULT,
) -> None:
    """Give it up; it is kept, and what waited behind it is done."""
    by = f"operator:{getpass.getuser()}"
    _on(service, folder, lambda held: held.discard(identifier, by=by, reason=reason))
    console.print("Given up. What waited behind it is done.")


def _on(service: str, folder: Folder, work: Callable[[HeldMessages], Awaitable[T]]) -> T:
    reactions = wiring(service).reactions

    async def with_store(store: Store, _: Connections) -> T:
        units = Units(store=store, rows=to_row)
        inbox = Inbox(consumer=service, store=store, units=units, reactions=reactions)
        return await work(HeldMessages(consumer=service, store=store, units=units, inbox=inbox))

    try:
        return on_service(service, folder, with_store)
    except DomainError as refusal:
        refuse(f"{refusal.sentence} {refusal.remedy}")


def _text(value: bytes | None) -> str:
    return "(nothing)" if value is None else value.decode("utf-8", "replace")

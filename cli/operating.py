"""Where an operator's commands find a service: the ``IDM_…`` variables, else the local stack."""

import asyncio
import os
import pkgutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console

import services
from cli.local import DATABASE_PREFIX
from shared.localstack.stack import is_alive, read_state
from shared.outbox.operations import KafkaTrouble
from shared.persistence.driver import DatabaseTrouble, Store

T = TypeVar("T")
Service = Annotated[str, typer.Option(help="Whose: governance, events, funding or publications.")]
console = Console(highlight=False)


def addresses(folder: Path) -> tuple[str, str]:
    """MongoDB's and Kafka's address. Ends the command with a sentence when neither way tells them."""
    uri, bootstrap = os.environ.get("IDM_MONGODB_URI"), os.environ.get("IDM_KAFKA_BOOTSTRAP")
    if uri and bootstrap:
        return uri, bootstrap
    state = read_state(folder)
    if not is_alive(state.get("keeper")):
        refuse(
            f"No stack runs on {folder}: start one with `make run` or `idm stack start`, "
            "or set IDM_MONGODB_URI and IDM_KAFKA_BOOTSTRAP."
        )
    ports = {name: entry["port"] for name, entry in state["servers"].items()}
    return f"mongodb://127.0.0.1:{ports['mongodb']}/?replicaSet=rs0", f"127.0.0.1:{ports['kafka']}"


def known(service: str) -> str:
    """The name of a service there is; any other ends the command with a sentence that lists them."""
    names = sorted(one.name for one in pkgutil.iter_modules(services.__path__) if one.ispkg)
    if service not in names:
        refuse(f"There is no service “{service}”: they are {', '.join(names[:-1])} and {names[-1]}.")
    return service


def on_service(service: str, folder: Path, work: Callable[[Store, str], Awaitable[T]]) -> T:
    """Run ``work`` with the service's store and Kafka's address; trouble ends the command with a sentence."""
    known(service)
    uri, bootstrap = addresses(folder)
    prefix = os.environ.get("IDM_DATABASE_PREFIX", DATABASE_PREFIX)

    async def run() -> T:
        store = Store.connect(uri, database=f"{prefix}{service}")
        try:
            if not await store["migrations"].count({}):
                refuse(f"The service “{service}” was never migrated in this database.")
            return await work(store, bootstrap)
        finally:
            await store.close()

    try:
        return asyncio.run(run())
    except DatabaseTrouble as away:
        refuse(f"The database does not answer: {type(away).__name__}.")
    except KafkaTrouble as away:
        refuse(f"Kafka does not answer: {type(away).__name__}.")


def refuse(sentence: str) -> NoReturn:
    console.print(sentence, soft_wrap=True)
    raise typer.Exit(1)

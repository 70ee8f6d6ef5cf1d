"""Where an operator's commands find MongoDB and Kafka: the ``IDM_…`` variables, else the local stack."""

import asyncio
import importlib
import os
import pkgutil
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

import services
from shared.outbox.operations import KafkaTrouble
from shared.persistence.driver import DatabaseTrouble, Store
from shared.runtime.service import Service as Wiring
from shared.runtime.settings import Connections, complaints_of

T = TypeVar("T")
Service = Annotated[str, typer.Option(help="Whose: governance, events, funding or publications.")]
Folder = Annotated[Path, typer.Option(help="Where the stack keeps its data.", envvar="IDM_STACK_FOLDER")]
DEFAULT = Path(".idm")
# Standard output carries what was asked for: a backup is sent on from there into its file.
console = Console(highlight=False, stderr=True)


def connections(folder: Path) -> Connections:
    """How to reach MongoDB and Kafka. Ends the command with a sentence when neither way tells it."""
    if not (os.environ.get("IDM_MONGODB_URI") and os.environ.get("IDM_KAFKA_BOOTSTRAP")):
        return _of_local_stack(folder)
    try:
        return Connections()  # from the environment
    except ValidationError as error:
        refuse("\n".join(complaints_of(error)))


def _of_local_stack(folder: Path) -> Connections:
    # The image for operators carries no local stack.
    if find_spec("shared.localstack") is None:
        refuse("Set IDM_MONGODB_URI and IDM_KAFKA_BOOTSTRAP.")
    from shared.localstack.stack import is_alive, read_state

    state = read_state(folder)
    if not is_alive(state.get("keeper")):
        refuse(
            f"No stack runs on {folder}: start one with `make run` or `idm stack start`, "
            "or set IDM_MONGODB_URI and IDM_KAFKA_BOOTSTRAP."
        )
    ports = {name: entry["port"] for name, entry in state["servers"].items()}
    kafka = ",".join(f"127.0.0.1:{port}" for name, port in ports.items() if name != "mongodb")
    return Connections(
        mongodb_uri=f"mongodb://127.0.0.1:{ports['mongodb']}/?replicaSet=rs0",
        kafka_bootstrap=kafka,
        database_prefix=os.environ.get("IDM_DATABASE_PREFIX", "idm_"),
    )


def names() -> list[str]:
    """Every service that is installed here, in the order of the alphabet."""
    return sorted(one.name for one in pkgutil.iter_modules(services.__path__) if one.ispkg)


def known(service: str) -> str:
    """The name of a service there is; any other ends the command with a sentence that lists them."""
    if service not in (there := names()):
        refuse(f"There is no service “{service}”: they are {', '.join(there[:-1])} and {there[-1]}.")
    return service


def wiring(service: str) -> Wiring:
    """What the service is made of."""
    found: Wiring = importlib.import_module(f"services.{known(service)}.service").SERVICE
    return found


def on_service(service: str, folder: Path, work: Callable[[Store, Connections], Awaitable[T]]) -> T:
    """Run ``work`` with the service's store and the connections; trouble ends the command with a sentence."""
    known(service)
    found = connections(folder)

    async def run() -> T:
        store = found.store(service)
        try:
            if not await store["migrations"].count({}):
                refuse(f"The service “{service}” was never migrated in this database.")
            return await work(store, found)
        finally:
            await store.close()

    return in_sentences(run())


def in_sentences(work: Awaitable[T]) -> T:
    """Run it; trouble with MongoDB or Kafka ends the command with a sentence."""

    async def run() -> T:
        return await work

    try:
        return asyncio.run(run())
    except DatabaseTrouble as away:
        refuse(f"The database does not answer: {type(away).__name__}.")
    except KafkaTrouble as away:
        refuse(f"Kafka does not answer: {type(away).__name__}.")


def refuse(sentence: str) -> NoReturn:
    console.print(sentence, soft_wrap=True)
    raise typer.Exit(1)

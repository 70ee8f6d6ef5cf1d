"""The whole platform on this machine: servers, issuer and services as child processes, ended together."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from shared.localstack.issuer import Issuer
from shared.localstack.processes import ServiceProcess, Surroundings, migrate
from shared.localstack.stack import Endpoints

SERVICES = ("governance", "events", "funding", "publications")
DATABASE_PREFIX = "idm_"


def issuer_folder(folder: Path) -> Path:
    """Where the development issuer of a stack keeps its key."""
    return folder / "issuer"


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """SIGTERM and Ctrl-C alike raise ``KeyboardInterrupt``, once: a second one does not disturb the stopping."""

    def end(_: int, __: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def running_services(
    endpoints: Endpoints, folder: Path, *, say: Callable[[str], None]
) -> Iterator[list[ServiceProcess]]:
    """Migrate and start all services, and wait until all are ready; they are stopped together afterwards.

    Raises ``StackUnavailable`` with a sentence when one cannot be migrated or does not get ready.
    """
    surroundings = Surroundings(
        endpoints=endpoints,
        issuer=Issuer(issuer_folder(folder)),
        folder=folder / "logs",
        database_prefix=DATABASE_PREFIX,
    )
    say("migrating")
    migrate(SERVICES, surroundings)
    services = [ServiceProcess(name, surroundings) for name in SERVICES]
    say("starting the services")
    try:
        for service in services:
            service.start()
        for service in services:
            service.await_ready()
        yield services
    finally:
        stop(services)


def stop(services: Sequence[ServiceProcess]) -> None:
    """All drain at the same time."""
    running = [service for service in services if service.running]
    for service in running:
        service.send(signal.SIGTERM)
    for service in running:
        service.stop()

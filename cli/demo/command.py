"""``idm demo FILE``: play a past year over the APIs, on a stack of its own or against services that run."""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.demo import counting, readback, red_book
from cli.demo.before import import_years_before
from cli.demo.client import Services
from cli.demo.failing import DemoFailed
from cli.demo.play import play, refuse_a_year_that_is_there
from cli.demo.reading import DemoFile, read
from cli.demo.show import Show
from cli.local import DATABASE_PREFIX, SERVICES, ending_on_signals, issuer_folder, running_services
from cli.operating import DEFAULT, Folder
from cli.screen import console_of
from cli.token import existing_issuer
from shared.localstack.issuer import Issuer
from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import Endpoints, LocalStack

Against = Annotated[
    list[str] | None,
    typer.Option(help="A service that runs: governance=http://127.0.0.1:8001. Give it once for each service."),
]


def demo(
    file: Annotated[Path, typer.Argument(help="A year, such as demo/2018.yaml")],
    against: Against = None,
    folder: Folder = DEFAULT,
    patience: Annotated[float, typer.Option(help="Seconds to wait for a service that is away, with --against.")] = 0.0,
    book: Annotated[
        Path | None, typer.Option(help="Where the file’s Red Book is left; without --against demo-output/.")
    ] = None,
) -> None:
    """Play a past year through the HTTP APIs only, after importing the years before it from the brochure's table.

    Without --against it starts servers and services of its own in a temporary folder and removes them
    afterwards. With it, tokens come from the development issuer of the stack in --folder.
    """
    show = Show(console_of())
    try:
        with ending_on_signals():
            # The file first: what is wrong with it is told at once, before anything is started.
            story = read(file)
            if against:
                _play_against(story, _addresses(against), folder, show, patience_seconds=patience, book=book)
            else:
                _play_alone(story, show, book=book or red_book.OUTPUT)
    except (DemoFailed, StackUnavailable) as why:
        show.failed(str(why))
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        show.failed("Interrupted; what it started is stopped.")
        raise typer.Exit(1) from None


def _play_alone(story: DemoFile, show: Show, *, book: Path | None) -> None:
    if os.environ.get("IDM_INFRA", "local") != "local":
        raise DemoFailed(
            "Without --against it plays on local servers of its own. On other servers, start the platform with "
            "`make run` and give the services' addresses with --against."
        )
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="idm-demo-") as temporary:
        folder = Path(temporary)
        with (
            show.console.status("starting MongoDB and the Kafka broker …") as status,
            LocalStack(folder) as stack,
            running_services(stack.endpoints, folder, say=lambda what: status.update(f"{what} …")) as running,
        ):
            status.stop()
            names = ", ".join(service.name for service in running)
            ready = f"ready after {time.monotonic() - began:.0f} s"
            addresses = {service.name: service.url for service in running}
            with Services(addresses=addresses, issuer=Issuer(issuer_folder(folder))) as services:
                where = f"{names} on {stack.endpoints.description}, {ready}."
                _play(story, services, show, where=where, counted_in=stack.endpoints, book=book)
            status.update("stopping …")
            status.start()


def _play_against(
    story: DemoFile,
    addresses: dict[str, str],
    folder: Path,
    show: Show,
    *,
    patience_seconds: float,
    book: Path | None,
) -> None:
    issuer = existing_issuer(folder)
    with Services(addresses=addresses, issuer=issuer, patience_seconds=patience_seconds) as services:
        where = "Against " + ", ".join(f"{name} at {address}" for name, address in addresses.items())
        _play(story, services, show, where=f"{where}.", counted_in=None, book=book)


def _play(
    story: DemoFile,
    services: Services,
    show: Show,
    *,
    where: str,
    counted_in: Endpoints | None,
    book: Path | None,
) -> None:
    """``book``: the folder for the file’s Red Book; none is made without one."""
    year = story.year
    began = time.monotonic()
    show.opening(year=year.year, note=year.note, illustrative=year.illustrative, where=where)
    refuse_a_year_that_is_there(year, services)
    show.before(import_years_before(year.year, services))
    told = play(story, services, show)
    counts = None
    if counted_in is not None:
        counts = asyncio.run(
            counting.count(counted_in.mongodb_uri, prefix=DATABASE_PREFIX, services=SERVICES, told=told)
        )
    readback.show_year(year, services, show.console)
    if book is not None and year.red_book is not None:
        red_book.make_red_book(year.red_book, year.year, services, show.console, folder=book)
    refused = len(year.refusals)
    show.ending(counts=counts, refused=refused, seconds=time.monotonic() - began)


def _addresses(given: Sequence[str]) -> dict[str, str]:
    """``governance=URL`` as an entry. Raises :class:`DemoFailed` for what is none, and for a service left out."""
    found: dict[str, str] = {}
    for one in given:
        name, _, address = one.partition("=")
        if name not in SERVICES or not address.startswith(("http://", "https://")):
            raise DemoFailed(f"“{one}” is not an address of a service: write governance=http://127.0.0.1:8001.")
        found[name] = address.rstrip("/")
    if absent := [name for name in SERVICES if name not in found]:
        raise DemoFailed(f"Give --against for {', '.join(absent)} too.")
    return found

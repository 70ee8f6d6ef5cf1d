"""``idm run``: the platform on this machine, until Ctrl-C."""

import time
from collections.abc import Sequence
from pathlib import Path

import typer

from cli.local import ending_on_signals, issuer_folder, running_services
from cli.operating import DEFAULT, Folder
from cli.screen import command_name, console_of
from cli.token import EXAMPLES, token_for
from shared.localstack.infra import open_infra
from shared.localstack.issuer import Issuer
from shared.localstack.processes import ServiceProcess
from shared.localstack.servers import StackUnavailable

console = console_of()
_LOOK_SECONDS = 0.2


def run(folder: Folder = DEFAULT) -> None:
    """Start everything, show where it is, and stay until Ctrl-C."""
    try:
        with ending_on_signals():
            _run(folder)
    except KeyboardInterrupt:
        console.print("Stopped; no process is left.")
    except StackUnavailable as why:
        console.print(str(why), soft_wrap=True)
        raise typer.Exit(1) from None


def _run(folder: Path) -> None:
    with (
        console.status("starting the servers …") as status,
        open_infra(folder) as endpoints,
        running_services(endpoints, folder, say=lambda what: status.update(f"{what} …")) as services,
    ):
        status.stop()
        _show(services, folder, endpoints.description)
        try:
            _watch(services)
        except KeyboardInterrupt:
            console.print("\nStopping …")
            raise


def _watch(services: Sequence[ServiceProcess]) -> None:
    """Until a signal comes. Raises :class:`StackUnavailable` when a service ends by itself."""
    while True:
        for service in services:
            if not service.running:
                raise StackUnavailable(
                    f"{service.name} ended by itself with code {service.exit_code}: see {service.log}. "
                    "The others were stopped too."
                )
        time.sleep(_LOOK_SECONDS)


def _show(services: Sequence[ServiceProcess], folder: Path, description: str) -> None:
    console.print(f"Running on {description}; data in {folder}, logs in {folder / 'logs'}.\n", soft_wrap=True)
    for service in services:
        console.print(f"[bold]{service.name}[/]")
        for meaning, path in (
            ("its API, as a page", f"{service.name}/v1/docs"),
            ("its messages", f"{service.name}/v1/asyncapi"),
            ("is it ready?", "readyz"),
        ):
            console.print(f"  {meaning:<20}{service.url}/{path}", soft_wrap=True)
    console.print()
    console.print(f"Development tokens, valid for eight hours (more with [bold]{command_name()} token[/]):\n")
    issuer = Issuer(issuer_folder(folder))
    for role, body in EXAMPLES.items():
        console.print(f"[bold]{role}[/]" + (f", of the body “{body}”" if body else ""))
        console.print(token_for(issuer, role=role, body=body), soft_wrap=True, markup=False, style="dim")
    against = " ".join(f"--against {service.name}={service.url}" for service in services)
    console.print(
        f"\nPlay a year on it: {command_name()} demo demo/2018.yaml --folder {folder} {against}", soft_wrap=True
    )
    console.print("[bold]Ctrl-C[/] stops everything.")

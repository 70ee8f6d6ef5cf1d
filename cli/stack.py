"""``idm stack start | stop | status | reset | logs``."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import psutil
import typer
from rich.console import Console
from rich.table import Table

from cli.operating import DEFAULT, Folder
from shared.localstack.stack import STOP_SECONDS, is_alive, read_state

app = typer.Typer(no_args_is_help=True)
console = Console()


@app.command()
def start(
    folder: Folder = DEFAULT,
    kafka: Annotated[str, typer.Option(help="noida or apache.", envvar="IDM_LOCAL_KAFKA")] = "noida",
    brokers: Annotated[int, typer.Option(help="1, or 3 of apache.", envvar="IDM_LOCAL_KAFKA_BROKERS")] = 1,
) -> None:
    """Start the servers in the background; they stay until `idm stack stop`.

    With three brokers each message has three copies, and two must be written before it counts as sent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keeper = subprocess.Popen(
        [sys.executable, "-m", "shared.localstack.keeper", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=(folder / "keeper.log").open("wb"),
        env={**os.environ, "IDM_LOCAL_KAFKA": kafka, "IDM_LOCAL_KAFKA_BROKERS": str(brokers)},
        start_new_session=True,
        text=True,
    )
    assert keeper.stdout is not None
    answer = keeper.stdout.readline().strip()
    if answer != "up":
        console.print(answer or f"The stack ended at once: see {folder / 'keeper.log'}.")
        raise typer.Exit(1)
    _show(folder)


@app.command()
def stop(folder: Folder = DEFAULT) -> None:
    """End the stack that `idm stack start` left running on this folder."""
    keeper = read_state(folder).get("keeper")
    if keeper is None or not is_alive(keeper):
        console.print(f"No stack runs on {folder}.")
        return
    process = psutil.Process(int(keeper["pid"]))
    if "shared.localstack.keeper" not in process.cmdline():
        console.print(f"The stack on {folder} belongs to process {process.pid} (make run?): press Ctrl-C there.")
        raise typer.Exit(1)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(2 * STOP_SECONDS + 5)
    except psutil.TimeoutExpired:
        console.print(f"Process {process.pid} does not end: `kill -9 {process.pid}`, then start again.")
        raise typer.Exit(1) from None
    console.print("Stopped.")


@app.command()
def status(folder: Folder = DEFAULT) -> None:
    """A line per server; exit code 1 when one does not run."""
    if not _show(folder):
        raise typer.Exit(1)


@app.command()
def reset(
    folder: Folder = DEFAULT, yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False
) -> None:
    """Remove the data of a stopped stack."""
    if is_alive(read_state(folder).get("keeper")):
        console.print(f"A stack runs on {folder}: stop it first with `idm stack stop`.")
        raise typer.Exit(1)
    if not yes and not typer.confirm(f"Remove everything that the platform stored in {folder}?"):
        raise typer.Exit(1)
    for part in ("data", "logs"):
        shutil.rmtree(folder / part, ignore_errors=True)
    for part in ("stack.json", "keeper.log"):
        (folder / part).unlink(missing_ok=True)
    console.print(f"Removed the data in {folder}.")


@app.command()
def logs(
    server: Annotated[str, typer.Argument(help="As `idm stack status` names it.")], folder: Folder = DEFAULT
) -> None:
    """The last lines that a server wrote."""
    path = folder / "logs" / f"{server}.log"
    known = list(read_state(folder).get("servers", {}))
    if server not in known or not path.exists():
        console.print(f"There is no log of “{server}” in {folder}: choose {' or '.join(known) or 'none'}.")
        raise typer.Exit(1)
    with path.open("rb") as stream:
        stream.seek(max(0, os.path.getsize(path) - 20_000))
        console.print(stream.read().decode("utf-8", "replace"), markup=False, highlight=False)


def _show(folder: Path) -> bool:
    servers = read_state(folder).get("servers", {})
    table = Table("server", "state", "address", "process")
    running = []
    for name, entry in servers.items():
        running.append(is_alive(entry.get("process")))
        pid = str(entry["process"]["pid"]) if running[-1] else "–"
        table.add_row(name, "running" if running[-1] else "stopped", f"127.0.0.1:{entry['port']}", pid)
    console.print(table if servers else f"No stack was ever started on {folder}.")
    return bool(running) and all(running)

"""``idm audit verify | export``: the log of a service, and whether anybody changed it."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from cli.operating import DEFAULT, Folder, Service, on_service, refuse
from shared.http.audit import exported
from shared.outbox.rows import COLLECTION
from shared.outbox.verification import Verified, verify_log, verify_rows
from shared.persistence.driver import Store
from shared.runtime.settings import Connections

app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)
_NAMED_AT_MOST = 20


@app.command()
def verify(
    service: Service,
    noted: Annotated[str | None, typer.Option(help="A checkpoint that you noted elsewhere: NUMBER:HASH.")] = None,
    file: Annotated[Path | None, typer.Option(help="Verify this export (.ndjson) instead of the database.")] = None,
    part: Annotated[bool, typer.Option(help="The export is a part of the log.")] = False,
    folder: Folder = DEFAULT,
) -> None:
    """Make every seal again and compare; exit code 1 when anything was changed. The service may run meanwhile."""
    if file is not None and noted is not None:
        refuse("An export has no checkpoints: give --noted without --file, or --file without --noted.")
    found = _of_file(file, part=part) if file is not None else _of_database(service, folder, noted=noted)
    console.print(
        f"{found.rows} messages of {found.streams} things compared, {found.checkpoints} checkpoints, "
        f"{found.uncovered} messages not covered by one."
    )
    for one in found.findings[:_NAMED_AT_MOST]:
        console.print(f"  {one.what.value}: {one.sentence}", markup=False, soft_wrap=True)
    if found.findings:
        console.print(f"{len(found.findings)} findings: this is not the log as it was written.")
        raise typer.Exit(1)
    if found.head is not None:
        console.print("Nothing was changed. Note the newest checkpoint where nobody writes to this database:")
        console.print(found.head, soft_wrap=True)
    else:
        console.print("Nothing was changed.")


@app.command()
def export(
    service: Service,
    to: Annotated[Path, typer.Option(help="The file to write, such as governance.ndjson.")],
    folder: Folder = DEFAULT,
) -> None:
    """Write the whole log to a file, a row on each line, with its seals."""

    async def write(store: Store, _: Connections) -> int:
        count = 0
        with to.open("w", encoding="utf-8") as file:
            async for row in store[COLLECTION].stream({}, sort=[("_id", 1)]):
                file.write(exported(row))
                count += 1
        return count

    try:
        count = on_service(service, folder, write)
    except OSError as error:
        refuse(f"{to} cannot be written: {error.strerror}.")
    console.print(f"{count} messages are in {to}.", soft_wrap=True)


def _of_database(service: str, folder: Path, *, noted: str | None) -> Verified:
    columns = (SpinnerColumn(), TextColumn("{task.completed} messages compared"))
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=None)
        return on_service(
            service,
            folder,
            lambda store, _: verify_log(store, noted=noted, progress=lambda rows: shown.update(task, completed=rows)),
        )


def _of_file(file: Path, *, part: bool) -> Verified:
    rows: list[dict[str, Any]] = []
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                row = json.loads(line)
                if not isinstance(row, dict) or not isinstance(row.get("recorded"), dict):
                    raise ValueError(f"line {number}")
                rows.append(row)
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}.")
    except ValueError as error:
        refuse(f"{file} is not an export of a log: {error}.")
    return verify_rows(rows, whole=not part)

"""``idm history import``: the brochure's table, through the APIs, into the services that run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn, Self

import httpx2
import typer
from rich.progress import Progress
from rich.table import Table

from cli.history_table import HistoryFile, ImportFailed, read
from cli.local import SERVICES
from cli.operating import DEFAULT, Folder
from cli.screen import console_of
from cli.token import existing_issuer, token_for
from shared.domain.act import Role

app = typer.Typer(no_args_is_help=True)
console = console_of()
FILE = Path("history/idm-history.json")
_ANSWER_SECONDS = 20.0
_LARGEST_PAGE = 200
_NEEDED = ("governance", "events")

EXPECTED: Mapping[str, int] = {
    "years": 18,
    "entries printed": 35,
    "intersessional workshops": 28,
    "conferences printed": 1,
    "conferences derived from the theme": 1,
    "expert seminars": 1,
    "workshops at a Council session (**)": 2,
    "topics of a Council session": 3,
}
"""What the brochure's table has (R72)."""


class Services:
    """The two services over HTTP, as the administration."""

    def __init__(self, addresses: Mapping[str, str], token: str) -> None:
        self._addresses = addresses
        self._http = httpx2.Client(timeout=_ANSWER_SECONDS, headers={"Authorization": f"Bearer {token}"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        """Status and answer; a refusal by a rule is an answer. Raises :class:`ImportFailed` for everything else."""
        service = path.split("/")[1]
        origin = self._addresses[service]
        try:
            answer = self._http.request(method, origin + path, json=body)
            found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ImportFailed(
                f"{service} does not answer at {origin} ({type(error).__name__}): see that it runs, and try again."
            ) from None
        if answer.status_code >= 400 and not found.get("rule"):
            raise ImportFailed(f"{service} refused {method} {path}: {_said(found)}")
        return answer.status_code, found

    def put(self, path: str, cell: Mapping[str, Any], *, reason: str | None) -> str:
        """``imported``, ``corrected`` or ``unchanged``. The reason is given only where the cell differs (R75)."""
        status, answer = self.send("PUT", path, cell)
        if status == 409 and answer["rule"]["number"] == "R75" and reason:
            status, answer = self.send("PUT", path, {**cell, "reason": reason})
            return "corrected" if status < 400 else _refused(path, answer)
        if status >= 400:
            _refused(path, answer)
        return "imported" if status == 201 else "unchanged"

    def all(self, path: str) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        following: str | None = f"{path}?limit={_LARGEST_PAGE}"
        while following:
            _, page = self.send("GET", following)
            yield from page["items"]
            following = page["next"]


def _refused(path: str, answer: Mapping[str, Any]) -> NoReturn:
    where = path.split("history/")[1].replace("/entries/", ", entry ").removesuffix("/completion")
    raise ImportFailed(f"{where}: {path.split('/')[1]} refused this by {answer['rule']['number']}: {_said(answer)}")


def _said(answer: Mapping[str, Any]) -> str:
    return f"{answer.get('detail', '')} {answer.get('remedy', '')}".strip()


def import_all(file: HistoryFile, services: Services, *, reason: str | None) -> dict[str, int]:
    """Every cell, year by year; answers how many were imported, corrected or unchanged."""
    done = {"imported": 0, "corrected": 0, "unchanged": 0}
    cells = {row.year: file.entry_cells(row) for row in file.rows}
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("importing", total=len(cells) + sum(map(len, cells.values())))
        for row in file.rows:
            puts = [(f"/governance/v1/history/{row.year}", file.year_cell(row))]
            for number, cell in enumerate(cells[row.year], start=1):
                puts.append((f"/events/v1/history/{row.year}/entries/{number}", cell))
            progress.update(task, description=f"importing {row.year}")
            for path, body in puts:
                done[services.put(path, body, reason=reason)] += 1
                progress.advance(task)
            completion = f"/events/v1/history/{row.year}/completion"
            status, answer = services.send("POST", completion)
            if status >= 400:
                _refused(completion, answer)
    return done


def counted(years: Sequence[Mapping[str, Any]], entries: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """What R72 counts, of the rows that the APIs answer."""
    derived = [one for one in entries if one["cell"]["derived_from_theme"]]
    printed = [one["cell"]["kind"] for one in entries if not one["cell"]["derived_from_theme"]]
    flagged = [one for one in entries if one["cell"]["flag"] == "**"]
    found = (
        len(years),
        len(printed),
        printed.count("intersessional_workshop"),
        printed.count("high_level_conference"),
        len(derived),
        printed.count("expert_seminar"),
        len(flagged),
        printed.count("council_session_topic"),
    )
    return dict(zip(EXPECTED, found, strict=True))


@app.callback()
def history() -> None:
    """The years before the platform."""


@app.command("import")
def import_history(
    file: Annotated[Path, typer.Argument(help="The brochure's table")] = FILE,
    against: Annotated[
        list[str] | None,
        typer.Option(help="A service that runs: governance=http://127.0.0.1:8001. Give it once for each service."),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why cells differ from what was imported before.")] = None,
    token: Annotated[
        str | None, typer.Option(envvar="IDM_TOKEN", help="Of the administration; else one of the stack in --folder.")
    ] = None,
    folder: Folder = DEFAULT,
) -> None:
    """Import the themes and workshops since 2001; imported again, nothing changes."""
    try:
        table, addresses = read(file), _addresses(against or ())
        given = token or _own_token(folder)
        with Services(addresses, given) as services:
            done = import_all(table, services, reason=reason)
            found = counted(list(services.all("/governance/v1/history")), list(services.all("/events/v1/history")))
        _show(done, found)
    except ImportFailed as why:
        console.print(str(why), soft_wrap=True, markup=False)
        raise typer.Exit(1) from None


def _show(done: Mapping[str, int], found: Mapping[str, int]) -> None:
    """The counts of R72. Raises :class:`ImportFailed` when they differ from the brochure's."""
    table = Table("read back from the APIs", "found", "in the brochure (R72)")
    for what, expected in EXPECTED.items():
        style = "" if found[what] == expected else "bold red"
        table.add_row(what, str(found[what]), str(expected), style=style)
    console.print("Cells: " + ", ".join(f"{count} {what}" for what, count in done.items()) + ".")
    console.print(table)
    if found != EXPECTED:
        raise ImportFailed("The services do not have what the brochure has.")


def _own_token(folder: Path) -> str:
    return token_for(existing_issuer(folder), role=Role.ADMINISTRATION, body=None, subject="history-import")


def _addresses(given: Sequence[str]) -> dict[str, str]:
    """``governance=URL`` as an entry; services without a history are passed over."""
    found = {}
    for one in given:
        name, _, address = one.partition("=")
        if name not in SERVICES or not address.startswith(("http://", "https://")):
            raise ImportFailed(f"“{one}” is not an address of a service: write governance=http://127.0.0.1:8001.")
        found[name] = address.rstrip("/")
    if absent := [name for name in _NEEDED if name not in found]:
        raise ImportFailed(
            f"Give --against for {' and '.join(absent)}: the platform says its addresses when it starts (`make run`)."
        )
    return found

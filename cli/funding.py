"""``idm funding verify``: whether every figure of funding ties out to its ledger."""

from collections import Counter

import typer
from rich.console import Console

from cli.operating import DEFAULT, Folder, on_service
from services.funding.domain.verification import Books, verify
from services.funding.queries import books_of
from shared.persistence.driver import Store
from shared.runtime.settings import Connections

app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)
_NAMED_AT_MOST = 20


@app.callback()
def funding() -> None:
    """Keeps `verify` a command of its own."""


@app.command("verify")
def verify_books(folder: Folder = DEFAULT) -> None:
    """Make balances, commitments, coverage and costs again from the ledger and the log, and compare; exit code 1 when
    anything does not tie out. The service may run meanwhile."""

    async def read(store: Store, _: Connections) -> Books:
        return await books_of(store)

    books = on_service("funding", folder, read)
    findings = verify(books)
    postings = sum(len(entry.postings) for entry in books.entries)
    console.print(
        f"{len(books.entries)} entries with {postings} postings, {len(books.contributions)} contributions, "
        f"{len(books.budgets)} budgets, {len(books.accounts)} accounts and {len(books.log)} messages compared.",
        soft_wrap=True,
    )
    for one in findings[:_NAMED_AT_MOST]:
        console.print(f"  {one.fault.value}: {one.sentence}", markup=False, soft_wrap=True)
    if findings:
        counted = ", ".join(f"{count} {fault.value}" for fault, count in Counter(one.fault for one in findings).items())
        console.print(f"{len(findings)} findings ({counted}): the books do not tie out.", soft_wrap=True)
        raise typer.Exit(1)
    console.print("Every figure ties out to the ledger, to the cent.")

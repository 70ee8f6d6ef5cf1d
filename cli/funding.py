"""``idm funding verify``: whether every figure of funding ties out to its ledger; ``idm funding reencrypt``: what is
private, closed with the newest key."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import typer
from rich.console import Console

from cli.operating import DEFAULT, Folder, on_service, refuse
from services.funding.domain.verification import Books, verify
from services.funding.queries import books_of
from services.funding.use_cases.private_data import TRAVELLERS, renew_private
from shared.domain.act import Actor, Role
from shared.domain.identifiers import new_identifier
from shared.domain.moment import to_millisecond
from shared.outbox.rows import to_row
from shared.persistence.context import Context
from shared.persistence.driver import Store
from shared.persistence.private_fields import FieldNotReadable, PrivateFields
from shared.persistence.unit_of_work import Units
from shared.runtime.settings import Connections

app = typer.Typer(no_args_is_help=True)
console = Console(highlight=False)
_NAMED_AT_MOST = 20


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


@dataclass(kw_only=True)
class Renewed:
    """How many sponsorships were looked at, how many fields closed anew, and of whom no key opens something."""

    sponsorships: int = 0
    fields: int = 0
    unreadable: list[str] = field(default_factory=list)


@app.command("reencrypt")
def reencrypt(folder: Folder = DEFAULT) -> None:
    """Close all passport and bank data with the first key of IDM_PRIVATE_KEYS_FILE, so that the older ones can be taken
    out; exit code 1 when no key opens some of them. The service may run meanwhile, once it has that first key too."""

    async def renew(store: Store, to: Connections) -> Renewed:
        private = to.private_fields()
        if private is None:
            refuse("Set IDM_PRIVATE_KEYS_FILE to the keys of funding: the first is the one to encrypt with.")
        return await renew_all(store, private)

    done = on_service("funding", folder, renew)
    console.print(
        f"{done.fields} fields were closed with another key, and are closed with the first one now; "
        f"{done.sponsorships} sponsorships were looked at.",
        soft_wrap=True,
    )
    if done.unreadable:
        named = ", ".join(done.unreadable[:_NAMED_AT_MOST])
        refuse(
            f"No key opens what is kept of {len(done.unreadable)} sponsorships ({named}): put back the key that did."
        )
    console.print("No other key is needed for what is kept; older backups still need theirs.", soft_wrap=True)


async def renew_all(store: Store, private: PrivateFields) -> Renewed:
    """All that is kept, closed with the first key."""
    units, cause, done = Units(store=store, rows=to_row), new_identifier(), Renewed()
    context = Context(
        actor=Actor(subject="funding", role=Role.SYSTEM),
        recorded_at=to_millisecond(datetime.now(UTC)),
        correlation_id=cause,
        causation_id=cause,
    )
    async for kept in store[TRAVELLERS].stream({}, projection={"_id": 1}):
        sponsorship = str(kept["_id"])
        done.sponsorships += 1
        try:
            # Each in a transaction of its own: what the service writes meanwhile is not overwritten.
            done.fields += await units.run(
                context,
                lambda unit, one=sponsorship: renew_private(unit, one, private=private),  # type: ignore[misc]
            )
        except FieldNotReadable:
            done.unreadable.append(sponsorship)
    return done

"""``idm token``: a bearer token of the development issuer, for a stack on this machine only."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.local import issuer_folder
from cli.operating import DEFAULT, Folder
from shared.domain.act import Role
from shared.localstack.issuer import Issuer

ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
EXAMPLES: Mapping[Role, str | None] = {role: "member-state-a" if role is Role.MEMBER else None for role in ROLES}
"""One token of each role; a member is bound to a body."""
console = Console(highlight=False)


def token(
    role: Annotated[str, typer.Option(help="One of: " + ", ".join(ROLES))],
    body: Annotated[str | None, typer.Option(help="The body that a member acts for.")] = None,
    subject: Annotated[str, typer.Option(help="The account's identifier.")] = "account-1",
    folder: Folder = DEFAULT,
) -> None:
    """Print a token, valid for eight hours; only services started on this folder accept it."""
    if role not in ROLES:
        _refuse(f"“{role}” is not a role: choose one of {', '.join(ROLES)}.")
    if role == Role.MEMBER and body is None:
        _refuse("A member acts for a body: name it with --body.")
    print(token_for(existing_issuer(folder), role=Role(role), body=body, subject=subject))


def token_for(issuer: Issuer, *, role: Role, body: str | None, subject: str = "account-1") -> str:
    return issuer.token(role=role, subject=subject, body=body)


def existing_issuer(folder: Path) -> Issuer:
    """The issuer of a stack that was started on ``folder``; ends the command with a sentence when there was none.

    A new one would make tokens that no running service knows.
    """
    if not (issuer_folder(folder) / "issuer.json").exists():
        _refuse(f"There is no development issuer in {folder}: start the platform with `make run` first.")
    return Issuer(issuer_folder(folder))


def _refuse(sentence: str) -> None:
    console.print(sentence, soft_wrap=True)
    raise typer.Exit(1)

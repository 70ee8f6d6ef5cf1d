"""Identifiers: made by use cases, handed to the domain, never made inside it."""

import re
from typing import Annotated

from pydantic import StringConstraints
from uuid_utils import uuid7

_CYCLE = re.compile(r"cycle-([0-9]{4})")
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]


def new_identifier() -> str:
    """A new UUIDv7, as text: 36 characters, rising with time."""
    return str(uuid7())


def cycle_id(year: int) -> str:
    """The identifier of a cycle is its year, the same in every service: ``cycle-2018``."""
    return f"cycle-{year}"


def year_of_cycle(cycle: str) -> int | None:
    """The year in a cycle's identifier; ``None`` for what is no identifier of a cycle."""
    found = _CYCLE.fullmatch(cycle)
    return int(found[1]) if found else None

"""What the log says of one thing, message by message: who, when, from what to what, and why (R76)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from shared.persistence.driver import Document

_REASONS = ("reason", "why", "deviation_reason")


@dataclass(frozen=True, kw_only=True)
class Change:
    """``before`` is what the log last said of this field, ``None`` when it said nothing yet."""

    field: str
    before: JsonValue
    after: JsonValue


def changes_of(rows: Iterable[Document]) -> Iterator[tuple[Document, list[Change]]]:
    """Each row of one stream, in order of version, with what it changed. Fields that it repeats are left out.

    A message says the fields it is about and no others, so what came before is what an earlier message said.
    """
    known: dict[str, JsonValue] = {}
    for row in rows:
        recorded = row["recorded"]
        said: dict[str, JsonValue] = {
            field: value
            for field, value in recorded["data"].items()
            if field not in _REASONS and value != recorded["stream"]
        }
        changes = [
            Change(field=field, before=known.get(field), after=value)
            for field, value in said.items()
            if field not in known or known[field] != value
        ]
        known.update(said)
        yield row, changes


def reason_of(data: Mapping[str, Any]) -> str | None:
    """The reason that a message gives, in the words of whoever acted; ``None`` when it gives none."""
    determination = data.get("determination")
    places = (*(data.get(name) for name in _REASONS), determination.get("why") if determination else None)
    return next((str(one) for one in places if one), None)


def name_of(message_type: str) -> str:
    """``ThemeSelected`` for ``int.iom.idm.governance.ThemeSelected.v1``."""
    return message_type.split(".")[4]

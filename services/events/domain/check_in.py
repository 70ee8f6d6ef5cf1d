"""Who was checked in, as heads: a list from Indico becomes figures, and nobody's name is kept (R39)."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from shared.contracts.events import Headcount, Presence, StakeholderGroup
from shared.domain.bad_lines import BadLine, ImportRefused
from shared.domain.errors import InvalidInput

T = TypeVar("T")
CHECKED_IN, GROUP, ROLE, PRESENCE, BODY_TYPE, COUNTRY, ID = (
    "checked in",
    "group",
    "role",
    "presence",
    "body type",
    "country",
    "id",
)
COLUMNS = (CHECKED_IN, GROUP, ROLE, PRESENCE, BODY_TYPE, COUNTRY, ID)
_NEEDED = (CHECKED_IN, GROUP)
_YES, _NO = {"true", "yes", "1", "oui", "sí", "si"}, {"false", "no", "0", "non", ""}
_SPEAKER = {"participant": False, "": False, "speaker": True}
_PRESENCES = {
    "": None,
    "room": Presence.ROOM,
    "in person": Presence.ROOM,
    "in room": Presence.ROOM,
    "remote": Presence.REMOTE,
    "online": Presence.REMOTE,
}
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,99}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_NO_COLUMN: Mapping[str, str] = {}
Line = tuple[int, Mapping[str, str]]
"""A line of the file by its number, and its cells by the names of its columns in small letters."""


@dataclass(kw_only=True)
class Heads:
    """Those of one kind who came."""

    groups: Counter[StakeholderGroup] = field(default_factory=Counter)
    body_types: Counter[str] = field(default_factory=Counter)
    presences: Counter[Presence] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)

    def headcount(self) -> Headcount:
        """Presence is told where it is known of everybody: of half of them it would say nothing."""
        known = self.presences.total() == self.groups.total()
        return Headcount(
            by_group=dict(self.groups),
            by_body_type=dict(self.body_types),
            by_presence=dict(self.presences) if known else {},
        )


@dataclass(frozen=True, kw_only=True)
class Counted:
    participants: Heads
    speakers: Heads


def count(lines: Sequence[Line], *, called: Mapping[str, str] = _NO_COLUMN) -> Counted:
    """The heads of all who were checked in; others are looked at too, so that every bad line is told.

    ``called`` says what a column is called in the file, where that is not its own name. Raises ``InvalidInput`` for a
    file without a column that is needed, :class:`ImportRefused` with every line that does not fit.
    """
    names = {name: _small(called.get(name, name)) for name in COLUMNS}
    if not lines:
        raise InvalidInput("The file names nobody.", remedy="Give one person in each line below the first.")
    for name in _NEEDED:
        if all(names[name] not in cells for _, cells in lines):
            raise InvalidInput(
                f"The file has no column “{names[name]}”.",
                remedy=f"Add it, or say what it is called (columns: {name}).",
            )
    counted = Counted(participants=Heads(), speakers=Heads())
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, cells in lines:
        read = _Reading(number, {name: cells.get(column, "").strip() for name, column in names.items()}, bad)
        read.into(counted, seen)
    if bad:
        raise ImportRefused(sorted(bad, key=lambda one: one.line))
    if not counted.participants.groups and not counted.speakers.groups:
        raise InvalidInput("Nobody in this file was checked in.", remedy="Export the list again after the check-in.")
    return counted


class _Reading:
    """One line, read cell by cell; what does not fit is added to ``bad``."""

    def __init__(self, line: int, cells: Mapping[str, str], bad: list[BadLine]) -> None:
        self._line, self._cells, self._bad = line, cells, bad

    def into(self, counted: Counted, seen: dict[str, int]) -> None:
        came, group = self._came(), self._group()
        speaks, presence = self._one_of(ROLE, _SPEAKER), self._one_of(PRESENCE, _PRESENCES)
        body_type, country = self._body_type(), self._country()
        identifier = self._cells[ID]
        if identifier and identifier in seen:
            self._refuse(ID, f"Line {seen[identifier]} has it too.")
        seen.setdefault(identifier, self._line)
        if not came or group is None:
            return
        heads = counted.speakers if speaks else counted.participants
        heads.groups[group] += 1
        if body_type:
            heads.body_types[body_type] += 1
        if presence is not None:
            heads.presences[presence] += 1
        if country:
            heads.countries[country] += 1

    def _came(self) -> bool:
        said = self._cells[CHECKED_IN].lower()
        if said not in _YES | _NO:
            self._refuse(CHECKED_IN, f"“{said[:30]}” is neither yes nor no.")
        return said in _YES

    def _group(self) -> StakeholderGroup | None:
        said = self._cells[GROUP].lower().replace(" ", "_").replace("-", "_")
        try:
            return StakeholderGroup(said)
        except ValueError:
            told = f"“{self._cells[GROUP][:30]}” is no group" if said else "No group is given"
            self._refuse(GROUP, f"{told}; one of {', '.join(StakeholderGroup)}.")
            return None

    def _one_of(self, name: str, known: Mapping[str, T]) -> T | None:
        said = self._cells[name].lower().replace("_", " ")
        if said not in known:
            self._refuse(name, f"“{said[:30]}” is none of {', '.join(one for one in known if one)}.")
        return known.get(said)

    def _body_type(self) -> str:
        said = self._cells[BODY_TYPE].lower().replace(" ", "_")
        if said and _IDENTIFIER.fullmatch(said) is None:
            self._refuse(BODY_TYPE, f"“{said[:30]}” is no type of body such as member_state.")
        return said

    def _country(self) -> str:
        said = self._cells[COUNTRY].upper()
        if said and _COUNTRY.fullmatch(said) is None:
            self._refuse(COUNTRY, f"“{said[:30]}” is no code of a country such as TN (ISO 3166-1 alpha-2).")
        return said

    def _refuse(self, name: str, reason: str) -> None:
        self._bad.append(BadLine(line=self._line, field=name, reason=reason))


def _small(name: str) -> str:
    return name.strip().lower().replace("_", " ")


def lines_of_table(rows: Sequence[Sequence[str]]) -> list[Line]:
    """From the rows of a sheet, the first of which names the columns. Empty rows are passed over."""
    if not rows:
        return []
    head = [_small(cell) for cell in rows[0]]
    return [
        (number, dict(zip(head, row, strict=False)))
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def lines_of_records(records: Iterable[Mapping[str, object]]) -> list[Line]:
    """From the registrants that Indico exports as JSON: ``checked_in`` and the like, personal data in a part of their
    own, and the form's fields as titles with data. The first is line 1."""
    return [(number, _flat(record)) for number, record in enumerate(records, start=1)]


def _flat(record: Mapping[str, object]) -> dict[str, str]:
    cells: dict[str, str] = {}
    waiting: list[object] = [record]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, Mapping):
            if isinstance(part.get("title"), str) and "data" in part:
                cells.setdefault(_small(str(part["title"])), _text(part["data"]))
            for name, value in part.items():
                if isinstance(value, Mapping | list):
                    waiting.append(value)
                elif part is record or name not in ("title", "data"):
                    cells.setdefault(_small(str(name)), _text(value))
    return cells


def _text(value: object) -> str:
    if value is None or isinstance(value, Mapping | list):
        return ""
    return str(value)

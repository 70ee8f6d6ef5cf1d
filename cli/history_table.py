"""The brochure's table as a file: what does not fit is told with its entry and field, in a sentence."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from shared.contracts.facts import YearFormat

Words = Annotated[str, StringConstraints(min_length=1)]
Lines = Annotated[tuple[int, ...], Field(min_length=1)]
Confidence = Literal["high", "medium_high", "medium"]
Kind = Literal[
    "council_session_topic",
    "council_session_workshop",
    "intersessional_workshop",
    "high_level_conference",
    "expert_seminar",
]


class ImportFailed(Exception):
    """The import cannot go on; the text is a sentence (or several lines of them) for its reader."""


class _Part(BaseModel):
    """A field that nobody knows is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Part):
    title: Words
    kind: Kind
    flag: str | None = None
    lines: Lines
    confidence: Confidence = "high"
    doubt: Words | None = None
    subtopics: tuple[Words, ...] = ()


class Row(_Part):
    year: int = Field(ge=2001, le=2018)
    format: YearFormat
    year_flag: str | None = None
    theme: Words
    theme_flag: str | None = None
    theme_lines: Lines
    confidence: Confidence = "high"
    doubt: Words | None = None
    items: tuple[Item, ...] = Field(max_length=9)


class HistoryFile(_Part):
    """The table. ``footnotes`` has what each flag says."""

    source: Words
    footnotes: dict[str, Words]
    rows: tuple[Row, ...]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        years = [row.year for row in self.rows]
        if twice := sorted({year for year in years if years.count(year) > 1}):
            raise ValueError(f"these years are given twice: {', '.join(map(str, twice))}")
        for row in self.rows:
            for flag in (row.year_flag, row.theme_flag, *(item.flag for item in row.items)):
                if flag is not None and flag not in self.footnotes:
                    raise ValueError(f"{row.year} has the flag “{flag}”, and no footnote says what it means")
        return self

    def year_cell(self, row: Row) -> dict[str, Any]:
        """What governance takes."""
        flag = row.theme_flag or row.year_flag
        return {
            **row.model_dump(mode="json", exclude={"year", "theme_lines", "items"}),
            "lines": row.theme_lines,
            "footnote": self.footnotes[flag] if flag else None,
        }

    def entry_cells(self, row: Row) -> list[dict[str, Any]]:
        """What events takes, in the order of the list. A conference without a cell is derived from the theme's (D7)."""
        cells = [
            {
                **item.model_dump(mode="json", exclude={"title"}),
                "printed_title": item.title,
                "footnote": self.footnotes[item.flag] if item.flag else None,
            }
            for item in row.items
        ]
        if row.format is YearFormat.SINGLE_CONFERENCE and not cells:
            derived = {"printed_title": row.theme, "kind": "high_level_conference", "lines": row.theme_lines}
            cells.append({**derived, "confidence": row.confidence, "doubt": row.doubt, "derived_from_theme": True})
        return cells


def read(path: Path) -> HistoryFile:
    """Read and check the file. Raises :class:`ImportFailed` with a sentence for each field that does not fit."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ImportFailed(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise ImportFailed(f"{path} is not a text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise ImportFailed(f"{path}, line {error.lineno}: this is not JSON: {error.msg}.") from None
    try:
        return HistoryFile.model_validate(content)
    except ValidationError as error:
        found = (f"{path}{_where(content, one['loc'])}: {_reason(one)}." for one in error.errors())
        raise ImportFailed("\n".join(found)) from None


def _where(content: Any, location: Sequence[str | int]) -> str:
    """``, 2003, entry 3, field “kind”``: people count from 1, and know a row by its year."""
    named, parts = "", list(location)
    if parts[:1] == ["rows"] and len(parts) > 1:
        row = content["rows"][parts[1]]
        year = row.get("year") if isinstance(row, dict) else None
        named, parts = f", {year if isinstance(year, int) else f'row {int(parts[1]) + 1}'}", parts[2:]
        if parts[:1] == ["items"] and len(parts) > 1:
            named, parts = f"{named}, entry {int(parts[1]) + 1}", parts[2:]
    return f"{named}, field “{' › '.join(map(str, parts))}”" if parts else named


def _reason(error: Any) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "extra_forbidden":
        return "is not a field of this file: check how it is spelt"
    return str(error["msg"]).removeprefix("Value error, ").replace("Input should be", "should be", 1)

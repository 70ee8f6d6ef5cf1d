"""The project's copy of the brochure's table, and what is said of a file that does not fit."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.history import EXPECTED, counted
from cli.history import _show as show_counts
from cli.history_table import ImportFailed, read
from shared.contracts.history import EntryCell

FILE = Path(__file__).parents[3] / "history" / "idm-history.json"


def _changed(folder: Path, **changes: Any) -> Path:
    """The file with the third row (2003) changed."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    content["rows"][2] = {**content["rows"][2], **changes}
    path = folder / "table.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_r72_the_table_has_18_years_and_35_printed_entries() -> None:
    table = read(FILE)
    kinds = [item.kind for row in table.rows for item in row.items]
    assert [row.year for row in table.rows] == list(range(2001, 2019))
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "council_session_topic": 3,
        "council_session_workshop": 2,
        "intersessional_workshop": 28,
        "high_level_conference": 1,
        "expert_seminar": 1,
    }
    assert sum(item.flag == "**" for row in table.rows for item in row.items) == 2


def test_r72_the_conference_of_2015_is_derived_from_its_theme_and_no_other() -> None:
    table = read(FILE)
    cells = [(row.year, cell) for row in table.rows for cell in table.entry_cells(row)]
    [(year, derived)] = [one for one in cells if one[1].get("derived_from_theme")]
    assert (year, derived["printed_title"], len(cells)) == (2015, "Conference on Migrants and Cities", 36)
    assert derived["doubt"].startswith("D7")


def test_r72_what_is_read_back_is_counted_and_an_entry_that_is_missing_is_told() -> None:
    table = read(FILE)
    years = [{"cell": table.year_cell(row)} for row in table.rows]
    entries = [
        {"cell": EntryCell.model_validate(cell).model_dump(mode="json")}
        for row in table.rows
        for cell in table.entry_cells(row)
    ]
    assert counted(years, entries) == EXPECTED
    assert counted(years, entries[:-1]) == {**EXPECTED, "entries printed": 34, "intersessional workshops": 27}
    with pytest.raises(ImportFailed, match="do not have what the brochure has"):
        show_counts({}, counted(years[1:], entries))


def test_r75_each_doubt_is_with_its_cell_and_each_flag_with_its_footnote() -> None:
    table = read(FILE)
    doubts = {
        str(one["doubt"]).partition(":")[0]
        for row in table.rows
        for one in (table.year_cell(row), *table.entry_cells(row))
        if one["doubt"]
    }
    assert doubts == {f"D{number}" for number in range(1, 9)}
    third = table.entry_cells(table.rows[2])[2]
    assert third["subtopics"] == ["Labour Mobility", "Capacity Building"]
    assert third["footnote"] == "These took place during the IOM Council Sessions."
    assert all(cell["lines"] for row in table.rows for cell in table.entry_cells(row))
    assert "exclusively at the IOM Council Session" in str(table.year_cell(table.rows[0])["footnote"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"format": "webinar"}, ", 2003, field “format”: should be"),
        ({"themes": "T"}, ", 2003, field “themes”: is not a field of this file"),
        ({"items": [{"title": "T", "kind": "webinar", "lines": [1]}]}, ", 2003, entry 1, field “kind”: should be"),
        ({"items": [{"title": "T", "kind": "expert_seminar"}]}, ", 2003, entry 1, field “lines”: is missing"),
        ({"year": "soon"}, ", row 3, field “year”: should be"),
        ({"year": 2004}, ": these years are given twice: 2004"),
        ({"year_flag": "*****"}, ": 2003 has the flag “*****”, and no footnote"),
    ],
)
def test_an_error_names_entry_and_field(tmp_path: Path, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ImportFailed) as why:
        read(_changed(tmp_path, **changes))
    assert f"table.json{sentence}" in str(why.value)


def test_what_is_no_file_or_no_json_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="cannot be read: No such file"):
        read(tmp_path / "nowhere.json")
    broken = tmp_path / "broken.json"
    broken.write_text("{\n,", encoding="utf-8")
    with pytest.raises(ImportFailed, match=r"broken.json, line 2: this is not JSON"):
        read(broken)
    broken.write_bytes(b"\xff")
    with pytest.raises(ImportFailed, match="not a text in UTF-8"):
        read(broken)
    for text in ("[]", '{"rows": [1]}'):
        broken.write_text(text, encoding="utf-8")
        with pytest.raises(ImportFailed):
            read(broken)

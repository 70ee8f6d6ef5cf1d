"""Every numbered guarantee has tests where the list says, and nothing is left unfinished."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LINE = re.compile(r"^\| (\d+|R77) \| .* \| (.*) \|$", re.MULTILINE)


def _tested(path: Path) -> set[str]:
    """The guarantees that have a test there, as the list names them."""
    files = [path] if path.is_file() else list(path.rglob("test_*.py"))
    found = (re.findall(r"def test_(?:g(\d+)|(r77))_", file.read_text(encoding="utf-8")) for file in files)
    return {number or rule.upper() for numbers in found for number, rule in numbers}


def test_every_guarantee_has_a_test_in_each_place_it_names() -> None:
    listed = dict(_LINE.findall((ROOT / "docs/guarantees.md").read_text(encoding="utf-8")))
    assert list(listed) == [*map(str, range(1, 13)), "R77"]
    for number, places in listed.items():
        for place in re.findall(r"`([^`]+)`", places):
            assert number in _tested(ROOT / "tests" / place), f"{number} has no test in {place}"


def test_nothing_is_left_unfinished() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|NotImplemented)")
    files = [file for room in ("services", "shared", "cli") for file in (ROOT / room).rglob("*.py")]
    assert [str(file) for file in files if words.search(file.read_text(encoding="utf-8"))] == []

"""No float is anywhere that money goes: neither written, nor made, nor named (R60)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DRAWN = {"drawings.py"}
"""Pictures place their bars by numbers of the screen; their labels are the exact amounts."""
FILES = [
    *sorted(file for file in (ROOT / "services" / "funding").rglob("*.py") if file.name not in DRAWN),
    ROOT / "shared" / "domain" / "money.py",
    ROOT / "shared" / "contracts" / "funding.py",
]


def floats(source: str) -> list[int]:
    """The lines with a float: a literal, its name, or what makes one."""
    found = []
    for node in ast.walk(ast.parse(source)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        named = isinstance(node, ast.Name) and node.id in {"float", "fsum"}
        attribute = isinstance(node, ast.Attribute) and node.attr in {"from_float", "to_float", "fsum"}
        if literal or named or attribute:
            found.append(node.lineno)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT)) for file in FILES])
def test_r60_no_float_in_the_paths_of_money(file: Path) -> None:
    assert floats(file.read_text("utf-8")) == []


@pytest.mark.parametrize("planted", ["x = 0.1", "x = float('1')", "x: float", "Decimal.from_float(y)", "math.fsum(y)"])
def test_a_planted_float_is_found(planted: str) -> None:
    assert floats(planted) == [1]

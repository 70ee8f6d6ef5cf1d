"""No float is anywhere that money goes: neither written, nor made, nor named (R60)."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.domain.money import Money

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


_PLANTED = """from decimal import Decimal

from shared.domain.money import Money

price = Money.of("0.10", "CHF")
Money.of(0.1, "CHF")
price + 0.1
price.amount * 0.1
amount: Decimal = 0.1
"""


def test_r60_the_type_check_forbids_a_float_where_money_is(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(_PLANTED, "utf-8")
    command = [sys.executable, "-m", "mypy", str(planted)]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    # Of what it checked before it repeats what it said then, with the folder of then.
    assert re.findall(r"planted\.py:(\d+): error", checked.stdout) == ["6", "7", "8", "9"], checked


def test_r60_what_the_type_check_lets_through_is_refused_all_the_same() -> None:
    with pytest.raises(ValidationError, match="text of digits"):
        Money.model_validate({"amount": 0.1, "currency": "CHF"})

"""``docs/rules.md`` lists every rule by its number, with its files and tests, as they are; what is not built says so.

``python -m tests.architecture.test_rules`` writes the file again.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from shared.domain.errors import Rule

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "rules.md"
SERVICES = tuple(sorted(file.parent.name for file in (ROOT / "services").glob("*/service.py")))
LAST = 77
"""The rules are numbered from R1 to this one."""
ELSEWHERE = {"R72": ("the brochure's table is entered, read back and counted", "cli/history.py")}
"""Rules that no service keeps by itself."""
_ROW = re.compile(r"^\| ((?:R\d+(?:, )?)+) \| (.+) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"def test_r(\d+)_")
INTRODUCTION = """# Every rule by its number
Made by `python -m tests.architecture.test_rules` from the rules (`services/*/domain/rules.py`), the tables of the
services' READMEs and the names of the tests (`test_r<number>_…`), and compared with them by that file: none is missing,
and none is claimed without code and a test. What no service has yet says “not built”.

| rule | says | where | tests |
| --- | --- | --- | --- |
"""


@cache
def sentences(service: str) -> Mapping[str, str]:
    """Of the rules that the service's domain refuses by."""
    package = importlib.import_module(f"services.{service}.domain")
    modules = (
        importlib.import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__)
    )
    found: dict[str, dict[str, None]] = {}
    for rule in (rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)):
        found.setdefault(rule.number, {})[rule.sentence] = None
    return {number: " ".join(said) for number, said in found.items()}


def claims(service: str, readme: str) -> Iterator[tuple[str, str, list[str]]]:
    """Number, what the README says of it, and the files that it names, for each rule of the service's table."""
    for numbers, says, files in _ROW.findall(readme):
        for number in numbers.split(", "):
            yield number, sentences(service).get(number, says), re.findall(r"`([^`]+\.py)`", files)


@cache
def files_with_tests() -> Mapping[str, list[str]]:
    """The files with tests that bear a rule's number."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for number in sorted(set(_TEST.findall(file.read_text("utf-8"))), key=int):
            found.setdefault(f"R{number}", []).append(str(file.relative_to(ROOT / "tests")))
    return found


def place(service: str, name: str) -> str:
    """A file as it is opened from the root; names without a folder are of the domain."""
    home = Path("services") / service
    return str(home / name if (ROOT / home / name).is_file() else home / "domain" / name)


def written() -> str:
    rows: dict[str, list[str]] = {f"R{number}": [] for number in range(1, LAST + 1)}
    for service in SERVICES:
        kept: dict[str, tuple[str, dict[str, None]]] = {}
        for number, says, files in claims(service, (ROOT / "services" / service / "README.md").read_text("utf-8")):
            kept.setdefault(number, (says, {}))[1].update(dict.fromkeys(place(service, name) for name in files))
        for number, (says, places) in kept.items():
            where = ", ".join(f"`{name}`" for name in places)
            tests = ", ".join(f"`{name}`" for name in files_with_tests().get(number, []))
            rows[number].append(f"| {number} | {says} | {where} | {tests} |")
    for number, (says, file) in ELSEWHERE.items():
        assert number in (ROOT / file).read_text("utf-8"), f"{file} says nothing of {number}"
        tests = ", ".join(f"`{name}`" for name in files_with_tests().get(number, []))
        rows[number].append(f"| {number} | {says} | `{file}` | {tests} |")
    return INTRODUCTION + "".join(
        f"{row}\n" for number, found in rows.items() for row in (found or [unclaimed(number)])
    )


def unclaimed(number: str) -> str:
    """The row of a rule that no service's table has."""
    tests = ", ".join(f"`{name}`" for name in files_with_tests().get(number, []))
    return f"| {number} | not built{', though something of it is tested' if tests else ''} | | {tests} |"


def test_the_list_that_people_read_is_what_there_is() -> None:
    assert FILE.read_text("utf-8") == written(), "run: python -m tests.architecture.test_rules"


def test_every_rule_is_listed_and_none_without_code_and_a_test() -> None:
    lines = [line.split(" | ") for line in written().splitlines() if line.startswith("| R")]
    assert {line[0].removeprefix("| ") for line in lines} == {f"R{number}" for number in range(1, LAST + 1)}
    for number, says, where, tests in ([*line, ""][:4] for line in lines):
        if not says.startswith("not built"):
            assert where, number
            assert all((ROOT / path).is_file() for path in re.findall(r"`([^`]+)`", where)), (number, where)
            assert tests.strip(" |"), f"{number} has no test"


def test_a_claim_without_a_file_or_a_rule_that_is_left_out_is_found() -> None:
    [(number, says, files)] = claims("publications", "| R99 | something | nowhere |\n")
    assert (number, says, files) == ("R99", "something", [])
    assert place("publications", "none.py") == "services/publications/domain/none.py"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")

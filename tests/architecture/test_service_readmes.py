"""Each service's README lists its rules by number with the file where each lives, and what it lists is so."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.domain.errors import Rule

ROOT = Path(__file__).parents[2]
SERVICES = tuple(sorted(file.parent.name for file in (ROOT / "services").glob("*/service.py")))
_ROW = re.compile(r"^\| ((?:R\d+(?:, )?)+) \| (.+) \| (.+) \|$", re.MULTILINE)
_HISTORY = "history"
"""The history's rules are tested in folders of their own, whichever service keeps the cells."""


def listed(service: str) -> dict[str, list[str]]:
    """Rule number → the files named in its rows."""
    rows = _ROW.findall((ROOT / "services" / service / "README.md").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for numbers, _, files in rows:
        for number in numbers.split(", "):
            found.setdefault(number, []).extend(re.findall(r"`([^`]+\.py)`", files))
    return found


def refusing(service: str) -> set[str]:
    """The numbers of the rules that its domain refuses by."""
    package = importlib.import_module(f"services.{service}.domain")
    modules = (
        importlib.import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__)
    )
    return {value.number for module in modules for value in vars(module).values() if isinstance(value, Rule)}


def named_in(*folders: str) -> set[str]:
    """The numbers that tests in these folders bear in their names, such as ``test_r7_r8_…``."""
    return {
        number.upper()
        for folder in folders
        for file in (ROOT / "tests" / folder).rglob("test_*.py")
        for numbers in re.findall(r"def test_((?:r\d+_)+)", file.read_text("utf-8"))
        for number in numbers.strip("_").split("_")
    }


def _places(service: str, name: str) -> Iterator[Path]:
    """Where a file named in a row may be: in the service's folder, or, said short, in its domain."""
    home = ROOT / "services" / service
    yield from (path for path in (home / name, home / "domain" / name) if path.is_file())


@pytest.mark.parametrize("service", SERVICES)
def test_every_rule_that_refuses_is_listed(service: str) -> None:
    assert refusing(service)
    assert refusing(service) - set(listed(service)) == set()


@pytest.mark.parametrize("service", SERVICES)
def test_every_rule_lives_in_the_files_named(service: str) -> None:
    for number, files in listed(service).items():
        assert files, f"the row of {number} names no file"
        for name in files:
            found = list(_places(service, name))
            assert found, f"{number}: services/{service} has no {name}"
            says = re.compile(rf"\b{number}\b")
            assert any(says.search(path.read_text("utf-8")) for path in found), f"{name} says nothing of {number}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_rule_that_refuses_is_tested_in_the_domain_and_through_the_api(service: str) -> None:
    for place in ("unit", "integration"):
        lacking = refusing(service) - named_in(f"{place}/{service}", f"{place}/{_HISTORY}")
        assert lacking == set(), f"tests/{place} has no test named after {sorted(lacking)}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_rule_listed_is_tested(service: str) -> None:
    folders = [f"{place}/{name}" for place in ("unit", "integration") for name in (service, _HISTORY)]
    assert set(listed(service)) - named_in(*folders) == set()

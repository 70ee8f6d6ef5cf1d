"""Each import rule holds in the tree, and fails in a copy with one planted violation."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _copy(folder: Path) -> Path:
    for package in ("cli", "services", "shared"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_tree_keeps_every_import_rule(tmp_path: Path) -> None:
    result = _lint(_copy(tmp_path))
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("module", "violation", "contract"),
    [
        ("shared/domain/act.py", "import bson", "The domain kernel touches no driver and no other room"),
        ("shared/outbox/rows.py", "import pymongo", "Only persistence imports the database driver"),
        ("shared/http/pages.py", "import aiokafka", "Only messaging and outbox import Kafka's clients"),
        ("shared/contracts/facts.py", "import shared.outbox.rows", "The rooms of shared stand in one order"),
        ("shared/http/pages.py", "import services.events.storage", "Shared knows no service"),
        ("services/events/queries.py", "import services.governance.storage", "Services never import one another"),
        (
            "services/governance/domain/cycle.py",
            "import shared.persistence.driver",
            "A service's domain knows no framework, no driver and no other room",
        ),
        (
            "services/events/use_cases/workshops.py",
            "import fastapi",
            "Only service.py sees all rooms: use cases know neither HTTP nor reactions",
        ),
        (
            "services/events/api/views.py",
            "import services.events.service",
            "The API and the reactions know nothing of each other or of the wiring",
        ),
    ],
)
def test_a_planted_violation_is_named(tmp_path: Path, module: str, violation: str, contract: str) -> None:
    folder = _copy(tmp_path)
    planted = folder / module
    planted.write_text(f"{planted.read_text(encoding='utf-8')}\n{violation}\n", encoding="utf-8")
    result = _lint(folder)
    assert result.returncode != 0
    assert f"{contract} BROKEN" in result.stdout


def test_a_service_starts_without_what_draws_pictures_and_writes_workbooks() -> None:
    """They are half a second and 50 MiB of each service, and are loaded by the first picture or workbook."""
    services = ("governance", "events", "funding", "publications")
    load = "; ".join(f"import services.{one}.service as {one}; {one}.SERVICE.routers()" for one in services)
    late = {"altair", "openpyxl", "xlsxwriter", "numpy"}
    said = subprocess.run(
        [sys.executable, "-c", f"{load}; import sys; print(sorted({late!r} & set(sys.modules)))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "[]"

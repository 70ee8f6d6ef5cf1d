import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.idm import ROOT, surroundings
from tests.support.memory import data_in_memory

HERE = Path(__file__).parent
LONGEST_SECONDS = 420
"""A year through four services takes a minute, and a busy machine longer; waits of its own end before."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One that ``idm run`` started. ``output`` is what it said until it was ready."""

    folder: Path
    output: str
    addresses: dict[str, str]

    @property
    def options(self) -> list[str]:
        given = [f"{name}={address}" for name, address in self.addresses.items()]
        return ["--folder", str(self.folder), *(word for one in given for word in ("--against", one))]


@pytest.fixture(scope="package")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with (
        data_in_memory(tmp_path_factory.mktemp("platform")) as folder,
        running_platform(folder) as platform,
    ):
        yield platform


@contextmanager
def running_platform(folder: Path, *, extra: Mapping[str, str] | None = None) -> Iterator[Platform]:
    """``idm run`` until Ctrl-C, which must stop everything and say so."""
    command = [sys.executable, "-m", "cli", "run", "--folder", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=surroundings(extra), stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        lines = []
        for line in running.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        output = "".join(lines)
        addresses = dict(re.findall(r"--against (\w+)=(\S+)", output))
        assert sorted(addresses) == ["events", "funding", "governance", "publications"], output
        yield Platform(folder=folder, output=output, addresses=addresses)
        running.send_signal(signal.SIGINT)
        assert "Stopped" in running.stdout.read()
    assert running.returncode == 0

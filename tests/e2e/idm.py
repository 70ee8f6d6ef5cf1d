"""The command ``idm`` as a person runs it, and demonstration files made from the one of 2018."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE_2018 = ROOT / "demo" / "2018.yaml"


ON_THE_SMALL_BROKER = {"IDM_LOCAL_KAFKA": "noida"}


def idm(*words: str | Path, extra: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """``extra`` are further variables. A command's own servers are local ones, whatever the run's are."""
    command = [sys.executable, "-m", "cli", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=surroundings(extra), capture_output=True, text=True, check=False)


def surroundings(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    return {**os.environ, "IDM_INFRA": "local", **(extra or {})}


def said(done: "subprocess.CompletedProcess[str]") -> str:
    """What it wrote, with line breaks and runs of spaces as one space: where lines break does not matter."""
    return re.sub(r"\s+", " ", done.stdout)


def changed(folder: Path, *changes: tuple[str, str], year: int = 2018) -> Path:
    """The file of 2018 with these changes, moved to another year, so that one platform can play several."""
    text = FILE_2018.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    if year < 2018:
        # The earliest first: a year that was moved is no later one's.
        for moved in range(2016, 2020):
            text = text.replace(str(moved), str(moved + year - 2018))
        # One platform's volumes have rising numbers (R62), and the years are played in any order.
        text = text.replace("number: 109", f"number: {year - 1909}").replace("    number: 27\n", "")
    # People are entered once for all years.
    text = text.replace("id: speaker-", f"id: speaker-{year}-")
    path = folder / f"{year}.yaml"
    path.write_text(text, encoding="utf-8")
    return path

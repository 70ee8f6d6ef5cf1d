"""The terminal that the commands write to."""

import shutil
import sys
from pathlib import Path

from rich.console import Console

NARROWEST, WIDEST = 80, 110


def console_of() -> Console:
    """80 to 110 columns: shorter lines break badly, longer ones are tiring to read."""
    console = Console(highlight=False)
    console.width = min(max(console.width, NARROWEST), WIDEST) if console.is_terminal else WIDEST
    return console


def command_name() -> str:
    """How to call ``idm`` from here: by its name when it is installed, otherwise through this Python."""
    if shutil.which("idm"):
        return "idm"
    program = Path(sys.executable)
    return f"{program.relative_to(Path.cwd()) if program.is_relative_to(Path.cwd()) else program} -m cli"

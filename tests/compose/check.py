"""``make compose-check``: the smoke form, as CI runs it; ``make compose-check FULL=1`` rehearses the whole runbook."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from cli.local import ending_on_signals
from cli.screen import console_of
from tests.compose.full import Full
from tests.compose.smoke import Smoke


@contextmanager
def _checked(console: Console, *, full: bool) -> Iterator[Smoke]:
    with tempfile.TemporaryDirectory(prefix="idm-compose-") as folder:
        yield (Full if full else Smoke)(console, Path(folder))


def main(words: list[str]) -> int:
    console = console_of()
    try:
        with ending_on_signals(), _checked(console, full=words == ["full"]) as check:
            check.run()
    except KeyboardInterrupt:
        console.print("Interrupted; what it started is removed.")
        return 1
    return int(check.failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

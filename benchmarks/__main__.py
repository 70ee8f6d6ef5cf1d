"""``python -m benchmarks``: every figure beside its floor, in one run (``make bench``)."""

import argparse
import contextlib
import importlib
import logging
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.harness import Figure
from benchmarks.profile import profiled
from benchmarks.report import keep, show
from benchmarks.running import run
from shared.localstack.servers import StackUnavailable
from shared.observability.logs import configure_logs

_MODULES = (
    "figure_01_commands",
    "figure_02_unit_of_work",
    "figure_03_relay_backlog",
    "figure_04_relay_latency",
    "figure_05_consume",
    "figure_06_dead_messages",
    "figure_07_hop",
    "figure_08_lists",
    "figure_09_long_stream",
    "figure_10_memory",
    "figure_11_drivers",
    "figure_12_bells",
    "figure_13_conference",
)
RESULTS = Path(__file__).parent / "results"
ROUNDS, QUICK_ROUNDS = 5, 1


def figures(wanted: Sequence[int] = ()) -> list[Figure]:
    """The figures with these numbers, or all of them. Raises ``LookupError`` for a number there is not."""
    known: dict[int, Figure] = {}
    for module in _MODULES:
        figure: Figure = importlib.import_module(f"benchmarks.{module}").FIGURE
        known[figure.number] = figure
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise LookupError(f"There is no figure {', '.join(map(str, unknown))}: they are 1 to {len(known)}.")
    return [figure for number, figure in known.items() if not wanted or number in wanted]


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("figures", nargs="*", type=int, help="their numbers; all of them if left out")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one round: shows that all of it runs")
    parser.add_argument("--profile", action="store_true", help="one profiled run of each figure's own side, no rounds")
    parser.add_argument("--into", type=Path, help="folder of the results")
    chosen = parser.parse_args(words)
    console = Console()
    into: Path = chosen.into or (Path(".idm") / "bench" if chosen.quick or chosen.profile else RESULTS)
    into.mkdir(parents=True, exist_ok=True)
    try:
        picked = figures(chosen.figures)
        if chosen.profile:
            profiled(picked, quick=chosen.quick, into=into, console=console)
            return 0
        run(
            picked,
            quick=chosen.quick,
            rounds=QUICK_ROUNDS if chosen.quick else ROUNDS,
            console=console,
            after_each=lambda outcomes: keep(outcomes, into=into),
        )
    except (StackUnavailable, LookupError) as why:
        console.print(str(why), style="red")
        return 2
    show(into, console=console)
    return 0


@contextlib.contextmanager
def _logs_aside() -> Iterator[None]:
    """Some figures run a service in this process. It logs as it does in production, but not into the progress bar."""
    with tempfile.TemporaryFile("w", encoding="utf-8") as log:
        with contextlib.redirect_stdout(log):
            configure_logs(service="bench", level="WARNING")
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it tells every try while the broker starts
        yield


if __name__ == "__main__":
    with _logs_aside():
        code = main()
    sys.exit(code)

"""``python -m tests.resilience.schedules [COUNT [FIRST SEED]]``: play seeded crash schedules; say what they found."""

import logging
import secrets
import sys

from rich.console import Console
from rich.progress import Progress

from tests.resilience.schedules.play import Verdict, play

_FIRST_SEEDS = 1_000_000


def main(arguments: list[str]) -> int:
    """Answers 0 when no schedule found a fault."""
    count = int(arguments[0]) if arguments else 200
    first = int(arguments[1]) if len(arguments) > 1 else secrets.randbelow(_FIRST_SEEDS)
    console = Console()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that a killed broker does not answer is no news
    console.print(f"{count} schedules from seed {first}; one alone: python -m tests.resilience.schedules 1 SEED")
    verdicts: list[Verdict] = []
    with Progress(console=console) as progress:
        task = progress.add_task("crash schedules", total=count)
        for seed in range(first, first + count):
            verdict = play(seed)
            verdicts.append(verdict)
            tell(console, verdict)
            progress.advance(task)
    bad = [verdict.seed for verdict in verdicts if verdict.faults]
    crashes = sum(len(verdict.plan) for verdict in verdicts)
    changes = sum(verdict.changes for verdict in verdicts)
    console.print(
        f"{len(verdicts)} schedules, {crashes} faults done to the platform, {changes} changes asked for: "
        + (f"[bold red]{len(bad)} schedules went wrong: {bad}[/]" if bad else "[green]nothing lost, nothing doubled[/]")
    )
    return 1 if bad else 0


def tell(console: Console, verdict: Verdict) -> None:
    """One line when all was well; otherwise the schedule and what it found."""
    again = verdict.attempts - verdict.changes
    ended = f", ended by themselves: {dict(verdict.ended)}" if verdict.ended else ""
    console.print(
        f"seed {verdict.seed}: {len(verdict.plan)} faults, {verdict.changes} changes ({again} asked again), "
        f"{verdict.seconds:.0f} s{ended}" + ("" if verdict.faults else " · all well"),
        highlight=False,
    )
    if verdict.faults:
        for fault in verdict.plan:
            console.print(f"    {fault}", style="dim", highlight=False)
        for sentence in verdict.faults:
            console.print(f"  ✗ {sentence}", style="red", markup=False, highlight=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

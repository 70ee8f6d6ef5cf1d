"""Runs figures one after another, with a progress bar."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.ground import Ground
from benchmarks.harness import Figure, Outcome, measure

Outcomes = dict[int, tuple[Figure, list[Outcome]]]


def run(
    figures: Sequence[Figure],
    *,
    quick: bool,
    rounds: int,
    console: Console,
    after_each: Callable[[Outcomes], None] = lambda outcomes: None,
) -> Outcomes:
    """Every line of every figure, by the figure's number; ``after_each`` is given each figure when it is measured.

    Raises ``StackUnavailable``.
    """
    outcomes: Outcomes = {}
    columns = (TextColumn("{task.description:<60}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        whole = progress.add_task("figures", total=len(figures))
        for figure in figures:
            with Ground.opened(quick=quick) as ground:
                measured = {figure.number: (figure, asyncio.run(_measured(figure, ground, rounds, progress)))}
            outcomes |= measured
            after_each(measured)
            progress.advance(whole)
    return outcomes


async def _measured(figure: Figure, ground: Ground, rounds: int, progress: Progress) -> list[Outcome]:
    task = progress.add_task(f"{figure.number} {figure.title}: preparing", total=None)
    found = []
    async with aclosing(figure.lines(ground)) as lines:
        async for line in lines:
            progress.update(
                task,
                description=f"{figure.number} {figure.title}: {line.name}"[:60],
                total=(1 if line.floor is None else 2) * (1 if line.once else rounds),
                completed=0,
            )
            found.append(
                await measure(
                    line, rounds=rounds, servers=ground.endpoints.description, done=partial(progress.advance, task)
                )
            )
    progress.remove_task(task)
    return found

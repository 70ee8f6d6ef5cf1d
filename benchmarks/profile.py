"""Where the time of a figure's own side goes: pyinstrument, in this process and in the services it starts."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

from pyinstrument import Profiler
from rich.console import Console

from benchmarks.ground import Ground
from benchmarks.harness import Figure


def profiled(figures: Sequence[Figure], *, quick: bool, into: Path, console: Console) -> None:
    """One warm run and one profiled run of each line's own side; ``into`` gets a text for each line.

    The whole thread is watched, not one task: what waits for the database shows as the loop's ``select``.
    """
    for figure in figures:
        with Ground.opened(quick=quick) as ground:
            asyncio.run(_profiled(figure, ground, into=into, console=console))


async def _profiled(figure: Figure, ground: Ground, *, into: Path, console: Console) -> None:
    number = 0
    async with aclosing(figure.lines(ground)) as lines:
        async for line in lines:
            number += 1
            if not line.once:
                await line.ours()
            profiler = Profiler(interval=0.005, async_mode="disabled")  # finer than its cheap clock, it is slow itself
            with profiler:
                sample = await line.ours()
            file = into / f"profile-{figure.number:02}-{number}.txt"
            text = profiler.output_text(unicode=True, color=False, show_all=False)
            file.write_text(f"{figure.title}: {line.name}: {sample.value:.1f} {line.unit}\n{text}", encoding="utf-8")
            console.print(f"{file}: {line.name}: {sample.value:.1f} {line.unit}")

"""Steps taken one after another, each with what came of it and how long it took, in one table."""

import time
from collections.abc import Callable, Iterator

import httpx2
from rich.console import Console
from rich.table import Table

from tests.compose.engine import Failed

Step = tuple[str, Callable[[], str | None]]
"""A sentence, and what does it: raises :class:`Failed`, or answers what is worth saying of it."""


class Taking:
    """Until one step fails; the first failure is the reason."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._table = Table("step", "", "seconds", "what was found")
        self._table.columns[2].justify = "right"
        self.failure: str | None = None

    def take_all(self, steps: Iterator[Step]) -> None:
        for sentence, step in steps:
            self.take(sentence, step)
            if self.failure:
                return

    def take(self, sentence: str, step: Callable[[], str | None]) -> None:
        began = time.monotonic()
        outcome, found = "[green]ok[/]", None
        try:
            with self._console.status(f"{sentence} …"):
                found = step()
        except (Failed, OSError, httpx2.HTTPError) as why:
            outcome = "[red]failed[/]"
            # That the rest cannot be removed may follow from the first.
            self.failure = self.failure or f"Not so: {sentence}. {str(why) or type(why).__name__}"
        self._table.add_row(sentence, outcome, f"{time.monotonic() - began:.1f}", found or "")

    def show(self) -> None:
        self._console.print(self._table)
        if self.failure:
            self._console.print(self.failure, markup=False, soft_wrap=True)


def await_none(question: Callable[[], str | None], *, seconds: float = 150.0) -> None:
    """Ask until nothing is missing. Raises :class:`Failed` with what still is."""
    deadline = time.monotonic() + seconds
    while (missing := question()) is not None:
        if time.monotonic() > deadline:
            raise Failed(f"after {seconds:.0f} s still: {missing}")
        time.sleep(0.2)

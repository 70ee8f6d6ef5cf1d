"""What the reader sees while a file is played: who did what on which day, which message travelled, what followed."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from itertools import groupby

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cli.demo.client import Answer
from cli.demo.counting import Counts
from cli.demo.steps import Reaction, Step, Told

_DAY, _WHO = 6, 14


class Show:
    """Writes to a console, top to bottom; nothing that was written moves."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._day: date | None = None
        self._year: int | None = None

    def opening(self, *, year: int, note: str, illustrative: bool, where: str) -> None:
        self.console.print(Rule(f"[bold]The dialogue of {year}, played over the APIs[/]"))
        self.console.print(where, style="dim")
        if illustrative:
            self.console.print(f"[yellow]Illustrative.[/] {note}")

    def step(self, step: Step) -> None:
        if step.day.year != self._year:
            self._year = step.day.year
            self.console.print()
            self.console.print(Rule(f"[bold]{self._year}[/]", align="left"))
        same_day = step.day == self._day or step.undated
        day = "" if same_day else f"{step.day:%-d %b}"
        if not step.undated:
            self._day = step.day
        self._line(Text(day, style="bold"), Text(step.who.label, style="magenta"), Text(step.text))

    def told(self, messages: Sequence[Told], *, waited_seconds: float | None) -> None:
        """One message, or several of one name that left together."""
        first = messages[0]
        times = f" × {len(messages)}" if len(messages) > 1 else ""
        hearer = first.reaction.service if first.reaction else "partners"
        line = Text.assemble(
            ("⇢ ", "cyan"), (f"{first.name}{times}", "cyan bold"), (f"  {first.source} → {hearer}", "cyan")
        )
        if first.reaction is not None:
            line.append(f", which {first.reaction.effect}", style="green")
            line.append(f" ({(waited_seconds or 0) * 1000:.0f} ms)", style="dim")
        self._line(Text(), Text(), line)

    def refused(self, rule: str, answer: Answer) -> None:
        self._line(
            Text(),
            Text(),
            Text.assemble(
                ("✗ refused, as it should be", "bold red"), (f"  {rule}: ", "bold"), (answer.rule_sentence, "")
            ),
        )
        self._line(Text(), Text(), Text(f"  “{answer.detail}”", style="dim"))

    def waiting(self, message: Told, reaction: Reaction) -> AbstractContextManager[object]:
        """A spinner on a terminal; nothing in a file."""
        return self.console.status(f"{message.name}: waiting for {reaction.service} …")

    def failed(self, sentence: str) -> None:
        self.console.print()
        self.console.print(Text.assemble(("The demonstration stopped. ", "bold red"), sentence), soft_wrap=True)

    def ending(self, *, counts: Counts | None, refused: int, seconds: float) -> None:
        """The last words: counts in one line, or why there are none."""
        points = f"{refused} refusal{'s' if refused != 1 else ''} as expected" if refused else "nothing refused"
        self.console.print(f"\n[green]Played in {seconds:.1f} s, {points}.[/]")
        if counts is None:
            self.console.print("Messages are not counted here: these services' databases are not ours to read.")
            return
        self.console.print(
            f"[bold]messages sent {counts.sent} · effects {counts.effects} · "
            f"doubled {counts.doubled} · held {counts.held}[/]"
        )

    def _line(self, day: Text, who: Text, what: Text) -> None:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=_DAY, justify="right", no_wrap=True)
        grid.add_column(width=_WHO, no_wrap=True, overflow="ellipsis")
        grid.add_column()
        grid.add_row(day, who, what)
        self.console.print(grid)


def together(told: Sequence[Told]) -> list[list[Told]]:
    """Messages of one name that left one after the other are shown in one line."""
    return [list(group) for _, group in groupby(told, key=lambda one: (one.name, one.source))]

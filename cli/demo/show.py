"""What the reader sees while a file is played: who did what on which day, which message travelled, what followed."""

from collections import Counter
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
from cli.demo.gatherings import counted
from cli.demo.steps import Expected, Step, Told
from shared.contracts.catalogue import REGISTRY
from shared.domain.message import Audience

_DAY, _WHO = 6, 15


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

    def before(self, sentence: str | None) -> None:
        """What came before the year, in one line."""
        if sentence is not None:
            self.console.print(sentence)

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

    def told(self, messages: Sequence[Told], *, waited_seconds: Sequence[float]) -> None:
        """Messages of one service that left together; below each other what followed elsewhere, and how soon."""
        names = " · ".join(
            f"{name} × {count}" if count > 1 else name
            for name, count in Counter(message.name for message in messages).items()
        )
        source = messages[0].source
        followed = [reaction for message in messages for reaction in message.reactions]
        hearers = [one.service for one in followed] or [heard_by(messages)]
        line = Text.assemble(("⇢ ", "cyan"), (names, "cyan bold"), (f"  {source} → {hearers[0]}", "cyan"))
        for number, (reaction, waited) in enumerate(zip(followed, waited_seconds, strict=True)):
            if number:
                line.append(f"\n  → {reaction.service}", style="cyan")
            line.append(f", which {reaction.effect}", style="green")
            line.append(f" ({waited * 1000:.0f} ms)", style="dim")
        self._line(Text(), Text(), line)

    def refused(self, expected: Expected, answer: Answer) -> None:
        line = Text.assemble(("✗ refused, as it should be", "bold red"), (f"  {expected.by}", "bold"))
        if answer.rule_sentence:
            line.append(f": {answer.rule_sentence}")
        self._line(Text(), Text(), line)
        self._line(Text(), Text(), Text(f"  “{answer.detail}”", style="dim"))

    def found(self, sentence: str) -> None:
        """What was read, below what it was read for."""
        self._line(Text(), Text(), Text(f"= {sentence}", style="yellow"))

    def waiting(self, sentence: str) -> AbstractContextManager[object]:
        """A spinner on a terminal; nothing in a file."""
        return self.console.status(f"{sentence} …")

    def failed(self, sentence: str) -> None:
        self.console.print()
        self.console.print(Text.assemble(("The demonstration stopped. ", "bold red"), sentence), soft_wrap=True)

    def ending(self, *, counts: Counts | None, refused: int, seconds: float) -> None:
        """The last words: counts in one line, or why there are none."""
        points = f"{counted(refused, 'refusal')} as expected" if refused else "nothing refused"
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
    """Messages that left a service one after the other are shown in one line."""
    return [list(group) for _, group in groupby(told, key=lambda one: one.source)]


def heard_by(messages: Sequence[Told]) -> str:
    """Who reads messages that no step waits for: partners too, or our services alone."""
    names = {message.name for message in messages}
    public = any(kind.audience is Audience.PUBLIC for kind in REGISTRY if kind.__name__ in names)
    return "partners" if public else "our services"

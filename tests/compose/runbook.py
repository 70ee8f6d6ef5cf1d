"""The commands of docs/runbook.md, taken from it as they stand there."""

import re
from collections import Counter
from collections.abc import Mapping

from tests.compose.engine import ROOT, Failed


def blocks() -> Mapping[tuple[str, int], str]:
    """All commands of the page, by the heading they stand under and their number there, from 1."""
    page = (ROOT / "docs" / "runbook.md").read_text("utf-8")
    found: dict[tuple[str, int], str] = {}
    numbers = Counter[str]()
    heading = ""
    for title, commands in re.findall(r"^## ([^\n]*)$|^```sh\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        if title:
            heading = title
        else:
            numbers[heading] += 1
            found[heading, numbers[heading]] = commands
    return found


def block(heading: str, number: int = 1, **words: str) -> str:
    """The commands of the n-th block under this heading; ``words`` are what an operator puts in for those in capitals.

    Raises :class:`Failed` when there is no such block, or a word that is not in it.
    """
    if (commands := blocks().get((heading, number))) is None:
        raise Failed(f"the runbook has no {number}. block under “{heading}”")
    for word, meant in words.items():
        commands, count = re.subn(rf"\b{word}\b", meant, commands)
        if not count:
            raise Failed(f"the {number}. block under “{heading}” has no word {word}")
    return commands

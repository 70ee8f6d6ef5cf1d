"""The commands of docs/runbook.md, taken from it as they stand there."""

import re

from tests.compose.engine import ROOT, Failed


def block(heading: str, number: int = 1, **words: str) -> str:
    """The commands of the n-th block under this heading; ``words`` are what an operator puts in for those in capitals.

    Raises :class:`Failed` when there is no such block, or a word that is not in it.
    """
    page = (ROOT / "docs" / "runbook.md").read_text("utf-8")
    part = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
    if not 1 <= number <= len(blocks):
        raise Failed(f"the runbook has {len(blocks)} blocks under “{heading}”, and not {number}")
    commands = str(blocks[number - 1])
    for word, meant in words.items():
        commands, count = re.subn(rf"\b{word}\b", meant, commands)
        if not count:
            raise Failed(f"the {number}. block under “{heading}” has no word {word}")
    return commands

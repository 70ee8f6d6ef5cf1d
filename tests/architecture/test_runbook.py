"""What the pages for operators and partners say was run is run: steps they name are steps, programs are files."""

import ast
import re
from pathlib import Path

from typer.main import get_command

from cli.operator import app

_ROOT = Path(__file__).parents[2]
_RUNBOOK = (_ROOT / "docs" / "runbook.md").read_text("utf-8")
_ITALICS = re.compile(r"(?<!\*)\*(?!\*)([^*]+)\*(?!\*)")


def _steps() -> list[str]:
    """The sentences of the full check's steps."""
    tree = ast.parse((_ROOT / "tests" / "compose" / "full.py").read_text("utf-8"))
    yields = [node.value for node in ast.walk(tree) if isinstance(node, ast.Yield)]
    tuples = [value for value in yields if isinstance(value, ast.Tuple)]
    return [str(one.elts[0].value) for one in tuples if isinstance(one.elts[0], ast.Constant)]


def test_every_step_that_the_runbook_names_is_one() -> None:
    steps = _steps()
    assert len(steps) > 20
    # A single word in italics is a term, and no step.
    named = [" ".join(one.split()).rstrip(".") for one in _ITALICS.findall(_RUNBOOK) if len(one.split()) > 2]
    assert len(named) > 15
    for name in named:
        sentence = name[0].lower() + name[1:]
        assert any(step.startswith(sentence) for step in steps), f"no step “{sentence}”"


def test_every_command_of_idm_in_the_runbook_is_one() -> None:
    known = get_command(app)
    found = re.findall(r"idm ((?:outbox|held|access|backup|restore|trace)(?: [a-z]+)?)", _RUNBOOK)
    assert len(found) > 12
    for words in found:
        group, _, word = words.partition(" ")
        command = known.commands[group]  # type: ignore[attr-defined]
        if hasattr(command, "commands"):
            assert word in command.commands, f"idm {words}"


def test_partners_read_the_programs_that_are_run() -> None:
    page = (_ROOT / "docs" / "partners.md").read_text("utf-8")
    programs = sorted((_ROOT / "docs" / "partners").iterdir())
    assert [program.suffix for program in programs] == [".java", ".mjs", ".py"]
    for program in programs:
        assert f"\n{program.read_text('utf-8')}```" in page, f"the page has another {program.name}"

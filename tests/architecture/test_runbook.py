"""What the pages for operators and partners say was run is run: steps they name are steps, programs are files."""

import ast
import re
from pathlib import Path

from typer.main import get_command

from cli.local import SERVICES
from cli.operator import app
from shared.contracts.catalogue import REGISTRY
from shared.contracts.registry import service_of
from shared.domain.message import Audience
from tests.compose.runbook import blocks

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


def _methods() -> dict[str, list[ast.FunctionDef]]:
    """All of the check's functions by their names; a class may have one of the name that its base has."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for file in (_ROOT / "tests" / "compose").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and not (node.name == "_steps" and file.name != "full.py"):
                found.setdefault(node.name, []).append(node)
    return found


def _followed() -> set[tuple[str, int]]:
    """The blocks of commands that the full check's steps run, themselves or by what they call."""
    methods, found, seen, waiting = _methods(), set[tuple[str, int]](), set[str](), ["_steps"]
    while waiting:
        seen.add(name := waiting.pop())
        for node in (node for method in methods.get(name, ()) for node in ast.walk(method)):
            if isinstance(node, ast.Attribute) and node.attr not in seen:
                waiting.append(node.attr)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_follow":
                heading, *number = [ast.literal_eval(one) for one in node.args]
                found.add((heading, *number) if number else (heading, 1))
    return found


def test_every_block_of_commands_is_run_by_a_step_of_the_check() -> None:
    assert len(blocks()) > 25
    assert _followed() == set(blocks())


def test_every_command_within_a_sentence_stands_in_a_block_too() -> None:
    prose = re.sub(r"^```sh\n.*?^```$", "", _RUNBOOK, flags=re.DOTALL | re.MULTILINE)
    said = [" ".join(one.split()) for one in re.findall(r"`(docker [^`]+)`", prose) if len(one.split()) > 2]
    assert len(said) > 5
    run = [line.partition("#")[0].strip() for commands in blocks().values() for line in commands.splitlines()]
    somebody = re.compile(rf"\b(?:{'|'.join((*SERVICES, 'SERVICE', 'SERVER', 'kafka', 'mongodb'))})\b")
    known = {somebody.sub("X", line) for line in run}
    assert [one for one in said if somebody.sub("X", one) not in known] == []


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


def test_partners_are_told_of_every_type_that_they_can_read() -> None:
    page = (_ROOT / "docs" / "partners.md").read_text("utf-8")
    told = {line.split("`")[1]: set(line.split("`")[3::2]) for line in page.splitlines() if line.startswith("| `idm.")}
    public = [message for message in REGISTRY if message.audience is Audience.PUBLIC]
    assert len(public) > 20
    said: dict[str, set[str]] = {}
    for message in public:
        said.setdefault(f"idm.{service_of(message)}.v1", set()).add(message.__name__)
    assert told == said

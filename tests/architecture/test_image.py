"""What the operators' image is let have is what its commands need."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_image_carries_every_module_that_the_operators_command_reaches() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    reached, to_read = set[str](), ["operator"]
    while to_read:
        name = to_read.pop()
        if name in reached:
            continue
        reached.add(name)
        for node in ast.walk(ast.parse((ROOT / "cli" / f"{name}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "cli":
                to_read += [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cli."):
                to_read.append((node.module or "").removeprefix("cli."))
    assert {f"cli/{name}.py" for name in reached} - let_in == set()


def test_every_image_that_is_not_ours_is_named_with_its_version() -> None:
    files = [*ROOT.glob("docker-compose*.yml"), ROOT / "Dockerfile"]
    named = [
        name
        for file in files
        for name in re.findall(r"(?:_IMAGE:-|ARG PYTHON_IMAGE=)([^}\s]+)", file.read_text("utf-8"))
        if name != "idm-platform"
    ]
    assert {name.rpartition("/")[2].partition(":")[0] for name in named} == {"python", "kafka", "mongo", "nginx"}
    for name in named:
        assert re.search(r":\d+\.\d+", name), f"{name} would be another image tomorrow"

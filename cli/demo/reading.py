"""Reading a demonstration file: what does not fit is told with its line and field, in a sentence."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cli.demo.failing import DemoFailed
from cli.demo.schema import Year

Place = tuple[str | int, ...]
"""Where something stands in the file: ``("workshops", 1, "schedule", "zone")``, counted from 0."""


class DemoFile:
    """A file that was read. ``year`` is what it says; :meth:`where` finds its lines."""

    def __init__(self, path: Path, year: Year, lines: Mapping[Place, int]) -> None:
        self.path = path
        self.year = year
        self._lines = lines

    def where(self, place: Place) -> str:
        """``demo/2018.yaml, line 41 (workshops 2 › schedule)``."""
        return _where(self.path, self._lines, place)


def read(path: Path) -> DemoFile:
    """Read and check a file. Raises :class:`DemoFailed` with a sentence for each thing that does not fit."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DemoFailed(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise DemoFailed(f"{path} is not a text in UTF-8.") from None
    lines: dict[Place, int] = {}
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise DemoFailed(f"{path} refers to another part of itself with “*”: write the value out.")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise DemoFailed(f"{path}, line {line}: this is not YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise DemoFailed(f"{path} is not YAML: {error}.") from None
    content = _plain(path, node, (), lines)
    try:
        return DemoFile(path, Year.model_validate(content), lines)
    except ValidationError as error:
        raise DemoFailed("\n".join(_sentences(path, lines, error))) from None


def _plain(path: Path, node: yaml.Node | None, place: Place, lines: dict[Place, int]) -> Any:
    """The node as dictionaries, lists and *texts*: what a text means is the schema's to say.

    YAML itself would read the country NO as false and the key ``on`` as true.
    """
    if node is None:
        return {}
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(path, item, (*place, number), lines) for number, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise DemoFailed(f"{path}, line {key.start_mark.line + 1}: a field’s name is a plain word.")
            if key.value in found:
                raise DemoFailed(
                    f"{path}, line {key.start_mark.line + 1}: the field “{_named((*place, key.value))}” is given twice."
                )
            lines[(*place, key.value)] = key.start_mark.line + 1
            found[key.value] = _plain(path, value, (*place, key.value), lines)
        return found
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _sentences(path: Path, lines: Mapping[Place, int], error: ValidationError) -> list[str]:
    return [
        f"{_where(path, lines, _place_of(lines, one['loc'], missing=one['type'] == 'missing'))}: {_reason(one)}."
        for one in error.errors()
    ]


def _place_of(lines: Mapping[Place, int], location: Sequence[str | int], *, missing: bool) -> Place:
    """Where the error is in the file; parts that only the schema knows (which kind of refusal) are left out."""
    place: Place = ()
    for number, part in enumerate(location):
        last = number == len(location) - 1
        if (*place, part) in lines or (last and missing):
            place = (*place, part)
    return place


def _where(path: Path, lines: Mapping[Place, int], place: Place) -> str:
    known = place
    while known and known not in lines:
        known = known[:-1]
    return f"{path}, line {lines.get(known, 1)}" + (f", field “{_named(place)}”" if place else "")


def _named(place: Place) -> str:
    """``workshops 2 › schedule › zone``: people count from 1."""
    named: list[str] = []
    for part in place:
        if isinstance(part, int):
            named[-1:] = [f"{named[-1] if named else ''} {part + 1}".strip()]
        else:
            named.append(part)
    return " › ".join(named)


def _reason(error: Any) -> str:
    kind, message = error["type"], str(error["msg"]).rstrip(".")
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "is not a field of this file: check how it is spelt"
    given = error["input"]
    said = f" (the file says “{given}”)" if isinstance(given, str) and kind != "value_error" else ""
    return message.removeprefix("Value error, ").replace("Input should be", "should be", 1) + said

"""Contracts stay compatible with the last released ones, and the comparison is shown to find what breaks."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from jsoncompat import check_compat

from shared.contracts.catalogue import REGISTRY
from shared.contracts.schemas import schema_of
from tests.contracts.compatibility import breaks
from tests.contracts.golden import MESSAGES, ROOT

RELEASED = ROOT / "docs" / "contracts" / "released"
NEW_READER = "a reader of the contract of now cannot read what was sent before"
OLD_READER = "a reader of the released contract cannot read what is sent now"
Change = Callable[[dict[str, Any]], object]


def test_what_is_registered_is_compatible_with_what_was_released() -> None:
    for file in sorted(RELEASED.glob("*.schema.json")):
        wire_type = file.name.removesuffix(".schema.json")
        kind = REGISTRY.find(wire_type)
        assert kind is not None, f"{wire_type} was released and is gone; a published version stays readable for ever"
        assert breaks(json.loads(file.read_text("utf-8")), schema_of(kind)) == [], wire_type


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_a_contract_is_compatible_with_itself_and_with_one_more_optional_fact(kind: Any) -> None:
    schema = schema_of(kind)
    assert breaks(schema, schema) == []
    more = copy.deepcopy(schema)
    more["properties"]["noted"] = {"type": "string"}
    for part in more.get("$defs", {}).values():
        if "properties" in part:
            part["properties"]["noted"] = {"type": "string"}
    assert breaks(schema, more) == []


def _remove_required(schema: dict[str, Any]) -> None:
    del schema["properties"]["slate"]
    schema["required"].remove("slate")


def _add_required(schema: dict[str, Any]) -> None:
    schema["properties"]["chair"] = {"type": "string"}
    schema["required"].append("chair")


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (_remove_required, [OLD_READER]),
        (lambda schema: schema["properties"].pop("supersedes"), [OLD_READER]),
        (lambda schema: schema["required"].remove("slate"), [OLD_READER]),
        (lambda schema: schema["$defs"]["Origin"]["enum"].append("partner"), [OLD_READER]),
        (lambda schema: schema["$defs"]["ThemeRef"]["required"].remove("title"), [OLD_READER]),
        (_add_required, [NEW_READER]),
        (lambda schema: schema["required"].append("supersedes"), [NEW_READER]),
        (lambda schema: schema["$defs"]["Origin"]["enum"].remove("membership"), [NEW_READER]),
        (lambda schema: schema["properties"]["year"].update(type="string"), [OLD_READER, NEW_READER]),
    ],
    ids=[
        "a removed fact",
        "a removed optional fact",
        "a fact that became optional",
        "a new value",
        "a part’s fact that became optional",
        "a new required fact",
        "an optional fact that became required",
        "a value that is gone",
        "another type",
    ],
)
def test_a_planted_break_is_found(change: Change, broken: list[str]) -> None:
    kind = REGISTRY.find("int.iom.idm.governance.ThemeSelected.v1")
    assert kind is not None
    released = schema_of(kind)
    current = copy.deepcopy(released)
    change(current)
    assert breaks(released, current) == broken


def test_one_direction_alone_would_miss_a_new_required_fact() -> None:
    """Why both are asked: a writer may always say more."""
    released = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    current = copy.deepcopy(released)
    _add_required(current)
    assert check_compat(json.dumps(released), json.dumps(current), "serializer")
    assert breaks(released, current) == [NEW_READER]

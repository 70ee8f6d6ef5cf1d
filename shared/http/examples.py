"""Examples in a service's OpenAPI document: requests and answers as they were recorded, never made up.

Each service keeps its own in ``api/examples.json``, by the operation's id; those of operations that every service has
stand beside this file, from whichever service was asked. ``make examples`` records them anew.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

JSON, PROBLEM = "application/json", "application/problem+json"

Example = Mapping[str, Any]
"""``request``: the payload; ``answer`` and ``refusal``: each with its ``status`` and ``body``. What there is none of is
left out: some operations take no payload, some answer with a file."""


OF_ALL = Path(__file__).with_name("examples.json")


def examples_in(file: Path) -> Mapping[str, Example]:
    """By the ids of the operations: the service's own, and those of all services."""
    found: Mapping[str, Example] = {**json.loads(OF_ALL.read_text("utf-8")), **json.loads(file.read_text("utf-8"))}
    return found


def show(operation: dict[str, Any], example: Example) -> None:
    """Put the example where readers of the document look for it. What it does not declare is not shown."""
    if "request" in example:
        _put(operation.get("requestBody", {}), JSON, example["request"])
    for part, media_type in (("answer", JSON), ("refusal", PROBLEM)):
        if part in example:
            status = str(example[part]["status"])
            _put(operation["responses"].get(status, {}), media_type, example[part]["body"])


def _put(described: dict[str, Any], media_type: str, value: Any) -> None:
    content = described.get("content", {})
    if media_type in content:
        content[media_type] = {**content[media_type], "example": value}

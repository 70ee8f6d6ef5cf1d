"""What may change in a contract without a new version: optional facts may be added, nothing else (design.md 6)."""

import json
from typing import Any

from jsoncompat import check_compat

JsonObject = dict[str, Any]


def breaks(released: JsonObject, current: JsonObject) -> list[str]:
    """Whom the change would break, a sentence each; empty when it is compatible.

    Both ways count, since topics keep everything: who reads with the released contract meets new
    messages, and who reads with the new one meets all the old messages.
    """
    # The comparison resolves references inside a document only, and takes an address of its own for one outside.
    released, current = ({name: part for name, part in one.items() if name != "$id"} for one in (released, current))
    found = []
    if not check_compat(json.dumps(released), json.dumps(current), "serializer"):
        found.append("a reader of the released contract cannot read what is sent now")
    # A message that was sent has the facts of its contract and no other; without this, the schemas' openness
    # would let an old message carry anything under the name of a new fact, and no fact could ever be added.
    if not check_compat(json.dumps(_closed(released)), json.dumps(current), "deserializer"):
        found.append("a reader of the contract of now cannot read what was sent before")
    return found


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(part) for name, part in schema.items()}
    if schema.get("type") == "object" and isinstance(schema.get("properties"), dict):
        closed.setdefault("additionalProperties", False)
    return closed

"""The people of an event as Indico exports them in JSON: one list, or an object with it."""

import json
from collections.abc import Mapping

from shared.domain.errors import InvalidInput


def registrants_of(content: bytes, *, most: int) -> list[Mapping[str, object]]:
    """Each registrant as it stands there. Raises ``InvalidInput`` for what is no such list, or one of more than
    ``most`` people."""
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):  # no UTF-8, no JSON, or a number of more digits than anything has
        raise _no_list() from None
    found = read.get("registrants") if isinstance(read, dict) else read
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _no_list()
    if len(found) > most:
        raise InvalidInput(f"The file has more than {most} people.", remedy="Send a smaller one.")
    return found


def _no_list() -> InvalidInput:
    return InvalidInput(
        "The file is no list of registrants in JSON.",
        remedy="Send what Indico exports: a list, or “registrants” with one.",
    )

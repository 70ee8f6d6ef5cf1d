"""The people of an event as Indico exports them in JSON: one list, or an object with it. Out and in."""

import json
from collections.abc import Iterable, Mapping

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


_INDICO_S_OWN = {"email": "email", "function": "position"}
"""What Indico calls what it knows of a person; everything else of us is a field of its form with our name as title."""


def registrants_to_json(people: Iterable[Mapping[str, str]]) -> bytes:
    """``people`` by the columns of the export; an empty one is left out. :func:`registrants_of` reads it back."""
    return json.dumps({"registrants": [_registrant(one) for one in people]}, ensure_ascii=False).encode()


def _registrant(person: Mapping[str, str]) -> dict[str, object]:
    told = {name: value for name, value in person.items() if value}
    return {
        "registrant_id": told.pop("id"),
        "full_name": told.pop("name", ""),
        "registration_date": told.pop("received_at"),
        "personal_data": {called: told.pop(name) for name, called in _INDICO_S_OWN.items() if name in told},
        "form": [{"fields": [{"title": name.replace("_", " "), "data": value} for name, value in told.items()]}],
    }


def _no_list() -> InvalidInput:
    return InvalidInput(
        "The file is no list of registrants in JSON.",
        remedy="Send what Indico exports: a list, or “registrants” with one.",
    )

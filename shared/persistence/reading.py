"""Reading what is stored: by a version that knows all of it, or by one beside a newer (decision 0021)."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.persistence.driver import Document

M = TypeVar("M", bound=BaseModel)

_UNKNOWN = {"extra_forbidden", "enum", "literal_error", "union_tag_invalid"}
"""What pydantic calls a field or a value that the model does not know."""


class WrittenByAnotherVersion(Exception):
    """What is stored has a field or a state that this version does not know: to write it back would lose
    it, and a state that is not known cannot be shown either.

    So it is while versions run side by side, or after one went back (decision 0021).
    """


def read(kind: type[M], document: Document, *, whole: bool, named: str) -> M:
    """The model of a stored document, ``_id`` as ``id``. Raises :class:`WrittenByAnotherVersion`, saying ``named``.

    ``whole``: with all that is stored, in its parts too, whatever these say of themselves; else without the fields
    that this version does not know. A value that it does not know is refused both ways: there is none to take for it.
    """
    fields: Mapping[str, Any] = {"id": document["_id"], **{k: v for k, v in document.items() if k != "_id"}}
    try:
        return kind.model_validate(fields, extra="forbid" if whole else "ignore")
    except ValidationError as error:
        if _UNKNOWN.isdisjoint(one["type"] for one in error.errors(include_input=False, include_url=False)):
            raise
        # Not chained: the text of a validation error quotes what is stored.
        raise WrittenByAnotherVersion(named) from None

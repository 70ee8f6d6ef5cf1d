"""What people may see of the documents: the filters of lists."""

from collections.abc import Mapping
from typing import Any


def criteria(**wanted: str | None) -> Mapping[str, Any]:
    """The filter of a list, by the fields that were given."""
    return {field: value for field, value in wanted.items() if value is not None}

"""What the lists of the API are narrowed by; their pages are read from the documents, never through aggregates."""

from shared.persistence.driver import Document


def narrowed_by(**fields: str | None) -> Document:
    """The documents whose fields have these values; ``None`` narrows nothing. One field at most is given,
    for each has an index of its own that ends in the identifier (``storage.py``)."""
    return {name: value for name, value in fields.items() if value is not None}

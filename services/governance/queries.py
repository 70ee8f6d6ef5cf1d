"""What the lists of the API are narrowed by; their pages are read from the documents, never through aggregates."""

from shared.persistence.driver import Document, Store


def narrowed_by(**fields: str | None) -> Document:
    """The documents whose fields have these values; ``None`` narrows nothing. One field at most is given,
    for each has an index of its own that ends in the identifier (``storage.py``)."""
    return {name: value for name, value in fields.items() if value is not None}


async def all_years(store: Store) -> list[Document]:
    """Each year once, the earliest first, with its live ``cycle``, its ``past`` as printed, or both."""
    years: dict[int, Document] = {}
    for collection, part in (("past_years", "past"), ("cycles", "cycle")):
        for document in await store[collection].find({}):
            years.setdefault(document["year"], {"cycle": None, "past": None})[part] = document
    return [_year(year, parts["cycle"], parts["past"]) for year, parts in sorted(years.items())]


def _year(year: int, cycle: Document | None, past: Document | None) -> Document:
    """What the cycle decided stands before what is printed."""
    decided, printed = cycle or {}, (past or {}).get("cell")
    theme, format = decided.get("theme"), decided.get("format")
    return {
        "_id": str(year),
        "version": (cycle or past or {})["version"],
        "year": year,
        "live": cycle is not None,
        "theme": theme["title"] if theme else {"en": printed["theme"]} if printed else None,
        "format": format["format"] if format else printed["format"] if printed else None,
        "cycle": decided.get("_id"),
        "printed": printed,
    }

"""What the lists of the API are narrowed by; their pages are read from the documents, never through aggregates."""

from datetime import datetime

from shared.domain.moment import write_moment
from shared.persistence.driver import Document, Store


def narrowed_by(**fields: str | None) -> Document:
    """The documents whose fields have these values; ``None`` narrows nothing. One field at most is given, with a body
    beside it where there is an index for both: each has its own, which ends in the identifier (``storage.py``)."""
    return {name: value for name, value in fields.items() if value is not None}


async def surveys_to_close(store: Store, now: datetime) -> list[str]:
    """Those that the clock closes at this moment."""
    return await _surveys(store, {"by_the_clock": True, "deadline": {"$lte": write_moment(now)}})


async def surveys_to_remind_of(store: Store, now: datetime) -> list[str]:
    return await _surveys(store, {"remind_at": {"$ne": None, "$lte": write_moment(now)}})


async def _surveys(store: Store, where: Document) -> list[str]:
    """Moments are kept with a fixed width, so that text order is time order."""
    found = await store["written_surveys"].find({"state": "open", **where}, projection={"_id": 1})
    return [document["_id"] for document in found]


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

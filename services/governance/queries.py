"""What the lists of the API are narrowed by; their pages are read from the documents, never through aggregates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.governance.domain.agenda import STANDING, ItemState
from services.governance.domain.compliance import StandingItems
from services.governance.domain.consultation import ConsultationState
from services.governance.domain.decisions_on import Logged
from services.governance.domain.practice import PRACTICE, Practice
from services.governance.domain.year_steps import Forum
from shared.contracts.facts import YearFormat
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
    at = write_moment(now)
    return await _surveys(store, {"remind_at": {"$ne": None, "$lte": at}, "deadline": {"$gt": at}})


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
    """What the cycle decided stands before what is printed, which says what a year before the platform was: of a
    live one nothing is told before the Membership decided it."""
    decided, printed = cycle or {}, (past or {}).get("cell")
    theme, format = decided.get("theme"), decided.get("format")
    before = printed if cycle is None else None
    return {
        "_id": str(year),
        "version": (cycle or past or {})["version"],
        "year": year,
        "live": cycle is not None,
        "theme": theme["title"] if theme else {"en": before["theme"]} if before else None,
        "format": format["format"] if format else before["format"] if before else None,
        "cycle": decided.get("_id"),
        "printed": printed,
    }


async def log_of_year(store: Store, cycle: str) -> list[Logged]:
    """What the log has of a cycle and of the slates that were put to the Membership for it; empty for no cycle."""
    rows = await store["outbox"].find({"recorded.stream": cycle, "recorded.aggregate": "cycle"})
    slates = {row["recorded"]["data"]["slate"] for row in rows if "slate" in row["recorded"]["data"]}
    of_slates = await store["outbox"].find({"recorded.stream": {"$in": sorted(slates)}}) if slates else []
    return [_logged(row) for row in (*rows, *of_slates)]


def _logged(row: Document) -> Logged:
    recorded = row["recorded"]
    return Logged(
        resource=recorded["stream"],
        version=recorded["version"],
        message=row["_id"],
        occurred_on=recorded["occurred_on"],
        recorded_on=recorded["recorded_at"][:10],
        by=recorded["actor"]["role"],
        type=recorded["type"],
        data=recorded["data"],
    )


async def forums_of(store: Store) -> tuple[Forum, ...]:
    """All consultations, the earliest first by the day planned. There are two or three in a year."""
    fields = {"title": 1, "planned_on": 1, "opened_on": 1, "closed_on": 1}
    found = await store["consultations"].find({}, projection=fields, sort=[("planned_on", 1), ("_id", 1)])
    return tuple(Forum.model_validate({"id": one["_id"], **one}) for one in found)


async def standing_items_of(store: Store) -> tuple[StandingItems, ...]:
    """What each closed consultation did with its three standing items (R3)."""
    fields = {"title": 1, "planned_on": 1, "opened_on": 1, "closed_on": 1}
    found = await store["consultations"].find(
        {"state": ConsultationState.CLOSED.value}, projection={**fields, "agenda": 1}, sort=[("_id", 1)]
    )
    return tuple(
        StandingItems(
            consultation=Forum.model_validate({"id": one["_id"], **{name: one[name] for name in fields}}),
            open=tuple(
                item["kind"].replace("_", " ")
                for item in one["agenda"]
                if item["kind"] in STANDING and item["state"] == ItemState.OPEN
            ),
        )
        for one in found
    )


async def alternates(store: Store) -> bool:
    """Whether it is the practice of the house now that formats alternate (R21)."""
    return await store[Practice.collection].count({"_id": PRACTICE, "alternation": True}) > 0


async def formats_until(store: Store, year: int) -> dict[int, YearFormat]:
    """The format of each year until this one that has one: as decided or, before the platform, as printed."""
    until = {"year": {"$lte": year}}
    past = {one["year"]: one["cell"]["format"] for one in await store["past_years"].find(until)}
    live = {
        one["year"]: one["format"]["format"] for one in await store["cycles"].find({**until, "format": {"$ne": None}})
    }
    return {each: YearFormat(format) for each, format in sorted({**past, **live}.items())}


@dataclass(frozen=True, kw_only=True)
class LastChange:
    """The last message that was recorded of a thing: which one of its own it is, and when."""

    version: int
    at: datetime


async def last_changes(store: Store, streams: Sequence[str]) -> dict[str, LastChange]:
    """By identifier, read at once from the log."""
    found = await store["outbox"].aggregate(
        [
            {"$match": {"recorded.stream": {"$in": sorted(streams)}}},
            {"$sort": {"recorded.stream": -1, "recorded.version": -1}},
            {
                "$group": {
                    "_id": "$recorded.stream",
                    "version": {"$first": "$recorded.version"},
                    "at": {"$first": "$recorded.recorded_at"},
                }
            },
        ]
    )
    return {one["_id"]: LastChange(version=one["version"], at=datetime.fromisoformat(one["at"])) for one in found}

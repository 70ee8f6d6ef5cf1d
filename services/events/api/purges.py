"""What the clock removed of what is personal, and what is still kept and why (R77, row 53). Nobody is named in it."""

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import APIRouter, Response

from services.events.domain.personal import Personal, PersonalDataPurged
from services.events.domain.workshop import Workshop
from services.events.use_cases.personal import PERSONAL
from shared.http.actions import woken
from shared.http.pages import Page, Paging, page
from shared.http.purges import KeptKind, Overseers, PurgedKind, PurgeReport
from shared.http.schemas import PROBLEMS, View
from shared.persistence.driver import Document, Store

router = APIRouter(prefix="/events/v1/personal-data", tags=["personal data"])


class GatheringPurges(PurgeReport):
    """Of one gathering that is over."""

    over_since: date


@router.get("/purges", operation_id="listPurges", responses=PROBLEMS)
async def list_purges(reader: Overseers, paging: Paging, response: Response) -> Page[GatheringPurges]:
    """By gathering that is over, in order of identifier: which kinds of personal data the clock removed, when and how
    many, and what is still kept, until when and why."""
    shown = await page(
        reader.store[Workshop.collection],
        {"over_since": {"$ne": None}},
        paging=paging,
        view=View,
        response=response,
    )
    ids = [one.id for one in shown.items]
    found = {one["_id"]: woken(Workshop, one) for one in await reader.store["workshops"].find({"_id": {"$in": ids}})}
    days = await _days(reader.store, ids)
    counted = {entry.collection: await _counted(reader.store, entry, ids) for entry in PERSONAL}
    return Page(items=[_report(found[one], days, counted) for one in ids], next=shown.next)


def _report(
    workshop: Workshop, days: Mapping[tuple[str, str], date], counted: Mapping[str, Mapping[tuple[str, bool], int]]
) -> GatheringPurges:
    assert workshop.over_since is not None  # those alone are asked for
    purged, kept = [], []
    for entry in PERSONAL:
        many, until = counted[entry.collection], entry.purge_on(workshop.over_since)
        left, on = many.get((workshop.id, False), 0), days.get((workshop.id, entry.collection))
        about = {"collection": entry.collection, "what": entry.what}
        if on is not None:
            purged.append(PurgedKind(**about, on=on, records=many.get((workshop.id, True), 0)))
        elif left and until is not None:
            why = entry.must_stay or f"It is kept for {entry.kept_days} days after the gathering is over."
            kept.append(KeptKind(**about, records=left, until=until, why=why))
    return GatheringPurges(
        id=workshop.id,
        version=workshop.version,
        over_since=workshop.over_since,
        purged=tuple(purged),
        kept=tuple(kept),
    )


async def _days(store: Store, workshops: Sequence[str]) -> dict[tuple[str, str], date]:
    """When a kind was removed, by workshop and collection: from the log."""
    rows = await store["outbox"].find(
        {"recorded.stream": {"$in": list(workshops)}, "recorded.type": PersonalDataPurged.message_type}
    )
    told = [row["recorded"] for row in rows]
    return {(one["stream"], one["data"]["collection"]): date.fromisoformat(one["recorded_at"][:10]) for one in told}


async def _counted(store: Store, entry: Personal, workshops: Sequence[str]) -> dict[tuple[str, bool], int]:
    """How many documents there are, by workshop and whether they are empty."""
    empty: Document = {"$eq": ["$removed", True]}
    found = await store[entry.collection].aggregate(
        [
            {"$match": {"workshop": {"$in": list(workshops)}}},
            {"$group": {"_id": {"workshop": "$workshop", "empty": empty}, "many": {"$sum": 1}}},
        ]
    )
    return {(one["_id"]["workshop"], one["_id"]["empty"]): one["many"] for one in found}

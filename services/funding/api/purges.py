"""What the clock removed of travellers' passport and bank data, and what is still kept and why (R77, row 53)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from fastapi import APIRouter, Response

from services.funding.domain.sponsorship import RETENTION, Sponsorship
from services.funding.domain.travel import Travel
from services.funding.use_cases.private_data import TRAVELLERS
from shared.http.actions import woken
from shared.http.pages import Page, Paging, page
from shared.http.purges import KeptKind, Overseers, PurgedKind, PurgeReport
from shared.http.schemas import PROBLEMS, View
from shared.persistence.driver import Store

router = APIRouter(prefix="/funding/v1/personal-data", tags=["sponsorships"])
_WHAT = "Passport and bank data of travellers"
_NEEDED = "The journey is not over: they are needed to book it, or to pay it."
_KEPT = (
    f"They are kept for {RETENTION.days} days after the journey was settled, declined or released, or after the days "
    "of one that nobody decided on."
)


class _Travelled(View):
    workshop: str


@router.get("/purges", operation_id="listPurges", responses=PROBLEMS)
async def list_purges(reader: Overseers, paging: Paging, response: Response) -> Page[PurgeReport]:
    """By gathering with sponsored journeys (`id`): of how many travellers the clock removed passport and bank data, and
    on which day; of how many they are still kept, until when and why."""
    shown = await page(reader.store[Travel.collection], {}, paging=paging, view=_Travelled, response=response)
    workshops = [one.workshop for one in shown.items]
    purged, kept = await _purged(reader.store, workshops), await _kept(reader.store, workshops)
    items = [
        PurgeReport(
            id=one.workshop,
            version=one.version,
            purged=tuple(
                PurgedKind(collection=TRAVELLERS, what=_WHAT, on=on, records=many)
                for (workshop, on), many in sorted(purged.items())
                if workshop == one.workshop
            ),
            kept=tuple(_in_order(kept, one.workshop)),
        )
        for one in shown.items
    ]
    return Page(items=items, next=shown.next)


def _in_order(kept: Counter[tuple[str, date | None]], workshop: str) -> Iterable[KeptKind]:
    """What goes first comes first; what nobody knows of yet comes last."""
    own = [(until, many) for (of, until), many in kept.items() if of == workshop]
    for until, many in sorted(own, key=lambda one: one[0] or date.max):
        yield KeptKind(collection=TRAVELLERS, what=_WHAT, records=many, until=until, why=_KEPT if until else _NEEDED)


async def _purged(store: Store, workshops: Sequence[str]) -> dict[tuple[str, date], int]:
    """Of how many sponsorships, by workshop and day."""
    found = await store[Sponsorship.collection].aggregate(
        [
            {"$match": {"workshop": {"$in": list(workshops)}, "purged_on": {"$type": "string"}}},
            {"$group": {"_id": {"workshop": "$workshop", "on": "$purged_on"}, "many": {"$sum": 1}}},
        ]
    )
    return {(one["_id"]["workshop"], date.fromisoformat(one["_id"]["on"])): one["many"] for one in found}


async def _kept(store: Store, workshops: Sequence[str]) -> Counter[tuple[str, date | None]]:
    """Of how many sponsorships, by workshop and the day from which nobody needs it."""
    where = {"workshop": {"$in": list(workshops)}, "private": {"$exists": True, "$ne": []}}
    found = [woken(Sponsorship, one) for one in await store[Sponsorship.collection].find(where)]
    return Counter((one.workshop, one.purge_from()) for one in found)

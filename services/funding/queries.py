"""What people may see of the documents: the filters of lists, and the books as they were at one moment. And what
the clock looks for."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.donor_report import Volume, Whole
from services.funding.domain.ledger import COLLECTION as LEDGER
from services.funding.domain.ledger import Entry
from services.funding.domain.paying import journey_of, whole_costs
from services.funding.domain.sponsored import BRINGS, OVER, State
from services.funding.domain.sponsorship import RETENTION, Sponsorship
from services.funding.domain.stage import Stage
from services.funding.domain.verification import Books, Told
from services.funding.use_cases.partners import PARTNERS
from services.funding.use_cases.volumes import VOLUMES
from shared.contracts.funding import Part
from shared.domain.aggregate import Aggregate
from shared.domain.countries import region_of
from shared.domain.errors import NotFound
from shared.persistence.driver import Document, Session, Store
from shared.persistence.reading import read
from shared.persistence.unit_of_work import from_document

A = TypeVar("A", bound=Aggregate)
_TOLD = {f"recorded.{name}": 1 for name in ("stream", "version", "type", "data")}


def criteria(**wanted: str | None) -> Mapping[str, Any]:
    """The filter of a list, by the fields that were given."""
    return {field: value for field, value in wanted.items() if value is not None}


async def books_of(store: Store) -> Books:
    """All of funding, read at one moment: an act that is written meanwhile is there whole, or not at all."""

    async def read(session: Session) -> Books:
        async def all_of(kind: type[A]) -> list[A]:
            found = await store[kind.collection].find({}, sort=[("_id", 1)], session=session)
            return [_woken(kind, one) for one in found]

        entries = await store[LEDGER].find({}, sort=[("stream", 1), ("_id", 1)], session=session)
        rows = await store["outbox"].find({}, projection=_TOLD, session=session)
        return Books(
            entries=[entry_of(one) for one in entries],
            budgets=await all_of(Budget),
            contributions=await all_of(Contribution),
            accounts=await all_of(Accounts),
            sponsorships=await all_of(Sponsorship),
            log=[Told(**{name: row["recorded"][name] for name in Told.__annotations__}) for row in rows],
        )

    return await store.read_snapshot(read)


async def whole_of(store: Store, contribution: Contribution) -> Whole:
    """All that the report on this contribution is made of, read at one moment."""
    workshop = contribution.workshop

    async def read(session: Session) -> Whole:
        budget = await store[Budget.collection].find_one({"workshop": workshop}, session=session)
        accounts = await store[Accounts.collection].find_one({"workshop": workshop}, session=session)
        if budget is None or accounts is None:
            raise NotFound("workshop with a budget", workshop)
        gifts = await store[Contribution.collection].find({"workshop": workshop}, session=session)
        entries = await store[LEDGER].find({"postings.workshop": workshop}, session=session)
        volumes = await store[VOLUMES].find(
            {"workshops": workshop, "published_on": {"$ne": None}}, sort=[("series_number", 1)], session=session
        )
        told = await store[PARTNERS].find_one({"_id": workshop}, session=session)
        settled = await store[Sponsorship.collection].find(
            {"workshop": workshop, "state": State.SETTLED.value}, sort=[("_id", 1)], session=session
        )
        found = _woken(Accounts, accounts)
        return Whole(
            title=found.title,
            final=found.stage is Stage.CLOSED,
            contributions=[_woken(Contribution, one) for one in gifts],
            costs=whole_costs(found),
            journeys=[journey_of(_woken(Sponsorship, one)) for one in settled],
            volumes=[
                Volume(
                    volume=one["_id"],
                    series_number=one["series_number"],
                    title=one["title"],
                    published_on=one["published_on"],
                )
                for one in volumes
            ],
            partners=told["partners"] if told else [],
            postings=[posting for one in entries for posting in entry_of(one).postings if posting.workshop == workshop],
        )

    return await store.read_snapshot(read)


async def regions_of(store: Store, workshop: str) -> dict[str, Counter[Part]]:
    """How many experts a workshop brings from each region: those whose journey is approved or took place."""
    where = {"workshop": workshop, "ending": None, "state": {"$in": sorted(one.value for one in BRINGS)}}
    found: dict[str, Counter[Part]] = defaultdict(Counter)
    for one in await store[Sponsorship.collection].find(where, projection={"country": 1, "part": 1}):
        found[region_of(one["country"]) or "elsewhere"][Part(one["part"])] += 1
    return found


def entry_of(document: Document) -> Entry:
    """An entry of the ledger as it is kept, whole: what is added up leaves out nothing."""
    return read(Entry, document, whole=True, named="entry")


def _woken(kind: type[A], document: Document) -> A:
    return from_document(kind, document)


async def travellers_to_forget(store: Store, now: datetime) -> list[str]:
    """The sponsorships that are over for so long that nobody needs passport and bank data any more (R77), and those
    that nobody decided on so long after their days."""
    before = {"$lte": (now.date() - RETENTION).isoformat()}
    where = {
        "private": {"$exists": True, "$ne": []},
        "state_since": before,
        "$or": [
            {"state": {"$in": sorted(state.value for state in OVER)}},
            {"state": State.REQUESTED.value, "stay.departure": before},
        ],
    }
    found = await store[Sponsorship.collection].find(where, projection={"_id": 1})
    return [document["_id"] for document in found]

"""The collections of funding. The message path's own are made before these."""

from contextlib import suppress
from datetime import UTC, datetime

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution
from services.funding.domain.cycle import Cycle
from services.funding.domain.donor import Donor
from services.funding.domain.dsa import DsaTable
from services.funding.domain.eligibility import CountryList
from services.funding.domain.file_import import FileImport
from services.funding.domain.ledger import COLLECTION as LEDGER
from services.funding.domain.ledger import Ledgered, opening
from services.funding.domain.plan import Plan
from services.funding.domain.pledged import ContributionState
from services.funding.domain.rate import Rate
from services.funding.domain.sponsored import State
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.stage import Stage
from services.funding.domain.travel import Travel
from services.funding.use_cases.balance_targets import BALANCE_TARGETS
from services.funding.use_cases.contributions import BANK_REFERENCES
from services.funding.use_cases.partners import PARTNERS
from services.funding.use_cases.private_data import TRAVELLERS
from services.funding.use_cases.surpluses import count_anew
from services.funding.use_cases.volumes import VOLUMES
from services.funding.use_cases.workshops import CALLED_OFF, INTERPRETATION_ESTIMATES
from shared.contracts.funding import Part
from shared.domain.errors import StaleVersion
from shared.outbox.rows import to_row
from shared.persistence.context import Context
from shared.persistence.driver import Document, InsertOne, Store, UpdateOne
from shared.persistence.migrations import Index, Migration, aggregate_schema, collection
from shared.persistence.unit_of_work import Units

_WORD = {"bsonType": "string"}
_WHOLE = {"bsonType": ["int", "long"]}
_LIST = {"bsonType": "array"}
_STAGE = {"enum": [stage.value for stage in Stage]}
# Amounts are text: what the database could round is never a number in it.
_MONEY = {
    "bsonType": "object",
    "required": ["amount", "currency"],
    "properties": {"amount": _WORD, "currency": _WORD},
}


def _by(field: str) -> Index:
    """For the lists that are narrowed by ``field``, page by page in order of identifier."""
    return Index(name=field, keys=((field, 1), ("_id", 1)))


async def _index_contributions(store: Store) -> None:
    """For collections that were made before donors had records."""
    for index in (_by("donor_id"), _by("report_due_on")):
        await store[Contribution.collection].create_index(index.keys, name=index.name)


async def _open_ledger(store: Store) -> None:
    """What was there before the ledger was opens it, thing by thing."""
    await _open(store, Budget, Contribution, Accounts)


async def _open_advances(store: Store) -> None:
    """Advances that were out before the ledger had them open it."""
    await _open(store, Sponsorship)


async def _count_anew(store: Store) -> None:
    """Whoever changes a budget meanwhile, or migrates too, counts it: who loses such a race looks again."""
    units = Units(store=store, rows=to_row)
    async for budget in store[Budget.collection].stream({}, projection={"workshop": 1}):
        context = Context.of_service("funding", now=datetime.now(UTC))
        while True:
            with suppress(StaleVersion):
                await units.run(context, lambda unit, one=budget["workshop"]: count_anew(unit, one))  # type: ignore[misc]
                break


async def _open(store: Store, *kinds: type[Ledgered]) -> None:
    for kind in kinds:
        async for document in store[kind.collection].stream({}):
            if await store[LEDGER].find_one({"stream": document["_id"]}) is None:
                entry = opening(_woken(kind, document))
                if entry is not None:
                    await store[LEDGER].write(
                        [InsertOne({"_id": entry.id, **entry.model_dump(mode="json", exclude={"id"})})]
                    )


async def _name_persons(store: Store) -> None:
    """Places that were noted before the person was kept name them as their sponsorships do. The version stays: nobody
    acted."""
    unnamed = {"places": {"$elemMatch": {"person": None}}}
    async for document in store[Travel.collection].stream(unnamed):
        lacking = [place["sponsorship"] for place in document["places"] if place.get("person") is None]
        found = await store[Sponsorship.collection].find({"_id": {"$in": lacking}}, projection={"person": 1})
        writes = [
            UpdateOne(
                {"_id": document["_id"], "places": {"$elemMatch": {"sponsorship": one["_id"], "person": None}}},
                {"$set": {"places.$.person": one["person"]}},
            )
            for one in found
        ]
        if writes:
            await store[Travel.collection].write(writes)


def _woken(kind: type[Ledgered], document: Document) -> Ledgered:
    fields = {name: value for name, value in document.items() if name != "_id"}
    return kind.model_validate({"id": document["_id"], **fields})


MIGRATIONS: tuple[Migration, ...] = (
    collection(
        Budget.collection,
        schema=aggregate_schema(workshop=_WORD, cycle=_WORD, stage=_STAGE, lines=_LIST, shares=_LIST),
        indexes=(
            Index(name="workshop", keys=(("workshop", 1),), unique=True),
            _by("cycle"),
            _by("stage"),
        ),
    ),
    collection(
        Contribution.collection,
        schema=aggregate_schema(
            workshop=_WORD,
            cycle=_WORD,
            donor=_WORD,
            amount=_MONEY,
            state={"enum": [state.value for state in ContributionState]},
        ),
        indexes=(_by("workshop"), _by("cycle"), _by("state")),
    ),
    collection(
        Accounts.collection,
        schema=aggregate_schema(workshop=_WORD, cycle=_WORD, stage=_STAGE, actuals=_LIST, misfits=_LIST),
        indexes=(
            Index(name="workshop", keys=(("workshop", 1),), unique=True),
            _by("cycle"),
            _by("stage"),
        ),
    ),
    collection(
        Cycle.collection,
        schema=aggregate_schema(year=_WHOLE, accounts=_LIST, released=_LIST, held=_LIST, open_matters=_LIST),
        indexes=(Index(name="year", keys=(("year", 1),), unique=True),),
    ),
    collection(
        Sponsorship.collection,
        schema=aggregate_schema(
            workshop=_WORD,
            cycle=_WORD,
            person=_WORD,
            state={"enum": [state.value for state in State]},
            part={"enum": [part.value for part in Part]},
            estimate=_MONEY,
            quotes=_LIST,
        ),
        indexes=(
            _by("workshop"),
            _by("cycle"),
            _by("state"),
            Index(name="over_since", keys=(("state", 1), ("state_since", 1))),
        ),
    ),
    collection(
        Travel.collection,
        schema=aggregate_schema(workshop=_WORD, cycle=_WORD, currency=_WORD, places=_LIST),
        indexes=(Index(name="workshop", keys=(("workshop", 1),), unique=True), _by("cycle")),
    ),
    collection(
        DsaTable.collection,
        schema=aggregate_schema(source=_WORD, valid_from=_WORD, rows=_LIST),
        indexes=(Index(name="valid_from", keys=(("valid_from", 1),)),),
    ),
    collection(
        CountryList.collection,
        schema=aggregate_schema(source=_WORD, valid_from=_WORD, developing=_LIST),
        indexes=(Index(name="valid_from", keys=(("valid_from", 1),)),),
    ),
    collection(
        Plan.collection,
        schema=aggregate_schema(workshop=_WORD, cycle=_WORD, lines=_LIST),
        indexes=(_by("workshop"), _by("cycle")),
    ),
    collection(
        TRAVELLERS,
        schema={"bsonType": "object", "required": ["_id", "workshop"], "properties": {"workshop": _WORD}},
    ),
    collection(
        CALLED_OFF,
        schema={"bsonType": "object", "required": ["_id", "workshop"], "properties": {"workshop": _WORD}},
    ),
    collection(
        Donor.collection,
        schema=aggregate_schema(name=_WORD, kind=_WORD),
        indexes=(_by("kind"),),
    ),
    collection(
        Rate.collection,
        schema=aggregate_schema(base=_WORD, quote=_WORD, on=_WORD, worth=_WORD, source=_WORD),
        indexes=(Index(name="pair", keys=(("base", 1), ("quote", 1), ("on", 1), ("_id", 1))),),
    ),
    collection(
        BANK_REFERENCES,
        schema={"bsonType": "object", "required": ["_id", "contribution"], "properties": {"contribution": _WORD}},
    ),
    collection(
        VOLUMES,
        schema={"bsonType": "object", "required": ["_id", "series_number", "title", "workshops"]},
        indexes=(Index(name="workshops", keys=(("workshops", 1), ("_id", 1))),),
    ),
    collection(FileImport.collection, schema=aggregate_schema(what=_WORD, entered=_LIST)),
    collection(
        LEDGER,
        schema={
            "bsonType": "object",
            "required": ["_id", "stream", "version", "act", "on", "recorded_at", "postings"],
            "properties": {"stream": _WORD, "version": _WHOLE, "act": _WORD, "on": _WORD, "postings": _LIST},
        },
        indexes=(
            _by("stream"),
            Index(name="workshop", keys=(("postings.workshop", 1), ("_id", 1))),
            Index(name="contribution", keys=(("postings.contribution", 1), ("_id", 1))),
            Index(name="recorded_at", keys=(("recorded_at", 1), ("_id", 1))),
        ),
    ),
    Migration(name="contributions by donor and report", run=_index_contributions),
    Migration(name="the ledger opens with what there is", run=_open_ledger),
    collection(
        INTERPRETATION_ESTIMATES,
        schema={
            "bsonType": "object",
            "required": ["_id", "workshop", "estimate"],
            "properties": {"workshop": _WORD, "estimate": _MONEY},
        },
    ),
    Migration(name="places name their persons", run=_name_persons),
    collection(
        BALANCE_TARGETS,
        schema={
            "bsonType": "object",
            "required": ["_id", "basis", "targets"],
            "properties": {"basis": {"bsonType": "object"}, "targets": _LIST},
        },
    ),
    Migration(name="advances that are out open the ledger", run=_open_advances),
    collection(
        PARTNERS, schema={"bsonType": "object", "required": ["_id", "partners"], "properties": {"partners": _LIST}}
    ),
    Migration(name="surpluses and coverage of before are counted", run=_count_anew),
)

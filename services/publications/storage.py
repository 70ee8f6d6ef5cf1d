"""The collections of publications. The message path's own are made before these."""

from datetime import UTC, date, datetime

from services.publications.domain import bank, catalogue_record, document, made, parts, standing
from services.publications.domain.content import SET_ASIDE
from services.publications.domain.given import Given, Gone
from services.publications.domain.identity import report_id
from services.publications.domain.log import ReportPublished, ReportWithdrawn
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from services.publications.use_cases.history import PRINTED_ENTRIES, PRINTED_YEARS
from services.publications.use_cases.reports import WAIVED_BY
from shared.contracts.publications import Translator
from shared.domain.message import Message
from shared.domain.moment import write_moment
from shared.persistence import files
from shared.persistence.driver import Document, ReplaceOne, Store, Write
from shared.persistence.migrations import Index, Migration, aggregate_schema, collection, note
from shared.persistence.unit_of_work import from_document

_NUMBER = {"bsonType": ["int", "long"], "minimum": 1}
_REPORTS = aggregate_schema(
    workshop={"bsonType": "string"},
    cycle={"bsonType": "string"},
    state={"enum": [state.value for state in parts.State]},
)


async def _index_words(store: Store) -> None:
    """Each text by the rules of its own language; accents make no difference."""
    await store[bank.COLLECTION].create_index(
        (("texts.text", "text"),), name="words", default_language="none", language_override="language"
    )


async def _fill_bank(store: Store) -> None:
    """Reports that were published before there was a bank."""
    async for kept in store[Report.collection].stream({"state": parts.State.PUBLISHED.value}):
        writes: list[Write] = []
        for entry in bank.entries_of(from_document(Report, kept)):
            fields = entry.model_dump(mode="json", exclude={"id"})
            writes.append(ReplaceOne({"_id": entry.id}, {"_id": entry.id, **fields}, upsert=True))
        if writes:
            await store[bank.COLLECTION].write(writes)


async def _bury_entries(store: Store) -> None:
    """Entries that were gone before there were tombstones have one, and their reports know of them. Of days the log
    tells more than the report. A report of which nothing is gone is not touched: the version before can still write it
    (decision 0021)."""
    entries = store[bank.COLLECTION]
    without_one = {"shown": False, "why": {"$exists": False}}

    async def day(report: Report, message: type[Message], *, last: bool) -> date:
        of = {"recorded.stream": report.id, "recorded.type": message.message_type}
        rows = await store["outbox"].find(of, sort=[("recorded.version", 1)])
        return date.fromisoformat(rows[-1 if last else 0]["recorded"]["occurred_on"]) if rows else report.state_since

    async def noted(kept: Document) -> Document:
        report = from_document(Report, kept)
        published_on = report.first_published_on or await day(report, ReportPublished, last=False)
        gone_on = await day(report, ReportWithdrawn, last=True)
        why = Gone.CALLED_OFF if report.state is parts.State.DROPPED else Gone.TAKEN_BACK
        given = {one.id: one for one in report.given}
        for hidden in await entries.find({"report": report.id, **without_one}, sort=[("_id", 1)]):
            name = hidden["_id"].removeprefix(f"{report.id}.")
            gone = Given(
                id=name,
                kind=hidden["kind"],
                published_on=hidden["published_on"] or published_on,
                gone_on=gone_on,
                why=Gone.LEFT_OUT if report.state is parts.State.PUBLISHED else why,
            )
            given.setdefault(name, gone)
        return {"given": [one.model_dump(mode="json") for one in given.values()]}

    for identifier in sorted({one["report"] async for one in entries.stream(without_one, projection={"report": 1})}):
        await note(store[Report.collection], {"_id": identifier}, noted)
        kept = await store[Report.collection].find_one({"_id": identifier})
        tombstones = bank.tombstones_of(from_document(Report, kept)) if kept else ()
        dumped = [one.model_dump(mode="json") for one in tombstones]
        writes: list[Write] = [
            ReplaceOne({"_id": one["id"], **without_one}, {"_id": one.pop("id"), **one}) for one in dumped
        ]
        if writes:
            await entries.write(writes)


async def _order_what_is_public(store: Store) -> None:
    """The feed is in the order in which things became public. Of before that was written down it takes the day: what
    this writes nothing into stays the older version's too."""
    for name in ("reports", "documents"):
        await store[name].create_index((("public_at", 1), ("_id", 1)), name="public_at")


async def _date_records(store: Store) -> None:
    """Harvesters ask for what changed since; records of before that was written down changed when they were listed."""
    listed = {"$concat": ["$listed_on", "T00:00:00.000Z"]}
    await store["catalogue_records"].update_many({"changed_at": None}, [{"$set": {"changed_at": listed}}])
    await store["catalogue_records"].create_index((("changed_at", 1), ("_id", 1)), name="changed_at")


async def _date_marked_records(store: Store) -> None:
    """Dublin Core of a record with a machine's translation says so now (R68): whoever harvests changes gets it."""
    marked = {"state": catalogue_record.State.LISTED.value, "editions.translated_by": Translator.MACHINE.value}
    now = write_moment(datetime.now(UTC))
    await store["catalogue_records"].update_many(marked, {"$set": {"changed_at": now}})


async def _forget_what_was_set_aside(store: Store) -> None:
    await store[SET_ASIDE].create_index((("expires_at", 1),), name="expires_at", expireAfterSeconds=0)


async def _forget_makings(store: Store) -> None:
    await store[made.MAKINGS].create_index((("expires_at", 1),), name="expires_at", expireAfterSeconds=0)


async def _name_documents(store: Store) -> None:
    """Volumes name those of their documents that are on the page; what was put there before is named too."""
    shown: dict[str, list[str]] = {}
    async for kept in store["documents"].stream({"volume": {"$ne": None}, "state": document.State.PUBLISHED.value}):
        shown.setdefault(kept["volume"], []).append(kept["_id"])
    for identifier, documents in shown.items():
        await store["volumes"].update_many({"_id": identifier}, {"$set": {"documents": sorted(documents)}})


async def _find_outdated(store: Store) -> None:
    """Published volumes whose files were old before that was noted. Since when is not known: since they came out."""

    async def noted(kept: Document) -> Document:
        volume = from_document(Volume, kept)
        wanted = {"_id": {"$in": [report_id(one.workshop) for one in volume.workshops]}}
        reports = [from_document(Report, one) for one in await store[Report.collection].find(wanted)]
        old = list(volume.made_of_another_source({one.workshop: one for one in reports}))
        return {"outdated": old, "outdated_since": kept["state_since"] if old else None}

    unsaid = {"state": standing.State.PUBLISHED.value, "made.0": {"$exists": True}, "outdated": {"$exists": False}}
    await note(store[Volume.collection], unsaid, noted)


async def _find_stories_without_consent(store: Store) -> None:
    """What is out and tells a story of which no speaker's consent was ever told waits for a person, and nothing else:
    a step before this one, of another name, also marked stories of whose consent had been told before it was kept."""

    async def of_report(kept: Document) -> Document:
        return {"story_to_remove": bool(from_document(Report, kept).told_all_the_same)}

    await note(store[Report.collection], {"state": parts.State.PUBLISHED.value}, of_report)
    marked = [one["workshop"] for one in await store[Report.collection].find({"story_to_remove": True})]

    async def of_volume(kept: Document) -> Document:
        return {"stories_to_remove": [one["workshop"] for one in kept["workshops"] if one["workshop"] in marked]}

    await note(store[Volume.collection], {"state": standing.State.PUBLISHED.value}, of_volume)


async def _take_back_what_nobody_signed(store: Store) -> None:
    """A volume in preparation whose original was switched to a translation, before that took the signatures back: what
    was the original is a translation now, and since when it lacks a signature was not written down."""

    async def noted(kept: Document) -> Document:
        volume = from_document(Volume, kept)
        original = volume.edition_in(volume.original_language)
        if original is None or original.official:
            return {"editions": kept["editions"]}
        by_a_person = original.translated_by is not Translator.MACHINE
        editions = [one.model_copy(update={"official": one is original and by_a_person}) for one in volume.editions]
        changed = {one.language.value for one in editions if one not in volume.editions}
        return {
            "editions": [one.model_dump(mode="json") for one in editions],
            "entered_on": {name: day for name, day in kept.get("entered_on", {}).items() if name not in changed},
        }

    await note(store[Volume.collection], {"state": standing.State.DRAFT.value, "editions.official": False}, noted)


async def _let_reports_be_in_review(store: Store) -> None:
    """The validator of before did not know that state. A draft stays one: its editors send it."""
    await store.set_validator(Report.collection, _REPORTS)


MIGRATIONS: tuple[Migration, ...] = (
    collection(
        "reports",
        schema=_REPORTS,
        indexes=(
            Index(name="cycle", keys=(("cycle", 1), ("_id", 1))),
            Index(name="state", keys=(("state", 1), ("_id", 1))),
            Index(name="cycle_state", keys=(("cycle", 1), ("state", 1), ("_id", 1))),
        ),
    ),
    collection(
        "cycles",
        schema=aggregate_schema(year=_NUMBER, open={"bsonType": "array"}, misfits={"bsonType": "array"}),
    ),
    collection("series", schema=aggregate_schema(numbers={"bsonType": "array"})),
    collection(
        "volumes",
        schema=aggregate_schema(number=_NUMBER, state={"enum": [state.value for state in standing.State]}),
        indexes=(
            Index(name="number", keys=(("number", 1),), unique=True),
            Index(name="state", keys=(("state", 1), ("_id", 1))),
        ),
    ),
    collection(
        "catalogue_records",
        schema=aggregate_schema(
            volume={"bsonType": "string"},
            number=_NUMBER,
            state={"enum": [state.value for state in catalogue_record.State]},
        ),
        indexes=(
            Index(name="volume", keys=(("volume", 1),), unique=True),
            Index(name="state", keys=(("state", 1), ("_id", 1))),
        ),
    ),
    collection(
        "documents",
        schema=aggregate_schema(
            state={"enum": [state.value for state in document.State]}, about={"bsonType": "object"}
        ),
        indexes=(
            Index(name="workshop", keys=(("workshop", 1), ("_id", 1))),
            Index(name="volume", keys=(("volume", 1), ("_id", 1))),
            Index(name="cycle", keys=(("cycle", 1), ("_id", 1))),
            Index(name="state", keys=(("state", 1), ("about.access", 1), ("_id", 1))),
        ),
    ),
    *files.MIGRATIONS,
    collection(
        bank.COLLECTION,
        schema={"bsonType": "object", "required": ["_id", "report", "kind", "shown", "texts"]},
        indexes=(Index(name="report", keys=(("report", 1),)), Index(name="shown", keys=(("shown", 1), ("_id", 1)))),
    ),
    Migration(name="the bank of practices is searched by words", run=_index_words),
    Migration(name="published reports are in the bank of practices", run=_fill_bank),
    Migration(name="catalogue records say when they were changed", run=_date_records),
    collection(
        SET_ASIDE,
        schema={"bsonType": "object", "required": ["_id", "report", "by", "at", "content", "expires_at"]},
        indexes=(Index(name="report", keys=(("report", 1), ("_id", 1))),),
    ),
    Migration(name="texts that were set aside expire", run=_forget_what_was_set_aside),
    Migration(name="volumes name their documents that are on the page", run=_name_documents),
    Migration(name="volumes say which of their files are old", run=_find_outdated),
    collection(
        made.MAKINGS,
        schema={"bsonType": "object", "required": ["_id", "volume", "language", "step", "began_at", "expires_at"]},
    ),
    Migration(name="makings of a process that ended expire", run=_forget_makings),
    Migration(name="reports and documents in the order in which they became public", run=_order_what_is_public),
    Migration(name="what is gone from the bank of practices has a tombstone, whenever it came out", run=_bury_entries),
    Migration(
        name="stories that are out are marked where a consent is missing, and nowhere else",
        run=_find_stories_without_consent,
    ),
    Migration(name="reports may be in review", run=_let_reports_be_in_review),
    Migration(name="records with a machine's translation are harvested anew", run=_date_marked_records),
    Migration(name="a switched original has no signature of the text before", run=_take_back_what_nobody_signed),
    collection(
        PRINTED_YEARS,
        schema={"bsonType": "object", "required": ["_id", "year", "cell", "imported"]},
    ),
    collection(
        PRINTED_ENTRIES,
        schema={"bsonType": "object", "required": ["_id", "year", "number", "cell", "imported"]},
        indexes=(Index(name="year", keys=(("year", 1), ("number", 1))),),
    ),
    collection(
        WAIVED_BY,
        schema={
            "bsonType": "object",
            "required": ["_id", "report", "by"],
            "properties": {"report": {"bsonType": "string"}, "by": {"bsonType": "object"}},
        },
    ),
)

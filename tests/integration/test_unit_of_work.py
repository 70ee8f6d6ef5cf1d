import asyncio

import pytest

from shared.domain.errors import AlreadyExists, NotFound, StaleVersion
from shared.outbox.rows import COLLECTION, to_row
from shared.outbox.storage import MIGRATIONS, POSITIONS
from shared.persistence.driver import DatabaseTrouble, Document, Session, Store, Trouble, UpdateOne, trouble_of
from shared.persistence.migrations import migrate, missing, note
from shared.persistence.unit_of_work import ChangeWithoutMessage, Transaction, UnitOfWork, Units
from tests.sample import CONTEXT, SampleCycle
from tests.support.tally import Tally


async def _open(unit: UnitOfWork) -> SampleCycle:
    cycle = SampleCycle(id="cycle-2018")
    cycle.open(unit.act())
    await unit.add(cycle)
    return cycle


async def _rename(unit: UnitOfWork, *, name: str, expected_version: int | None = None) -> None:
    cycle = await unit.load(SampleCycle, "cycle-2018", expected_version=expected_version)
    cycle.rename(unit.act(), name=name)
    unit.save(cycle)


async def test_g1_state_and_messages_are_committed_together_and_the_relay_is_woken(store: Store) -> None:
    rings: list[int] = []
    units = Units(store=store, rows=to_row, after_commit=lambda: rings.append(1))
    await units.run(CONTEXT, _open)
    assert rings == [1]
    await units.run(CONTEXT, lambda unit: _rename(unit, name="audit only"))
    assert rings == [1]
    rows = await store[COLLECTION].find({}, sort=[("recorded.version", 1)])
    assert [(row["recorded"]["version"], row["delivery"]["state"]) for row in rows] == [(1, "unsent"), (2, "kept")]
    document = await store["cycles"].find_one({"_id": "cycle-2018"})
    assert document is not None
    assert document["version"] == 2


async def test_a_unit_that_raises_leaves_nothing(store: Store) -> None:
    async def work(unit: UnitOfWork) -> None:
        await _open(unit)
        raise LookupError("after everything was gathered")

    with pytest.raises(LookupError):
        await Units(store=store, rows=to_row).run(CONTEXT, work)
    assert await store["cycles"].count({}) == 0
    assert await store[COLLECTION].count({}) == 0


async def test_a_migration_notes_what_follows_from_an_aggregate_as_it_is_and_not_as_it_was(store: Store) -> None:
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)
    seen = []

    async def follows(one: Document) -> Document:
        seen.append(one["version"])
        if one["version"] == 1:
            await units.run(CONTEXT, lambda unit: _rename(unit, name="meanwhile"))
        return {"noted": one["name"]}

    await note(store["cycles"], {"noted": {"$exists": False}}, follows)
    assert seen == [1, 2]
    [kept] = await store["cycles"].find({})
    assert (kept["noted"], kept["name"], kept["version"]) == ("meanwhile", "meanwhile", 2)


async def test_a_row_the_database_refuses_takes_the_state_back_too(store: Store) -> None:
    units = Units(store=store, rows=lambda fact: {**to_row(fact), "delivery": {"state": "lost"}})
    with pytest.raises(DatabaseTrouble) as refused:
        await units.run(CONTEXT, _open)
    assert trouble_of(refused.value) is Trouble.REFUSED
    assert await store["cycles"].count({}) == 0


async def test_g1_a_change_that_records_nothing_is_refused(store: Store) -> None:
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)

    async def silently(unit: UnitOfWork) -> None:
        cycle = await unit.load(SampleCycle, "cycle-2018")
        cycle.name = "silently"
        unit.save(cycle)

    with pytest.raises(ChangeWithoutMessage):
        await units.run(CONTEXT, silently)


async def test_g1_a_field_that_the_version_before_did_not_store_is_no_change_and_a_change_beside_it_is_refused(
    store: Store,
) -> None:
    """A new field has a default (decision 0021): what says nothing new of it may be saved."""
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)
    await store["cycles"].update_many({}, {"$unset": {"name": ""}})
    before = await store["cycles"].find({})

    async def saved(unit: UnitOfWork, *, name: str | None = None) -> None:
        cycle = await unit.load(SampleCycle, "cycle-2018")
        cycle.name = cycle.name if name is None else name
        unit.save(cycle)

    await units.run(CONTEXT, saved)
    assert await store["cycles"].find({}) == before
    with pytest.raises(ChangeWithoutMessage):
        await units.run(CONTEXT, lambda unit: saved(unit, name="silently"))


async def test_g2_a_stale_version_is_refused_and_the_right_one_accepted(store: Store) -> None:
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)
    await units.run(CONTEXT, lambda unit: _rename(unit, name="first", expected_version=1))
    with pytest.raises(StaleVersion):
        await units.run(CONTEXT, lambda unit: _rename(unit, name="second", expected_version=1))


async def test_g2_two_racing_writers_with_one_version_one_wins(store: Store) -> None:
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)
    results = await asyncio.gather(
        *(units.run(CONTEXT, lambda unit: _rename(unit, name="x", expected_version=1)) for _ in range(8)),
        return_exceptions=True,
    )
    assert [type(result) for result in results].count(type(None)) == 1
    assert sum(isinstance(result, StaleVersion) for result in results) == 7
    assert await store[COLLECTION].count({}) == 2


async def test_racing_writers_without_a_version_are_all_kept(store: Store) -> None:
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)
    await asyncio.gather(*(units.run(CONTEXT, lambda unit: _rename(unit, name="x")) for _ in range(8)))
    rows = await store[COLLECTION].find({}, sort=[("recorded.version", 1)])
    assert [row["recorded"]["version"] for row in rows] == list(range(1, 10))


async def test_what_exists_is_not_added_again_and_what_is_not_there_is_not_found(store: Store) -> None:
    units = Units(store=store, rows=to_row)
    with pytest.raises(NotFound):
        await units.run(CONTEXT, lambda unit: _rename(unit, name="x"))
    await units.run(CONTEXT, _open)
    with pytest.raises(AlreadyExists):
        await units.run(CONTEXT, _open)


async def test_g3_an_identifier_belongs_to_one_kind_of_thing(store: Store) -> None:
    """Two aggregates in one stream would share its numbers, and readers would drop one of them as a duplicate."""
    units = Units(store=store, rows=to_row)
    await units.run(CONTEXT, _open)

    async def another_kind(unit: UnitOfWork) -> None:
        tally = Tally(id="cycle-2018")
        tally.note(unit.act(), what="heard")
        await unit.add(tally)

    with pytest.raises(AlreadyExists, match="belongs to a cycle already"):
        await units.run(CONTEXT, another_kind)


async def test_a_unit_reads_its_writes_and_a_dropped_unit_leaves_the_others(store: Store) -> None:
    async def batch(transaction: Transaction) -> None:
        first = transaction.unit(CONTEXT)
        await _open(first)
        await _rename(first, name="kept")
        first.keep()
        await _rename(transaction.unit(CONTEXT), name="dropped")
        third = transaction.unit(CONTEXT)
        assert (await third.load(SampleCycle, "cycle-2018")).name == "kept"
        await _rename(third, name="third")
        third.keep()

    await Units(store=store, rows=to_row).transact(batch)
    document = await store["cycles"].find_one({})
    assert document is not None
    assert (document["name"], document["version"], document["sequence"]) == ("third", 3, 1)
    assert await store[COLLECTION].count({}) == 3


async def test_a_document_gathered_in_a_transaction_reads_like_one_that_is_stored(store: Store) -> None:
    units, seen = Units(store=store, rows=to_row), []

    async def two_units(transaction: Transaction) -> None:
        for number in (1, 2):
            unit = transaction.unit(CONTEXT)
            seen.append(await unit.find_document("notes", "note-1"))
            unit.put_document("notes", "note-1", {"number": number})
            unit.keep()

    await units.transact(two_units)
    assert seen == [None, {"_id": "note-1", "number": 1}]
    assert await store["notes"].find({}) == [{"_id": "note-1", "number": 2}]


async def test_migrations_run_once_and_again_harmlessly(store: Store) -> None:
    assert await missing(store, MIGRATIONS) == []
    assert await migrate(store, MIGRATIONS) == []
    await store["migrations"].delete_many({})
    assert len(await migrate(store, MIGRATIONS)) == len(MIGRATIONS)


async def test_a_database_that_is_away_is_told_from_a_refusal() -> None:
    nowhere = Store.connect("mongodb://127.0.0.1:1/?replicaSet=rs0", database="x", server_trouble_seconds=0.2)
    with pytest.raises(DatabaseTrouble) as away:
        await nowhere.ping()
    assert trouble_of(away.value) is Trouble.AWAY
    await nowhere.close()


async def test_g7_mongo_trap_2_a_transaction_is_bounded_while_no_server_is_there() -> None:
    """The driver's own loop would go on for two minutes, without a pause."""
    nowhere = Store.connect("mongodb://127.0.0.1:1/?replicaSet=rs0", database="x", server_trouble_seconds=0.3)
    runs: list[int] = []

    async def work(session: Session) -> None:
        runs.append(1)
        await nowhere["x"].find_one({}, session=session)

    with pytest.raises(DatabaseTrouble) as away:
        await asyncio.wait_for(nowhere.transact(work, within_seconds=1.5), 30)
    assert trouble_of(away.value) is Trouble.AWAY
    assert len(runs) < 100
    await nowhere.close()


async def test_g1_what_fails_last_takes_state_and_messages_back(store: Store) -> None:
    async def lost_position(transaction: Transaction) -> None:
        unit = transaction.unit(CONTEXT)
        await _open(unit)
        unit.keep()
        nobody = {"_id": "events|idm.governance.v1|x", "revision": 3}
        transaction.also(POSITIONS, UpdateOne(nobody, {"$inc": {"done": 1}}))

    with pytest.raises(StaleVersion):
        await Units(store=store, rows=to_row).transact(lost_position)
    assert await store["cycles"].count({}) == 0
    assert await store[COLLECTION].count({}) == 0

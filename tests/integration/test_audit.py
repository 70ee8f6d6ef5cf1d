"""The log of a service as an auditor sees it: whatever was changed in it is found, and named."""

import json
from collections.abc import Awaitable, Callable, Sequence

import pytest

from shared.outbox.checkpoints import Checkpoints, checkpoint_hash
from shared.outbox.rows import COLLECTION, to_row
from shared.outbox.storage import CHECKPOINTS
from shared.outbox.verification import Verified, What, verify_log, verify_rows
from shared.persistence.driver import Document, ReplaceOne, Store
from shared.persistence.seals import hash_of
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.sample import CONTEXT, SampleCycle

STREAM, OTHER = "cycle-2018", "cycle-2019"


async def _record(store: Store, stream: str = STREAM, *, messages: int = 4) -> None:
    """``messages`` more of this stream, each in a transaction of its own."""

    async def once(unit: UnitOfWork) -> None:
        cycle = await unit.find(SampleCycle, stream)
        if cycle is None:
            cycle = SampleCycle(id=stream)
            cycle.open(unit.act())
            await unit.add(cycle)
        else:
            cycle.rename(unit.act(), name=f"{cycle.version}")
            unit.save(cycle)

    for _ in range(messages):
        await Units(store=store, rows=to_row).run(CONTEXT, once)


async def _row(store: Store, version: int, *, stream: str = STREAM) -> Document:
    found = await store[COLLECTION].find_one({"recorded.stream": stream, "recorded.version": version})
    assert found is not None
    return found


async def _put(store: Store, row: Document) -> None:
    await store[COLLECTION].write([ReplaceOne({"_id": row["_id"]}, row)])


def _named(found: Verified) -> list[tuple[str, str, int]]:
    return [(one.what.value, one.stream, one.version) for one in found.findings]


async def _written_anew(store: Store, row: Document, *, before: str | None) -> str:
    """Somebody who knows how seals are made puts this row in the place of the one there was; answers its hash."""
    made = hash_of(row, before=before)
    await _put(store, {**row, "seal": {"before": before, "hash": made}})
    return made


async def _edited(store: Store) -> None:
    row = await _row(store, 2)
    await _put(store, {**row, "recorded": {**row["recorded"], "data": {"name": "another"}}})


async def _edited_and_sealed_anew(store: Store) -> None:
    row = await _row(store, 2)
    other = {**row, "recorded": {**row["recorded"], "data": {"name": "another"}}}
    await _written_anew(store, other, before=row["seal"]["before"])


async def _removed(store: Store) -> None:
    await store[COLLECTION].delete_many({"recorded.stream": STREAM, "recorded.version": 2})


async def _removed_at_the_end(store: Store) -> None:
    await store[COLLECTION].delete_many({"recorded.stream": STREAM, "recorded.version": 4})


async def _exchanged(store: Store) -> None:
    """What two rows say changes places."""
    second, third = await _row(store, 2), await _row(store, 3)
    await _put(store, {**second, "recorded": {**third["recorded"], "version": 2}})
    await _put(store, {**third, "recorded": {**second["recorded"], "version": 3}})


async def _exchanged_and_sealed_anew(store: Store) -> None:
    first, second, third = [await _row(store, version) for version in (1, 2, 3)]
    now_second = {**second, "recorded": {**third["recorded"], "version": 2}}
    now_third = {**third, "recorded": {**second["recorded"], "version": 3}}
    made = await _written_anew(store, now_second, before=first["seal"]["hash"])
    await _written_anew(store, now_third, before=made)


async def _unsealed(store: Store) -> None:
    """Around the validator, as a row of before the seals would stand there."""
    await store.set_validator(COLLECTION, {})
    row = await _row(store, 3)
    await _put(store, {name: value for name, value in row.items() if name != "seal"})


async def _put_in(store: Store) -> None:
    last = await _row(store, 4)
    row = {**last, "_id": "planted", "recorded": {**last["recorded"], "version": 5}}
    await store[COLLECTION].insert_many([{**row, "seal": {"before": last["seal"]["hash"], "hash": ""}}])
    await _written_anew(store, row, before=last["seal"]["hash"])


async def _put_in_as_a_stream(store: Store) -> None:
    first = await _row(store, 1)
    row = {**first, "_id": "planted", "recorded": {**first["recorded"], "stream": "cycle-2030"}}
    await store[COLLECTION].insert_many([{**row, "seal": {"before": None, "hash": hash_of(row, before=None)}}])


PLANTED: Sequence[tuple[Callable[[Store], Awaitable[None]], list[tuple[str, str, int]]]] = (
    (_edited, [("edited", STREAM, 2)]),
    (_edited_and_sealed_anew, [("out-of-place", STREAM, 3)]),
    (_removed, [("removed", STREAM, 2)]),
    (_removed_at_the_end, [("removed", STREAM, 4)]),
    (_exchanged, [("edited", STREAM, 2), ("edited", STREAM, 3)]),
    (_exchanged_and_sealed_anew, [("out-of-place", STREAM, 4)]),
    (_unsealed, [("unsealed", STREAM, 3), ("out-of-place", STREAM, 4)]),
    (_put_in, [("rewritten", STREAM, 5)]),
    (_put_in_as_a_stream, [("rewritten", "cycle-2030", 1)]),
)


@pytest.mark.parametrize(("plant", "found"), PLANTED, ids=[plant.__name__.strip("_") for plant, _ in PLANTED])
async def test_g1_whatever_is_changed_in_the_log_is_found_and_named(
    store: Store, plant: Callable[[Store], Awaitable[None]], found: list[tuple[str, str, int]]
) -> None:
    await _record(store)
    await _record(store, OTHER, messages=2)
    clean = await verify_log(store)
    assert (clean.rows, clean.streams, clean.findings) == (6, 2, [])
    await plant(store)
    assert _named(await verify_log(store)) == found


async def test_g1_rows_of_one_transaction_follow_one_another(store: Store) -> None:
    async def thrice(unit: UnitOfWork) -> None:
        cycle = SampleCycle(id=STREAM)
        cycle.open(unit.act())
        await unit.add(cycle)
        cycle.rename(unit.act(), name="twice")
        cycle.rename(unit.act(), name="thrice")
        unit.save(cycle)

    await Units(store=store, rows=to_row).run(CONTEXT, thrice)
    rows = [await _row(store, version) for version in (1, 2, 3)]
    assert [row["seal"]["before"] for row in rows] == [None, *(row["seal"]["hash"] for row in rows[:2])]
    await _record(store, messages=1)
    assert _named(await verify_log(store)) == []


async def test_g1_a_stream_that_is_written_anew_to_its_end_is_found_by_the_thing_itself_and_by_its_checkpoint(
    store: Store,
) -> None:
    await _record(store)
    made: str | None = None
    for version in (1, 2, 3, 4):
        row = await _row(store, version)
        changed = {**row, "recorded": {**row["recorded"], "occurred_on": "2001-01-01"}}
        made = await _written_anew(store, changed, before=made)
    [finding] = (await verify_log(store)).findings
    assert finding.sentence == f"Message 4 of {STREAM} is another one than the thing itself says."
    await store["cycles"].update_many({"_id": STREAM}, {"$set": {"seal": made}})
    assert (await verify_log(store)).findings == []
    before = {"stream": STREAM, "version": 4, "hash": "of the row that was written first"}
    checkpoint = {"_id": 1, "at": "2026-03-01T09:30:00.000Z", "moved": [before], "rows": 4, "before": None}
    await store[CHECKPOINTS].insert_many([{**checkpoint, "hash": checkpoint_hash(checkpoint)}])
    [finding] = (await verify_log(store)).findings
    assert finding.sentence == f"Message 4 of {STREAM} is another one than at its checkpoint."


async def test_g1_a_stream_that_is_gone_with_its_thing_is_found_by_its_checkpoint(store: Store) -> None:
    await _record(store, messages=2)
    await Checkpoints(store=store).write()
    await store["cycles"].delete_many({"_id": STREAM})
    await store[COLLECTION].delete_many({"recorded.stream": STREAM})
    assert _named(await verify_log(store)) == [("removed", STREAM, 1), ("removed", STREAM, 2)]


async def test_a_checkpoint_has_what_moved_since_the_last_one_and_none_is_written_when_nothing_did(
    store: Store,
) -> None:
    await _record(store, messages=3)
    one, two = Checkpoints(store=store), Checkpoints(store=store)
    first = await one.write()
    assert first is not None
    assert await one.write() is None
    assert await two.write() is None
    await _record(store, OTHER, messages=2)
    second = await two.write()
    assert second is not None
    assert ([move["stream"] for move in second["moved"]], second["rows"]) == ([OTHER], 5)
    assert (second["_id"], second["before"]) == (2, first["hash"])
    await _record(store, messages=1)
    assert (await one.write() or {})["_id"] == 3
    await _record(store, messages=2)
    found = await verify_log(store)
    assert (found.checkpoints, found.rows, found.uncovered, found.findings) == (3, 8, 2, [])


async def test_a_checkpoint_that_was_edited_removed_or_made_anew_is_found(store: Store) -> None:
    writer = Checkpoints(store=store)
    for _ in range(3):
        await _record(store, messages=1)
        await writer.write()
    noted = (await verify_log(store)).head
    assert (await verify_log(store, noted=noted)).findings == []
    await store[CHECKPOINTS].update_many({"_id": 2}, {"$set": {"rows": 7}})
    assert _named(await verify_log(store)) == [("checkpoint", "checkpoint", 2)]
    second = await store[CHECKPOINTS].find_one({"_id": 2}) or {}
    await store[CHECKPOINTS].write([ReplaceOne({"_id": 2}, {**second, "hash": checkpoint_hash(second)})])
    assert _named(await verify_log(store)) == [("checkpoint", "checkpoint", 3)]
    await store[CHECKPOINTS].delete_many({"_id": 2})
    assert _named(await verify_log(store)) == [("checkpoint", "checkpoint", 3)]
    # Whoever makes all of them anew is found by a checkpoint that somebody noted elsewhere, and by nothing else.
    await store[CHECKPOINTS].delete_many({})
    await Checkpoints(store=store).write()
    assert (await verify_log(store)).findings == []
    [finding] = (await verify_log(store, noted=noted)).findings
    assert finding.sentence == "Checkpoint 3 is not the one that was noted."


async def test_an_export_is_verified_without_a_database(store: Store) -> None:
    await _record(store)
    rows = [json.loads(json.dumps({**row, "delivery": None})) for row in await store[COLLECTION].find({})]
    assert verify_rows(rows, whole=True).findings == []
    late = [row for row in rows if row["recorded"]["version"] > 2]
    assert _named(verify_rows(late, whole=True)) == [
        ("removed", STREAM, 1),
        ("removed", STREAM, 2),
    ]
    assert verify_rows(late, whole=False).findings == []
    late[0]["recorded"]["occurred_on"] = "2001-01-01"
    assert [one.what for one in verify_rows(late, whole=False).findings] == [What.EDITED]


def test_a_seal_can_be_made_again_with_any_tool() -> None:
    """The recipe of decision 0012, spelled out."""
    row = {"_id": "r", "recorded": {"stream": "s", "version": 1, "data": {"b": "é", "a": None}}}
    assert hash_of(row, before=None) == "87ddff289b66a2d7af5e63c01d43d973a39a750b2a04734a7b2b0cc7d3dd3290"
    assert checkpoint_hash({"_id": 1, "hash": "left out"}) == checkpoint_hash({"_id": 1})

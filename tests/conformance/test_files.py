"""Files in GridFS's layout, by either client, as another reader of GridFS reads them."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import gridfs
import pytest
from pymongo import MongoClient

from shared.outbox.rows import to_row
from shared.outbox.storage import MIGRATIONS
from shared.persistence import files
from shared.persistence.driver import DatabaseTrouble, Driver, Store, Trouble, trouble_of
from shared.persistence.files import FILES, PART_BYTES, Files, part_size, parts_of
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.sample import CONTEXT

CONTENT = secrets.token_bytes(2 * PART_BYTES + 10)


@pytest.fixture(params=Driver)
async def store(request: pytest.FixtureRequest, mongodb_uri: str, database_prefix: str) -> AsyncIterator[Store]:
    one = Store.connect(mongodb_uri, database=f"{database_prefix}{secrets.token_hex(6)}_events", driver=request.param)
    await migrate(one, (*MIGRATIONS, *files.MIGRATIONS))
    yield one
    await one.drop()
    await one.close()


def test_a_file_has_whole_parts_and_the_rest() -> None:
    sizes = (1, PART_BYTES, PART_BYTES + 1, len(CONTENT))
    assert [parts_of(size) for size in sizes] == [1, 1, 2, 3]
    for size in sizes:
        assert sum(part_size(number, of=size) for number in range(parts_of(size))) == size


async def test_parts_in_any_order_are_one_file_whole_in_ranges_and_for_any_reader_of_gridfs(
    store: Store, mongodb_uri: str
) -> None:
    kept = Files(store)
    for number in (2, 0, 1, 0):
        await kept.put_part("f-1", number, CONTENT[number * PART_BYTES :][: part_size(number, of=len(CONTENT))])
    assert await kept.received("f-1") == [0, 1, 2]
    await kept.seal("f-1")

    async def enter(unit: UnitOfWork) -> None:
        unit.put_document(FILES, "f-1", kept.entry(name="a.pdf", size_bytes=len(CONTENT), stored_at=datetime.now(UTC)))

    await Units(store=store, rows=to_row).run(CONTEXT, enter)
    for first, last in (
        (0, len(CONTENT) - 1),
        (5, 5),
        (PART_BYTES - 1, PART_BYTES),
        (len(CONTENT) - 3, len(CONTENT) - 1),
    ):
        read = b"".join([part async for part in kept.read("f-1", first=first, last=last)])
        assert read == CONTENT[first : last + 1]
    with MongoClient[dict[str, object]](mongodb_uri) as client:
        bucket = gridfs.GridFSBucket(client[store.database], bucket_name="files")
        found = await asyncio.to_thread(lambda: bucket.open_download_stream("f-1").read())
    assert found == CONTENT


async def test_what_is_sealed_does_not_change_and_what_is_not_expires(store: Store) -> None:
    kept = Files(store)
    await kept.put_part("f-1", 0, b"one")
    [chunk] = await store[files.CHUNKS].find({})
    assert chunk["expires_at"] > datetime.now(UTC)
    await kept.seal("f-1")
    with pytest.raises(DatabaseTrouble) as lost:
        await kept.put_part("f-1", 0, b"two")
    assert trouble_of(lost.value) is Trouble.RACE
    [chunk] = await store[files.CHUNKS].find({})
    assert (chunk["data"], "expires_at" in chunk) == (b"one", False)
    await kept.unseal("f-1")
    await kept.put_part("f-1", 0, b"two")
    assert [part async for part in kept.read("f-1", first=0, last=2)] == [b"two"]
    with pytest.raises(LookupError):
        assert [part async for part in kept.read("f-2", first=0, last=0)]

"""``idm backup`` and ``idm restore``: all four databases at one point in time (invariant 11).

One database alone is never restored: the others would know of what it no longer knows, or lack what it says.
"""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console

from cli.operating import DEFAULT, Folder, connections, in_sentences, names, refuse
from shared.contracts.topics import TOPICS
from shared.outbox import operations
from shared.outbox.lease import Lease
from shared.outbox.rows import COLLECTION as OUTBOX
from shared.persistence.backup import Databases, Header, Kept, NotWhole, read_documents, read_header
from shared.persistence.migrations import COLLECTION as MIGRATIONS
from shared.runtime.settings import Connections

# Epochs rise with time: one backup that is restored twice must not give the same epoch to two histories.
_EPOCHS_BEGAN = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
# Standard output carries the backup itself.
console = Console(highlight=False, stderr=True)


def write(
    to: Annotated[Path | None, typer.Option(help="The file; without it, standard output.")] = None,
    folder: Folder = DEFAULT,
) -> None:
    """All four databases as they are at one moment, while the services go on."""
    found = connections(folder)
    if to is None and sys.stdout.isatty():
        refuse("A backup is not for a terminal: say `--to FILE`, or send it on with `> FILE`.")

    async def run() -> int:
        databases = Databases(found.mongodb_uri, found.login(service="operator"))
        try:
            if to is None:
                return await databases.write(_ours(found), sys.stdout.buffer)
            # Whole or not at all: half a backup must not look like one.
            fresh = to.with_name(to.name + ".new")
            # For its owner's eyes alone: it holds what the databases hold.
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as output:
                try:
                    count = await databases.write(_ours(found), output)
                except BaseException:
                    fresh.unlink()
                    raise
            fresh.replace(to)
            return count
        finally:
            databases.close()

    try:
        count = in_sentences(run())
    except OSError as error:
        refuse(f"The backup cannot be written: {error.strerror}.")
    console.print(f"{count} documents of {len(names())} databases, as they were at one moment.")


def restore(
    source: Annotated[Path | None, typer.Option("--from", help="The file; without it, standard input.")] = None,
    folder: Folder = DEFAULT,
) -> None:
    """Put a backup into migrated databases that are empty, and begin a new epoch: partners start over.

    The topics must be new too. Start the services afterwards: their relays send everything again.
    """
    found = connections(folder)
    try:
        with source.open("rb") if source else sys.stdin.buffer as stream:
            epoch, counts = in_sentences(_restore(found, stream))
    except NotWhole as why:
        refuse(f"The backup cannot be used: {why}. Wipe the databases before you try another.")
    except OSError as error:
        refuse(f"The backup cannot be read: {error.strerror}.")
    for name, count in counts.items():
        console.print(f"{name}: {count} messages will be sent again.")
    console.print(f"Epoch {epoch} has begun. Run `migrate`, then start the services.")


async def _restore(to: Connections, stream: BinaryIO) -> tuple[int, Mapping[str, int]]:
    header = read_header(stream)
    if sorted(header.collections) != sorted(_ours(to)):
        refuse(
            f"The backup holds {', '.join(sorted(header.collections)) or 'nothing'}, and this platform has "
            f"{', '.join(sorted(_ours(to)))}: all of them are restored together, or none."
        )
    databases = Databases(to.mongodb_uri, to.login(service="operator"))
    try:
        await _refuse_unless_ready(to, databases, header)
        for database, collections in header.collections.items():
            # Not migrated until all is there: a service must not start on half of it.
            for collection in {*collections, MIGRATIONS}:
                await databases.empty(database, collection)
        migrations: list[Kept] = []
        await databases.put(_without(MIGRATIONS, read_documents(stream), aside=migrations))
        result = await _begin_again(to)
        await databases.put(migrations)
        return result
    finally:
        databases.close()


async def _refuse_unless_ready(to: Connections, databases: Databases, header: Header) -> None:
    for name in names():
        store = to.store(name, user="operator")
        try:
            there = await databases.collections(store.database)
            if lacking := sorted(set(header.collections[store.database]) - set(there)):
                refuse(f"{name} has no collection “{lacking[0]}”: run its `migrate`, of this version or a later one.")
            if await Lease.is_held(store):
                refuse(f"{name} runs: stop all services before you restore.")
            if await store[OUTBOX].count({}):
                refuse(f"The database of {name} is not empty: remove all of them, and the topics, before you restore.")
        finally:
            await store.close()
    if await operations.count_records(to.kafka_bootstrap, TOPICS, security=to.security(service="operator")):
        refuse("The topics hold messages of the history that is lost: remove Kafka's data too, and run `migrate`.")


async def _begin_again(to: Connections) -> tuple[int, Mapping[str, int]]:
    """The same new epoch in all of them, and everything to be sent again."""
    stores = {name: to.store(name, user="operator") for name in names()}
    try:
        newest = max([(await operations.status(store)).epoch for store in stores.values()])
        epoch = max(newest + 1, int(time.time()) - _EPOCHS_BEGAN)
        counts = {}
        for name, store in stores.items():
            await operations.begin_epoch(store, epoch=epoch)
            counts[name] = await operations.republish(store)
        return epoch, counts
    finally:
        for store in stores.values():
            await store.close()


def _without(collection: str, documents: Iterator[Kept], *, aside: list[Kept]) -> Iterator[Kept]:
    for one in documents:
        if one.collection == collection:
            aside.append(one)
        else:
            yield one


def _ours(to: Connections) -> list[str]:
    return [to.database_of(name) for name in names()]

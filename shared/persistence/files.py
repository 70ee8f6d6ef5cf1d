"""Files in the database, in the layout of GridFS: taken in parts of one size, given out part by part.

The layout is written through the seam's own collections: both clients do it alike (decision 0013), an upload goes on
in another process after a crash, and any other reader of GridFS reads what is stored.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from shared.persistence.driver import DeleteOne, Document, ReplaceOne, Store
from shared.persistence.migrations import Index, Migration, collection
from shared.persistence.unit_of_work import UnitOfWork

FILES, CHUNKS, SEALED = "files.files", "files.chunks", "files.sealed"
PART_BYTES = 768 * 1024
"""Every part but the last has exactly so many; below the bound on a request's body."""
KEPT_UNFINISHED = timedelta(days=2)
"""So long after its last part an upload that nobody finished is kept."""

_FILE = {
    "bsonType": "object",
    "required": ["_id", "length", "chunkSize", "uploadDate"],
    "properties": {
        "_id": {"bsonType": "string"},
        "length": {"bsonType": ["int", "long"], "minimum": 1},
        "chunkSize": {"bsonType": ["int", "long"]},
        "uploadDate": {"bsonType": "date"},
    },
}
_CHUNK = {
    "bsonType": "object",
    "required": ["_id", "files_id", "n", "data"],
    "properties": {"files_id": {"bsonType": "string"}, "n": {"bsonType": "int"}, "data": {"bsonType": "binData"}},
}


async def _forget_unfinished_ones(store: Store) -> None:
    await store[CHUNKS].create_index((("expires_at", 1),), name="expires_at", expireAfterSeconds=0)


MIGRATIONS: tuple[Migration, ...] = (
    collection(FILES, schema=_FILE),
    collection(CHUNKS, schema=_CHUNK, indexes=(Index(name="file", keys=(("files_id", 1), ("n", 1)), unique=True),)),
    Migration(name="unfinished uploads expire", run=_forget_unfinished_ones),
    collection(
        SEALED,
        schema={"bsonType": "object", "required": ["_id", "parts"]},
        indexes=(Index(name="sealed_at", keys=(("sealed_at", 1),), only={"sealed_at": {"$exists": True}}),),
    ),
)


def parts_of(size_bytes: int) -> int:
    """How many parts a file of this size has."""
    return -(-size_bytes // PART_BYTES)


def part_size(number: int, *, of: int) -> int:
    """How many bytes the part ``number`` (from 0) of a file of ``of`` bytes has."""
    return min(PART_BYTES, of - number * PART_BYTES)


def whole(file: str, content: bytes, *, name: str, stored_at: datetime) -> tuple[Document, dict[str, Document]]:
    """A file that is made here, to be written in one transaction with what it belongs to: its document of
    :data:`FILES`, and those of :data:`CHUNKS` by identifier."""
    chunks = {
        f"{file}-{number}": {
            "files_id": file,
            "n": number,
            "data": content[number * PART_BYTES : (number + 1) * PART_BYTES],
        }
        for number in range(parts_of(len(content)))
    }
    return Files.entry(name=name, size_bytes=len(content), stored_at=stored_at), chunks


async def forget_abandoned(unit: UnitOfWork, file: str) -> int:
    """Empty the parts of a sealed file of which nothing came, and let them expire; answers how many there were.

    Nothing is done to one that was sealed again since it was found: somebody is about to make something of it.
    """
    sealed = await unit.find_document(SEALED, file)
    if sealed is None or "sealed_at" not in sealed:
        return 0
    if sealed["sealed_at"] > unit.context.recorded_at - KEPT_UNFINISHED:
        return 0
    if await unit.find_document(FILES, file) is not None:  # the process died before it said so
        unit.put_document(SEALED, file, {"parts": sealed["parts"]})
        return 0
    _empty(unit, file, parts=int(sealed["parts"]))
    unit.put_document(SEALED, file, {"parts": 0, "forgotten_at": unit.context.recorded_at})
    return int(sealed["parts"])


def forget_whole(unit: UnitOfWork, file: str, *, size_bytes: int) -> None:
    """Empty a file that was made here and that nothing refers to any more. Made again, it is whole again."""
    _empty(unit, file, parts=parts_of(size_bytes))


def _empty(unit: UnitOfWork, file: str, *, parts: int) -> None:
    """The bytes go at once, the documents by the clock: a unit of work writes and removes nothing."""
    for number in range(parts):
        emptied = {"files_id": file, "n": number, "data": b"", "expires_at": unit.context.recorded_at}
        unit.put_document(CHUNKS, f"{file}-{number}", emptied)


class Files:
    """The files of one service. One is there for readers once its :meth:`entry` is written."""

    def __init__(self, store: Store) -> None:
        self._chunks, self._sealed = store[CHUNKS], store[SEALED]

    async def put_part(self, file: str, number: int, content: bytes) -> None:
        """Keep a part; the same number again replaces it.

        Raises ``DatabaseTrouble`` (a lost race) for a file that is sealed: what was checked never changes.
        """
        identifier = f"{file}-{number}"
        chunk = {
            "_id": identifier,
            "files_id": file,
            "n": number,
            "data": content,
            "expires_at": datetime.now(UTC) + KEPT_UNFINISHED,
        }
        unsealed = {"_id": identifier, "expires_at": {"$exists": True}}
        await self._chunks.write([ReplaceOne(unsealed, chunk, upsert=True)])

    async def received(self, file: str) -> list[int]:
        """The numbers of the parts there are, rising."""
        found = await self._chunks.find({"files_id": file}, projection={"_id": 0, "n": 1}, sort=[("n", 1)])
        return [int(one["n"]) for one in found]

    async def seal(self, file: str) -> None:
        """From now on its parts neither change nor expire. Before it is checked, so that what is checked is kept.

        That it is sealed is written down until :meth:`settled`: what nothing came of is found and forgotten.
        """
        sealed = {"_id": file, "parts": len(await self.received(file)), "sealed_at": datetime.now(UTC)}
        await self._sealed.write([ReplaceOne({"_id": file}, sealed, upsert=True)])
        await self._chunks.update_many({"files_id": file}, {"$unset": {"expires_at": ""}})

    async def unseal(self, file: str) -> None:
        """It did not stand the check: its parts may be sent again, and expire."""
        expires_at = datetime.now(UTC) + KEPT_UNFINISHED
        await self._chunks.update_many({"files_id": file}, {"$set": {"expires_at": expires_at}})
        await self._sealed.write([DeleteOne({"_id": file})])

    async def settled(self, file: str) -> None:
        """Its :meth:`entry` is committed: it is a file for ever."""
        await self._sealed.write([DeleteOne({"_id": file})])

    async def abandoned(self, now: datetime) -> list[str]:
        """Files that were sealed long ago, and of which nothing came: their upload was overtaken, or a process died."""
        found = await self._sealed.find({"sealed_at": {"$lte": now - KEPT_UNFINISHED}}, projection={"_id": 1})
        return [str(one["_id"]) for one in found]

    @staticmethod
    def entry(*, name: str, size_bytes: int, stored_at: datetime) -> Document:
        """The document of :data:`FILES` that makes it a file, to be written with what it belongs to."""
        return {"length": size_bytes, "chunkSize": PART_BYTES, "uploadDate": stored_at, "filename": name}

    async def read(self, file: str, *, first: int, last: int) -> AsyncIterator[bytes]:
        """Its bytes from ``first`` to ``last``, both included; no more than one part is held at a time.

        Raises ``LookupError`` for a part that is missing.
        """
        for number in range(first // PART_BYTES, last // PART_BYTES + 1):
            chunk = await self._chunks.find_one({"_id": f"{file}-{number}"})
            if chunk is None:
                raise LookupError(f"the part {number} of the file {file} is missing")
            begin = number * PART_BYTES
            yield bytes(chunk["data"][max(first - begin, 0) : last + 1 - begin])

"""A backup is of one moment, whatever is written while it is taken (invariant 11)."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from shared.persistence.backup import Databases, read_documents, read_header

_DOCUMENTS = 3


class _Busy(io.BytesIO):
    """Where the backup goes: with every document that arrives, both databases count on, in one transaction."""

    def __init__(self, client: MongoClient[dict[str, Any]], databases: list[str]) -> None:
        super().__init__()
        self._client = client
        self._databases = databases
        self.counted = 0

    def write(self, data: Any, /) -> int:
        with self._client.start_session() as session, session.start_transaction():
            for database in self._databases:
                self._client[database]["counts"].update_many({}, {"$inc": {"count": 1}}, session=session)
        self.counted += 1
        return super().write(data)


@pytest.fixture
def client(mongodb_uri: str) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](mongodb_uri) as one:
        yield one


@pytest.fixture
def databases(client: MongoClient[dict[str, Any]], database_prefix: str) -> Iterator[list[str]]:
    names = [f"{database_prefix}backup_{part}" for part in ("first", "second")]
    for name in names:
        client[name]["counts"].insert_many([{"_id": number, "count": 0} for number in range(_DOCUMENTS)])
    yield names
    for name in names:
        client.drop_database(name)


async def test_g11_a_backup_has_all_databases_as_they_were_at_one_moment(
    client: MongoClient[dict[str, Any]], databases: list[str], mongodb_uri: str
) -> None:
    taking = Databases(mongodb_uri, None)
    output = _Busy(client, databases)
    try:
        assert await taking.write(databases, output) == len(databases) * _DOCUMENTS
    finally:
        taking.close()
    assert output.counted > len(databases) * _DOCUMENTS, "nothing was written meanwhile: the test showed nothing"
    output.seek(0)
    read_header(output)
    counts = {one.document["count"] for one in read_documents(output)}
    assert len(counts) == 1, f"documents of several moments: {sorted(counts)}"

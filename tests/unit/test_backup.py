"""A backup is read whole or not at all."""

import io
from datetime import UTC, datetime
from typing import Any

import bson
import pytest

from shared.persistence.backup import FORMAT, NotWhole, read_documents, read_header

_HEADER: dict[str, Any] = {
    "format": FORMAT,
    "taken_at": datetime(2026, 1, 2, tzinfo=UTC),
    "collections": {"idm_events": ["outbox"]},
}
_ONE: dict[str, Any] = {"database": "idm_events", "collection": "outbox", "document": {"_id": "a"}}


def _bytes(*documents: dict[str, Any]) -> bytes:
    return b"".join(bson.encode(one) for one in documents)


_WHOLE = _bytes(_HEADER, _ONE, _ONE, {"count": 2})


def _read(data: bytes) -> int:
    source = io.BytesIO(data)
    read_header(source)
    return len(list(read_documents(source)))


def test_a_whole_one_is_read_to_its_end() -> None:
    source = io.BytesIO(_WHOLE)
    assert read_header(source).collections == {"idm_events": ["outbox"]}
    assert [(one.database, one.collection, one.document["_id"]) for one in read_documents(source)] == [
        ("idm_events", "outbox", "a")
    ] * 2


@pytest.mark.parametrize("missing", range(1, len(_WHOLE)))
def test_one_that_breaks_off_anywhere_is_refused(missing: int) -> None:
    with pytest.raises(NotWhole):
        _read(_WHOLE[:-missing])


def test_one_that_lacks_a_document_in_its_middle_is_refused() -> None:
    with pytest.raises(NotWhole, match="should hold 2 documents and holds 1"):
        _read(_bytes(_HEADER, _ONE, {"count": 2}))


@pytest.mark.parametrize("other", [b"", b"something else altogether", bson.encode({"format": 2}), b"\0" * 64])
def test_what_is_no_backup_is_refused(other: bytes) -> None:
    with pytest.raises(NotWhole):
        _read(other)

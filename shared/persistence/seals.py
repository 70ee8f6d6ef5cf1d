"""The seal of a row of the log: a hash of what it says and of the row before it in its stream (decision 0012).

Every stream has a chain of its own. Writers of one stream meet in their aggregate's version anyway, so the chain makes
nobody wait who did not wait before.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from shared.persistence.driver import Document


def hash_of(row: Mapping[str, object], *, before: str | None) -> str:
    """SHA-256, as 64 hexadecimal digits, of the row's identifier, its ``recorded`` part and the hash ``before`` it.

    Over JSON with sorted keys, no spaces and nothing but ASCII, so that an auditor can make it again with any tool.
    ``delivery`` is not in it: whether Kafka has a row may change.
    """
    content = {"id": row["_id"], "recorded": row["recorded"], "before": before}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def sealed(rows: Sequence[Document], *, last: Mapping[str, str | None]) -> list[Document]:
    """The rows with their seals. ``rows`` are in order within each stream; ``last`` is the hash, by stream, of the
    row before the first of them (absent for a new stream)."""
    hashes = dict(last)
    result = []
    for row in rows:
        stream = row["recorded"]["stream"]
        before = hashes.get(stream)
        hashes[stream] = hash_of(row, before=before)
        result.append({**row, "seal": {"before": before, "hash": hashes[stream]}})
    return result

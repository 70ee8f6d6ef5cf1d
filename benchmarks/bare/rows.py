"""An outbox row and its record on Kafka, written by hand."""

import json
from datetime import UTC, datetime
from typing import Any

from uuid_utils import uuid7


def to_row(
    message_type: str, *, aggregate: str, stream: str, version: int, sequence: int | None, topic: str | None, data: Any
) -> dict[str, Any]:
    identifier = str(uuid7())
    now = datetime.now(UTC)
    return {
        "_id": identifier,
        "recorded": {
            "type": message_type,
            "aggregate": aggregate,
            "stream": stream,
            "version": version,
            "sequence": sequence,
            "audience": "public" if topic else "audit",
            "topic": topic,
            "data": data,
            "occurred_on": now.date().isoformat(),
            "recorded_at": now.isoformat(),
            "actor": {"subject": "account-bench", "role": "administration"},
            "correlation_id": identifier,
            "causation_id": identifier,
            "traceparent": None,
        },
        "delivery": {"state": "unsent" if topic else "kept"},
        "seal": {"before": None, "hash": "0" * 64},  # of the size of a real one, and made of nothing
    }


def to_record(row: dict[str, Any]) -> dict[str, Any]:
    """Key, headers and value of CloudEvents in binary mode, as arguments of the producer's ``send``."""
    recorded = row["recorded"]
    stream = recorded["stream"].encode()
    return {
        "topic": recorded["topic"],
        "key": stream,
        "value": json.dumps(recorded["data"]).encode(),
        "headers": [
            ("ce_specversion", b"1.0"),
            ("ce_id", row["_id"].encode()),
            ("ce_source", b"/idm/governance"),
            ("ce_type", recorded["type"].encode()),
            ("ce_subject", stream),
            ("ce_time", recorded["recorded_at"].encode()),
            ("content-type", b"application/json"),
            ("ce_dataschema", b"http://localhost:8000/schemas/" + recorded["type"].encode()),
            ("ce_sequence", str(recorded["sequence"]).encode()),
            ("ce_epoch", b"1"),
            ("ce_partitionkey", stream),
            ("ce_correlationid", recorded["correlation_id"].encode()),
            ("ce_causationid", recorded["causation_id"].encode()),
            ("ce_occurredon", recorded["occurred_on"].encode()),
            ("ce_actor", recorded["actor"]["role"].encode()),
        ],
    }

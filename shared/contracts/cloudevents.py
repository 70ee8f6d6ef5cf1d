"""A recorded message on the wire: CloudEvents 1.0, Kafka binary mode (design.md 6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloudevents.core.bindings.kafka import to_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.contracts.schemas import schema_path

_JSON = JSONFormat()


@dataclass(frozen=True, kw_only=True)
class WireMessage:
    """What is handed to the producer: ``key`` decides the partition, headers are bytes."""

    topic: str
    key: bytes
    headers: list[tuple[str, bytes]]
    value: bytes


def to_wire(row: Mapping[str, Any], *, epoch: int, base_url: str) -> WireMessage:
    """The same row gives the same bytes every time it is sent.

    ``actor`` is the role, and the body it acts for: never the person (invariant 10). ``epoch`` rises
    when a restore rewrote history, and tells partners to start over.
    """
    recorded = row["recorded"]
    service = recorded["type"].split(".")[3]
    attributes: dict[str, Any] = {
        "id": row["_id"],
        "source": f"/idm/{service}",
        "type": recorded["type"],
        "subject": recorded["stream"],
        "time": datetime.fromisoformat(recorded["recorded_at"]),
        "datacontenttype": "application/json",
        "dataschema": base_url + schema_path(recorded["type"]),
        "sequence": str(recorded["sequence"]),
        "epoch": str(epoch),
        "partitionkey": recorded["stream"],
        "correlationid": recorded["correlation_id"],
        "causationid": recorded["causation_id"],
        "occurredon": recorded["occurred_on"],
        "actor": _actor(recorded["actor"]),
    }
    if recorded.get("traceparent"):
        attributes["traceparent"] = recorded["traceparent"]
    binary = to_binary(CloudEvent(attributes=attributes, data=recorded["data"]), _JSON)
    key = binary.key or ""
    return WireMessage(
        topic=recorded["topic"],
        key=key.encode() if isinstance(key, str) else key,
        headers=list(binary.headers.items()),
        value=binary.value,
    )


def _actor(actor: Mapping[str, Any]) -> str:
    return f"{actor['role']}/{actor['body']}" if actor.get("body") else str(actor["role"])

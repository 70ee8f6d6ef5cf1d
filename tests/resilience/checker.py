"""Reads MongoDB and Kafka from the start and says what is lost or doubled. Shares no code with the product."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo import MongoClient

TOPIC = "idm.governance.v1"
Database = Any


def databases(uri: str) -> tuple[MongoClient[dict[str, Any]], Database, Database]:
    client: MongoClient[dict[str, Any]] = MongoClient(uri, serverSelectionTimeoutMS=5_000)
    return client, client["idm_governance"], client["idm_events"]


def not_settled(uri: str) -> str | None:
    """What is still to travel; ``None`` when everything recorded was sent and received."""
    client, governance, events = databases(uri)
    with client:
        unsent = governance.outbox.count_documents({"delivery.state": "unsent"})
        if unsent:
            return f"{unsent} rows are not sent"
        highest = _highest(governance)
        done = {one["_id"].rpartition("|")[2]: one["done"] for one in events.positions.find()}
        behind = {stream: (done.get(stream, 0), last) for stream, last in highest.items() if done.get(stream) != last}
        return f"events is behind: {behind}" if behind else None


async def faults(uri: str, bootstrap: str, acknowledged: Mapping[tuple[str, int], str]) -> list[str]:
    """Every fault found, a sentence each; empty when nothing was lost, doubled or reordered."""
    client, governance, events = databases(uri)
    with client:
        rows = list(governance.outbox.find().sort([("recorded.stream", 1), ("recorded.version", 1)]))
        effects = list(events.outbox.find())
        held = list(events.held.find())
        states = {one["_id"]: one for one in governance.cycles.find()}
        calendars = {one["_id"]: one for one in events.calendars.find()}
    return [
        *_log_faults(rows),
        *_topic_faults(rows, await _records(bootstrap)),
        *_effect_faults(rows, effects, calendars),
        *_answer_faults(rows, states, acknowledged),
        *(f"held: {one['_id']} {one['why']}" for one in held),
    ]


async def epochs(bootstrap: str) -> set[str]:
    """The epochs that the topic's messages carry."""
    return {headers["ce_epoch"] for _, _, headers in await _records(bootstrap)}


def _highest(governance: Database) -> dict[str, int]:
    highest: dict[str, int] = {}
    for row in governance.outbox.find({"recorded.sequence": {"$ne": None}}):
        stream = row["recorded"]["stream"]
        highest[stream] = max(highest.get(stream, 0), row["recorded"]["sequence"])
    return highest


def _log_faults(rows: list[dict[str, Any]]) -> list[str]:
    """Versions and sequences count 1, 2, 3 … in every stream."""
    found = []
    versions, sequences = defaultdict(list), defaultdict(list)
    for row in rows:
        versions[row["recorded"]["stream"]].append(row["recorded"]["version"])
        if row["recorded"]["sequence"] is not None:
            sequences[row["recorded"]["stream"]].append(row["recorded"]["sequence"])
    for name, numbers in (*versions.items(), *sequences.items()):
        if numbers != list(range(1, len(numbers) + 1)):
            found.append(f"the log of {name} does not count 1, 2, 3: {numbers}")
    return found


async def _records(bootstrap: str) -> list[tuple[int, int, dict[str, str]]]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        partitions = [TopicPartition(TOPIC, number) for number in range(6)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        records = []
        for partition in partitions:
            consumer.seek(partition, 0)
            at = 0
            while at < ends[partition]:
                for record in (await consumer.getmany(partition, timeout_ms=200)).get(partition, []):
                    headers = {name: value.decode() for name, value in record.headers}
                    records.append((record.partition, record.offset, headers))
                    at = record.offset + 1
        return records
    finally:
        await consumer.stop()


def _topic_faults(rows: list[dict[str, Any]], records: list[tuple[int, int, dict[str, str]]]) -> list[str]:
    """Every sent row at least once, in stream order (a repetition may only come late), one partition a stream."""
    found: list[str] = []
    seen: dict[str, list[str]] = defaultdict(list)
    partition_of: dict[str, int] = {}
    for partition, offset, headers in sorted(records, key=lambda one: one[:2]):
        stream, sequence = headers["ce_subject"], int(headers["ce_sequence"])
        if partition_of.setdefault(stream, partition) != partition:
            found.append(f"{stream} is on two partitions")
        if sequence > len(seen[stream]) + 1:
            found.append(f"{stream}: {sequence} came before {len(seen[stream]) + 1} (offset {offset})")
        if sequence == len(seen[stream]) + 1:
            seen[stream].append(headers["ce_id"])
        elif sequence <= len(seen[stream]) and seen[stream][sequence - 1] != headers["ce_id"]:
            found.append(f"{stream}: {sequence} was sent as two different messages")
    for row in rows:
        sequence, stream = row["recorded"]["sequence"], row["recorded"]["stream"]
        if sequence is not None and row["_id"] not in seen[stream]:
            found.append(f"{stream}: {sequence} is not in Kafka")
    return found


def _effect_faults(
    rows: list[dict[str, Any]], effects: list[dict[str, Any]], calendars: dict[str, dict[str, Any]]
) -> list[str]:
    """Each format decided is noted exactly once, in the order decided, and the calendar says the last."""
    found = []
    decided = defaultdict(list)
    for row in rows:
        if row["recorded"]["type"].endswith("FormatDecided.v1"):
            decided[row["recorded"]["stream"]].append(row["_id"])
    noted = defaultdict(list)
    for row in sorted(effects, key=lambda one: (one["recorded"]["stream"], one["recorded"]["version"])):
        if row["recorded"]["type"].endswith("FormatNoted.v1"):
            noted[row["recorded"]["stream"].replace("calendar-", "cycle-")].append(row["recorded"]["causation_id"])
    for stream, wanted in decided.items():
        if noted[stream] != wanted:
            doubled = len(noted[stream]) - len(set(noted[stream]))
            found.append(
                f"{stream}: {len(wanted)} formats decided, {len(noted[stream])} noted, {doubled} twice or out of order"
            )
    last = {row["recorded"]["stream"]: row["recorded"]["data"].get("format") for row in rows}
    for stream in decided:
        calendar = calendars.get(stream.replace("cycle-", "calendar-"), {})
        if calendar.get("format") != last[stream]:
            found.append(f"{stream}: decided {last[stream]}, the calendar says {calendar.get('format')}")
    return found


def _answer_faults(
    rows: list[dict[str, Any]],
    states: dict[str, dict[str, Any]],
    acknowledged: Mapping[tuple[str, int], str],
) -> list[str]:
    """What an acknowledged answer said is in the log, at the version it said."""
    log = {
        (row["recorded"]["stream"], row["recorded"]["version"]): row["recorded"]["data"].get("format") for row in rows
    }
    lost = [
        f"the answer said {stream} is at {version} with {format}; the log says {log.get((stream, version))}"
        for (stream, version), format in acknowledged.items()
        if log.get((stream, version)) != format
    ]
    stale = [
        f"{stream} is stored at {states[stream]['version']} and the log goes to {version}"
        for stream, version in log
        if stream in states and version > states[stream]["version"]
    ]
    return [*lost, *stale]

"""Reads four databases and all of Kafka from the start, and says what is lost, doubled or out of order.

Shares no code with the product: names of collections, topics and fields are written here once more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient

from tests.resilience.schedules.client import Asked

Row = dict[str, Any]
HEARS = {
    "governance": (
        *("idm.events.v1", "idm.events.internal.v1", "idm.funding.v1", "idm.funding.internal.v1"),
        *("idm.publications.v1", "idm.publications.internal.v1"),
    ),
    "events": ("idm.governance.v1", "idm.funding.internal.v1", "idm.publications.v1"),
    "funding": ("idm.governance.v1", "idm.events.v1", "idm.events.internal.v1", "idm.publications.v1"),
    "publications": ("idm.governance.v1", "idm.events.v1", "idm.events.internal.v1"),
}
"""The topics that each service reads."""


class Databases:
    """What is in the database of each service."""

    def __init__(self, uri: str) -> None:
        with MongoClient[Row](uri, serverSelectionTimeoutMS=5_000) as client:
            self.of = {
                service: {
                    name: list(client[f"idm_{service}"][name].find())
                    for name in client[f"idm_{service}"].list_collection_names()
                }
                for service in HEARS
            }

    def rows(self, service: str) -> list[Row]:
        rows = self.of[service].get("outbox", [])
        return sorted(rows, key=lambda row: (row["recorded"]["stream"], row["recorded"]["version"]))

    def by_id(self, service: str, collection: str) -> dict[str, Row]:
        return {one["_id"]: one for one in self.of[service].get(collection, [])}


def unsettled(uri: str) -> str | None:
    """What is still to travel, in one sentence; ``None`` when all that was recorded is sent and done."""
    found = Databases(uri)
    for service in HEARS:
        unsent = sum(row["delivery"]["state"] == "unsent" for row in found.rows(service))
        if unsent:
            return f"{unsent} rows of {service} are not sent"
    sent = [one for service in HEARS for one in _last(found.rows(service)).items()]
    for service, heard in HEARS.items():
        done = {one["_id"]: one for one in found.of[service].get("positions", [])}
        for (topic, stream), last in sent:
            if topic in heard:
                position = done.get(f"{service}|{topic}|{stream}")
                if position is None or position["done"] < last:
                    reached = position["done"] if position else 0
                    return f"{service} did {reached} of {last} messages of {stream} ({topic})"
    return None


async def faults(
    uri: str,
    bootstrap: str,
    books: Iterable[Asked],
    years: Sequence[int],
    *,
    security: Mapping[str, Any] | None = None,
) -> list[str]:
    """Every fault, a sentence each. ``security``: how to enter Kafka, as aiokafka's clients take it."""
    found = Databases(uri)
    records = await _records(bootstrap, security or {})
    said = []
    for service in HEARS:
        rows = found.rows(service)
        said += [f"{service}: {fault}" for fault in (*_log(rows), *_topics(rows, records), *_doubled(rows))]
        said += [f"{service} holds {one['_id']}: {one['why']}" for one in found.of[service].get("held", [])]
        said += [f"{service}: {fault}" for fault in _states(found.of[service], rows)]
    said += _answers(books, {service: found.rows(service) for service in HEARS})
    for year in years:
        said += _agree(found, year)
    return said


def _last(rows: Sequence[Row]) -> dict[tuple[str, str], int]:
    last: dict[tuple[str, str], int] = {}
    for row in rows:
        said = row["recorded"]
        if said["sequence"] is not None:
            last[said["topic"], said["stream"]] = max(last.get((said["topic"], said["stream"]), 0), said["sequence"])
    return last


def _log(rows: Sequence[Row]) -> list[str]:
    """Versions count 1, 2, 3 … in every stream, and sequences do among what is sent."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        numbers["version", row["recorded"]["stream"]].append(row["recorded"]["version"])
        if row["recorded"]["sequence"] is not None:
            numbers["sequence", row["recorded"]["stream"]].append(row["recorded"]["sequence"])
    return [
        f"the {what} of {stream} does not count 1, 2, 3: {found}"
        for (what, stream), found in numbers.items()
        if found != list(range(1, len(found) + 1))
    ]


def _topics(rows: Sequence[Row], records: Mapping[str, list[dict[str, str]]]) -> list[str]:
    """Every row that is to be sent is there, in stream order; a repetition may only repeat what came before."""
    said, sent = [], {row["_id"]: row["recorded"] for row in rows if row["recorded"]["sequence"] is not None}
    for topic in sorted({one["topic"] for one in sent.values()}):
        seen: dict[str, list[str]] = defaultdict(list)
        for headers in records.get(topic, []):
            stream, sequence = headers["ce_subject"], int(headers["ce_sequence"])
            known = seen[stream]
            if headers["ce_id"] not in sent:
                said.append(f"{topic} has a message of {stream} that the log does not have")
            elif sequence > len(known) + 1:
                said.append(f"{topic}: {stream} {sequence} came before {len(known) + 1}")
            elif sequence == len(known) + 1:
                known.append(headers["ce_id"])
            elif known[sequence - 1] != headers["ce_id"]:
                said.append(f"{topic}: {stream} {sequence} was sent as two different messages")
        there = {identifier for known in seen.values() for identifier in known}
        said += [
            f"{one['stream']} {one['sequence']} is not in {topic}"
            for identifier, one in sent.items()
            if one["topic"] == topic and identifier not in there
        ]
    return said


def _doubled(rows: Sequence[Row]) -> list[str]:
    """No message made the same effect twice."""
    effects = Counter(
        (
            row["recorded"]["causation_id"],
            row["recorded"]["stream"],
            row["recorded"]["type"],
            repr(row["recorded"]["data"]),
        )
        for row in rows
        if row["recorded"]["actor"]["role"] == "system"
    )
    return [
        f"{stream}: {kind} was made {times} times by one message"
        for (_, stream, kind, _), times in effects.items()
        if times > 1
    ]


def _states(collections: Mapping[str, list[Row]], rows: Sequence[Row]) -> list[str]:
    """What is stored is at the last version of the log, and has all of it."""
    last = {row["recorded"]["stream"]: row["recorded"]["version"] for row in rows}
    stored = {
        one["_id"]: one["version"]
        for name, documents in collections.items()
        if name not in {"outbox", "positions", "held", "leases", "settings", "chains", "idempotency"}
        for one in documents
        if isinstance(one.get("version"), int) and "sequence" in one
    }
    return [
        f"{stream} is stored at {stored.get(stream)} and the log goes to {version}"
        for stream, version in last.items()
        if stored.get(stream) != version
    ]


def _answers(books: Iterable[Asked], rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """What was acknowledged is there, once; what was refused is not; a key had one effect at most."""
    caused: dict[str, dict[str, list[Row]]] = {service: defaultdict(list) for service in rows}
    for service, found in rows.items():
        for row in found:
            caused[service][row["recorded"]["causation_id"]].append(row)
    said = []
    for one in books:
        effective = [request for request in one.attempts if caused[one.service].get(request)]
        if len(effective) > 1:
            said.append(f"{one.what}: one key had {len(effective)} effects")
        if one.acknowledged and not effective:
            said.append(f"{one.what} was acknowledged and is not there")
        refused = [request for request, status in one.attempts.items() if 400 <= status < 500]
        said += [f"{one.what} was refused and is there" for request in refused if request in effective]
        said += [f"{one.what} was answered with {status}" for status in one.attempts.values() if status >= 500]
        if one.acknowledged and one.version is not None:
            versions = [
                row["recorded"]["version"] for row in rows[one.service] if row["recorded"]["stream"] == one.stream
            ]
            if one.version not in versions:
                said.append(
                    f"{one.what}: the answer said version {one.version} of {one.stream}; the log has {len(versions)}"
                )
    return said


def _agree(found: Databases, year: int) -> list[str]:
    """The four services say the same of a year."""
    conference = f"conference-{year}"
    workshop = found.by_id("events", "workshops").get(conference, {})
    calendar = found.by_id("events", "calendars").get(f"calendar-{year}", {})
    cycle = found.by_id("governance", "cycles").get(f"cycle-{year}", {})
    budget = found.by_id("funding", "budgets").get(f"budget-{conference}", {})
    accounts = found.by_id("funding", "accounts").get(f"accounts-{conference}", {})
    report = found.by_id("publications", "reports").get(f"report-{conference}", {})
    chain = found.by_id("governance", "chains").get(f"cycle-{year}", {})
    traced = {one["id"]: one["state"] for one in chain.get("workshops", [])}
    gifts = [one for one in found.of["funding"].get("contributions", []) if one["workshop"] == conference]
    wanted = {
        "the calendar's format": (calendar.get("format"), (cycle.get("format") or {}).get("format")),
        "the calendar's theme": ((calendar.get("theme") or {}).get("id"), (cycle.get("theme") or {}).get("id")),
        "the workshop": (workshop.get("state"), "held"),
        "the budget": (budget.get("stage"), "closed"),
        "the accounts": (accounts.get("stage"), "closed"),
        "the report": (report.get("state"), "published"),
        "the contributions": (len(gifts), 4),
        "the budget's shares": (len(budget.get("shares", [])), len(gifts)),
        "the cycle's closing": (bool(cycle.get("closed_on")), True),
        "the calendar's closing": (calendar.get("closed_on"), cycle.get("closed_on")),
        "the workshop in the chain": (traced.get(conference), workshop.get("state")),
        "the volumes in the chain": ([one["id"] for one in chain.get("volumes", [])], [f"book-{year}"]),
    }
    for service in ("funding", "publications"):
        own = found.by_id(service, "cycles").get(f"cycle-{year}", {})
        wanted[f"the cycle in {service}"] = (own.get("closed_on"), cycle.get("closed_on"))
    return [f"{year}: {what} is {has}, not {should}" for what, (has, should) in wanted.items() if has != should]


async def _records(bootstrap: str, security: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Every record of every topic of ours, in partition order; a stream is on one partition, or its order breaks."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **security)
    await admin.start()
    try:
        described = await admin.describe_topics([name for name in await admin.list_topics() if name.startswith("idm.")])
    finally:
        await admin.close()
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, **security)
    await consumer.start()
    try:
        records: dict[str, list[dict[str, str]]] = {}
        for topic in described:
            partitions = [TopicPartition(topic["topic"], one["partition"]) for one in topic["partitions"]]
            consumer.assign(partitions)
            begins, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
            into = records[topic["topic"]] = []
            for partition in sorted(partitions):
                # Not 0: what Kafka has forgotten is never answered.
                at = begins[partition]
                consumer.seek(partition, at)
                while at < ends[partition]:
                    for record in (await consumer.getmany(partition, timeout_ms=200)).get(partition, []):
                        into.append({name: value.decode() for name, value in record.headers})
                        at = record.offset + 1
        return records
    finally:
        await consumer.stop()

"""What an operator does with an outbox: see it, send it again, compare it with Kafka (invariant 11)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.contracts.topics import Topic
from shared.domain.identifiers import new_identifier
from shared.outbox.rows import COLLECTION, Delivery
from shared.outbox.security import OPEN, Security
from shared.outbox.storage import EPOCH, SETTINGS
from shared.persistence.driver import Document, Store

KafkaTrouble = KafkaError


@dataclass(frozen=True, kw_only=True)
class Status:
    """Rows by state of delivery; ``oldest_unsent_seconds`` is ``None`` when nothing waits."""

    rows: dict[str, int]
    oldest_unsent_seconds: float | None
    epoch: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """``missing`` are rows that Kafka should have and has not, as ``topic stream sequence``; ``unsent`` wait."""

    compared: int
    unsent: int
    missing: Sequence[str]


async def waiting(store: Store) -> tuple[int, float | None]:
    """How many rows wait to be sent, and the age of the oldest in seconds; reads only those."""
    unsent = {"delivery.state": Delivery.UNSENT.value}
    oldest = await store[COLLECTION].find_one(unsent, sort=[("recorded.recorded_at", 1)])
    return await store[COLLECTION].count(unsent), _age(oldest) if oldest else None


async def status(store: Store) -> Status:
    """Every row counted; reads the whole log. Raises ``DatabaseTrouble``."""
    grouped = await store[COLLECTION].aggregate([{"$group": {"_id": "$delivery.state", "count": {"$sum": 1}}}])
    _, age = await waiting(store)
    setting = await store[SETTINGS].find_one({"_id": EPOCH})
    return Status(
        rows={document["_id"]: int(document["count"]) for document in grouped},
        oldest_unsent_seconds=age,
        epoch=int(setting["value"]) if setting else 1,
    )


async def republish(store: Store, *, stream: str | None = None) -> int:
    """Mark everything as unsent: all of it, or one stream's; answers how many rows. The relay alone sends.

    Readers know every number already and drop it, so this is harmless at any time.
    """
    where: Document = {"delivery.state": {"$in": [Delivery.SENT.value, Delivery.UNSENT.value]}}
    if stream is not None:
        where["recorded.stream"] = stream
    # A new turn: what the relay is sending right now was read before, and its mark no longer fits.
    again = {"state": Delivery.UNSENT.value, "turn": new_identifier()}
    return await store[COLLECTION].update_many(where, {"$set": {"delivery": again}})


async def begin_epoch(store: Store, *, epoch: int | None = None) -> int:
    """History was rewritten by a restore: every message from now on carries the next epoch, or this one; answers it.

    Partners that see a higher epoch forget their positions and start over.
    """
    setting = await store[SETTINGS].find_one_and_update(
        {"_id": EPOCH}, {"$set": {"value": epoch}} if epoch else {"$inc": {"value": 1}}
    )
    if setting is None:
        raise LookupError("the epoch is missing: the database was never migrated")
    return int(setting["value"])


async def verify(store: Store, bootstrap: str, topics: Sequence[Topic], *, security: Security = OPEN) -> Comparison:
    """Compare every sent row with what the topics hold of the current epoch.

    Raises ``KafkaError`` or ``DatabaseTrouble``.
    """
    setting = await store[SETTINGS].find_one({"_id": EPOCH})
    epoch = str(setting["value"] if setting else 1).encode()
    there: set[bytes] = set()
    for topic in topics:
        async for record in _records(bootstrap, topic, security):
            headers = dict(record.headers)
            if headers.get("ce_epoch") == epoch and "ce_id" in headers:
                there.add(headers["ce_id"])
    missing: list[str] = []
    compared = 0
    async for row in store[COLLECTION].stream(
        {"delivery.state": Delivery.SENT.value}, projection={"recorded.data": 0}, sort=[("_id", 1)]
    ):
        compared += 1
        if row["_id"].encode() not in there:
            recorded = row["recorded"]
            missing.append(f"{recorded['topic']} {recorded['stream']} {recorded['sequence']}")
    unsent = await store[COLLECTION].count({"delivery.state": Delivery.UNSENT.value})
    return Comparison(compared=compared, unsent=unsent, missing=missing)


async def count_records(bootstrap: str, topics: Sequence[Topic], *, security: Security = OPEN) -> int:
    """How many records these topics ever took. Raises ``KafkaError``, also when one of them is not there."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, **security.for_aiokafka())
    await consumer.start()
    try:
        partitions = [TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)]
        return sum((await consumer.end_offsets(partitions)).values())
    finally:
        await consumer.stop()


async def _records(bootstrap: str, topic: Topic, security: Security) -> AsyncIterator[ConsumerRecord]:
    """Everything the topic holds now, without a group."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        **security.for_aiokafka(),
    )
    await consumer.start()
    try:
        partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        for partition in partitions:
            # Not seek_to_beginning: the reset of a fresh assignment may come after it and win.
            consumer.seek(partition, 0)
            while await consumer.position(partition) < ends[partition]:
                for record in (await consumer.getmany(partition, timeout_ms=200)).get(partition, []):
                    yield record
    finally:
        await consumer.stop()


def _age(row: Document) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(row["recorded"]["recorded_at"])).total_seconds()

"""Reads a topic whole, as a partner would, without a group; removes those of a run."""

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient


async def read_topic(bootstrap: str, topic: str) -> list[ConsumerRecord]:
    """Every record there is now, partition by partition in order of offset."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        if not partitions:
            await consumer._client.force_metadata_update()
            await consumer._client.add_topic(topic)
            partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        records = []
        for partition in partitions:
            consumer.seek(partition, 0)
        while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
            for found in (await consumer.getmany(timeout_ms=100)).values():
                records.extend(found)
        return sorted(records, key=lambda record: (record.partition, record.offset))
    finally:
        await consumer.stop()


async def remove_topics(bootstrap: str, *, prefix: str) -> None:
    """Remove every topic whose name begins with ``prefix``."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        if found := [name for name in await admin.list_topics() if name.startswith(prefix)]:
            await admin.delete_topics(found)
    finally:
        await admin.close()

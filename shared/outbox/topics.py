"""Makes the topics that the table names; nothing else ever makes one."""

from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.contracts.topics import Topic
from shared.outbox.security import OPEN, Security

_COPIES_OF_A_CLUSTER = 3


async def create_topics(
    bootstrap: str, topics: Sequence[Topic], *, replicas: int = 1, security: Security = OPEN
) -> list[str]:
    """Make the missing ones; answers their names.

    Raises ``KafkaError`` when the broker is away, ``ValueError`` when a topic has another number of
    partitions than the table says: a stream's order hangs on it.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, **security.for_aiokafka())
    try:
        await admin.start()
        there = {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics()}
        for topic in topics:
            if topic.name in there and there[topic.name] != topic.partitions:
                raise ValueError(
                    f"The topic {topic.name} has {there[topic.name]} partitions and the table says {topic.partitions}: "
                    "the order of its streams hangs on that number, so make the topic again and republish."
                )
        new = [topic for topic in topics if topic.name not in there]
        if new:
            answer = await admin.create_topics([_new(topic, replicas) for topic in new])
            for name, code, *_ in answer.topic_errors:
                error = for_code(code)
                # Two operators may start at once.
                if code and error is not TopicAlreadyExistsError:
                    raise error(f"the topic {name} could not be made")
        return [topic.name for topic in new]
    finally:
        await admin.close()


def _new(topic: Topic, replicas: int) -> NewTopic:
    settings = {"retention.ms": str(topic.retention_ms)}
    if replicas >= _COPIES_OF_A_CLUSTER:
        # One broker may be away, and what is acknowledged still has two copies.
        settings["min.insync.replicas"] = "2"
    return NewTopic(topic.name, topic.partitions, replicas, topic_configs=settings)

"""A topic of a test's own on the broker of the run, and a producer that is not the relay's."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator

import pytest
from aiokafka import AIOKafkaProducer

from shared.contracts import topics
from shared.contracts.topics import Topic
from shared.domain.message import Audience
from shared.localstack.stack import Endpoints
from shared.outbox.topics import create_topics
from tests.support.topic import remove_topics


@pytest.fixture(scope="session")
def topic_prefix(servers: Endpoints) -> Iterator[str]:
    """What the names of this run's topics begin with; all are removed at its end, and Kafka forgets their groups."""
    prefix = f"idm.test.{secrets.token_hex(4)}."
    yield prefix
    asyncio.run(remove_topics(servers.kafka_bootstrap, prefix=prefix))


@pytest.fixture
async def topic(endpoints: Endpoints, topic_prefix: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Six partitions, in the place of governance's."""
    own = Topic(name=f"{topic_prefix}{secrets.token_hex(6)}", service="governance", audience=Audience.PUBLIC)
    monkeypatch.setattr(topics, "TOPICS", (own,))
    assert await create_topics(endpoints.kafka_bootstrap, [own]) == [own.name]
    return own.name


@pytest.fixture
async def producer(endpoints: Endpoints) -> AsyncIterator[AIOKafkaProducer]:
    one = AIOKafkaProducer(bootstrap_servers=endpoints.kafka_bootstrap, enable_idempotence=True)
    await one.start()
    yield one
    await one.stop()

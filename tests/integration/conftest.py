"""A topic of a test's own on the broker of the run, and a producer that is not the relay's."""

import secrets
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer

from shared.contracts import topics
from shared.contracts.topics import Topic
from shared.domain.message import Audience
from shared.localstack.stack import Endpoints
from shared.outbox.topics import create_topics


@pytest.fixture
async def topic(endpoints: Endpoints, monkeypatch: pytest.MonkeyPatch) -> str:
    """Six partitions, in the place of governance's."""
    own = Topic(name=f"idm.test.{secrets.token_hex(6)}", service="governance", audience=Audience.PUBLIC)
    monkeypatch.setattr(topics, "TOPICS", (own,))
    assert await create_topics(endpoints.kafka_bootstrap, [own]) == [own.name]
    return own.name


@pytest.fixture
async def producer(endpoints: Endpoints) -> AsyncIterator[AIOKafkaProducer]:
    one = AIOKafkaProducer(bootstrap_servers=endpoints.kafka_bootstrap, enable_idempotence=True)
    await one.start()
    yield one
    await one.stop()

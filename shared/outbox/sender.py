"""The one producer of a service: bytes to Kafka, acknowledged by all replicas or not at all.

aiokafka's own, without FastStream: its publisher adds headers, and an idempotent producer whose broker
went away must be thrown away and built again, which a broker object does not offer (decision 0005).
"""

import asyncio
import contextlib
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.contracts.cloudevents import WireMessage
from shared.outbox.security import OPEN, Security


class Sender:
    """Sends waves of messages. The producer is made on first use, and made again after it failed."""

    def __init__(self, *, bootstrap: str, client_id: str, delivery_seconds: float, security: Security = OPEN) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._client_id = client_id
        self._delivery_seconds = delivery_seconds
        self._producer: AIOKafkaProducer | None = None

    async def send(self, wave: Sequence[WireMessage]) -> list[BaseException | None]:
        """Send all at once, each its own fate: ``None`` when acknowledged, otherwise why not.

        An idempotent send never gives up by itself while the broker is away, so what is not
        acknowledged within ``delivery_seconds`` counts as failed and the producer is built again. The
        message may have arrived all the same: it is sent again and readers drop the second.
        """
        try:
            producer = await asyncio.wait_for(self._ready(), self._delivery_seconds)
        except (KafkaError, OSError, TimeoutError) as away:
            await self._abandon()
            return [away] * len(wave)
        sends = [asyncio.ensure_future(self._one(producer, message)) for message in wave]
        _, late = await asyncio.wait(sends, timeout=self._delivery_seconds)
        for one in late:
            one.cancel()
        results = await asyncio.gather(*sends, return_exceptions=True)
        if late or any(isinstance(result, KafkaError) for result in results):
            await self._abandon()
        return list(results)

    async def close(self) -> None:
        """Close the connection; bounded, since stopping a producer without a broker never returns."""
        if self._producer is None:
            return
        producer = self._producer
        try:
            await asyncio.wait_for(producer.stop(), self._delivery_seconds)
            self._producer = None
        except (KafkaError, OSError, TimeoutError):
            await self._abandon()

    async def _ready(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                acks="all",
                enable_idempotence=True,
                request_timeout_ms=int(self._delivery_seconds * 1000),
                **self._security.for_aiokafka(),
            )
            self._producer = producer
            await producer.start()
        return self._producer

    @staticmethod
    async def _one(producer: AIOKafkaProducer, message: WireMessage) -> None:
        acknowledged = await producer.send(message.topic, key=message.key, value=message.value, headers=message.headers)
        await acknowledged

    async def _abandon(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        # stop() waits for what was not sent, for ever without a broker; these two are what it does besides.
        producer._closed = True
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            await asyncio.wait_for(producer._sender.close(), 1)
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            await asyncio.wait_for(producer.client.close(), 1)

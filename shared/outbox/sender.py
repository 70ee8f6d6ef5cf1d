"""The one producer of a service: bytes to Kafka, acknowledged by all replicas or not at all.

aiokafka's own, without FastStream: its publisher adds headers, and an idempotent producer whose broker
went away must be thrown away and built again, which a broker object does not offer (decision 0005).
"""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.contracts.cloudevents import WireMessage
from shared.outbox.security import OPEN, Security

Fate = BaseException | None
"""``None`` when Kafka acknowledged a message, otherwise why not."""

_BATCH_BYTES = 512 * 1024
_MESSAGE_BYTES = 1_000_000
"""The broker takes up to 1 MiB at once, its own bytes included: a larger message is refused before it is sent, so
that the others of its partition do not fail with it."""

ABANDON_SECONDS = 2.0
"""What it takes at most to throw a producer away, half of it for each of its two connections."""

_partition_of = DefaultPartitioner()


class Sender:
    """Sends waves of messages. The producer is made on first use, and made again after it failed."""

    def __init__(self, *, bootstrap: str, client_id: str, delivery_seconds: float, security: Security = OPEN) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._client_id = client_id
        self._delivery_seconds = delivery_seconds
        self._producer: AIOKafkaProducer | None = None

    async def send(self, wave: Sequence[WireMessage]) -> list[Fate]:
        """Send all at once, a batch for each partition; each message has its own fate.

        An idempotent send never gives up by itself while the broker is away, so what is not
        acknowledged within ``delivery_seconds`` counts as failed and the producer is built again. The
        message may have arrived all the same: it is sent again and readers drop the second.
        """
        try:
            producer = await asyncio.wait_for(self._ready(), self._delivery_seconds)
        except (KafkaError, OSError, TimeoutError) as away:
            await self._abandon()
            return [away] * len(wave)
        fates: dict[int, Fate] = dict.fromkeys(range(len(wave)), TimeoutError("not acknowledged in time"))
        by_topic: dict[str, list[int]] = {}
        for index, message in enumerate(wave):
            if _size(message) > _MESSAGE_BYTES:
                fates[index] = MessageSizeTooLargeError(f"{_size(message):,} bytes")
            else:
                by_topic.setdefault(message.topic, []).append(index)
        if not by_topic:
            return list(fates.values())
        sends = [
            asyncio.create_task(self._to_topic(producer, topic, wave, indexes, fates))
            for topic, indexes in by_topic.items()
        ]
        _, late = await asyncio.wait(sends, timeout=self._delivery_seconds)
        for one in late:
            one.cancel()
        for result in await asyncio.gather(*sends, return_exceptions=True):
            if isinstance(result, Exception):  # a bug, and no broker that is away: the process is to end by it
                raise result
        if any(fates[index] is not None for indexes in by_topic.values() for index in indexes):
            await self._abandon()
        return list(fates.values())

    @staticmethod
    async def _to_topic(
        producer: AIOKafkaProducer,
        topic: str,
        wave: Sequence[WireMessage],
        indexes: Sequence[int],
        fates: dict[int, Fate],
    ) -> None:
        """Writes the fates of the messages at ``indexes``; those it did not come to keep theirs."""
        try:
            partitions = sorted(await producer.partitions_for(topic))
        except (KafkaError, OSError) as error:
            fates.update(dict.fromkeys(indexes, error))
            return
        lots: dict[int, list[int]] = {}
        for index in indexes:
            lots.setdefault(_partition_of(wave[index].key, partitions, partitions), []).append(index)

        async def to_partition(partition: int, lot: Sequence[int]) -> None:
            for members, batch in _batches(producer, wave, lot):
                fate: Fate = None
                try:
                    await (await producer.send_batch(batch, topic, partition=partition))
                except (KafkaError, OSError) as error:
                    fate = error
                fates.update(dict.fromkeys(members, fate))
                if fate is not None:
                    return

        await asyncio.gather(*(to_partition(partition, lot) for partition, lot in lots.items()))

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
                max_batch_size=_BATCH_BYTES,
                request_timeout_ms=int(self._delivery_seconds * 1000),
                **self._security.for_aiokafka(),
            )
            self._producer = producer
            await producer.start()
        return self._producer

    async def _abandon(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        # stop() waits for what was not sent, for ever without a broker; these two are what it does besides.
        producer._closed = True
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            await asyncio.wait_for(producer._sender.close(), ABANDON_SECONDS / 2)
        with contextlib.suppress(KafkaError, OSError, TimeoutError):
            await asyncio.wait_for(producer.client.close(), ABANDON_SECONDS / 2)


def _batches(
    producer: AIOKafkaProducer, wave: Sequence[WireMessage], lot: Sequence[int]
) -> Iterator[tuple[list[int], BatchBuilder]]:
    """The messages at ``lot`` in their order, in as few batches as have room for them."""
    batch, members = producer.create_batch(), list[int]()
    for index in lot:
        message = wave[index]
        record = {"key": message.key, "value": message.value, "headers": message.headers, "timestamp": None}
        if batch.append(**record) is None:
            yield members, batch
            batch, members = producer.create_batch(), []
            batch.append(**record)  # the first of a batch always has room
        members.append(index)
    yield members, batch


def _size(message: WireMessage) -> int:
    return len(message.key) + len(message.value) + sum(len(name) + len(value) for name, value in message.headers)

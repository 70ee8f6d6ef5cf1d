"""The consumer of a service: the one place that makes a subscriber (traps 1–7 and 12–18 of FastStream)."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaMessage

from shared.messaging.fetching import wait_for_records
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.messaging.lane import COMMIT_SECONDS, Lane
from shared.messaging.membership import is_out, stay_a_member
from shared.observability.metrics import BACKOFFS, LAG
from shared.observability.watchdog import Part, Watchdog
from shared.outbox.security import OPEN, Security
from shared.persistence.unit_of_work import COMMAND_SECONDS

_log = structlog.get_logger(__name__)
RETRY_SECONDS = 30.0
LANE_LIMIT_SECONDS = 60.0
DRAIN_SECONDS = 20.0
JOIN_SECONDS = 120.0
_FULL, _LOW = 1_000, 200
_LOOK_SECONDS = 2.0
_ANSWER_SECONDS = 5.0
STOP_SECONDS = _ANSWER_SECONDS + COMMAND_SECONDS + COMMIT_SECONDS + _ANSWER_SECONDS
"""What :meth:`Consumer.stop` takes at most: a last look at Kafka, the batch in work, its offset, the farewell."""


class _Rebalance(ConsumerRebalanceListener):  # type: ignore[misc]
    """Gives lanes back before another member may have their partitions (trap 7)."""

    def __init__(self, consumer: "Consumer") -> None:
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        await self._consumer.give_back()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        self._consumer.accept()


class Consumer:
    """Reads ``topics`` from their beginning as group ``idm.<service>`` until it is stopped.

    A process with the ``instance`` name of one that was killed takes its partitions over at once; without
    one, the group first waits until the killed member's session has timed out.
    """

    def __init__(
        self,
        *,
        service: str,
        bootstrap: str,
        topics: Sequence[str],
        inbox: Inbox,
        watchdog: Watchdog,
        instance: str | None = None,
        security: Security = OPEN,
    ) -> None:
        self._service = service
        self._security = security
        self._instance = instance
        self._bootstrap = bootstrap
        self._topics = topics
        self._inbox = inbox
        self._watchdog = watchdog
        self._lanes: dict[TopicPartition, Lane] = {}
        self._parts: dict[TopicPartition, Part] = {}
        self._accepting = False
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()  # until it runs
        self.trouble: str | None = "not connected to Kafka yet"
        """Why nothing is read right now, for /readyz."""

    @property
    def complaints(self) -> list[str]:
        return [text for text in (self.trouble, *(lane.trouble for lane in self._lanes.values())) if text]

    async def run(self) -> None:
        """Read until :meth:`stop`; a broker that is away is waited for."""
        if not self._topics:
            self.trouble = None
            return
        self._ended.clear()
        part = self._watchdog.part("the consumer", limit_seconds=LANE_LIMIT_SECONDS)
        retry = asyncio.create_task(self._retry_waiting())
        try:
            while not self._stopping.is_set():
                part.beat()
                try:
                    broker = self._broker()
                except OSError as error:
                    self.trouble = f"the files for Kafka's security cannot be read: {type(error).__name__}"
                    await self._pause(_LOOK_SECONDS)
                    continue
                try:
                    await self._start(broker, part)
                    stay_a_member(self._subscriber.consumer)
                    wait_for_records(self._subscriber.consumer)
                    await self._watch(part)
                except (KafkaError, OSError, TimeoutError) as error:
                    BACKOFFS.labels(self._service, "consumer").inc()
                    self.trouble = f"Kafka does not answer: {type(error).__name__}"
                    await self._pause(_LOOK_SECONDS)
                finally:
                    await self._leave(broker)
        finally:
            retry.cancel()
            self._watchdog.forget(part)
            self._ended.set()

    async def stop(self) -> None:
        """Finish what is in work and leave; the rest is read again by whoever comes next."""
        self._stopping.set()
        await self._ended.wait()

    async def give_back(self) -> None:
        """Close every lane: queued records are dropped, work in flight is finished within its own bound."""
        self._accepting = False
        lanes, self._lanes = self._lanes, {}
        try:
            await asyncio.gather(*(lane.close() for lane in lanes.values()))
        finally:
            for partition in lanes:
                self._watchdog.forget(self._parts.pop(partition))

    def accept(self) -> None:
        """Partitions were assigned; reading begins at the committed offsets."""
        self._accepting = True

    async def _start(self, broker: KafkaBroker, part: Part) -> None:
        """Join the group, which waits for the other members; bounded. Raises ``KafkaError`` or ``TimeoutError``."""
        joining = asyncio.ensure_future(broker.start())
        try:
            for _ in range(int(JOIN_SECONDS / _LOOK_SECONDS)):
                part.beat()
                stopping = asyncio.ensure_future(self._stopping.wait())
                await asyncio.wait({joining, stopping}, timeout=_LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                stopping.cancel()
                if joining.done() or self._stopping.is_set():
                    break
            if not joining.done():
                raise TimeoutError
            joining.result()
        finally:
            joining.cancel()

    def _broker(self) -> KafkaBroker:
        broker = KafkaBroker(
            # One text with commas would be one address to it, which nobody has.
            self._bootstrap.split(","),
            client_id=f"idm.{self._service}",
            consumer_only=True,
            allow_auto_create_topics=False,
            security=self._security.for_faststream(),
            apply_types=False,
            logger=None,
            graceful_timeout=DRAIN_SECONDS,
        )
        subscriber = broker.subscriber(
            *self._topics,
            group_id=f"idm.{self._service}",
            group_instance_id=self._instance,
            batch=True,
            max_records=500,
            batch_timeout_ms=50,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            no_reply=True,
            listener=_Rebalance(self),
            rebalance_timeout_ms=int(DRAIN_SECONDS * 1000) + 10_000,
            parser=_as_they_are,
            decoder=_records,
        )
        subscriber(self._sort_into_lanes)
        self._subscriber = subscriber
        return broker

    async def _sort_into_lanes(self, records: Sequence[ConsumerRecord]) -> None:
        """Hand records to their lanes, and stop reading those that are full; polling itself goes on."""
        consumer = self._subscriber.consumer
        if not self._accepting or consumer is None:
            return  # read before a rebalance: it will be read again from the committed offset
        by_partition: dict[TopicPartition, list[Arrival]] = defaultdict(list)
        for record in records:
            by_partition[TopicPartition(record.topic, record.partition)].append(_arrival(record))
        for partition, arrivals in by_partition.items():
            lane = self._lane(partition, consumer)
            lane.put(arrivals)
            if len(lane) > _FULL:
                consumer.pause(partition)
        self._resume(consumer)

    def _resume(self, consumer: AIOKafkaConsumer) -> None:
        ready = [one for one in consumer.paused() if one not in self._lanes or len(self._lanes[one]) < _LOW]
        if ready:
            consumer.resume(*ready)

    def _lane(self, partition: TopicPartition, consumer: AIOKafkaConsumer) -> Lane:
        if partition not in self._lanes:
            name = f"{partition.topic}/{partition.partition}"
            part = self._watchdog.part(f"the lane {name}", limit_seconds=LANE_LIMIT_SECONDS)

            async def commit(offset: int) -> None:
                await consumer.commit({partition: offset})

            self._parts[partition] = part
            self._lanes[partition] = Lane(
                service=self._service, name=name, take=self._inbox.take, commit=commit, beat=part.beat
            )
        return self._lanes[partition]

    async def _watch(self, part: Part) -> None:
        """Until stopped: resume lanes that emptied, and see that what Kafka has is read (trap 12)."""
        before: dict[TopicPartition, int] = {}
        while not self._stopping.is_set():
            consumer = self._subscriber.consumer
            assert consumer is not None
            if is_out(consumer):
                raise KafkaError("the task that keeps this member in its group has ended")
            self._resume(consumer)
            lag, before_now = await self._behind(consumer)
            LAG.labels(self._service).set(lag)
            moved = any(before.get(partition) != offset for partition, offset in before_now.items())
            before = before_now
            if not lag or moved or any(lane.trouble for lane in self._lanes.values()):
                part.beat()
            for partition, idle in self._parts.items():
                lane = self._lanes.get(partition)  # gone while it is given back, when closing it is bounded
                if lane is None or lane.is_idle:
                    idle.beat()
            self.trouble = part.complaint
            await self._pause(_LOOK_SECONDS)

    async def _behind(self, consumer: AIOKafkaConsumer) -> tuple[int, dict[TopicPartition, int]]:
        """How many records Kafka has that are not done here, and how far each partition is done.

        A member whose partitions were taken away, and that was given none since, counts as one behind: it gets
        nothing done.
        """
        assigned = list(consumer.assignment())
        if not assigned:
            return int(not self._accepting), {}
        ends = await asyncio.wait_for(consumer.end_offsets(assigned), _ANSWER_SECONDS)
        done: dict[TopicPartition, int] = {}
        for partition in assigned:
            lane = self._lanes.get(partition)
            if lane is not None and lane.done_before is not None:
                done[partition] = lane.done_before
            elif partition in consumer.assignment():
                with contextlib.suppress(IllegalStateError):  # taken away while we ask
                    done[partition] = await asyncio.wait_for(consumer.position(partition), _ANSWER_SECONDS)
        return sum(max(ends[partition] - done[partition], 0) for partition in done), done

    async def _leave(self, broker: KafkaBroker) -> None:
        await self.give_back()
        consumer = self._subscriber.consumer
        if consumer is not None and consumer._coordinator is not None:
            # Whoever stops in good order leaves its partitions to the others; aiokafka lets a named instance keep them.
            consumer._coordinator._group_instance_id = None
        try:
            await asyncio.wait_for(broker.stop(), _ANSWER_SECONDS)
        except (KafkaError, OSError, TimeoutError) as error:
            _log.info("left Kafka without a word", error=type(error).__name__)

    async def _retry_waiting(self) -> None:
        while True:
            await asyncio.sleep(RETRY_SECONDS)
            try:
                await self._inbox.retry_waiting()
            except Exception as error:
                _log.warning("waiting messages are tried again later", error=type(error).__name__, exc_info=error)

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


async def _as_they_are(records: tuple[ConsumerRecord, ...]) -> KafkaMessage:
    """Parse nothing: FastStream's own parser loses a batch over one null header (trap 4)."""
    return KafkaMessage(body=b"", headers={}, raw_message=records, consumer=None)  # type: ignore[arg-type]


async def _records(message: KafkaMessage) -> Any:
    return message.raw_message


def _arrival(record: ConsumerRecord) -> Arrival:
    return Arrival(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        key=record.key,
        headers=record.headers,
        value=record.value,
    )

"""A bare consumer: a lane for each partition, one transaction for each hundred messages.

In that transaction it reads and writes what the platform does: the position of every stream, the document that
a message changes, and a row in the log for each change. It reads and writes them in bulk.
"""

import asyncio
import json
from collections.abc import Callable
from functools import partial
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from pymongo import ReplaceOne, UpdateOne

from benchmarks.bare.rows import to_row
from benchmarks.bare.transaction import transact

RECORDS_AT_ONCE = 100
Document = dict[str, Any]


class _Assigned(ConsumerRebalanceListener):  # type: ignore[misc]
    def __init__(self, event: asyncio.Event) -> None:
        self._event = event

    async def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        pass

    async def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        self._event.set()


class BareConsumer:
    """``identifier`` names the document that a message is about; ``effect`` changes it."""

    def __init__(
        self,
        database: Any,
        *,
        bootstrap: str,
        topic: str,
        collection: str,
        identifier: Callable[[Document], str],
        effect: Callable[[Document, Document], None],
        before_batch: Callable[[], None] = lambda: None,
        after_batch: Callable[[int], None] = lambda count: None,
    ) -> None:
        self._database = database
        self._topic = topic
        self._collection = collection
        self._identifier = identifier
        self._effect = effect
        self._before_batch = before_batch
        self._after_batch = after_batch
        self._assigned = asyncio.Event()
        self.consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap,
            group_id=f"bare.{database.name}",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        )
        self.consumer.subscribe([topic], listener=_Assigned(self._assigned))

    async def run(self) -> None:
        """Until cancelled."""
        await self.consumer.start()
        try:
            await self._assigned.wait()
            await asyncio.gather(*(self._lane(partition) for partition in self.consumer.assignment()))
        finally:
            await self.consumer.stop()

    async def _lane(self, partition: TopicPartition) -> None:
        while True:
            found = await self.consumer.getmany(partition, timeout_ms=50, max_records=RECORDS_AT_ONCE)
            for records in found.values():
                self._before_batch()
                await transact(self._database.client, partial(self._take, records))
                await self.consumer.commit({partition: records[-1].offset + 1})
                self._after_batch(len(records))

    async def _take(self, records: list[ConsumerRecord], session: Any) -> None:
        messages = [self._decode(record) for record in records]
        positions = await self._by_id("positions", {message["position"] for message in messages}, session)
        documents = await self._by_id(self._collection, {message["about"] for message in messages}, session)
        before = {identifier: document["version"] for identifier, document in documents.items()}
        log = []
        for message in messages:
            position = positions.setdefault(
                message["position"], {"_id": message["position"], "received": 0, "done": 0, "held": 0, "revision": 0}
            )
            if message["sequence"] <= position["done"]:
                continue
            document = documents.setdefault(message["about"], {"_id": message["about"], "version": 0, "sequence": 0})
            self._effect(document, message["data"])
            document["version"] += 1
            position["received"] = position["done"] = message["sequence"]
            log.append(
                to_row(
                    "int.iom.idm.events.Counted.v1",
                    aggregate="tally",
                    stream=document["_id"],
                    version=document["version"],
                    sequence=None,
                    topic=None,
                    data={"what": message["data"]["deviation_reason"]},
                )
            )
        if not log:
            return
        changes = [
            ReplaceOne({"_id": identifier, "version": before.get(identifier, 0)}, document, upsert=True)
            for identifier, document in documents.items()
        ]
        await self._database[self._collection].bulk_write(changes, ordered=False, session=session)
        await self._database["outbox"].insert_many(log, ordered=False, session=session)
        moved = [
            UpdateOne(
                {"_id": identifier, "revision": position["revision"]},
                {
                    "$set": {
                        **{name: position[name] for name in ("received", "done", "held")},
                        "revision": position["revision"] + 1,
                    }
                },
                upsert=True,
            )
            for identifier, position in positions.items()
        ]
        await self._database["positions"].bulk_write(moved, ordered=False, session=session)

    async def _by_id(self, collection: str, identifiers: set[str], session: Any) -> dict[str, Document]:
        found = self._database[collection].find({"_id": {"$in": list(identifiers)}}, session=session)
        return {document["_id"]: document for document in await found.to_list(None)}

    def _decode(self, record: ConsumerRecord) -> Document:
        headers = dict(record.headers)
        stream = headers["ce_subject"].decode()
        data = json.loads(record.value)
        return {
            "position": f"bare|{self._topic}|{stream}",
            "about": self._identifier(data),
            "sequence": int(headers["ce_sequence"]),
            "data": data,
        }

"""Collections that every service has for its message path."""

from datetime import UTC, datetime

from shared.outbox import rows
from shared.persistence.driver import Store
from shared.persistence.migrations import Index, Migration, collection

LEASES = "leases"
POSITIONS = "positions"
HELD = "held"
CHECKPOINTS = "checkpoints"
EPOCH = "epoch"
SETTINGS = "platform"
RELAY_LEASE = "relay"

_ROW = {
    "bsonType": "object",
    "required": ["_id", "recorded", "seal", "delivery"],
    "properties": {
        "recorded": {
            "bsonType": "object",
            "required": ["type", "aggregate", "stream", "version", "audience", "data", "recorded_at", "actor"],
        },
        "seal": {
            "bsonType": "object",
            "required": ["before", "hash"],
            "properties": {"before": {"bsonType": ["string", "null"]}, "hash": {"bsonType": "string"}},
        },
        "delivery": {
            "bsonType": "object",
            "required": ["state"],
            "properties": {"state": {"enum": [state.value for state in rows.Delivery]}},
        },
    },
}


async def _plant(store: Store) -> None:
    """The relay's lease and the epoch exist before anybody asks for them: an upsert cannot compare times."""
    await store[LEASES].find_one_and_update(
        {"_id": RELAY_LEASE},
        {"$setOnInsert": {"holder": "", "until": datetime.fromtimestamp(0, UTC)}},
        upsert=True,
    )
    await store[SETTINGS].find_one_and_update({"_id": EPOCH}, {"$setOnInsert": {"value": 1}}, upsert=True)


MIGRATIONS: tuple[Migration, ...] = (
    collection(
        rows.COLLECTION,
        schema=_ROW,
        indexes=(
            # The lowest sequence of every stream first: a batch never has n+1 of a stream without n.
            Index(
                name="unsent",
                keys=(("recorded.sequence", 1), ("_id", 1)),
                only={"delivery.state": rows.Delivery.UNSENT.value},
            ),
            Index(name="stream_version", keys=(("recorded.stream", 1), ("recorded.version", 1)), unique=True),
            Index(name="topic_stream", keys=(("recorded.topic", 1), ("recorded.stream", 1), ("recorded.sequence", 1))),
            Index(name="correlation", keys=(("recorded.correlation_id", 1),)),
        ),
    ),
    collection(
        POSITIONS,
        schema={
            "bsonType": "object",
            "required": ["received", "done", "held", "revision"],
            "properties": {"held": {"bsonType": ["int", "long"], "minimum": 0}},
        },
    ),
    collection(
        HELD,
        schema={"bsonType": "object", "required": ["consumer", "topic", "state", "why"]},
        indexes=(
            Index(name="stream", keys=(("consumer", 1), ("topic", 1), ("stream", 1), ("sequence", 1))),
            Index(name="state", keys=(("state", 1), ("_id", 1))),
        ),
    ),
    Migration(name="relay lease and epoch", run=_plant),
    collection(
        CHECKPOINTS,
        schema={
            "bsonType": "object",
            "required": ["_id", "at", "moved", "rows", "before", "hash"],
            "properties": {
                "_id": {"bsonType": ["int", "long"], "minimum": 1},
                "moved": {"bsonType": "array", "minItems": 1},
                "rows": {"bsonType": ["int", "long"], "minimum": 1},
            },
        },
    ),
)

"""The collection that every service has for its HTTP surface."""

from shared.persistence.driver import Store
from shared.persistence.migrations import Migration, collection

IDEMPOTENCY = "idempotency"
KEPT_SECONDS = 30 * 24 * 3600

_KEPT_REQUEST = {
    "bsonType": "object",
    "required": ["_id", "request", "status", "aggregate", "resource", "version", "made_at"],
    # Closed: nothing of a body can slip in (invariant 10).
    "additionalProperties": False,
    "properties": {
        "_id": {"bsonType": "string"},
        "request": {"bsonType": "string"},
        "status": {"bsonType": "int"},
        "aggregate": {"bsonType": "string"},
        "resource": {"bsonType": "string"},
        "version": {"bsonType": ["int", "long"]},
        "made_at": {"bsonType": "date"},
    },
}


async def _forget_old_ones(store: Store) -> None:
    await store[IDEMPOTENCY].create_index((("made_at", 1),), name="made_at", expireAfterSeconds=KEPT_SECONDS)


MIGRATIONS: tuple[Migration, ...] = (
    collection(IDEMPOTENCY, schema=_KEPT_REQUEST),
    Migration(name="idempotency keys expire", run=_forget_old_ones),
)

"""The collections of publications. The message path's own are made before these."""

from services.publications.domain import catalogue_record, parts, volume
from shared.persistence.migrations import Index, Migration, aggregate_schema, collection

_NUMBER = {"bsonType": ["int", "long"], "minimum": 1}

MIGRATIONS: tuple[Migration, ...] = (
    collection(
        "reports",
        schema=aggregate_schema(
            workshop={"bsonType": "string"},
            cycle={"bsonType": "string"},
            state={"enum": [state.value for state in parts.State]},
        ),
        indexes=(
            Index(name="cycle", keys=(("cycle", 1), ("_id", 1))),
            Index(name="state", keys=(("state", 1), ("_id", 1))),
            Index(name="cycle_state", keys=(("cycle", 1), ("state", 1), ("_id", 1))),
        ),
    ),
    collection(
        "cycles",
        schema=aggregate_schema(year=_NUMBER, open={"bsonType": "array"}, misfits={"bsonType": "array"}),
    ),
    collection("series", schema=aggregate_schema(numbers={"bsonType": "array"})),
    collection(
        "volumes",
        schema=aggregate_schema(number=_NUMBER, state={"enum": [state.value for state in volume.State]}),
        indexes=(
            Index(name="number", keys=(("number", 1),), unique=True),
            Index(name="state", keys=(("state", 1), ("_id", 1))),
        ),
    ),
    collection(
        "catalogue_records",
        schema=aggregate_schema(
            volume={"bsonType": "string"},
            number=_NUMBER,
            state={"enum": [state.value for state in catalogue_record.State]},
        ),
        indexes=(
            Index(name="volume", keys=(("volume", 1),), unique=True),
            Index(name="state", keys=(("state", 1), ("_id", 1))),
        ),
    ),
)

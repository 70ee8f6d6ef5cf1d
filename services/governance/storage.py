"""The collections of governance: one for each kind of aggregate, and what is kept beside them."""

from enum import StrEnum
from typing import Any

from services.governance.domain.activity import Activity
from services.governance.domain.activity_report import ActivityReport
from services.governance.domain.body import Body
from services.governance.domain.body_import import BodyImport
from services.governance.domain.chain import Chain
from services.governance.domain.consultation import Consultation, ConsultationState
from services.governance.domain.cycle import Cycle
from services.governance.domain.membership import BodyType
from services.governance.domain.past_year import PastYear
from services.governance.domain.position import Positions
from services.governance.domain.practice import Practice
from services.governance.domain.slate import SlateState
from services.governance.domain.suggestion import About, SaidIn, Suggestion
from services.governance.domain.survey import SurveyState, WrittenSurvey
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_slate import TopicSlate
from services.governance.domain.workshop_dates import WorkshopDates
from services.governance.use_cases.agenda import WAITING
from services.governance.use_cases.bodies import DELEGATES
from services.governance.use_cases.cycles import WAIVERS
from shared.outbox.telling import tell_untold
from shared.persistence.driver import Store
from shared.persistence.migrations import Index, Migration, aggregate_schema, collection

_TEXT = {"bsonType": "object"}
_WORD = {"bsonType": "string"}
_LIST = {"bsonType": "array"}
_DAY = {"bsonType": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MOMENT = {"bsonType": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$"}
_WHOLE = {"bsonType": ["int", "long"]}


def _one_of(states: type[StrEnum]) -> dict[str, list[str]]:
    return {"enum": [state.value for state in states]}


def _by(field: str) -> Index:
    """For the lists that are narrowed by ``field``, page by page in order of identifier."""
    return Index(name=field, keys=((field, 1), ("_id", 1)))


async def _tell_bodies(store: Store) -> None:
    await tell_untold(store, Body, Body.tell_if_never_told, service="governance")


async def _tell_past_years(store: Store) -> None:
    await tell_untold(store, PastYear, PastYear.tell_if_never_told, service="governance")


_SLATE: dict[str, dict[str, Any]] = {
    "cycle": _WORD,
    "consultation": _WORD,
    "opened_on": _DAY,
    "state": _one_of(SlateState),
}

MIGRATIONS: tuple[Migration, ...] = (
    collection(Body.collection, schema=aggregate_schema(name=_TEXT, type=_one_of(BodyType)), indexes=(_by("type"),)),
    collection(
        DELEGATES,
        schema={
            "bsonType": "object",
            "required": ["_id", "body", "person"],
            "properties": {"body": _WORD, "person": _WORD},
        },
    ),
    collection(BodyImport.collection, schema=aggregate_schema(entered={**_LIST, "minItems": 1})),
    collection(Cycle.collection, schema=aggregate_schema(year=_WHOLE, opened_on=_DAY)),
    collection(
        Consultation.collection,
        schema=aggregate_schema(
            title=_TEXT,
            state=_one_of(ConsultationState),
            planned_on=_DAY,
            attendance=_LIST,
            items=_LIST,
            agenda={**_LIST, "minItems": 3},
        ),
        indexes=(_by("state"), _by("planned_on"), Index(name="opened_on", keys=(("opened_on", -1), ("_id", -1)))),
    ),
    collection(
        ThemeSlate.collection,
        schema=aggregate_schema(**_SLATE, options={**_LIST, "minItems": 2}, findings=_LIST),
        indexes=(_by("cycle"), _by("state")),
    ),
    collection(
        TopicSlate.collection,
        schema=aggregate_schema(**_SLATE, theme=_TEXT, topics={**_LIST, "minItems": 3}),
        indexes=(_by("cycle"), _by("state")),
    ),
    collection(
        WrittenSurvey.collection,
        schema=aggregate_schema(
            cycle=_WORD,
            slate=_WORD,
            deadline=_MOMENT,
            issued_on=_DAY,
            state=_one_of(SurveyState),
            recipients={**_LIST, "minItems": 1},
        ),
        indexes=(_by("cycle"), _by("state"), Index(name="due", keys=(("state", 1), ("deadline", 1)))),
    ),
    collection(
        Positions.collection,
        schema=aggregate_schema(
            forum=_WORD, slate=_WORD, body=_WORD, type=_one_of(BodyType), statements={**_LIST, "minItems": 1}
        ),
        indexes=(
            _by("forum"),
            _by("slate"),
            _by("body"),
            Index(name="forum and body", keys=(("forum", 1), ("body", 1), ("_id", 1))),
            Index(name="slate and body", keys=(("slate", 1), ("body", 1), ("_id", 1))),
            Index(name="one for each body", keys=(("forum", 1), ("slate", 1), ("body", 1)), unique=True),
        ),
    ),
    collection(
        Suggestion.collection,
        schema=aggregate_schema(text=_TEXT, about=_one_of(About), said_in=_one_of(SaidIn), said_on=_DAY),
        indexes=(_by("cycle"), _by("about"), _by("target"), _by("body")),
    ),
    collection(Practice.collection, schema=aggregate_schema(alternation={"bsonType": "bool"})),
    collection(
        WAITING,
        schema={"bsonType": "object", "required": ["_id", "items"], "properties": {"items": _LIST}},
    ),
    collection(
        PastYear.collection,
        schema=aggregate_schema(
            year=_WHOLE, cell={"bsonType": "object"}, imported={"bsonType": "object"}, corrections=_LIST
        ),
    ),
    collection(
        Chain.collection,
        schema={
            "bsonType": "object",
            "required": ["_id", "version", "workshops", "volumes", "reviews"],
            "properties": {
                "_id": _WORD,
                "version": {**_WHOLE, "minimum": 1},
                "workshops": _LIST,
                "volumes": _LIST,
                "reviews": {"bsonType": "object"},
            },
        },
    ),
    collection(
        WorkshopDates.collection,
        schema={
            "bsonType": "object",
            "required": ["_id", "cycle", "sequence"],
            "properties": {"_id": _WORD, "cycle": _WORD, "sequence": {**_WHOLE, "minimum": 1}},
        },
    ),
    collection(
        Activity.collection,
        schema={
            "bsonType": "object",
            "required": ["_id", "held", "costs"],
            "properties": {"_id": _WORD, "held": _LIST, "costs": _LIST, "surveys": _LIST},
        },
    ),
    collection(
        ActivityReport.collection,
        schema=aggregate_schema(cycle=_WORD, opened_on=_DAY, texts={"bsonType": "object"}),
    ),
    collection(
        WAIVERS,
        schema={
            "bsonType": "object",
            "required": ["_id", "cycle", "by"],
            "properties": {"cycle": _WORD, "by": {"bsonType": "object"}},
        },
    ),
    # The last of all: they need the collections that are made above.
    Migration(name="bodies registered before BodyListed are told", run=_tell_bodies),
    Migration(name="years imported before PastYearRecorded are told", run=_tell_past_years),
)

"""The collections of funding. The message path's own are made before these."""

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.contribution import Contribution, ContributionState
from services.funding.domain.cycle import Cycle
from services.funding.domain.stage import Stage
from services.funding.use_cases.workshops import CALLED_OFF, INTERPRETATION_ESTIMATES
from shared.persistence.migrations import Index, Migration, aggregate_schema, collection

_WORD = {"bsonType": "string"}
_WHOLE = {"bsonType": ["int", "long"]}
_LIST = {"bsonType": "array"}
_STAGE = {"enum": [stage.value for stage in Stage]}
# Amounts are text: what the database could round is never a number in it.
_MONEY = {
    "bsonType": "object",
    "required": ["amount", "currency"],
    "properties": {"amount": _WORD, "currency": _WORD},
}


def _by(field: str) -> Index:
    """For the lists that are narrowed by ``field``, page by page in order of identifier."""
    return Index(name=field, keys=((field, 1), ("_id", 1)))


MIGRATIONS: tuple[Migration, ...] = (
    collection(
        Budget.collection,
        schema=aggregate_schema(workshop=_WORD, cycle=_WORD, stage=_STAGE, lines=_LIST, shares=_LIST),
        indexes=(
            Index(name="workshop", keys=(("workshop", 1),), unique=True),
            _by("cycle"),
            _by("stage"),
        ),
    ),
    collection(
        Contribution.collection,
        schema=aggregate_schema(
            workshop=_WORD,
            cycle=_WORD,
            donor=_WORD,
            amount=_MONEY,
            state={"enum": [state.value for state in ContributionState]},
        ),
        indexes=(_by("workshop"), _by("cycle"), _by("state")),
    ),
    collection(
        Accounts.collection,
        schema=aggregate_schema(workshop=_WORD, cycle=_WORD, stage=_STAGE, actuals=_LIST, misfits=_LIST),
        indexes=(
            Index(name="workshop", keys=(("workshop", 1),), unique=True),
            _by("cycle"),
            _by("stage"),
        ),
    ),
    collection(
        Cycle.collection,
        schema=aggregate_schema(year=_WHOLE, accounts=_LIST, released=_LIST, held=_LIST, open_matters=_LIST),
        indexes=(Index(name="year", keys=(("year", 1),), unique=True),),
    ),
    collection(
        CALLED_OFF,
        schema={"bsonType": "object", "required": ["_id", "workshop"], "properties": {"workshop": _WORD}},
    ),
    collection(
        INTERPRETATION_ESTIMATES,
        schema={
            "bsonType": "object",
            "required": ["_id", "workshop", "estimate"],
            "properties": {"workshop": _WORD, "estimate": _MONEY},
        },
    ),
)

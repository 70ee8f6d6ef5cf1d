"""The tables by which countries are classified (R35): several versions of each axis, with day and source."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from services.events.api.forms import Country, Line, OccurredOn, Reason
from services.events.domain.classification import Axis, Classification, Table
from services.events.use_cases import classifications
from services.events.use_cases.classifications import classification_id, tables_of
from shared.domain.act import Role
from shared.domain.identifiers import Identifier
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as
from shared.http.schemas import PROBLEMS, Input
from shared.persistence.driver import Document

router = APIRouter(prefix="/events/v1/classifications", tags=["balance"])
Staff = Annotated[Command, acting_as(Role.ADMINISTRATION)]
Value = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class EnterTable(Input):
    version: Identifier = Field(examples=["migration-profile-2018"])
    dated: date
    source: Line = Field(description="Who made the table, and where it stands")
    values: dict[Value, Annotated[tuple[Country, ...], Field(max_length=300)]] = Field(
        min_length=1,
        max_length=30,
        description="The countries of each value; a country may have several",
        examples=[{"origin": ["PH", "TN"], "transit": ["TN"], "destination": ["CH", "TN"]}],
    )
    occurred_on: OccurredOn = None


class ChooseTable(Input):
    version: Identifier
    reason: Reason | None = None
    occurred_on: OccurredOn = None


class ClassificationView(BaseModel):
    axis: Axis
    in_use: str
    tables: list[Table] = Field(description="The one in use first")


class ClassificationsView(BaseModel):
    items: list[ClassificationView]


@router.get("", operation_id="listClassifications", responses=PROBLEMS)
async def list_classifications(reader: Annotated[Reader, reading_as(PUBLIC)]) -> ClassificationsView:
    """Every table of every axis, with version, day and source. They serve to read figures, and say nothing of any
    country’s status."""
    kept = {one["_id"]: one for one in await reader.store[Classification.collection].find({})}
    return ClassificationsView(items=[_view(axis, kept.get(classification_id(axis))) for axis in Axis])


@router.post("/{axis}/versions", status_code=201, operation_id="enterClassification", responses=PROBLEMS)
async def enter_classification(axis: Axis, body: EnterTable, command: Staff) -> ClassificationView:
    """Enter another version of an axis. It stays as it is, and is used once it is chosen."""
    made = await command.run(
        lambda unit: classifications.enter_table(
            unit,
            axis,
            version=body.version,
            dated=body.dated,
            source=body.source,
            values=body.values,
            occurred_on=body.occurred_on,
        )
    )
    return _view(axis, made.model_dump(mode="json"))


@router.post("/{axis}/choice", operation_id="chooseClassification", responses=PROBLEMS)
async def choose_classification(axis: Axis, body: ChooseTable, command: Staff) -> ClassificationView:
    """Read every balance by this version from now on. What was signed by another stays as it was read, and says so."""
    made = await command.run(
        lambda unit: classifications.choose_table(unit, axis, version=body.version, occurred_on=body.occurred_on)
    )
    return _view(axis, made.model_dump(mode="json"))


def _view(axis: Axis, kept: Document | None) -> ClassificationView:
    tables = tables_of(axis, kept)
    return ClassificationView(axis=axis, in_use=tables[0].version, tables=list(tables))

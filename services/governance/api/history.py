"""The years of the past over HTTP, as the brochure prints them, and beside the live cycles."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import Field, StringConstraints

from services.governance.api.access import Administration, Anybody
from services.governance.domain.past_year import (
    FIRST_YEAR,
    LAST_YEAR,
    PastYear,
    YearCorrection,
    past_year_id,
)
from services.governance.queries import all_years
from services.governance.use_cases import history
from shared.contracts.facts import YearFormat
from shared.contracts.history import Confidence, YearCell
from shared.domain.actions import Action
from shared.domain.text import LocalizedText
from shared.http.actions import ActedView, Listing, Offering, judging
from shared.http.pages import Page, Paging
from shared.http.schemas import PROBLEMS, Input, View
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/governance/v1", tags=["history"])
Year = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)]
Printed = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Note = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Flag = Annotated[str, StringConstraints(pattern=r"^\*{1,4}$")]
Lines = Annotated[tuple[Annotated[int, Field(ge=1, le=9999)], ...], Field(min_length=1, max_length=20)]


class ImportPastYear(Input):
    theme: Printed = Field(description="As printed", examples=["Valuing Migration"])
    format: YearFormat = Field(examples=["two_workshops"])
    year_flag: Flag | None = Field(default=None, description="The asterisks at the year")
    theme_flag: Flag | None = Field(default=None, description="The asterisks at the theme")
    footnote: Note | None = Field(default=None, description="What the asterisks say")
    lines: Lines = Field(description="Lines of the brochure's text", examples=[[246]])
    confidence: Confidence = Confidence.HIGH
    doubt: Note | None = Field(default=None, description="What is unclear about the cell, and how it was read")
    reason: Note | None = Field(default=None, description="Needed for a correction")


class PastYearView(ActedView):
    """`cell` is what stands; `imported` is what was imported first, and never changes (R75)."""

    year: int
    cell: YearCell
    imported: YearCell
    corrections: tuple[YearCorrection, ...]


class YearView(View):
    """One year, live or past. `version` is the live cycle's or, without one, the past year's."""

    year: int
    live: bool = Field(description="It has a cycle on this platform")
    theme: LocalizedText | None = Field(
        description="As the Membership chose it, and null before; of the past as printed"
    )
    format: YearFormat | None = Field(description="Likewise")
    cycle: str | None = Field(description="The live cycle", examples=["cycle-2018"])
    printed: YearCell | None = Field(description="What the brochure prints of it, with lines and doubt")


def _of_past_year(past: PastYear, _: date) -> list[Action]:
    return [Action(operation="importPastYear", called="correctPastYear", at={"year": str(past.year)})]


_judge = judging(PastYear, _of_past_year)
_CREATED: dict[int | str, dict[str, Any]] = {201: {"model": PastYearView, "description": "It was imported now."}}


@router.put("/history/{year}", operation_id="importPastYear", responses={**PROBLEMS, **_CREATED})
async def import_past_year(
    year: Year, body: ImportPastYear, response: Response, offers: Offering, command: Administration
) -> PastYearView:
    """Import a year of the brochure's table, or correct it.

    The same again changes nothing; without a `reason` neither does what was imported first, corrected or not.
    Anything else is a correction, refused by R75 without a `reason`. The format is the brochure's (R74).
    """
    cell = YearCell.model_validate(body.model_dump(exclude={"reason"}))
    past = await command.run(
        lambda unit: history.import_past_year(unit, year=year, cell=cell, reason=body.reason),
    )
    if past.version == len(past.recorded):
        response.status_code = 201
    return await offers.one(PastYearView, to_document(past), judge=_judge, to=command.actor)


@router.get("/history", operation_id="listPastYears", responses=PROBLEMS)
async def list_past_years(reader: Anybody, paging: Paging, offers: Offering) -> Listing[PastYearView]:
    """The imported years, the earliest first, with printed text, lines and doubts."""
    return await offers.listing(
        PastYearView, {}, collection=PastYear.collection, paging=paging, judge=_judge, to=reader.actor
    )


@router.get("/history/{year}", operation_id="getPastYear", responses=PROBLEMS)
async def get_past_year(year: Year, offers: Offering, reader: Anybody) -> PastYearView:
    """One imported year."""
    document = await reader.one(PastYear.collection, past_year_id(year))
    return await offers.one(PastYearView, document, judge=_judge, to=reader.actor)


@router.get("/years", operation_id="listYears", responses=PROBLEMS)
async def list_years(reader: Anybody) -> Page[YearView]:
    """Every year in one page, the earliest first: live cycles and the past, side by side, one row for each year."""
    return Page(items=[YearView.of(document) for document in await all_years(reader.store)])

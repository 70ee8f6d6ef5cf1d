"""The entries of past years over HTTP, as the brochure prints them."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, StringConstraints

from services.events.api.forms import Reason
from services.events.domain.past_entry import (
    EntryCorrection,
    PastEntry,
    past_entry_id,
)
from services.events.domain.past_list import FIRST_YEAR, LAST_YEAR, Listed, PastList, past_list_id
from services.events.use_cases import history
from shared.contracts.history import Confidence, EntryCell, PastKind
from shared.domain.act import Role
from shared.domain.actions import Action
from shared.http.acting import PUBLIC, Command, Reader, acting_as, reading_as
from shared.http.actions import ActedView, Listing, Offering, judging
from shared.http.pages import Paging
from shared.http.schemas import PROBLEMS, Input
from shared.persistence.unit_of_work import to_document

router = APIRouter(prefix="/events/v1", tags=["history"])
Year = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)]
Number = Annotated[int, Path(ge=1, le=9, description="Its place in the year's list, from 1")]
Printed = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Lines = Annotated[tuple[Annotated[int, Field(ge=1, le=9999)], ...], Field(min_length=1, max_length=20)]
_ADMINISTRATION = acting_as(Role.ADMINISTRATION)
_ANYBODY = reading_as(PUBLIC)


class ImportPastEntry(Input):
    printed_title: Printed = Field(examples=["Trade and Migration"])
    official_title: Printed | None = Field(default=None, description="The full title, where it is known")
    kind: PastKind = Field(examples=["intersessional_workshop"])
    flag: Annotated[str, StringConstraints(pattern=r"^\*{1,4}$")] | None = Field(
        default=None, description="The asterisks at the entry"
    )
    footnote: Reason | None = Field(default=None, description="What the asterisks say")
    lines: Lines = Field(description="Lines of the brochure's text", examples=[[248]])
    confidence: Confidence = Confidence.HIGH
    doubt: Reason | None = Field(default=None, description="What is unclear about the cell, and how it was read")
    subtopics: Annotated[tuple[Printed, ...], Field(max_length=10)] = ()
    derived_from_theme: bool = Field(default=False, description="It has no cell of its own: the theme cell names it")
    reason: Reason | None = Field(default=None, description="Needed for a correction")


class PastEntryView(ActedView):
    """`cell` is what stands; `imported` is what was imported first, and never changes (R75)."""

    year: int
    number: int
    cell: EntryCell
    imported: EntryCell
    corrections: tuple[EntryCorrection, ...]


class PastListView(ActedView):
    """What a year's entries are together, and whether they are all there."""

    year: int
    entries: tuple[Listed, ...]
    completed: bool


def _of_entry(entry: PastEntry, _: date) -> list[Action]:
    at = {"year": str(entry.year), "number": str(entry.number)}
    return [Action(operation="importPastEntry", called="correctPastEntry", at=at)]


def _of_list(listed: PastList, _: date) -> list[Action]:
    obstacles = tuple(listed.obstacles_to_complete())
    return [Action(operation="completePastList", at={"year": str(listed.year)}, obstacles=obstacles)]


_judge_entries = judging(PastEntry, _of_entry)
_judge_lists = judging(PastList, _of_list)
_CREATED: dict[int | str, dict[str, Any]] = {201: {"model": PastEntryView, "description": "It was imported now."}}


@router.put("/history/{year}/entries/{number}", operation_id="importPastEntry", responses={**PROBLEMS, **_CREATED})
async def import_past_entry(
    year: Year,
    number: Number,
    body: ImportPastEntry,
    response: Response,
    offers: Offering,
    command: Annotated[Command, _ADMINISTRATION],
) -> PastEntryView:
    """Import an entry of the brochure's table, or correct it.

    The same again changes nothing; without a `reason` neither does what was imported first, corrected or not.
    Anything else is a correction, refused by R75 without a `reason`. Titles are unique within a year, and only there
    (R73); what the year's format had no place for is refused (R74).
    """
    cell = EntryCell.model_validate(body.model_dump(exclude={"reason"}))
    entry = await command.run(
        lambda unit: history.import_past_entry(unit, year=year, number=number, cell=cell, reason=body.reason)
    )
    if entry.version == len(entry.recorded):
        response.status_code = 201
    return await offers.one(PastEntryView, to_document(entry), judge=_judge_entries, to=command.actor)


@router.post("/history/{year}/completion", operation_id="completePastList", responses=PROBLEMS)
async def complete_past_list(
    year: Year, offers: Offering, command: Annotated[Command, _ADMINISTRATION]
) -> PastListView:
    """Say that all entries of the year are there; again changes nothing. From then on entries are only corrected.

    Refused by R74 until a year of two workshops has both, and a conference year its conference.
    """
    listed = await command.run(lambda unit: history.complete_past_list(unit, year=year))
    return await offers.one(PastListView, to_document(listed), judge=_judge_lists, to=command.actor)


@router.get("/history", operation_id="listPastEntries", responses=PROBLEMS)
async def list_past_entries(
    offers: Offering,
    reader: Annotated[Reader, _ANYBODY],
    paging: Paging,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> Listing[PastEntryView]:
    """The imported entries by year and place, with printed text, lines and doubts; `year` narrows the list."""
    return await offers.listing(
        PastEntryView,
        {} if year is None else {"year": year},
        collection=PastEntry.collection,
        paging=paging,
        judge=_judge_entries,
        to=reader.actor,
    )


@router.get("/history/{year}", operation_id="getPastList", responses=PROBLEMS)
async def get_past_list(year: Year, offers: Offering, reader: Annotated[Reader, _ANYBODY]) -> PastListView:
    """What a past year's entries are together, and whether they are all there."""
    document = await reader.one(PastList.collection, past_list_id(year))
    return await offers.one(PastListView, document, judge=_judge_lists, to=reader.actor)


@router.get("/history/{year}/entries/{number}", operation_id="getPastEntry", responses=PROBLEMS)
async def get_past_entry(
    year: Year, number: Number, offers: Offering, reader: Annotated[Reader, _ANYBODY]
) -> PastEntryView:
    """One entry of a past year."""
    document = await reader.one(PastEntry.collection, past_entry_id(year, number))
    return await offers.one(PastEntryView, document, judge=_judge_entries, to=reader.actor)

"""The public page of a year: its theme, its topics, the gatherings that were held, the volumes on them; of 2001 to 2018
also what the brochure prints."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated

import etag
from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from services.publications.api.access import Anybody
from services.publications.domain.bank import COLLECTION as BANK
from services.publications.domain.cycle import Cycle
from services.publications.domain.document import Access, Document
from services.publications.domain.document import State as DocumentState
from services.publications.domain.identity import catalogue_id
from services.publications.domain.parts import HeldWorkshop, State
from services.publications.domain.report import Report
from services.publications.domain.standing import State as VolumeState
from services.publications.domain.volume import Volume
from services.publications.use_cases.history import PRINTED_ENTRIES, PRINTED_YEARS
from shared.contracts.events import WorkshopKind
from shared.contracts.facts import TopicRef
from shared.contracts.history import EntryCell, YearCell
from shared.contracts.publications import Edition
from shared.domain.errors import NotFound
from shared.domain.identifiers import cycle_id
from shared.domain.text import LocalizedText
from shared.http.acting import platform_of
from shared.http.actions import woken
from shared.http.schemas import PROBLEMS
from shared.persistence.driver import Store

router = APIRouter(prefix="/publications/v1", tags=["years"])
_ROOT = "/publications/v1"
_Held = tuple[str, HeldWorkshop, str | None]
"""A gathering that was held: its identifier, what events told of it, and where its report is once that is published."""


class WorkshopTopics(BaseModel):
    """What one workshop of the year is about, as the Membership chose it."""

    number: int
    title: LocalizedText
    topics: tuple[TopicRef, ...]


class GatheringOfYear(BaseModel):
    workshop: str
    kind: WorkshopKind
    number: int | None
    title: LocalizedText
    held_on: date = Field(description="Its last day")
    report: str | None = Field(description="Where its report is, once that is published")
    volumes: tuple[str, ...] = Field(description="The published volumes that cover it, among the `volumes` of the year")


class VolumeOfYear(BaseModel):
    volume: str
    number: int
    title: LocalizedText = Field(description="Without a title that a machine made and nobody signed for (R68)")
    published_on: date | None
    address: str = Field(description="Its record in the catalogue, which stays for ever")
    editions: tuple[Edition, ...]


class PrintedYear(BaseModel):
    """What the brochure prints of the year, with its lines, footnote and doubt (R75)."""

    cell: YearCell = Field(description="What stands")
    imported: YearCell = Field(description="What was imported first; it differs where somebody corrected it")
    address: str = Field(description="Its record in governance, with each correction and the reason for it")


class PrintedEntry(BaseModel):
    """What the brochure prints of one gathering or topic of the year, with its lines, footnote and doubt (R75)."""

    number: int = Field(description="Its place in the list of the year")
    cell: EntryCell = Field(description="What stands")
    imported: EntryCell = Field(description="What was imported first; it differs where somebody corrected it")
    address: str = Field(description="Its record in events, with each correction and the reason for it")


class PublicYear(BaseModel):
    """`year`, `theme` and `cycle` are as in governance's list of all years."""

    year: int
    cycle: str | None = Field(description="Null of a year before the platform, of which only the printed is known")
    theme: LocalizedText | None = Field(
        description="As the Membership chose it, and null before that, also where the brochure prints one; of a year "
        "before the platform as it is printed"
    )
    printed: PrintedYear | None = Field(description="Of 2001 to 2018, once the brochure's table is imported")
    printed_entries: tuple[PrintedEntry, ...] = Field(description="In the order of the brochure")
    topics: tuple[WorkshopTopics, ...] = Field(description="Empty until they are chosen")
    gatherings: tuple[GatheringOfYear, ...] = Field(description="Those that were held, the earliest first")
    volumes: tuple[VolumeOfYear, ...] = Field(description="By number")
    documents: str | None = Field(description="Where its public documents are listed, if there are any")
    practices: str | None = Field(description="Where its part of the bank of practices is, if there is any")


@router.get("/years/{year}", operation_id="getPublicYear", responses=PROBLEMS)
async def get_public_year(
    year: Annotated[int, Path(ge=2001, le=9999)], request: Request, response: Response, reader: Anybody
) -> PublicYear:
    """A year that runs, or ran, on this platform: theme and topics in the languages they were told in, the gatherings
    that were held, and the published volumes that cover them. Of 2001 to 2018 what the brochure prints, with printed
    text and doubts (R72, R75). The same for everybody: only what is public (R77)."""
    store, base = reader.store, platform_of(request).public_url
    kept = await store[Cycle.collection].find_one({"_id": cycle_id(year)})
    printed, entries = await _printed(store, year, base=base)
    if kept is None and printed is None and not entries:
        raise NotFound("year", str(year))
    cycle = woken(Cycle, kept) if kept else Cycle(id=cycle_id(year), year=year)
    reports = [woken(Report, one) for one in await store[Report.collection].find({"cycle": cycle.id})]
    of_year = {"state": VolumeState.PUBLISHED.value, "workshops.cycle": cycle.id}
    volumes = [woken(Volume, one) for one in await store[Volume.collection].find(of_year, sort=[("number", 1)])]
    topics = cycle.topics.current
    found = _held(cycle, reports, base=base)
    theme = theme_of(cycle, [held for _, held, _ in found])
    if theme is None and kept is None and printed:
        # Of a year that runs here the Membership's choice alone is the theme, and before it there is none.
        theme = LocalizedText(en=printed.cell.theme)
    page = PublicYear(
        year=year,
        cycle=cycle.id if kept else None,
        theme=theme,
        printed=printed,
        printed_entries=entries,
        topics=tuple(WorkshopTopics(**dict(one)) for one in topics.workshops) if topics else (),
        gatherings=tuple(_gathering(one, volumes) for one in found),
        volumes=tuple(
            VolumeOfYear(
                volume=one.id,
                number=one.number,
                title=one.official_title,
                published_on=one.published_on,
                address=f"{base}{_ROOT}/catalogue/{catalogue_id(one.id)}",
                editions=one.editions,
            )
            for one in volumes
        ),
        documents=f"{base}{_ROOT}/documents?cycle={cycle.id}" if await _has_documents(store, cycle) else None,
        practices=f"{base}{_ROOT}/bank?year={year}" if await _has_practices(store, year) else None,
    )
    response.headers["ETag"] = etag.format_etag(sha256(page.model_dump_json().encode()).hexdigest()[:32])
    return page


def theme_of(cycle: Cycle, held: Sequence[HeldWorkshop]) -> LocalizedText | None:
    """As governance told it. Of a year whose theme was chosen before publications heard of themes, as the choice of
    topics says it, or the last of its gatherings that were ``held``: an upgraded service is not told it again."""
    chosen = cycle.topics.current
    said = (cycle.theme, chosen.theme if chosen else None, *(one.theme for one in reversed(held)))
    return next((theme.title for theme in said if theme is not None), None)


async def _printed(store: Store, year: int, *, base: str) -> tuple[PrintedYear | None, tuple[PrintedEntry, ...]]:
    """Both as they were told last. They come in any order, and either may be there alone for a moment."""
    found = await store[PRINTED_YEARS].find_one({"_id": str(year)})
    listed = await store[PRINTED_ENTRIES].find({"year": year}, sort=[("number", 1)])
    entries = tuple(
        PrintedEntry(**one, address=f"{base}/events/v1/history/{year}/entries/{one['number']}") for one in listed
    )
    printed = PrintedYear(**found, address=f"{base}/governance/v1/history/{year}") if found else None
    return printed, entries


async def _has_documents(store: Store, cycle: Cycle) -> bool:
    """Any that the public may read."""
    public = {"cycle": cycle.id, "state": DocumentState.PUBLISHED.value, "about.access": Access.PUBLIC.value}
    return await store[Document.collection].find_one(public) is not None


async def _has_practices(store: Store, year: int) -> bool:
    return await store[BANK].find_one({"year": year, "shown": True}) is not None


def _held(cycle: Cycle, reports: list[Report], *, base: str) -> list[_Held]:
    """The earliest first. Not those that were called off, nor those that the year was closed without, unless their
    report is published."""
    found: list[_Held] = [(one.workshop, one.held, None) for one in cycle.council if not cycle.leaves_out(one.workshop)]
    for report in reports:
        if report.held is not None and report.called_off is None and report.state is not State.DROPPED:
            public = report.state is State.PUBLISHED
            found.append((report.workshop, report.held, f"{base}{_ROOT}/reports/{report.id}" if public else None))
    return sorted(found, key=lambda one: (one[1].held_on, one[0]))


def _gathering(one: _Held, volumes: list[Volume]) -> GatheringOfYear:
    workshop, held, address = one
    return GatheringOfYear(
        workshop=workshop,
        kind=held.kind,
        number=held.number,
        title=held.title,
        held_on=held.held_on,
        report=address,
        volumes=tuple(
            volume.id for volume in volumes if workshop in {covered.workshop for covered in volume.workshops}
        ),
    )

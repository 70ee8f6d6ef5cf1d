"""Pictures over HTTP: the timeline of a cycle, and the themes of all years."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.governance.api.access import Anybody
from services.governance.api.actions import chains_of
from services.governance.api.drawings import Drawing, Lane, Milestone, YearTheme, themes, timeline
from services.governance.domain.chain import Chain, WorkshopState
from services.governance.domain.cycle import Cycle
from services.governance.domain.days import day_there
from services.governance.domain.year_steps import Forum
from services.governance.queries import all_years, forums_of
from shared.contracts.facts import YearFormat
from shared.domain.act import Role
from shared.domain.text import Language, LocalizedText
from shared.http.actions import woken
from shared.http.pictures import PICTURE, picture
from shared.http.schemas import PROBLEMS

router = APIRouter(prefix="/governance/v1", tags=["pictures"])
_ANSWERS = {**PROBLEMS, **PICTURE}
In = Annotated[Language, Query(description="The language of titles, where there is one")]
_OF_THE_MEMBERSHIP = {Role.ADMINISTRATION, Role.MEMBER, Role.AUDITOR}
_OFF = {WorkshopState.CANCELLED, WorkshopState.POSTPONED, WorkshopState.LAPSED}


@router.get("/cycles/{cycle}/timeline.svg", operation_id="drawTimeline", response_class=Response, responses=_ANSWERS)
async def draw_timeline(cycle: str, reader: Anybody, response: Response, language: In = Language.EN) -> Response:
    """A year as a picture: its decisions, its gatherings and the volumes on them, each on its days; for the Membership
    and auditors also its consultations, from the opening of the cycle to the end of its year.

    The SVG has `title` and `desc`; the second says in words all that it shows.
    """
    found = woken(Cycle, await reader.one("cycles", cycle))
    [chain] = await chains_of(reader.store, [cycle])
    milestones = list(_milestones(found, chain, language))
    if reader.actor is not None and reader.actor.role in _OF_THE_MEMBERSHIP:
        milestones += _consultations(found, await forums_of(reader.store), language)
    return await _answer(timeline(found.year, milestones), response, language)


@router.get("/pictures/themes.svg", operation_id="drawThemes", response_class=Response, responses=_ANSWERS)
async def draw_themes(reader: Anybody, response: Response, language: In = Language.EN) -> Response:
    """The theme of every year since 2001 and its format, from the brochure's table and the live cycles."""
    years = [
        YearTheme(
            year=one["year"],
            theme=_in(language, LocalizedText.model_validate(one["theme"])),
            format=YearFormat(one["format"]) if one["format"] else None,
        )
        for one in await all_years(reader.store)
        if one["theme"]
    ]
    return await _answer(themes(years), response, language)


def _milestones(cycle: Cycle, chain: Chain, language: Language) -> Iterator[Milestone]:
    yield Milestone(what="The cycle was opened", lane=Lane.DECISION, first=cycle.opened_on)
    if cycle.theme:
        yield Milestone(what="The theme was chosen", lane=Lane.DECISION, first=cycle.theme.decided_in.on)
    if cycle.format:
        yield Milestone(what="The format was decided", lane=Lane.DECISION, first=cycle.format.decided_on)
    if cycle.topics:
        yield Milestone(what="The topics were selected", lane=Lane.DECISION, first=cycle.topics.decided_in.on)
    if cycle.closed_on:
        yield Milestone(what="The cycle was closed", lane=Lane.DECISION, first=cycle.closed_on)
    for one in chain.workshops:
        if one.start is not None and one.title is not None:
            yield Milestone(
                what=_in(language, one.title),
                lane=Lane.GATHERING,
                first=day_there(one.start, zone=one.zone),
                last=day_there(one.end or one.start, zone=one.zone),
                off=one.state in _OFF,
            )
    for volume in chain.volumes:
        if volume.published_on is not None:
            yield Milestone(
                what=f"No. {volume.series_number}: {_in(language, volume.title)}",
                lane=Lane.VOLUME,
                first=volume.published_on,
                off=volume.withdrawn_on is not None,
            )


def _consultations(cycle: Cycle, forums: Iterable[Forum], language: Language) -> Iterator[Milestone]:
    for one in forums:
        first = one.opened_on or one.planned_on
        if cycle.opened_on <= first <= date(cycle.year, 12, 31):
            yield Milestone(what=_in(language, one.title), lane=Lane.CONSULTATION, first=first, last=one.closed_on)


async def _answer(drawing: Drawing, response: Response, language: Language) -> Response:
    return await picture(
        drawing.chart, response=response, title=drawing.title, description=drawing.description, language=language
    )


def _in(language: Language, text: LocalizedText) -> str:
    return getattr(text, language.value) or text.any()

"""Pictures over HTTP: the timeline of a cycle, and the themes of all years."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.governance.api.access import Anybody, Membership
from services.governance.api.actions import chains_of
from services.governance.api.drawings import (
    Drawing,
    Lane,
    Milestone,
    Participation,
    Reading,
    YearTheme,
    participation,
    temperature,
    themes,
    timeline,
)
from services.governance.api.positions import read_temperature
from services.governance.domain.body import Body
from services.governance.domain.chain import Chain, WorkshopState
from services.governance.domain.cycle import Cycle
from services.governance.domain.days import day_there
from services.governance.domain.position import WITHOUT_REGION, Positions
from services.governance.domain.survey import WrittenSurvey
from services.governance.domain.year_steps import Forum
from services.governance.queries import all_years, forums_of
from shared.contracts.facts import YearFormat
from shared.contracts.governance import SlateKind
from shared.domain.act import Role
from shared.domain.text import Language, LocalizedText
from shared.http.actions import by_id, woken
from shared.http.pictures import PICTURE, picture
from shared.http.schemas import PROBLEMS

router = APIRouter(prefix="/governance/v1", tags=["pictures"])
_ANSWERS = {**PROBLEMS, **PICTURE}
In = Annotated[Language, Query(description="The language of titles, where there is one")]


class Grouping(StrEnum):
    """By what the bodies are put together."""

    TYPE = "type"
    REGION = "region"


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


@router.get("/temperature.svg", operation_id="drawTemperature", response_class=Response, responses=_ANSWERS)
async def draw_temperature(
    kind: SlateKind,
    slate: str,
    forum: str,
    reader: Membership,
    response: Response,
    by: Grouping = Grouping.TYPE,
    language: In = Language.EN,
) -> Response:
    """The temperature of a slate in one consultation or survey as a picture, by type of body or by region.

    A reading, which decides nothing; that of a survey is shown to the Membership once the survey is closed.
    """
    put, reading = await read_temperature(reader, kind=kind, slate=slate, forum=forum)
    titles = {one.id: _in(language, one.title) for one in put.choices}
    readings = [
        Reading(option=titles[one.option], group=_words(group), position=position.value, bodies=bodies)
        for one in reading.options
        for group, counts in sorted((one.by_type if by is Grouping.TYPE else one.by_region).items())
        for position, bodies in counts.items()
    ]
    return await _answer(temperature(readings, of=f"{put.what} “{slate}” in “{forum}”"), response, language)


@router.get(
    "/written-surveys/{id}/participation.svg",
    operation_id="drawParticipation",
    response_class=Response,
    responses=_ANSWERS,
)
async def draw_participation(
    id: str, reader: Membership, response: Response, by: Grouping = Grouping.TYPE, language: In = Language.EN
) -> Response:
    """How many of the bodies that were asked answered in time, by type of body or by region; not what they said."""
    survey = woken(WrittenSurvey, await reader.one("written_surveys", id))
    bodies = await by_id(reader.store, Body, (one.body for one in survey.recipients))
    stated = await reader.store[Positions.collection].find({"forum": id})
    answered = {one.body for one in (woken(Positions, document) for document in stated) if survey.counted(one)}
    asked: dict[str, list[str]] = {}
    for one in survey.recipients:
        group = one.type.value if by is Grouping.TYPE else bodies[one.body].region or WITHOUT_REGION
        asked.setdefault(group, []).append(one.body)
    groups = [
        Participation(group=_words(group), answered=len(answered.intersection(those)), asked=len(those))
        for group, those in sorted(asked.items())
    ]
    return await _answer(participation(groups, of=f"the written survey “{id}”"), response, language)


def _words(group: str) -> str:
    """`member_state` is said “member state”; regions are said as they are."""
    return group.replace("_", " ")


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

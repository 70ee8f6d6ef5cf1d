"""Calendars over HTTP, as iCalendar: for everybody, for the house, for one body, and the deadline of one survey."""

import hashlib
from typing import Annotated, Any

import etag
from fastapi import APIRouter, Query, Response

from services.governance.api.access import Anybody, Membership
from services.governance.api.actions import chains_of
from services.governance.api.icalendar_feed import icalendar_of
from services.governance.domain.body import Body
from services.governance.domain.calendar import CalendarEntry, of_consultation, of_deadlines, of_gatherings, of_survey
from services.governance.domain.chain import Chain, WorkshopState
from services.governance.domain.cycle import Cycle
from services.governance.domain.survey import WrittenSurvey
from services.governance.domain.workshop_dates import WorkshopDates
from services.governance.domain.year_steps import Slates, steps_of
from services.governance.queries import forums_of, last_changes
from shared.domain.act import Actor, Role
from shared.domain.errors import NotAllowed
from shared.domain.text import Language
from shared.http.actions import Offering, woken
from shared.http.schemas import PROBLEMS
from shared.persistence.driver import Store

router = APIRouter(prefix="/governance/v1", tags=["calendars"])
_NAME = "International Dialogue on Migration"
_FEED: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    200: {"description": "iCalendar (RFC 5545)", "content": {"text/calendar": {}}},
}
In = Annotated[Language, Query(description="The language of titles, where there is one")]


@router.get("/calendar.ics", operation_id="getCalendar", response_class=Response, responses=_FEED)
async def get_calendar(reader: Anybody, offers: Offering, language: In = Language.EN) -> Response:
    """What is published: the gatherings that have days, also those that were called off since, marked as cancelled.

    An entry keeps its UID for ever, and its SEQUENCE rises with each change.
    """
    return _answer(offers.response, await _gatherings(reader.store), name=_NAME, language=language)


@router.get("/calendar/house.ics", operation_id="getHouseCalendar", response_class=Response, responses=_FEED)
async def get_house_calendar(reader: Membership, offers: Offering, language: In = Language.EN) -> Response:
    """Everything: gatherings, consultations, the deadlines of written surveys, and the days by which a rule wants
    something done."""
    entries = await _of_the_house(reader.store, offers)
    return _answer(offers.response, entries, name=f"{_NAME}: the house", language=language)


@router.get("/bodies/{id}/calendar.ics", operation_id="getBodyCalendar", response_class=Response, responses=_FEED)
async def get_body_calendar(id: str, reader: Membership, offers: Offering, language: In = Language.EN) -> Response:
    """What concerns one body: the consultations to which the Membership comes, the gatherings, the deadlines of the
    written surveys that ask it, and days by which something is to be decided. For the body's own delegates, the
    Administration and auditors."""
    body = woken(Body, await reader.one("bodies", id))
    _require_own(id, reader.actor)
    entries = await _of_the_house(reader.store, offers, asked=id)
    return _answer(offers.response, entries, name=f"{_NAME}: {body.name.any()}", language=language)


@router.get(
    "/written-surveys/{id}/deadline.ics",
    operation_id="getSurveyDeadline",
    tags=["written surveys"],
    response_class=Response,
    responses=_FEED,
)
async def get_survey_deadline(id: str, reader: Membership, offers: Offering, language: In = Language.EN) -> Response:
    """The deadline of one survey with an alarm two days before: the same entry as in the calendars, so that whoever
    has it from both sees it once. Its SEQUENCE rises when the deadline moves."""
    survey = woken(WrittenSurvey, await reader.one("written_surveys", id))
    last = (await last_changes(reader.store, [id]))[id]
    return _answer(offers.response, [of_survey(survey, changed_at=last.at)], name=_NAME, language=language)


def _require_own(body: str, actor: Actor | None) -> None:
    if actor is not None and actor.role is Role.MEMBER and actor.body != body:
        raise NotAllowed(
            f"This calendar is that of “{body}”, and the token is for “{actor.body}”.",
            remedy="Ask for the calendar of your own body.",
        )


async def _gatherings(store: Store) -> list[CalendarEntry]:
    known = [WorkshopDates.of(document) for document in await store[WorkshopDates.collection].find({})]
    closed = await store[Chain.collection].find({"workshops.state": WorkshopState.LAPSED.value})
    lapsed = frozenset(
        one.id for chain in map(Chain.of, closed) for one in chain.workshops if one.state is WorkshopState.LAPSED
    )
    return list(of_gatherings(known, lapsed=lapsed))


async def _of_the_house(store: Store, offers: Offering, *, asked: str | None = None) -> list[CalendarEntry]:
    """With every written survey, or those alone that ask this body."""
    forums = await forums_of(store)
    open_cycles = [woken(Cycle, document) for document in await store["cycles"].find({"closed_on": None})]
    asking = {} if asked is None else {"recipients.body": asked}
    surveys = [woken(WrittenSurvey, document) for document in await store[WrittenSurvey.collection].find(asking)]
    changing = (*(one.id for one in forums), *(one.id for one in open_cycles), *(one.id for one in surveys))
    changes = await last_changes(store, changing)
    entries = [
        *await _gatherings(store),
        *(of_consultation(one, version=changes[one.id].version, changed_at=changes[one.id].at) for one in forums),
        *(of_survey(one, changed_at=changes[one.id].at) for one in surveys),
    ]
    for cycle, chain in zip(open_cycles, await chains_of(store, [one.id for one in open_cycles]), strict=True):
        # Whether the slates are open is all that matters here: R4's day is over once the theme slate is.
        slates = Slates(theme_opened_on=cycle.opened_on if cycle.theme_slate else None)
        steps = steps_of(cycle, chain, forums=(), slates=slates, today=offers.today)
        last = changes[cycle.id]
        entries += of_deadlines(cycle.id, cycle.year, steps, version=last.version, changed_at=last.at)
    return entries


def _answer(response: Response, entries: list[CalendarEntry], *, name: str, language: Language) -> Response:
    body = icalendar_of(entries, name=name, language=language)
    headers = {
        **{header: response.headers[header] for header in ("Cache-Control", "Vary") if header in response.headers},
        "ETag": etag.format_etag(hashlib.sha256(body).hexdigest()[:32]),
    }
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)

"""What waits for the caller in events."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter

from services.events.api.actions import judge_calendars, judge_rows
from services.events.api.registration_actions import judge_registrations
from services.events.api.satisfaction import judge_surveys
from services.events.domain.gathering import State
from services.events.domain.registration import LIVE, Registration
from shared.contracts.events import WorkshopKind
from shared.domain.act import Role
from shared.domain.text import LocalizedText
from shared.http.acting import Reader, reading_as
from shared.http.actions import Offering
from shared.http.pages import Page, Paging
from shared.http.schemas import PROBLEMS
from shared.http.work_list import Source, WorkItem, work_list
from shared.persistence.driver import Document

router = APIRouter(prefix="/events/v1", tags=["work list"])
_UNSEEN = {"$filter": {"input": "$misfits", "cond": {"$not": ["$$this.seen"]}}}
_FIRST_NOTED = {"$min": {"$map": {"input": _UNSEEN, "in": "$$this.noted_on"}}}
_LAST_DAY = {"$substrBytes": ["$schedule.end", 0, 10]}
_DATED = {"$in": [State.SCHEDULED.value, State.PROGRAMME_PUBLISHED.value]}
_ASKED_AT = {
    "$map": {
        "input": {
            "$filter": {
                "input": "$places",
                "cond": {
                    "$or": [
                        {"$eq": ["$$this.number", 2]},
                        {"$eq": ["$$this.kind", WorkshopKind.HIGH_LEVEL_CONFERENCE.value]},
                    ]
                },
            }
        },
        "in": "$$this.workshop",
    }
}
"""The second workshop of a year, or its conference (R40)."""


def _asked_by(day: str) -> Any:
    """The days of that gathering, where it has begun."""
    begun = {"$and": [{"$in": ["$$this.workshop", _ASKED_AT]}, {"$lte": ["$$this.first", day]}]}
    return {"$filter": {"input": "$days", "cond": begun}}


@router.get("/work-list", operation_id="getEventsWorkList", responses=PROBLEMS)
async def get_work_list(
    reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER)], paging: Paging, offers: Offering
) -> Page[WorkItem]:
    """What waits for the caller, the longest waiting first: only what the caller's role can settle."""
    return await work_list(offers, _sources(offers.today), paging=paging, to=reader.actor)


def _sources(today: date) -> tuple[Source, ...]:
    # Moments are written in UTC with a fixed width, so that text order is time order.
    ended, not_ended = {"schedule.end": {"$lt": today.isoformat()}}, {"schedule.end": {"$gte": today.isoformat()}}
    return (
        Source(
            what="fact-that-did-not-fit",
            operation="acknowledgeMisfit",
            collection="calendars",
            where={"misfits.seen": False},
            since=_FIRST_NOTED,
            resource="/events/v1/calendars/{year}",
            why=_misfits,
            judge=judge_calendars,
        ),
        _registration(
            "registration-of-a-body-that-left",
            "moveRegistration",
            {"body_left_on": {"$gt": ""}, "state": {"$in": sorted(LIVE)}},
            why="The body {body} left the Membership, and a person is registered for it.",
        ),
        _workshop(
            "workshop-to-schedule",
            "scheduleWorkshop",
            {"state": {"$in": [State.PLANNED.value, State.POSTPONED.value]}},
            why="“{title}” has no dates yet.",
        ),
        _workshop(
            "workshop-to-confirm",
            "confirmWorkshop",
            {"state": _DATED, "confirmed": None, **not_ended},
            why="“{title}” has dates and a place, and nobody confirmed them.",
        ),
        _workshop(
            "workshop-to-declare-ready",
            "declareReady",
            {"state": State.PROGRAMME_PUBLISHED.value, "confirmed": {"$ne": None}, "ready": None, **not_ended},
            why="“{title}” is confirmed and its programme published, and nobody said that it is ready.",
        ),
        _workshop(
            "programme-to-publish",
            "publishProgramme",
            {"state": State.SCHEDULED.value, **not_ended},
            why="“{title}” has dates, and its programme is not published.",
        ),
        _workshop(
            "migrants-voice-to-replace",
            "publishProgramme",
            {"state": State.PROGRAMME_PUBLISHED.value, "migrants_voice_flagged": True, **not_ended},
            why="The published programme of “{title}” lost its Migrant’s Voice close to the start (R28).",
        ),
        _workshop(
            "speakers-to-tell",
            "recordSpeakersTold",
            {
                "to_tell": {"$nin": [None, []]},
                "$or": [{"state": _DATED, **not_ended}, {"state": State.POSTPONED.value}],
            },
            why="The published programme of “{title}” or its days changed, and some speakers were not told.",
        ),
        _workshop(
            "attendance-to-record",
            "recordAttendance",
            {"state": _DATED, "attendance": None, **ended},
            since=_LAST_DAY,
            why="“{title}” is over, and nobody recorded who came.",
        ),
        _workshop(
            "workshop-to-hold",
            "holdWorkshop",
            {"state": _DATED, "attendance": {"$ne": None}, **ended},
            since=_LAST_DAY,
            why="“{title}” is over, and is not recorded as held.",
        ),
        Source(
            what="satisfaction-survey-to-open",
            operation="openSatisfactionSurvey",
            collection="calendars",
            where={
                "closed_on": None,
                "satisfaction_survey": None,
                "$expr": {"$gt": [{"$size": _asked_by(today.isoformat())}, 0]},
            },
            since={"$min": {"$map": {"input": _asked_by(today.isoformat()), "in": "$$this.first"}}},
            resource="/events/v1/calendars/{year}",
            why=lambda calendar: f"Nobody asked yet how satisfied participants of {calendar['year']} are (R40).",
            judge=judge_calendars,
        ),
        Source(
            what="satisfaction-survey-to-close",
            operation="closeSatisfactionSurvey",
            collection="satisfaction_surveys",
            where={"state": "open", "by_the_clock": False},
            since={"$substrBytes": ["$deadline", 0, 10]},
            resource="/events/v1/satisfaction-surveys/{id}",
            why=lambda survey: f"The satisfaction survey of {survey['year']} was entered afterwards, and is open.",
            judge=judge_surveys,
        ),
    )


def _registration(what: str, operation: str, where: Document, *, why: str) -> Source:
    return Source(
        what=what,
        operation=operation,
        collection=Registration.collection,
        where=where,
        since={"$substrBytes": ["$received_at", 0, 10]},
        resource="/events/v1/registrations/{id}",
        why=lambda document: why.format(**document),
        judge=judge_registrations,
    )


def _workshop(what: str, operation: str, where: Document, *, why: str, since: Any = "$state_since") -> Source:
    return Source(
        what=what,
        operation=operation,
        collection="workshops",
        where=where,
        since=since,
        resource="/events/v1/workshops/{id}",
        why=_titled(why),
        judge=judge_rows,
    )


def _titled(sentence: str) -> Callable[[Document], str]:
    return lambda document: sentence.format(title=LocalizedText.model_validate(document["title"]).any())


def _misfits(calendar: Document) -> str:
    return " ".join(misfit["why"] for misfit in calendar["misfits"] if not misfit["seen"])

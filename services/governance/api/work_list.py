"""What waits for the caller in governance."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter

from services.governance.api.actions import (
    judge_consultations,
    judge_cycles,
    judge_theme_slates,
    judge_topic_slates,
)
from services.governance.domain.cycle import Cycle
from services.governance.domain.year_format import FIRST_YEAR_WITH_WORKSHOPS
from shared.contracts.facts import YearFormat
from shared.domain.act import Role
from shared.domain.text import LocalizedText
from shared.http.acting import Reader, reading_as
from shared.http.actions import Offering, Offers
from shared.http.pages import Page, Paging
from shared.http.schemas import PROBLEMS
from shared.http.work_list import Source, WorkItem, work_list
from shared.persistence.driver import Document

router = APIRouter(prefix="/governance/v1", tags=["work list"])
_CYCLE = "/governance/v1/cycles/{id}"
_CONSULTATION = "/governance/v1/consultations/{id}"


@router.get("/work-list", operation_id="getGovernanceWorkList", responses=PROBLEMS)
async def get_work_list(
    reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER)], paging: Paging, offers: Offering
) -> Page[WorkItem]:
    """What waits for the caller, the longest waiting first: only what the caller's role can settle."""
    closable = await _closable(offers) if offers.may(reader.actor, "closeCycle") else []
    closed = await offers.store[Cycle.collection].find({"closed_on": {"$ne": None}}, projection={"_id": 1})
    sources = _sources(offers.today, closable=closable, closed=[document["_id"] for document in closed])
    return await work_list(offers, sources, paging=paging, to=reader.actor)


async def _closable(offers: Offers) -> list[str]:
    """The cycles whose year is over and that nothing keeps from being closed. Years that are over do not stay open
    for long, so there are few to look at."""
    over = await offers.store[Cycle.collection].find({"closed_on": None, "year": {"$lt": offers.today.year}})
    judged = await judge_cycles(offers.store, over, offers.today)
    return [
        document["_id"]
        for document, actions in zip(over, judged, strict=True)
        if any(action.name == "closeCycle" and action.allowed for action in actions)
    ]


def _sources(today: date, *, closable: Sequence[str], closed: Sequence[str]) -> tuple[Source, ...]:
    """Nothing waits in a cycle that was closed."""
    put_forward = {"state": "open", "cycle": {"$nin": list(closed)}}
    with_workshops = {
        "year": {"$gte": FIRST_YEAR_WITH_WORKSHOPS},
        "format.format": {"$in": [None, YearFormat.TWO_WORKSHOPS.value]},
    }
    return (
        Source(
            what="theme-slate-to-open",
            operation="openThemeSlate",
            collection="cycles",
            where={"closed_on": None, "theme_slate": None},
            since="$opened_on",
            resource=_CYCLE,
            why=_of_year("The cycle {year} has no theme slate yet."),
            judge=judge_cycles,
        ),
        Source(
            what="format-to-decide",
            operation="decideFormat",
            collection="cycles",
            where={"closed_on": None, "format": None},
            since="$opened_on",
            resource=_CYCLE,
            why=_of_year("The format of {year} is not decided yet."),
            judge=judge_cycles,
        ),
        Source(
            what="topic-slate-to-open",
            operation="openTopicSlate",
            collection="cycles",
            where={"closed_on": None, "theme": {"$ne": None}, "topic_slate": None, **with_workshops},
            since="$theme.decided_in.on",
            resource=_CYCLE,
            why=_of_year("The theme of {year} is decided, and no topics were put to the Membership yet."),
            judge=judge_cycles,
        ),
        Source(
            what="consultation-to-open",
            operation="openConsultation",
            collection="consultations",
            where={"state": "scheduled", "planned_on": {"$lte": today.isoformat()}},
            since="$planned_on",
            resource=_CONSULTATION,
            why=_titled("The day planned for “{title}” has come, and it was not opened."),
            judge=judge_consultations,
        ),
        Source(
            what="attendance-to-note",
            operation="noteAttendance",
            collection="consultations",
            where={"state": "open", "attendance": []},
            since="$opened_on",
            resource=_CONSULTATION,
            why=_titled("No body is noted as present at “{title}”; without one nothing is decided there (R8)."),
            judge=judge_consultations,
        ),
        Source(
            what="consultation-to-close",
            operation="closeConsultation",
            collection="consultations",
            where={"state": "open"},
            since="$opened_on",
            resource=_CONSULTATION,
            why=_titled("“{title}” is open."),
            judge=judge_consultations,
        ),
        Source(
            what="theme-to-determine",
            operation="determineTheme",
            collection="theme_slates",
            where=put_forward,
            since="$opened_on",
            resource="/governance/v1/theme-slates/{id}",
            why=_of_cycle("The theme of {cycle} was put to the Membership and is not decided."),
            judge=judge_theme_slates,
        ),
        Source(
            what="topics-to-select",
            operation="selectTopics",
            collection="topic_slates",
            where=put_forward,
            since="$opened_on",
            resource="/governance/v1/topic-slates/{id}",
            why=_of_cycle("The topics of {cycle} were put to the Membership and are not selected."),
            judge=judge_topic_slates,
        ),
        Source(
            what="cycle-to-close",
            operation="closeCycle",
            collection="cycles",
            where={"_id": {"$in": list(closable)}},
            since={"$concat": [{"$toString": {"$add": ["$year", 1]}}, "-01-01"]},
            resource=_CYCLE,
            why=_of_year("The year {year} is over, and every service has said that its cycle can be closed."),
            judge=judge_cycles,
        ),
    )


def _of_year(sentence: str) -> Callable[[Document], str]:
    return lambda document: sentence.format(year=document["year"])


def _of_cycle(sentence: str) -> Callable[[Document], str]:
    return lambda document: sentence.format(cycle=document["cycle"])


def _titled(sentence: str) -> Callable[[Document], str]:
    return lambda document: sentence.format(title=LocalizedText.model_validate(document["title"]).any())

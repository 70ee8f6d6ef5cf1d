"""What waits for the caller in governance."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter

from services.governance.api.actions import judge_consultations, judge_cycles
from services.governance.api.slate_actions import judge_theme_slates, judge_topic_slates
from services.governance.api.survey_actions import judge_positions, judge_surveys
from services.governance.domain.cycle import Cycle
from services.governance.domain.position import Positions
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
_YEAR_AFTER = {"$concat": [{"$toString": {"$add": ["$year", 1]}}, "-01-01"]}


@router.get("/work-list", operation_id="getGovernanceWorkList", responses=PROBLEMS)
async def get_work_list(
    reader: Annotated[Reader, reading_as(Role.ADMINISTRATION, Role.MEMBER)], paging: Paging, offers: Offering
) -> Page[WorkItem]:
    """What waits for the caller, the longest waiting first: only what the caller's role can settle.

    For a member these are the surveys that its body has not answered, and what was recorded on its behalf and is not
    confirmed.
    """
    if reader.actor is not None and reader.actor.role is Role.MEMBER and reader.actor.body is not None:
        return await work_list(offers, await _of_body(offers, reader.actor.body), paging=paging, to=reader.actor)
    closable, kept_open = await _over(offers) if offers.may(reader.actor, "closeCycle") else ([], {})
    closed = await offers.store[Cycle.collection].find({"closed_on": {"$ne": None}}, projection={"_id": 1})
    sources = _sources(
        offers.today, closable=closable, kept_open=kept_open, closed=[document["_id"] for document in closed]
    )
    return await work_list(offers, sources, paging=paging, to=reader.actor)


async def _over(offers: Offers) -> tuple[list[str], dict[str, str]]:
    """The cycles whose year is over: those that nothing keeps from being closed, and each of the others with what
    keeps it open. Years that are over do not stay open for long, so there are few to look at."""
    over = await offers.store[Cycle.collection].find({"closed_on": None, "year": {"$lt": offers.today.year}})
    judged = await judge_cycles(offers.store, over, offers.today)
    blocked = {
        document["_id"]: next(action.obstacles for action in actions if action.name == "closeCycle")
        for document, actions in zip(over, judged, strict=True)
    }
    closable = [cycle for cycle, obstacles in blocked.items() if not obstacles]
    return closable, {cycle: obstacles[0].sentence for cycle, obstacles in blocked.items() if obstacles}


def _sources(
    today: date, *, closable: Sequence[str], kept_open: Mapping[str, str], closed: Sequence[str]
) -> tuple[Source, ...]:
    """Nothing waits in a cycle that was closed."""
    put_forward = {"state": "open", "cycle": {"$nin": list(closed)}}
    with_workshops = {
        "year": {"$gte": FIRST_YEAR_WITH_WORKSHOPS},
        "format.format": {"$in": [None, YearFormat.TWO_WORKSHOPS.value]},
    }
    return (
        _cycle(
            "theme-slate-to-open",
            "openThemeSlate",
            {"closed_on": None, "theme_slate": None},
            why="The cycle {year} has no theme slate yet.",
        ),
        _cycle(
            "format-to-decide",
            "decideFormat",
            {"closed_on": None, "format": None},
            why="The format of {year} is not decided yet.",
        ),
        _cycle(
            "topic-slate-to-open",
            "openTopicSlate",
            {"closed_on": None, "theme": {"$ne": None}, "topic_slate": None, **with_workshops},
            since="$theme.decided_in.on",
            why="The theme of {year} is decided, and no topics were put to the Membership yet.",
        ),
        _consultation(
            "consultation-to-open",
            "openConsultation",
            {"state": "scheduled", "planned_on": {"$lte": today.isoformat()}},
            since="$planned_on",
            why="The day planned for “{title}” has come, and it was not opened.",
        ),
        _consultation(
            "attendance-to-note",
            "noteAttendance",
            {"state": "open", "attendance": []},
            why="No body is noted as present at “{title}”; without one nothing is decided there (R8).",
        ),
        _consultation("consultation-to-close", "closeConsultation", {"state": "open"}, why="“{title}” is open."),
        _cycle(
            "deviation-to-explain",
            "explainDeviation",
            {"closed_on": None, "format.repeats_last_year": True, "format.deviation_reason": None},
            since="$format.decided_on",
            why="The year {year} repeats the format of the one before, and nobody has said why (R21).",
        ),
        _cycle(
            "misfit-to-acknowledge",
            "acknowledgeMisfit",
            {"closed_on": None, "misfits": {"$elemMatch": {"seen": False}}},
            since={"$min": "$misfits.noted_on"},
            why=lambda document: next(one["why"] for one in document["misfits"] if not one["seen"]),
        ),
        _survey(
            "survey-to-close",
            "closeSurvey",
            {"state": "open", "by_the_clock": False},
            since="$issued_on",
            why="The survey was entered after it took place, so the clock does not close it.",
        ),
        Source(
            what="theme-to-determine",
            operation="determineTheme",
            collection="theme_slates",
            where=put_forward,
            since="$opened_on",
            resource="/governance/v1/theme-slates/{id}",
            why=_undecided("The theme of {cycle} was put to the Membership and is not decided."),
            judge=judge_theme_slates,
        ),
        Source(
            what="topics-to-select",
            operation="selectTopics",
            collection="topic_slates",
            where=put_forward,
            since="$opened_on",
            resource="/governance/v1/topic-slates/{id}",
            why=_undecided("The topics of {cycle} were put to the Membership and are not selected."),
            judge=judge_topic_slates,
        ),
        _cycle(
            "cycle-to-close",
            "closeCycle",
            {"_id": {"$in": list(closable)}},
            since=_YEAR_AFTER,
            why="The year {year} is over, and every service has said that its cycle can be closed.",
        ),
        _cycle(
            "cycle-kept-open",
            "closeCycle",
            {"_id": {"$in": list(kept_open)}},
            called="closeCycleWithWaivers",
            since=_YEAR_AFTER,
            why=lambda document: f"The year {document['year']} is over. {kept_open[document['_id']]}",
        ),
    )


async def _of_body(offers: Offers, body: str) -> tuple[Source, ...]:
    stated = await offers.store[Positions.collection].find({"body": body}, projection={"forum": 1})
    answered = sorted({document["forum"] for document in stated})
    return (
        _survey(
            "survey-to-answer",
            "answerSurvey",
            {"state": "open", "recipients.body": body, "_id": {"$nin": answered}},
            since="$issued_on",
            why="The Membership is asked in writing until {deadline}, and your body has not answered.",
        ),
        Source(
            what="position-to-confirm",
            operation="confirmPositions",
            collection="body_positions",
            where={"body": body, "to_confirm": True},
            since={"$last": "$statements.on"},
            resource="/governance/v1/positions/{id}",
            why=lambda _: "The secretariat wrote down what your body said; confirm it, or state it anew.",
            judge=judge_positions,
        ),
    )


def _survey(what: str, operation: str, where: Document, *, since: Any, why: str) -> Source:
    return Source(
        what=what,
        operation=operation,
        collection="written_surveys",
        where=where,
        since=since,
        resource="/governance/v1/written-surveys/{id}",
        why=_filled(why),
        judge=judge_surveys,
    )


def _cycle(
    what: str,
    operation: str,
    where: Document,
    *,
    why: str | Callable[[Document], str],
    since: Any = "$opened_on",
    called: str = "",
) -> Source:
    return Source(
        what=what,
        operation=operation,
        called=called,
        collection="cycles",
        where=where,
        since=since,
        resource="/governance/v1/cycles/{id}",
        why=_filled(why) if isinstance(why, str) else why,
        judge=judge_cycles,
    )


def _consultation(what: str, operation: str, where: Document, *, why: str, since: Any = "$opened_on") -> Source:
    return Source(
        what=what,
        operation=operation,
        collection="consultations",
        where=where,
        since=since,
        resource="/governance/v1/consultations/{id}",
        why=lambda document: why.format(title=LocalizedText.model_validate(document["title"]).any()),
        judge=judge_consultations,
    )


def _undecided(sentence: str) -> Callable[[Document], str]:
    """With the survey that runs on the slate, for what it shows is found once it is closed."""
    return lambda document: (
        sentence.format(**document)
        + (f" The written survey “{document['survey']}” is on it." if document.get("survey") else "")
    )


def _filled(sentence: str) -> Callable[[Document], str]:
    """The sentence with the document's own words in the place of their names."""
    return lambda document: sentence.format(**document)

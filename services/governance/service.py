"""The wiring of governance: the only module that sees every room."""

from pathlib import Path

from services.governance.api import (
    activity_reports,
    bodies,
    body_files,
    calendar,
    chain,
    consultations,
    cycles,
    decisions_on,
    delegate_files,
    history,
    pictures,
    positions,
    practice,
    suggestions,
    survey_files,
    surveys,
    theme_slates,
    topic_slates,
    work_list,
    year,
)
from services.governance.deadlines import DEADLINES
from services.governance.reactions import REACTIONS
from services.governance.storage import MIGRATIONS
from shared.runtime.service import Service

SERVICE = Service(
    name="governance",
    summary="Who decides: bodies, consultations, slates, formats and the cycle",
    routers=(
        body_files.router,
        delegate_files.router,
        bodies.router,
        consultations.router,
        cycles.router,
        chain.router,
        calendar.router,
        decisions_on.router,
        history.router,
        pictures.router,
        theme_slates.router,
        topic_slates.router,
        activity_reports.router,
        suggestions.router,
        surveys.router,
        survey_files.router,
        positions.router,
        practice.router,
        work_list.router,
        year.router,
    ),
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
    examples=Path(__file__).parent / "api" / "examples.json",
)

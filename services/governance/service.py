"""The wiring of governance: the only module that sees every room."""

from services.governance.api import (
    bodies,
    body_files,
    chain,
    consultations,
    cycles,
    history,
    positions,
    practice,
    suggestions,
    survey_files,
    surveys,
    theme_slates,
    topic_slates,
    work_list,
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
        bodies.router,
        consultations.router,
        cycles.router,
        chain.router,
        history.router,
        theme_slates.router,
        topic_slates.router,
        suggestions.router,
        surveys.router,
        survey_files.router,
        positions.router,
        practice.router,
        work_list.router,
    ),
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
)

"""The wiring of governance: the only module that sees every room."""

from services.governance.api import (
    activity_reports,
    bodies,
    calendar,
    chain,
    consultations,
    cycles,
    decisions_on,
    history,
    pictures,
    theme_slates,
    topic_slates,
    work_list,
    year,
)
from services.governance.reactions import REACTIONS
from services.governance.storage import MIGRATIONS
from shared.runtime.service import Service

SERVICE = Service(
    name="governance",
    summary="Who decides: bodies, consultations, slates, formats and the cycle",
    routers=(
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
        work_list.router,
        year.router,
    ),
    migrations=MIGRATIONS,
    reactions=REACTIONS,
)

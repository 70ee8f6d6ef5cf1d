"""The HTTP surface of events."""

from services.events.api import (
    agenda,
    calendars,
    gates,
    history,
    interpretation,
    places,
    programme,
    sessions,
    voices,
    work_list,
    workshops,
)

ROUTERS = (
    calendars.router,
    places.router,
    workshops.router,
    gates.router,
    sessions.router,
    programme.router,
    agenda.router,
    voices.router,
    interpretation.router,
    history.router,
    work_list.router,
)

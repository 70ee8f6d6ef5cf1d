"""The HTTP surface of events."""

from services.events.api import agenda, calendars, history, programme, sessions, voices, work_list, workshops

ROUTERS = (
    calendars.router,
    workshops.router,
    sessions.router,
    programme.router,
    agenda.router,
    voices.router,
    history.router,
    work_list.router,
)

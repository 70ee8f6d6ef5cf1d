"""The HTTP surface of events."""

from services.events.api import calendars, history, programme, voices, work_list, workshops

ROUTERS = (
    calendars.router,
    workshops.router,
    programme.router,
    voices.router,
    history.router,
    work_list.router,
)

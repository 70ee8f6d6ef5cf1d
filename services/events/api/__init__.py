"""The HTTP surface of events."""

from services.events.api import calendars, history, programme, work_list, workshops

ROUTERS = (calendars.router, workshops.router, programme.router, history.router, work_list.router)

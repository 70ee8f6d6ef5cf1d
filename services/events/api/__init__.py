"""The HTTP surface of events."""

from services.events.api import calendars, programme, work_list, workshops

ROUTERS = (calendars.router, workshops.router, programme.router, work_list.router)

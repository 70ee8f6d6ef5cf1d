"""The HTTP surface of events."""

from services.events.api import calendars, programme, workshops

ROUTERS = (calendars.router, workshops.router, programme.router)

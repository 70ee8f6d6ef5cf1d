"""The wiring of events: the only module that sees every room."""

from services.events.api import ROUTERS
from services.events.deadlines import DEADLINES
from services.events.reactions import REACTIONS
from services.events.storage import MIGRATIONS
from shared.runtime.service import Service

SERVICE = Service(
    name="events",
    summary="Workshop logistics: the calendar, workshops, programmes and who came",
    routers=ROUTERS,
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
)

"""The wiring of events: the only module that sees every room."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.events.deadlines import DEADLINES
from services.events.reactions import REACTIONS
from services.events.storage import MIGRATIONS
from shared.runtime.service import Service


def _routers() -> Sequence[APIRouter]:
    from services.events.api import ROUTERS

    return ROUTERS


SERVICE = Service(
    name="events",
    summary="Workshop logistics: the calendar, workshops, programmes and who came",
    routers=_routers,
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
)

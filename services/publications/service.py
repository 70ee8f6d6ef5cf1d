"""The wiring of publications: the only module that sees every room."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.publications.deadlines import DEADLINES
from services.publications.reactions import REACTIONS
from services.publications.storage import MIGRATIONS
from shared.runtime.service import Service


def _routers() -> Sequence[APIRouter]:
    from services.publications.api import ROUTERS

    return ROUTERS


SERVICE = Service(
    name="publications",
    summary="Workshop reports, the volumes of the Red Book series and their catalogue",
    routers=_routers,
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
)

"""The wiring of funding: the only module that sees every room."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.funding.deadlines import DEADLINES
from services.funding.reactions import REACTIONS
from services.funding.storage import MIGRATIONS
from shared.runtime.service import Service


def _routers() -> Sequence[APIRouter]:
    from services.funding.api import ROUTERS

    return ROUTERS


SERVICE = Service(
    name="funding",
    summary="Money: budgets, voluntary contributions, how far they reach, and accounts",
    routers=_routers,
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
)

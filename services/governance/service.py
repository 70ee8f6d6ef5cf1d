"""The wiring of governance: the only module that sees every room."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter

from services.governance.deadlines import DEADLINES
from services.governance.reactions import REACTIONS
from services.governance.storage import MIGRATIONS
from shared.runtime.service import Service


def _routers() -> Sequence[APIRouter]:
    from services.governance.api import ROUTERS

    return ROUTERS


SERVICE = Service(
    name="governance",
    summary="Who decides: bodies, consultations, slates, formats and the cycle",
    routers=_routers,
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
    examples=Path(__file__).parent / "api" / "examples.json",
)

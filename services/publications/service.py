"""The wiring of publications: the only module that sees every room."""

from services.publications.api import ROUTERS
from services.publications.deadlines import DEADLINES
from services.publications.reactions import REACTIONS
from services.publications.storage import MIGRATIONS
from shared.runtime.service import Service

SERVICE = Service(
    name="publications",
    summary="Workshop reports, the volumes of the Red Book series and their catalogue",
    routers=ROUTERS,
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
)

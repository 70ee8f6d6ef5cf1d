"""The wiring of funding: the only module that sees every room."""

from services.funding.api import ROUTERS
from services.funding.deadlines import DEADLINES
from services.funding.reactions import REACTIONS
from services.funding.storage import MIGRATIONS
from shared.runtime.service import Service

SERVICE = Service(
    name="funding",
    summary="Money: budgets, voluntary contributions, how far they reach, and accounts",
    routers=ROUTERS,
    migrations=MIGRATIONS,
    reactions=REACTIONS,
    deadlines=DEADLINES,
)

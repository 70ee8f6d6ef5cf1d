"""A bare consumer as a process of its own: what is decided about a year is noted in its calendar."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from motor.motor_asyncio import AsyncIOMotorClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from benchmarks.bare.consumer import BareConsumer

CLIENT: Any = AsyncIOMotorClient(os.environ["IDM_MONGODB_URI"], w="majority")
DATABASE = CLIENT[os.environ["IDM_DATABASE_PREFIX"] + "events"]


def _note(calendar: dict[str, Any], message: dict[str, Any]) -> None:
    calendar.update(year=message["year"], format=message["format"])


async def ready(request: Request) -> PlainTextResponse:
    assigned = bool(request.app.state.consumer.consumer.assignment())
    return PlainTextResponse("ready" if assigned else "not in its group yet", status_code=200 if assigned else 503)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    app.state.consumer = BareConsumer(
        DATABASE,
        bootstrap=os.environ["IDM_KAFKA_BOOTSTRAP"],
        topic=os.environ["IDM_BENCH_TOPIC"],
        collection="calendars",
        identifier=lambda message: f"calendar-{message['year']}",
        effect=_note,
    )
    reading = asyncio.create_task(app.state.consumer.run())
    yield
    reading.cancel()


if __name__ == "__main__":
    app = Starlette(routes=[Route("/readyz", ready)], lifespan=_lifespan)
    uvicorn.run(app, port=int(os.environ["IDM_HTTP_PORT"]), log_config=None, access_log=False)

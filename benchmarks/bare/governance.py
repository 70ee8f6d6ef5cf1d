"""Two of governance's commands behind a bare Starlette route, with a bare relay beside them.

The same reads and writes in the same transaction; no token, no rules, no checks of what was sent.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from motor.motor_asyncio import AsyncIOMotorClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from benchmarks.bare.relay import BareRelay, Bell
from benchmarks.bare.rows import to_row
from benchmarks.bare.transaction import transact

CLIENT: Any = AsyncIOMotorClient(os.environ["IDM_MONGODB_URI"], w="majority", maxPoolSize=100)
DATABASE = CLIENT[os.environ["IDM_DATABASE_PREFIX"] + "governance"]
TOPIC = os.environ["IDM_BENCH_TOPIC"]


async def register_body(request: Request) -> JSONResponse:
    body = await request.json()
    made = {
        "_id": body["id"],
        "version": 1,
        "sequence": 0,
        **{field: body[field] for field in ("name", "type", "country")},
    }

    async def work(session: Any) -> None:
        assert await DATABASE.bodies.find_one({"_id": made["_id"]}, session=session) is None
        assert await DATABASE.outbox.find_one({"recorded.stream": made["_id"]}, session=session) is None
        await DATABASE.bodies.insert_one(made, session=session)
        row = to_row(
            "int.iom.idm.governance.BodyRegistered.v1",
            aggregate="body",
            stream=made["_id"],
            version=1,
            sequence=None,
            topic=None,
            data={"body": made["_id"], "name": made["name"], "body_type": made["type"]},
        )
        await DATABASE.outbox.insert_one(row, session=session)

    await transact(CLIENT, work)
    return JSONResponse({"id": made["_id"], **made}, status_code=201, headers={"ETag": '"1"'})


async def decide_format(request: Request) -> JSONResponse:
    body = await request.json()
    identifier = request.path_params["cycle"]
    bell: Bell = request.app.state.bell

    async def work(session: Any) -> dict[str, Any]:
        cycle: dict[str, Any] = await DATABASE.cycles.find_one({"_id": identifier}, session=session)
        await DATABASE.consultations.find_one({"_id": body["consultation"]}, session=session)
        await DATABASE.practices.find_one({"_id": "practice"}, session=session)
        decided = {name: body[name] for name in ("format", "consultation", "deviation_reason")}
        decided["decided_on"] = body["occurred_on"]
        version = cycle["version"]
        cycle |= {"format": decided, "version": version + 1, "sequence": cycle["sequence"] + 1}
        await DATABASE.cycles.replace_one({"_id": identifier, "version": version}, cycle, session=session)
        row = to_row(
            "int.iom.idm.governance.FormatDecided.v1",
            aggregate="cycle",
            stream=identifier,
            version=cycle["version"],
            sequence=cycle["sequence"],
            topic=TOPIC,
            data={"cycle": identifier, "year": cycle["year"], **decided},
        )
        await DATABASE.outbox.insert_one(row, session=session)
        return cycle

    cycle = await transact(CLIENT, work)
    bell.ring()
    await DATABASE.chains.find({"_id": {"$in": [identifier]}}).to_list(None)
    return JSONResponse({"id": identifier, **cycle}, headers={"ETag": f'"{cycle["version"]}"'})


async def ready(_: Request) -> PlainTextResponse:
    return PlainTextResponse("ready")


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    app.state.bell = Bell()
    relay = BareRelay(DATABASE, bootstrap=os.environ["IDM_KAFKA_BOOTSTRAP"], wait=app.state.bell.wait)
    sending = asyncio.create_task(relay.run())
    yield
    sending.cancel()


if __name__ == "__main__":
    routes = [
        Route("/governance/v1/bodies", register_body, methods=["POST"]),
        Route("/governance/v1/cycles/{cycle}/format", decide_format, methods=["POST"]),
        Route("/readyz", ready),
    ]
    app = Starlette(routes=routes, lifespan=_lifespan)
    uvicorn.run(app, port=int(os.environ["IDM_HTTP_PORT"]), log_config=None, access_log=False)

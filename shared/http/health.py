"""What operators and their probes ask: alive, ready (and if not, why), and the figures."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import PlainTextResponse, Response

Complaints = Callable[[], Awaitable[list[str]]]
"""A sentence for each thing that is wrong; empty when the service is ready."""


def health_router(complaints: Complaints) -> APIRouter:
    """``/livez``, ``/readyz`` and ``/metrics``, outside the proxied paths: for the operator's network only."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def alive() -> Response:
        return PlainTextResponse("alive\n")

    @router.get("/readyz")
    async def ready() -> Response:
        wrong = [" ".join(complaint.split()) for complaint in await complaints()]
        return PlainTextResponse("\n".join(wrong or ["ready"]) + "\n", status_code=503 if wrong else 200)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router

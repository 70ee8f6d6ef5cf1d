"""The app factory: every service's HTTP surface is made here, so that all of them behave alike."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from pydantic import TypeAdapter, ValidationError
from starlette.middleware.cors import CORSMiddleware

from shared.domain.identifiers import Identifier, new_identifier
from shared.http.acting import Platform
from shared.http.health import Complaints, health_router
from shared.http.idempotency import REPLAYED
from shared.http.limits import BodyLimit, NotModified
from shared.http.openapi import describe
from shared.http.problems import add_handlers
from shared.observability.requests import RequestLog

_DESCRIPTION = """
**Who calls**: a bearer token (`Authorization: Bearer …`) of the platform's issuer; on a development machine
`idm token --role administration` prints one. What is public needs none.

**Changes**: read the thing, and send its `ETag` back in `If-Match`, quotes included. An `Idempotency-Key` of
your own makes it safe to send a request again whose answer was lost.

**Trying first**: `?validate_only=true` on any change judges it as if it were made, and writes nothing.

**Past years**: give `occurred_on`, the day it happened; without it an act happened today.

**Refusals** are `application/problem+json` with the rule that refuses and what to do. `actions` on each thing
say beforehand what you may do now, and which rules block the rest.
"""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
_IDENTIFIER = TypeAdapter[str](Identifier)
_REQUEST_ID = "X-Request-ID"
_SENT = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "traceparent", _REQUEST_ID)
_SHOWN = ("ETag", "Link", "Retry-After", "WWW-Authenticate", REPLAYED, _REQUEST_ID)
_PREFLIGHT_SECONDS = 600


def create_app(
    *,
    service: str,
    summary: str,
    routers: Sequence[APIRouter],
    platform: Platform,
    complaints: Complaints,
    lifespan: Lifespan | None = None,
    cors_origins: Sequence[str] = (),
    examples: Path | None = None,
) -> FastAPI:
    """The app of one service. Its pages are under ``/<service>/v1/docs`` and need nothing from outside.

    ``cors_origins`` are those of web applications on other origins; without any, browsers keep them out.
    ``examples`` is the file of recorded answers that the pages show.
    """
    app: FastAPI = FastAPIOffline(
        title=f"IDM {service}",
        summary=summary,
        description=_DESCRIPTION,
        version="1",
        openapi_url=f"/{service}/v1/openapi.json",
        docs_url=f"/{service}/v1/docs",
        redoc_url=f"/{service}/v1/redoc",
        static_url=f"/{service}/v1/docs-static",
        swagger_ui_oauth2_redirect_url=f"/{service}/v1/docs/oauth2-redirect",
        # A redirect would be made from the caller's Host header, which behind a proxy leads nowhere.
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.platform = platform
    app.state.service = service
    for router in routers:
        # Not include_router, which at the first request makes each route a second time, for a prefix that is not there.
        app.router.routes.extend(router.routes)
    app.include_router(health_router(complaints))
    describe(app, examples=examples)
    # From the inside out: what is added last sees a request first, and an answer last.
    add_handlers(app)
    app.add_middleware(NotModified)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestLog, service=service)
    app.add_middleware(
        CorrelationIdMiddleware, header_name=_REQUEST_ID, generator=new_identifier, validator=_fits, transformer=str
    )
    if cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(cors_origins),
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=list(_SENT),
            expose_headers=list(_SHOWN),
            max_age=_PREFLIGHT_SECONDS,
        )
    return app


def _fits(identifier: str) -> bool:
    """A caller's own request id is kept when it is a plain identifier; otherwise a new one is made."""
    try:
        _IDENTIFIER.validate_python(identifier)
    except ValidationError:
        return False
    return True

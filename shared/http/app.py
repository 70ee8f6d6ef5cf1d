"""The app factory: every service's HTTP surface is made here, so that all of them behave alike."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline
from pydantic import TypeAdapter, ValidationError

from shared.domain.identifiers import Identifier, new_identifier
from shared.http.acting import Platform
from shared.http.health import Complaints, health_router
from shared.http.limits import BodyLimit, NotModified
from shared.http.problems import add_handlers
from shared.observability.requests import RequestLog

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
_IDENTIFIER = TypeAdapter[str](Identifier)


def create_app(
    *,
    service: str,
    summary: str,
    routers: Sequence[APIRouter],
    platform: Platform,
    complaints: Complaints,
    lifespan: Lifespan | None = None,
) -> FastAPI:
    """The app of one service. Its pages are under ``/<service>/v1/docs`` and need nothing from outside."""
    app: FastAPI = FastAPIOffline(
        title=f"IDM {service}",
        summary=summary,
        version="1",
        openapi_url=f"/{service}/v1/openapi.json",
        docs_url=f"/{service}/v1/docs",
        redoc_url=f"/{service}/v1/redoc",
        static_url=f"/{service}/v1/docs-static",
        swagger_ui_oauth2_redirect_url=f"/{service}/v1/docs/oauth2-redirect",
        lifespan=lifespan,
    )
    app.state.platform = platform
    for router in routers:
        app.include_router(router)
    app.include_router(health_router(complaints))
    add_handlers(app)
    _declare_bearer(app)
    app.add_middleware(NotModified)
    app.add_middleware(BodyLimit)
    app.add_middleware(RequestLog, service=service)
    app.add_middleware(
        CorrelationIdMiddleware, header_name="X-Request-ID", generator=new_identifier, validator=_fits, transformer=str
    )
    return app


def _fits(identifier: str) -> bool:
    """A caller's own request id is kept when it is a plain identifier; otherwise a new one is made."""
    try:
        _IDENTIFIER.validate_python(identifier)
    except ValidationError:
        return False
    return True


def _declare_bearer(app: FastAPI) -> None:
    """Say in OpenAPI that operations take a bearer token, so that its page offers to enter one."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        schema = make()
        schemes = schema.setdefault("components", {}).setdefault("securitySchemes", {})
        schemes["bearer"] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        schema["security"] = [{}, {"bearer": []}]
        return schema

    app.openapi = openapi  # type: ignore[method-assign]

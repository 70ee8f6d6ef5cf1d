"""One log line and one measurement per request."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability.metrics import REQUESTS

_log = structlog.get_logger("request")
_QUIET = ("/livez", "/readyz", "/metrics")
# A caller may send any word as a method; each would make a new time series.
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_NOBODY_WAITED = 499


class RequestLog:
    """Writes method, route, status and time; never an address as it was sent, a query, a header or a body."""

    def __init__(self, app: ASGIApp, *, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _QUIET:
            await self._app(scope, receive, send)
            return
        structlog.contextvars.clear_contextvars()
        began = time.perf_counter()
        status = _NOBODY_WAITED

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception:
            status = 500
            raise
        finally:
            took = time.perf_counter() - began
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            REQUESTS.labels(self._service, method, route, status).observe(took)
            _log.info("answered", method=method, route=route, status=status, milliseconds=round(took * 1000, 1))

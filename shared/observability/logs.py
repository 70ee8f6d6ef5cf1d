"""Structured logs: one JSON object a line on standard output, with request, correlation and message ids.

Ids only: no name, no address, no answer and no request body is ever logged (invariant 10). The text of an
exception may hold any of them (a validation error quotes its input), so only its class and its place are.
"""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any

import structlog
from asgi_correlation_id import correlation_id


def configure_logs(*, service: str, level: str) -> None:
    """Send structlog and the libraries' own logging through one JSON writer."""

    def place(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        if request := correlation_id.get():
            # One request is where everything that follows from it begins: its id is their correlation id.
            event["request_id"] = request
            event.setdefault("correlation_id", request)
        return event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        place,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_of_error,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("aiokafka", "pymongo", "uvicorn.access", "httpx2"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _place_of_error(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace ``exc_info`` by where it was raised and what it followed from, without what it says."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_told(error))
    return event


def _told(error: BaseException) -> Iterator[str]:
    seen: set[int] = set()
    now: BaseException | None = error
    while now is not None and id(now) not in seen:
        seen.add(id(now))
        yield f"{type(now).__module__}.{type(now).__qualname__}"
        yield from _frames(now.__traceback__)
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
        if now is not None:
            yield "from"


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line}"

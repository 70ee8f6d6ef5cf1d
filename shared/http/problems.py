"""One table maps what may go wrong to RFC 9457 problems; nothing internal ever shows in one."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from shared.domain.errors import (
    AlreadyExists,
    DomainError,
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
    StaleVersion,
    WrongState,
)
from shared.persistence.driver import DatabaseTrouble, Trouble, trouble_of

_log = structlog.get_logger(__name__)

STATUS_OF: Mapping[type[DomainError], int] = {
    RuleBroken: 409,
    WrongState: 409,
    AlreadyExists: 409,
    NotAllowed: 403,
    NotFound: 404,
    InvalidInput: 422,
    StaleVersion: 412,
}
_TITLES = {
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Refused",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Not JSON",
    422: "The payload does not fit",
    428: "If-Match is missing",
    500: "Our mistake",
    503: "Not available right now",
}


class HttpProblem(Exception):
    """A refusal that belongs to HTTP itself and to no rule (a missing token, a missing ``If-Match``)."""

    def __init__(
        self, status: int, slug: str, sentence: str, *, remedy: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status, self.slug, self.sentence, self.remedy = status, slug, sentence, remedy
        self.headers = dict(headers or {})


def problem(
    status: int, slug: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """A problem as a response; members that are ``None`` are left out."""
    body = {
        "type": f"urn:idm:problem:{slug}",
        "title": _TITLES.get(status, "Refused"),
        "status": status,
        "detail": detail,
        **{name: value for name, value in members.items() if value},
    }
    return JSONResponse(
        body, status, media_type="application/problem+json", headers={"Cache-Control": "no-store", **(headers or {})}
    )


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal: its own class's or the nearest ancestor's in the table; else 409."""
    return next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 409)


def add_handlers(app: FastAPI) -> None:
    """Hand every error of ``app`` to the table."""
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(HttpProblem, _http)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(DatabaseTrouble, _trouble)
    app.add_exception_handler(OverflowError, _trouble)
    app.add_exception_handler(Exception, _bug)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    rule = error.rule
    return problem(
        status_of(error),
        error.slug,
        error.sentence,
        remedy=error.remedy,
        rule=rule
        and {"number": rule.number, "slug": rule.slug, "sentence": rule.sentence, "lifted_by": rule.lifted_by},
        instance=request.url.path,
    )


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpProblem)
    return problem(
        error.status,
        error.slug,
        error.sentence,
        remedy=error.remedy,
        headers=error.headers,
        instance=request.url.path,
    )


async def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return problem(400, "not-json", "The body is not valid JSON.", remedy="Send JSON in UTF-8.")
    fields = [{"field": where(one["loc"]), "reason": one["msg"]} for one in found]
    listed = "; ".join(f"{one['field']}: {one['reason']}" for one in fields[:3])
    return problem(
        422,
        "payload-does-not-fit",
        f"{len(fields)} field{'s do' if len(fields) > 1 else ' does'} not fit. {listed}",
        remedy="Correct the fields named and send the request again.",
        fields=fields,
        instance=request.url.path,
    )


def where(location: Sequence[Any]) -> str:
    """``options.0.title`` for the place of an error; a query or path parameter keeps its kind."""
    parts = [str(part) for part in location]
    return ".".join(parts[1:] if parts[:1] == ["body"] and len(parts) > 1 else parts)


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentences = {
        404: "There is nothing at this address.",
        405: f"{request.method} is not possible at this address.",
        400: "The body cannot be read.",
    }
    slug = {404: "not-found", 405: "method-not-allowed", 400: "unreadable"}.get(error.status_code, "refused")
    return problem(error.status_code, slug, sentences.get(error.status_code, str(error.detail)), headers=error.headers)


async def _trouble(request: Request, error: Exception) -> Response:
    kind = trouble_of(error)
    if kind is Trouble.REFUSED:
        return problem(
            422, "cannot-be-stored", "The database cannot store this payload.", remedy="Send smaller or simpler values."
        )
    if kind is Trouble.RACE:
        return problem(
            412,
            "stale-version",
            "Somebody else changed the same thing at the same moment.",
            remedy="Read it again and send the change again.",
        )
    _log.warning("database away", path=request.url.path, error=type(error).__name__)
    return problem(
        503,
        "database-away",
        "The database does not answer right now; whether the change was made is not known.",
        remedy="Read the thing again, or wait a few seconds and send the same request again.",
        headers={"Retry-After": "5"},
    )


async def _bug(request: Request, error: Exception) -> Response:
    _log.error("unexpected error", path=request.url.path, exc_info=error)
    return problem(
        500,
        "unexpected",
        "Something went wrong on our side; nothing was changed by this request.",
        remedy="Send it again; if it fails again, tell the operator the request id in X-Request-ID.",
    )

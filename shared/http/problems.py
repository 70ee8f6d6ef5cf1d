"""One table maps what may go wrong to RFC 9457 problems; nothing internal ever shows in one."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.domain.errors import (
    AlreadyExists,
    DomainError,
    Gone,
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleBroken,
    StaleVersion,
    WrongState,
)
from shared.http.schemas import Blocking
from shared.observability.metrics import REFUSALS
from shared.persistence.driver import DatabaseTrouble, Trouble, trouble_of
from shared.persistence.reading import WrittenByAnotherVersion

_log = structlog.get_logger(__name__)

STATUS_OF: Mapping[type[DomainError], int] = {
    RuleBroken: 409,
    WrongState: 409,
    AlreadyExists: 409,
    NotAllowed: 403,
    NotFound: 404,
    Gone: 410,
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
    410: "Gone",
    412: "Changed meanwhile",
    413: "Too large",
    415: "Not JSON",
    416: "Nothing in that range",
    422: "The payload does not fit",
    428: "If-Match is missing",
    500: "Our mistake",
    503: "Not available right now",
}
_MOST_FIELDS = 50
_LONGEST_FIELD = 200


class HttpProblem(Exception):
    """A refusal that belongs to HTTP itself and to no rule (a missing token, a missing ``If-Match``)."""

    def __init__(
        self, status: int, slug: str, sentence: str, *, remedy: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status, self.slug, self.sentence, self.remedy = status, slug, sentence, remedy
        self.headers = dict(headers or {})


class Validated(Exception):
    """Nothing refuses the request. Only that was asked (``validate_only``), so its transaction is not kept."""


class ProblemResponse(JSONResponse):
    """``application/problem+json``. Half a surrogate pair that a caller sent comes back as ``?``, not as a 500."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def problem(
    status: int, slug: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """A problem as a response; members that are empty are left out."""
    body = {
        "type": f"urn:idm:problem:{slug}",
        "title": _TITLES.get(status, "Refused"),
        "status": status,
        "detail": detail,
        **{name: value for name, value in members.items() if value},
    }
    return ProblemResponse(body, status, headers={"Cache-Control": "no-store", **(headers or {})})


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal: its own class's or the nearest ancestor's in the table; else 409."""
    return next((STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF), 409)


def add_handlers(app: FastAPI) -> None:
    """Hand every error of ``app`` to the table. Middleware added after this stands outside of it."""
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(HttpProblem, _http)
    app.add_exception_handler(Validated, _validated)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(DatabaseTrouble, _trouble)
    app.add_exception_handler(OverflowError, _trouble)
    app.add_exception_handler(WrittenByAnotherVersion, _written_by_another)
    app.add_middleware(LastResort)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    rule = error.rule
    REFUSALS.labels(request.app.state.service, rule.number if rule else error.slug).inc()
    return problem(
        status_of(error),
        error.slug,
        error.sentence,
        remedy=error.remedy,
        rule=rule
        and {"number": rule.number, "slug": rule.slug, "sentence": rule.sentence, "lifted_by": rule.lifted_by},
        fields=[{"field": field, "reason": reason} for field, reason in error.fields]
        if isinstance(error, InvalidInput)
        else [],
        blocked_by=[Blocking.of(one).model_dump() for one in error.blocked_by],
        tombstone=error.tombstone if isinstance(error, Gone) else {},
        instance=request.scope["path"],
    )


async def _validated(_: Request, __: Exception) -> Response:
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HttpProblem)
    return problem(
        error.status,
        error.slug,
        error.sentence,
        remedy=error.remedy,
        headers=error.headers,
        instance=request.scope["path"],
    )


async def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    path = request.scope["path"]
    if any(one["type"] == "json_invalid" for one in found):
        return problem(
            400, "not-json", "The body is not valid JSON.", remedy="Send one JSON object in UTF-8.", instance=path
        )
    if any(tuple(one["loc"]) == ("body",) and isinstance(one.get("input"), bytes) for one in found):
        return problem(
            415,
            "not-json",
            "The body does not say that it is JSON.",
            remedy="Send JSON, with “Content-Type: application/json”.",
            instance=path,
        )
    fields = [{"field": where(one["loc"]), "reason": one["msg"]} for one in found[:_MOST_FIELDS]]
    listed = "; ".join(f"{one['field']}: {one['reason']}" for one in fields[:3])
    return problem(
        422,
        "payload-does-not-fit",
        f"{len(found)} field{'s do' if len(found) > 1 else ' does'} not fit. {listed}",
        remedy="Correct the fields named and send the request again.",
        fields=fields,
        instance=path,
    )


def where(location: Sequence[Any]) -> str:
    """``options.0.title`` for the place of an error; a query or path parameter keeps its kind."""
    parts = [str(part) for part in location]
    return ".".join(parts[1:] if parts[:1] == ["body"] and len(parts) > 1 else parts)[:_LONGEST_FIELD]


_FRAMEWORK = {
    400: (
        "unreadable",
        "The body cannot be read.",
        "Send one JSON object in UTF-8, not nested deeply.",
    ),
    404: (
        "not-found",
        "There is nothing at this address.",
        "They are listed at /<service>/v1/docs, such as /governance/v1/docs.",
    ),
    405: (
        "method-not-allowed",
        "This method is not possible here.",
        "Use one of those in the Allow header.",
    ),
}


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    slug, sentence, remedy = _FRAMEWORK.get(
        error.status_code, ("refused", "The request is refused.", "What is possible is listed at /<service>/v1/docs.")
    )
    return problem(
        error.status_code, slug, sentence, remedy=remedy, headers=error.headers, instance=request.scope["path"]
    )


async def _trouble(request: Request, error: Exception) -> Response:
    kind = trouble_of(error)
    if kind is Trouble.REFUSED:
        return problem(
            422,
            "cannot-be-stored",
            "The database cannot store this payload.",
            remedy="Send smaller or simpler values.",
            instance=request.scope["path"],
        )
    if kind is Trouble.RACE:
        return problem(
            412,
            "stale-version",
            "Somebody else changed the same thing at the same moment.",
            remedy="Read it again and send the change again.",
            instance=request.scope["path"],
        )
    _log.warning("database away", route=_route(request), error=type(error).__name__)
    return problem(
        503,
        "database-away",
        "The database does not answer right now; whether the change was made is not known.",
        remedy="Wait a few seconds and send the same request again, a change with the same Idempotency-Key.",
        headers={"Retry-After": "5"},
        instance=request.scope["path"],
    )


async def _written_by_another(request: Request, error: Exception) -> Response:
    _log.warning("written by another version", route=_route(request), kind=str(error))
    return problem(
        503,
        "written-by-another-version",
        "Another version of this service has written this, and this one cannot read it whole; nothing was changed.",
        remedy="Send the same request again in a minute, when the newer version runs. If it stays, tell the operator.",
        headers={"Retry-After": "30"},
        instance=request.scope["path"],
    )


def _route(request: Request) -> str:
    """For the log: an address as it was sent may hold anything."""
    return getattr(request.scope.get("route"), "path", "unmatched")


async def _bug(request: Request, error: Exception) -> Response:
    _log.error("unexpected error", route=_route(request), exc_info=error)
    return problem(
        500,
        "unexpected",
        "Something went wrong on our side; whether a change was made is not known.",
        remedy="Read the thing before you send a change again; tell the operator the X-Request-ID of this answer.",
        instance=request.scope["path"],
    )


class LastResort:
    """Turns what nothing else caught into a problem, inside of everything that adds headers and logs.

    The framework's own place for it lies outside: its answer would have no request id to tell the operator.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = False

        async def answer(message: Message) -> None:
            nonlocal began
            began = True
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception as error:
            if began:
                raise
            make = _bug if trouble_of(error) is Trouble.NOT_OURS else _trouble
            await (await make(Request(scope), error))(scope, receive, send)

"""Who calls, and in which role: every operation names the roles it is for (design.md 7)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeVar

import structlog
from asgi_correlation_id import correlation_id
from fastapi import Depends, Request, Response

from shared.domain.act import Actor, Role
from shared.domain.errors import NotAllowed, NotFound, StaleVersion
from shared.domain.identifiers import new_identifier
from shared.domain.moment import to_millisecond
from shared.http.problems import HttpProblem
from shared.http.tokens import Caller, KeysAway, TokenRefused, TokenVerifier
from shared.persistence.context import Context
from shared.persistence.driver import Document, Store, Trouble, trouble_of
from shared.persistence.unit_of_work import UnitOfWork, Units

T = TypeVar("T")
PUBLIC: Final[Literal["public"]] = "public"
_ATTEMPTS = 5


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What the requests of one service need; the app keeps it in ``app.state.platform``."""

    units: Units
    store: Store
    verifier: TokenVerifier


@dataclass(frozen=True, kw_only=True)
class Command:
    """One unsafe request by one actor, run as one unit of work."""

    actor: Actor
    context: Context
    units: Units

    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Run and commit. Two that create one identifier meet: the slower runs again and is told ``AlreadyExists``."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self.units.run(self.context, work)
            except Exception as error:
                lost_race = trouble_of(error) is Trouble.RACE and not isinstance(error, StaleVersion)
                if not lost_race or attempt == _ATTEMPTS:
                    raise
        raise AssertionError("the last attempt returned or raised")


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One safe request. ``actor`` is ``None`` for the public."""

    store: Store
    actor: Actor | None

    async def one(self, collection: str, identifier: str) -> Document:
        """The document. Raises ``NotFound``."""
        found = await self.store[collection].find_one({"_id": identifier})
        if found is None:
            singular = (
                collection.removesuffix("ies") + "y" if collection.endswith("ies") else collection.removesuffix("s")
            )
            raise NotFound(singular.replace("_", " "), identifier)
        return found


def acting_as(*roles: Role) -> Any:
    """A dependency: the :class:`Command` of a caller with one of ``roles``; else 401 or 403."""

    async def command(request: Request, response: Response) -> Command:
        platform = platform_of(request)
        actor = _in_role(await _caller(request), roles)
        response.headers["Cache-Control"] = "no-store"
        identifier = correlation_id.get() or new_identifier()
        context = Context(
            actor=actor,
            recorded_at=to_millisecond(datetime.now(UTC)),
            correlation_id=identifier,
            causation_id=identifier,
            traceparent=request.headers.get("traceparent"),
        )
        return Command(actor=actor, context=context, units=platform.units)

    command.roles = tuple(roles)  # type: ignore[attr-defined]
    return Depends(command)


def reading_as(*roles: Role | Literal["public"]) -> Any:
    """A dependency: the :class:`Reader`. With ``PUBLIC`` no token is needed, and one that is given is used."""
    allowed = tuple(role for role in roles if isinstance(role, Role))

    async def reader(request: Request, response: Response) -> Reader:
        response.headers["Vary"] = "Authorization"
        if PUBLIC in roles and "authorization" not in request.headers:
            response.headers["Cache-Control"] = "public, max-age=5"
            return Reader(store=platform_of(request).store, actor=None)
        caller = await _caller(request)
        response.headers["Cache-Control"] = "no-store"
        actor = _in_role(caller, tuple(Role) if PUBLIC in roles else allowed)
        return Reader(store=platform_of(request).store, actor=actor)

    reader.roles = tuple(roles)  # type: ignore[attr-defined]
    return Depends(reader)


def platform_of(request: Request) -> Platform:
    found: Platform = request.app.state.platform
    return found


async def _caller(request: Request) -> Caller:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _not_signed_in("This operation needs a bearer token.")
    try:
        caller = await platform_of(request).verifier.caller(token.strip())
    except TokenRefused as why:
        raise _not_signed_in(
            f"The token is not accepted: {str(why).removeprefix('the token is not accepted: ')}."
        ) from None
    except KeysAway:
        raise HttpProblem(
            503,
            "keys-away",
            "Tokens cannot be checked right now: the issuer's keys cannot be read.",
            remedy="Wait a few seconds and send the request again.",
            headers={"Retry-After": "5"},
        ) from None
    structlog.contextvars.bind_contextvars(caller=caller.subject)
    return caller


def _not_signed_in(sentence: str) -> HttpProblem:
    return HttpProblem(
        401,
        "not-signed-in",
        sentence,
        remedy="Sign in again and send the new token as “Authorization: Bearer …”.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _in_role(caller: Caller, roles: tuple[Role, ...]) -> Actor:
    """The caller in the first of ``roles`` that the token has."""
    for role in roles:
        if role in caller.roles:
            if role is Role.MEMBER and caller.body is None:
                raise NotAllowed(
                    "A member acts for a body, and this token names none.",
                    remedy="Ask the secretariat to bind the account to its body.",
                )
            return Actor(subject=caller.subject, role=role, body=caller.body)
    wanted = ", ".join(sorted(role.value for role in roles))
    raise NotAllowed(
        f"This is for the role {wanted}; the token has {', '.join(sorted(caller.roles)) or 'no role'}.",
        remedy="Ask somebody with that role, or the operator for the role.",
    )

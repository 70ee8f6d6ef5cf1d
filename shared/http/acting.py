"""Who calls, and in which role: every operation names the roles it is for (design.md 7)."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeVar, cast

import structlog
from asgi_correlation_id import correlation_id
from fastapi import Depends, Query, Request, Response, Security
from fastapi.security import HTTPBearer

from shared.domain.act import Actor, Role
from shared.domain.aggregate import Aggregate
from shared.domain.errors import NotAllowed, NotFound, StaleVersion
from shared.domain.identifiers import new_identifier
from shared.domain.moment import to_millisecond
from shared.http.idempotency import REPLAYED, IdempotencyKey, KeyedRequest
from shared.http.openapi import BEARER, OPTIONAL_BEARER
from shared.http.problems import HttpProblem, Validated
from shared.http.tokens import Caller, KeysAway, TokenRefused, TokenVerifier
from shared.http.versions import require_version
from shared.persistence.context import Context
from shared.persistence.driver import Document, Store, Trouble, trouble_of
from shared.persistence.private_fields import PrivateFields
from shared.persistence.unit_of_work import UnitOfWork, Units

A = TypeVar("A", bound=Aggregate)
PUBLIC: Final[Literal["public"]] = "public"
_PARTNER_LAST = (*(role for role in Role if role is not Role.PARTNER), Role.PARTNER)
ValidateOnly = Annotated[
    bool,
    Query(
        description="Judge the request as if it were made and write nothing: 204 when it would be done, else the "
        "problem with which it would be refused"
    ),
]
_ATTEMPTS = 5
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
# Only to say in OpenAPI that a token is taken and in which roles; who calls is found out below.
_BEARER = HTTPBearer(scheme_name=BEARER, bearerFormat="JWT", auto_error=False)
_OPTIONAL_BEARER = HTTPBearer(scheme_name=OPTIONAL_BEARER, bearerFormat="JWT", auto_error=False)


@dataclass(frozen=True, kw_only=True)
class Platform:
    """What the requests of one service need; the app keeps it in ``app.state.platform``."""

    units: Units
    store: Store
    verifier: TokenVerifier
    private: PrivateFields | None = None
    """What encrypts private fields; ``None`` where the operator gave no key."""
    public_url: str = "http://localhost:8000"
    """The origin under which partners reach the API, for addresses that are kept."""
    contact_email: str = "publications@iom.int"
    """Whom partners write to."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """One unsafe request by one actor, run as one unit of work. ``keyed`` is there when it has an Idempotency-Key.

    With ``validate_only`` it is judged and not kept, whatever its key.
    """

    actor: Actor
    context: Context
    units: Units
    request: Request
    response: Response
    keyed: KeyedRequest | None = None
    validate_only: bool = False

    async def run(self, work: Callable[[UnitOfWork], Awaitable[A]]) -> A:
        """Run and commit, once a request; answers what was made or changed.

        A repeat of a request that committed does not run again: it is answered with the same thing, as it is
        now. Two that create one identifier meet: the slower runs again and is told ``AlreadyExists``.
        Raises :class:`HttpProblem` for a missing ``If-Match`` (428) and a reused key (422), and :class:`Validated`
        where it was asked only whether it would be done, and it would.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._once(work)
            except Exception as error:
                lost_race = trouble_of(error) is Trouble.RACE and not isinstance(error, StaleVersion)
                if not lost_race or attempt == _ATTEMPTS:
                    raise
        raise AssertionError("the last attempt returned or raised")

    def as_of_now(self) -> "Command":
        """The same, recorded at this moment: for what took seconds before its unit of work, so that nothing is told to
        have been recorded longer ago than a unit may take."""
        return replace(self, context=replace(self.context, recorded_at=to_millisecond(datetime.now(UTC))))

    def require_in_earnest(self) -> None:
        """For what no :meth:`run` does. Raises :class:`HttpProblem` (422) where it was asked only whether it would be
        done."""
        if self.validate_only:
            raise HttpProblem(
                422,
                "not-to-be-tried",
                "What comes of this cannot be known before it is done.",
                remedy="Leave out validate_only.",
            )

    async def _once(self, work: Callable[[UnitOfWork], Awaitable[A]]) -> A:
        repeated = False

        async def recall_or_work(unit: UnitOfWork) -> A:
            nonlocal repeated
            if self.validate_only:
                require_version(self.request)
                await work(unit)
                raise Validated
            # In the snapshot of the transaction: a twin that committed is seen whole, or this commit fails.
            known = await self.keyed.recall(unit) if self.keyed else None
            repeated = known is not None
            if known is not None:
                return cast("A", known)
            require_version(self.request)
            made = await work(unit)
            if self.keyed:
                self.keyed.keep(unit, made)
            return made

        result = await self.units.run(self.context, recall_or_work)
        if repeated:
            self.response.headers[REPLAYED] = "true"
        return result


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

    async def command(
        request: Request,
        response: Response,
        _: Annotated[Any, Security(_BEARER, scopes=[role.value for role in roles])],
        idempotency_key: IdempotencyKey = None,
        validate_only: ValidateOnly = False,
    ) -> Command:
        platform = platform_of(request)
        actor = _in_role(await _caller(request), roles)
        response.headers["Cache-Control"] = "no-store"
        identifier = correlation_id.get() or new_identifier()
        context = Context(
            actor=actor,
            recorded_at=to_millisecond(datetime.now(UTC)),
            correlation_id=identifier,
            causation_id=identifier,
            traceparent=_traceparent(request),
        )
        keyed = await KeyedRequest.of(request, key=idempotency_key, actor=actor) if idempotency_key else None
        return Command(
            actor=actor,
            context=context,
            units=platform.units,
            request=request,
            response=response,
            keyed=keyed,
            validate_only=validate_only,
        )

    command.roles = tuple(roles)  # type: ignore[attr-defined]
    return Depends(command)


def reading_as(*roles: Role | Literal["public"]) -> Any:
    """A dependency: the :class:`Reader`, in the first of ``roles`` that the token has, so name first who sees most.

    With ``PUBLIC`` no token is needed, and one that is given is used: roles that are not named come after
    those that are, partners last, since they mostly see what the public sees.
    """
    allowed = tuple(role for role in roles if isinstance(role, Role))
    public = PUBLIC in roles
    scheme = _OPTIONAL_BEARER if public else _BEARER

    async def reader(
        request: Request,
        response: Response,
        _: Annotated[Any, Security(scheme, scopes=[] if public else [role.value for role in allowed])],
    ) -> Reader:
        store = platform_of(request).store
        response.headers["Vary"] = "Authorization"
        if public and "authorization" not in request.headers:
            response.headers["Cache-Control"] = "public, max-age=5"
            return Reader(store=store, actor=None)
        caller = await _caller(request)
        response.headers["Cache-Control"] = "no-store"
        if public:
            # A token never gets its holder less than the public gets.
            return Reader(store=store, actor=_actor(caller, (*allowed, *_PARTNER_LAST)))
        return Reader(store=store, actor=_in_role(caller, allowed))

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
        raise _not_signed_in(f"The token is not accepted: {str(why).rstrip('.')}.") from None
    except KeysAway as why:
        raise HttpProblem(
            503,
            "keys-away",
            f"Tokens cannot be checked right now: {why}.",
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
    """The caller in the first of ``roles`` that the token has. Raises ``NotAllowed``."""
    actor = _actor(caller, roles)
    if actor is not None:
        return actor
    if Role.MEMBER in roles and Role.MEMBER in caller.roles:
        raise NotAllowed(
            "A member acts for a body, and this token names none.",
            remedy="Ask the secretariat to bind the account to its body.",
        )
    wanted = ", ".join(sorted(role.value for role in roles))
    raise NotAllowed(
        f"This is for the role {wanted}; the token has {', '.join(sorted(caller.roles)) or 'no role'}.",
        remedy="Ask somebody with that role, or the operator for the role.",
    )


def _actor(caller: Caller, roles: tuple[Role, ...]) -> Actor | None:
    for role in roles:
        if role in caller.roles and not (role is Role.MEMBER and caller.body is None):
            return Actor(subject=caller.subject, role=role, body=caller.body)
    return None


def _traceparent(request: Request) -> str | None:
    """The trace header when it is one: it goes into outbox rows and out to partners, so nothing else does."""
    given = request.headers.get("traceparent", "")
    return given if _TRACEPARENT.fullmatch(given) else None

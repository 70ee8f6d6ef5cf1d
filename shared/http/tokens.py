"""Bearer tokens (OIDC access tokens): signed JWTs, checked against the operator's JWKS (design.md 7)."""

import asyncio
import json
import re
import time
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import KeySet
from pydantic import TypeAdapter, ValidationError

from shared.domain.act import Role
from shared.domain.identifiers import Identifier

ALGORITHMS = ("ES256", "RS256", "EdDSA", "Ed25519")
"""Pinned: a token may not choose ``none`` or a shared secret."""
LEEWAY_SECONDS = 30
OLDEST_SECONDS = 300.0
"""How old a copy of the key set may get while its issuer answers: a key that it took back lets nobody in for longer."""
RELOAD_SECONDS = 30.0
"""At most this often is the key set read again because a token's key is not in it, or because it is old."""
RETRY_SECONDS = 1.0
"""While there is no key set at all, it is asked for at most this often."""
_FETCH_SECONDS = 5.0
_ROLES = frozenset(role.value for role in Role if role is not Role.SYSTEM)
_SUBJECT = re.compile(r"[!-~]{1,255}")
_BODY = TypeAdapter[str](Identifier)
# What a broken or hostile key set or token makes the libraries raise; never a reason for a 500.
_UNREADABLE = (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


class TokenRefused(Exception):
    """The token is not valid; the text says why, for the caller."""


class KeysAway(Exception):
    """There are no keys: nobody can be let in, through no fault of theirs. The text says why, without a stop."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who holds the token. ``subject`` is an account's identifier; ``body`` binds a member to its body."""

    subject: str
    roles: frozenset[Role]
    body: str | None


class Keys:
    """The issuer's public keys, read when first needed, again when a token's key is not among them, or they are old.

    ``load`` gives a JWKS document; what it raises means that the issuer is away.
    """

    def __init__(
        self,
        load: Callable[[], Awaitable[Any]],
        *,
        reload_seconds: float = RELOAD_SECONDS,
        oldest_seconds: float = OLDEST_SECONDS,
    ) -> None:
        self._load = load
        self._reload_seconds = reload_seconds
        self._oldest_seconds = oldest_seconds
        self._keys: KeySet | None = None
        self._missing = "the issuer's keys cannot be read"
        self._tried_at = self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def current(self, *, fresh: bool = False) -> KeySet:
        """The key set. Raises :class:`KeysAway` when there never was one.

        A slow issuer and a flood of bad tokens hold up only those that need a new set, and one caller
        when the set is old.
        """
        old = time.monotonic() - self._read_at >= self._oldest_seconds
        if self._keys is not None and not fresh and (not old or self._lock.locked()):
            return self._keys
        async with self._lock:
            pause = RETRY_SECONDS if self._keys is None else self._reload_seconds
            if time.monotonic() - self._tried_at >= pause:
                await self._read()
            if self._keys is None:
                raise KeysAway(self._missing)
            return self._keys

    async def _read(self) -> None:
        try:
            document = await self._load()
            # An operator who is told that a file cannot be read looks at its rights, not at what is in it.
            empty = isinstance(document, dict) and document.get("keys") == []
            self._missing = f"the issuer's keys {'are an empty set' if empty else 'cannot be read'}"
            self._keys = KeySet.import_key_set(document)
            self._read_at = time.monotonic()
        except (OSError, httpx2.HTTPError, *_UNREADABLE):
            # The set there was stays in use: an issuer that is away takes nobody's access away.
            pass
        finally:
            self._tried_at = time.monotonic()

    @classmethod
    def from_file(cls, path: Path, *, reload_seconds: float = RELOAD_SECONDS) -> "Keys":
        async def load() -> Any:
            return json.loads(await asyncio.to_thread(path.read_text, encoding="utf-8"))

        return cls(load, reload_seconds=reload_seconds)

    @classmethod
    def from_address(cls, address: str, *, reload_seconds: float = RELOAD_SECONDS) -> "Keys":
        async def load() -> Any:
            async with httpx2.AsyncClient(timeout=_FETCH_SECONDS, follow_redirects=False) as client:
                return (await client.get(address)).raise_for_status().json()

        return cls(load, reload_seconds=reload_seconds)


class TokenVerifier:
    """Checks signature, algorithm, ``iss``, ``aud``, ``exp``, ``iat`` and ``sub``; all are required."""

    def __init__(self, *, keys: Keys, issuer: str, audience: str) -> None:
        self._keys = keys
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )

    async def caller(self, token: str) -> Caller:
        """Who holds ``token``. Raises :class:`TokenRefused`, or :class:`KeysAway`."""
        claims = await self._verified(token)
        try:
            self._claims.validate(claims)
        except _UNREADABLE as error:
            raise TokenRefused(getattr(error, "description", "") or "a claim cannot be read") from None
        subject, roles, body = claims["sub"], claims.get("roles", []), claims.get("body")
        if _SUBJECT.fullmatch(subject) is None:
            raise TokenRefused("its sub is not 1 to 255 visible ASCII characters")
        if not isinstance(roles, list):
            raise TokenRefused("its roles are not a list")
        if not (body is None or _is_body(body)):
            raise TokenRefused("its body is not an identifier")
        known = frozenset(Role(role) for role in roles if isinstance(role, str) and role in _ROLES)
        return Caller(subject=subject, roles=known, body=body)

    async def _verified(self, token: str) -> dict[str, Any]:
        for fresh in (False, True):
            keys = await self._keys.current(fresh=fresh)
            try:
                return _decoded(token, keys)
            except (InvalidKeyIdError, BadSignatureError):
                # Perhaps signed by a key that is newer than our copy of the set: read it once more.
                continue
            except _UNREADABLE:
                break
        raise TokenRefused("it is not signed by a key of this platform's issuer")


def _decoded(token: str, keys: KeySet) -> dict[str, Any]:
    with warnings.catch_warnings():
        # RFC 9864 renames EdDSA to Ed25519; issuers will send the old name for years.
        warnings.simplefilter("ignore", SecurityWarning)
        return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)


def _is_body(claim: Any) -> bool:
    try:
        _BODY.validate_python(claim, strict=True)
    except ValidationError:
        return False
    return True

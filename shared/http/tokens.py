"""Bearer tokens (OIDC access tokens): signed JWTs, checked against the operator's JWKS (design.md 7)."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from shared.domain.act import Role

ALGORITHMS = ("ES256", "RS256", "EdDSA")
"""Pinned: a token may not choose ``none`` or a shared secret."""
LEEWAY_SECONDS = 30
_RELOAD_SECONDS = 30.0
_ROLES = frozenset(role.value for role in Role if role is not Role.SYSTEM)


class TokenRefused(Exception):
    """The token is not valid; the text says why, for the caller."""


class KeysAway(Exception):
    """The keys cannot be read: nobody can be let in, through no fault of theirs."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who holds the token. ``subject`` is an account's identifier; ``body`` binds a member to its body."""

    subject: str
    roles: frozenset[Role]
    body: str | None


class Keys:
    """The issuer's public keys, read again when a key id is unknown, at most every 30 s."""

    def __init__(self, load: Callable[[], Awaitable[Any]]) -> None:
        self._load = load
        self._keys: KeySet | None = None
        self._loaded_at = float("-inf")
        self._lock = asyncio.Lock()

    async def current(self, *, fresh: bool = False) -> KeySet:
        """The key set. Raises :class:`KeysAway` when there never was one."""
        async with self._lock:
            old = time.monotonic() - self._loaded_at > _RELOAD_SECONDS
            if self._keys is None or (fresh and old):
                try:
                    self._keys = KeySet.import_key_set(await self._load())
                    self._loaded_at = time.monotonic()
                except (OSError, ValueError, httpx2.HTTPError, JoseError) as error:
                    if self._keys is None:
                        raise KeysAway(f"the key set cannot be read: {type(error).__name__}") from error
            return self._keys

    @classmethod
    def from_file(cls, path: Path) -> "Keys":
        async def load() -> Any:
            return json.loads(await asyncio.to_thread(path.read_text, encoding="utf-8"))

        return cls(load)

    @classmethod
    def from_address(cls, address: str) -> "Keys":
        async def load() -> Any:
            async with httpx2.AsyncClient(timeout=5.0, follow_redirects=False) as client:
                return (await client.get(address)).raise_for_status().json()

        return cls(load)


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
        except JoseError as error:
            raise TokenRefused(error.description or error.error) from None
        roles = claims.get("roles", [])
        body = claims.get("body")
        if not isinstance(roles, list) or not (body is None or isinstance(body, str)):
            raise TokenRefused("its roles are not a list, or its body is not a text")
        known = frozenset(Role(role) for role in roles if isinstance(role, str) and role in _ROLES)
        return Caller(subject=str(claims["sub"]), roles=known, body=body)

    async def _verified(self, token: str) -> dict[str, Any]:
        for fresh in (False, True):
            keys = await self._keys.current(fresh=fresh)
            try:
                return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
            except (JoseError, ValueError, TypeError):
                # Perhaps signed by a key that is newer than our copy of the set: read it once more.
                continue
        raise TokenRefused("it is not signed by a key of this platform's issuer")

"""A client that loses answers, sends again with the same key, and keeps a book of all it asked and was told."""

import asyncio
import random
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from shared.domain.act import Role
from shared.localstack.issuer import Issuer

ANSWER_SECONDS = 6.0
PATIENCE_SECONDS = 150.0
"""How long one change is asked for again; longer than a schedule's faults and what follows from them."""
_LOSE = 0.15
"""The share of requests whose answer is thrown away although it may have come."""


@dataclass(kw_only=True)
class Asked:
    """One change with its key. ``attempts``: the id of each request that was sent, and the status told (0: none)."""

    service: str
    what: str
    attempts: dict[str, int] = field(default_factory=dict)
    stream: str | None = None
    version: int | None = None

    @property
    def acknowledged(self) -> bool:
        return any(200 <= status < 300 for status in self.attempts.values())


class Refused(Exception):
    """A change was refused by a rule, its state or its version; ``slug`` says which."""

    def __init__(self, status: int, body: Any) -> None:
        self.slug = str(body.get("type", "")).rpartition(":")[2] if isinstance(body, dict) else ""
        super().__init__(f"{status} {self.slug}: {body}")


class Client:
    """``addresses``: the origins of each service's processes; one that does not answer is left for another."""

    def __init__(self, *, addresses: Mapping[str, list[str]], issuer: Issuer, seed: int) -> None:
        self.book: list[Asked] = []
        self._addresses = addresses
        self._issuer = issuer
        self._chance = random.Random(seed)
        self._tokens: dict[tuple[str, str], str] = {}
        self._http = httpx2.AsyncClient(timeout=ANSWER_SECONDS)

    async def close(self) -> None:
        await self._http.aclose()

    async def read(self, role: str, path: str) -> tuple[Any, str | None]:
        """What is there and its ETag; ``(None, None)`` when there is no such thing."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = await self._http.get(self._origin(path) + path, headers=self._bearer(role))
            except httpx2.HTTPError:
                await self._pause()
                continue
            if answer.status_code == 404:
                return None, None
            if answer.status_code == 200:
                return answer.json(), answer.headers.get("etag")
            if answer.status_code < 500:
                raise Refused(answer.status_code, answer.json())
            await self._pause()
        raise AssertionError(f"no answer to GET {path} within {PATIENCE_SECONDS:.0f} s")

    async def until(self, role: str, path: str, ready: Callable[[Any], bool] = lambda _: True) -> Any:
        """Wait for what another service does by itself. Raises ``AssertionError`` when it never comes."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        found: Any = None
        while time.monotonic() < deadline:
            found, _ = await self.read(role, path)
            if found is not None and ready(found):
                return found
            await asyncio.sleep(0.1)
        raise AssertionError(f"{path} did not come within {PATIENCE_SECONDS:.0f} s; it is {found}")

    async def ask(
        self, role: str, method: str, path: str, body: Any = None, *, match: str = "*", subject: str = ""
    ) -> Any:
        """Make one change, whatever it takes; answers the thing. Raises :class:`Refused`."""
        key, asked = str(uuid.uuid4()), Asked(service=path.split("/")[1], what=f"{method} {path}")
        self.book.append(asked)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            request = str(uuid.uuid4())
            asked.attempts[request] = 0
            headers = {
                **self._bearer(role, subject),
                "Idempotency-Key": key,
                "If-Match": match,
                "X-Request-ID": request,
            }
            try:
                # Sometimes so impatient that it goes away while the server works.
                patience = self._chance.uniform(0.005, 0.1) if self._chance.random() < _LOSE else ANSWER_SECONDS
                answer = await self._http.request(
                    method, self._origin(path) + path, json=body, headers=headers, timeout=patience
                )
            except httpx2.HTTPError:
                await self._pause()
                continue
            if answer.status_code >= 500:
                if answer.status_code != 503:
                    asked.attempts[request] = answer.status_code
                await self._pause()
                continue
            if self._chance.random() < _LOSE:
                continue  # the answer came, and its reader forgot it
            asked.attempts[request] = answer.status_code
            if answer.status_code >= 400:
                raise Refused(answer.status_code, answer.json())
            made = answer.json()
            asked.stream, asked.version = made["id"], int(answer.headers["etag"].strip('"'))
            return made
        raise AssertionError(f"{asked.what} was not answered within {PATIENCE_SECONDS:.0f} s")

    async def race(self, changes: list[Awaitable[Any]]) -> int:
        """All at once, from one version of one thing: answers how many were accepted. Raises what is no lost race."""
        accepted = 0
        for result in await asyncio.gather(*changes, return_exceptions=True):
            if isinstance(result, Refused) and result.slug == "stale-version":
                continue
            if isinstance(result, BaseException):
                raise result
            accepted += 1
        return accepted

    def _origin(self, path: str) -> str:
        return self._chance.choice(self._addresses[path.split("/")[1]])

    def _bearer(self, role: str, subject: str = "") -> dict[str, str]:
        who = (role, subject or f"account-{role}")
        if who not in self._tokens:
            self._tokens[who] = self._issuer.token(role=Role(role), subject=who[1])
        return {"Authorization": f"Bearer {self._tokens[who]}"}

    async def _pause(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.1, 0.6))

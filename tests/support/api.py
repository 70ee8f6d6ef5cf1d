"""A service's HTTP surface on a real database, called as a web application calls it, without Kafka."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from shared.domain.act import Role
from shared.http.acting import Platform
from shared.http.app import create_app
from shared.http.storage import MIGRATIONS
from shared.http.tokens import Keys, TokenVerifier
from shared.localstack.issuer import AUDIENCE, ISSUER, Issuer
from shared.localstack.private_keys import private_keys_file
from shared.messaging.held import HeldMessages
from shared.messaging.inbox import Inbox
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.private_fields import PrivateFields
from shared.persistence.unit_of_work import Units
from shared.runtime.service import Service
from shared.runtime.surface import routers_of
from tests.support import examples


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: Any
    headers: httpx2.Headers

    @property
    def etag(self) -> str:
        return str(self.headers["etag"])

    def refused(self, rule: str) -> None:
        """Assert that this is a 409 problem by that rule, with a sentence and a remedy."""
        assert (self.status, self.body.get("rule", {}).get("number")) == (409, rule), self.body
        assert self.body["detail"]
        assert self.body["remedy"]

    def ok(self, status: int = 200) -> "Answer":
        assert self.status == status, self.body
        return self


class Api:
    """``role=None`` sends no token; ``if_match`` is an ETag as it was read."""

    def __init__(self, app: FastAPI, client: httpx2.AsyncClient, issuer: Issuer, store: Store) -> None:
        self.app = app
        self.client = client
        self.issuer = issuer
        self.store = store

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        role: str | None = "administration",
        also: Sequence[str] = (),
        body_id: str | None = None,
        subject: str = "account-7",
        content: bytes | AsyncIterator[bytes] | None = None,
        if_match: str | None = None,
        headers: dict[str, Any] | None = None,
    ) -> Answer:
        """``content`` is a body as it is, instead of ``json``; ``also`` are further roles of the token."""
        sent = dict(headers or {})
        if role is not None:
            others = tuple(map(Role, also))
            token = self.issuer.token(role=Role(role), subject=subject, body=body_id, also=others)
            sent["Authorization"] = f"Bearer {token}"
        if if_match is not None:
            sent["If-Match"] = if_match
        answer = await self.client.request(method, path, json=json, content=content, headers=sent)
        media_type = answer.headers.get("content-type", "")
        is_json = "json" in media_type and "ndjson" not in media_type
        body = answer.json() if is_json else answer.text
        if examples.RECORDS:
            examples.note(
                self.app, method, path, request=json, status=answer.status_code, media_type=media_type, body=body
            )
        return Answer(status=answer.status_code, body=body, headers=answer.headers)

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.call("GET", path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.call("POST", path, json={} if body is None else body, **options)

    async def put(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.call("PUT", path, json={} if body is None else body, **options)

    async def patch(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.call("PATCH", path, json={} if body is None else body, **options)

    async def delete(self, path: str, **options: Any) -> Answer:
        return await self.call("DELETE", path, **options)


_IDLE: dict[str, list[tuple[Service, FastAPI]]] = {}


def _app_of(service: Service, platform: Platform) -> FastAPI:
    """The app that an earlier test of the service left, if it left one that is not in use: its first request makes its
    routes, which takes a second. What differs from test to test is what the app keeps in its state.
    """
    for known, app in _IDLE.setdefault(service.name, []):
        if known is service:
            _IDLE[service.name].remove((known, app))
            app.state.platform = platform
            return app

    async def nothing_wrong() -> list[str]:
        return []

    return create_app(
        service=service.name,
        summary=service.summary,
        routers=routers_of(service),
        platform=platform,
        complaints=nothing_wrong,
        examples=service.examples,
    )


@asynccontextmanager
async def api_of(service: Service, *, store: Store, folder: Path) -> AsyncIterator[Api]:
    """The surface of ``service`` on ``store``, with the service's own collections made."""
    await migrate(store, (*MIGRATIONS, *service.migrations))
    issuer = Issuer(folder)
    units = Units(store=store, rows=to_row)
    inbox = Inbox(consumer=service.name, store=store, units=units, reactions=service.reactions)
    platform = Platform(
        units=units,
        store=store,
        verifier=TokenVerifier(keys=Keys.from_file(issuer.jwks_file), issuer=ISSUER, audience=AUDIENCE),
        private=PrivateFields.from_file(private_keys_file(folder)),
    )
    app = _app_of(service, platform)
    app.state.held = HeldMessages(consumer=service.name, store=store, units=units, inbox=inbox)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://idm.example") as client:
        yield Api(app, client, issuer, store)
    _IDLE[service.name].append((service, app))

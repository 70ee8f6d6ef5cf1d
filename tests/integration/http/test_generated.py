"""Every operation of both services, called over HTTP with whatever its own OpenAPI document allows, and with
what it does not: never a 5xx, and every answer is one that the document declares."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx2
import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.events.service import SERVICE as EVENTS
from services.governance.service import SERVICE as GOVERNANCE
from shared.domain.act import Role
from shared.http.acting import Platform
from shared.http.app import create_app
from shared.http.storage import MIGRATIONS as HTTP_MIGRATIONS
from shared.http.tokens import Keys, TokenVerifier
from shared.localstack.issuer import AUDIENCE, ISSUER, Issuer
from shared.outbox.rows import to_row
from shared.outbox.storage import MIGRATIONS
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import Units
from shared.runtime.service import Service

EXAMPLES = 4


def app_of(service: Service, uri: str, issuer: Issuer, database: str) -> FastAPI:
    store = Store.connect(uri, database=database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await migrate(store, (*MIGRATIONS, *HTTP_MIGRATIONS, *service.migrations))
        yield
        await store.drop()
        store.close()

    async def nothing_wrong() -> list[str]:
        return []

    return create_app(
        service=service.name,
        summary=service.summary,
        routers=service.routers,
        platform=Platform(
            units=Units(store=store, rows=to_row),
            store=store,
            verifier=TokenVerifier(keys=Keys.from_file(issuer.jwks_file), issuer=ISSUER, audience=AUDIENCE),
        ),
        complaints=nothing_wrong,
        lifespan=lifespan,
    )


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the app on a server and an event loop of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    started = threading.Event()
    original = server.startup

    async def startup(sockets: list[object] | None = None) -> None:
        await original(sockets)  # type: ignore[arg-type]
        started.set()

    server.startup = startup  # type: ignore[method-assign, assignment]
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    assert started.wait(30)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("service", [GOVERNANCE, EVENTS], ids=lambda service: service.name)
def test_no_input_makes_a_5xx_and_every_answer_is_as_declared(
    service: Service, mongodb_uri: str, tmp_path: Path
) -> None:
    load_all_checks()
    issuer = Issuer(tmp_path)
    app = app_of(service, mongodb_uri, issuer, f"idm_test_{tmp_path.name}_{service.name}"[:60])
    headers = {"Authorization": f"Bearer {issuer.token(role=Role.ADMINISTRATION, subject='account-7')}"}
    checks = [status_code_conformance, content_type_conformance, response_schema_conformance]
    with served(app) as address, httpx2.Client(base_url=address) as client:
        schema = schemathesis.openapi.from_dict(client.get(f"/{service.name}/v1/openapi.json").json())
        called = 0
        for result in schema.get_all_operations():
            operation = result.ok()
            for mode in GenerationMode:

                @settings(
                    max_examples=EXAMPLES,
                    derandomize=True,
                    database=None,
                    deadline=None,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                @given(case=operation.as_strategy(generation_mode=mode))
                def one(case: schemathesis.Case) -> None:
                    nonlocal called
                    called += 1
                    answer = case.call(base_url=address, headers=headers)
                    assert answer.status_code < 500, answer.text
                    case.validate_response(answer, checks=checks)

                one()
    assert called > 50

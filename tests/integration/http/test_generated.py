"""Every operation of the services, called over HTTP with whatever its own OpenAPI document allows, and with
what it does not: never a 5xx, and every answer is one that the document declares."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import booleans, just
from schemathesis.checks import load_all_checks
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.domain.message import Message
from shared.http.acting import Platform
from shared.http.app import create_app
from shared.http.openapi import operations
from shared.http.storage import MIGRATIONS as HTTP_MIGRATIONS
from shared.http.tokens import Keys, TokenVerifier
from shared.localstack.issuer import AUDIENCE, ISSUER, Issuer
from shared.localstack.private_keys import private_keys_file
from shared.outbox.rows import to_row
from shared.outbox.storage import MIGRATIONS
from shared.persistence.driver import Store
from shared.persistence.migrations import migrate
from shared.persistence.private_fields import PrivateFields
from shared.persistence.unit_of_work import UnitOfWork, Units
from shared.runtime.service import Service
from tests.integration.http.beginnings import BEGINNINGS, Beginning
from tests.sample import CONTEXT
from tests.support.served import served

EXAMPLES = 6
MORE_EXAMPLES = 150
TURNS = (
    *((mode, EXAMPLES, booleans()) for mode in GenerationMode),
    (GenerationMode.POSITIVE, MORE_EXAMPLES, just(True)),
)
"""What is made up of each operation, how often, and whether it is about things that are there. The last turn is for
an operation that the others did not bring as far as a use case, and that could come there: one field with a rule of its
own is enough for that."""


class Reached(Exception):
    """The last turn has come as far as a use case, and need not go on."""


def app_of(beginning: Beginning, uri: str, issuer: Issuer, database: str) -> FastAPI:
    service = beginning.service
    store = Store.connect(uri, database=database)
    units = Units(store=store, rows=to_row)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await migrate(store, (*MIGRATIONS, *HTTP_MIGRATIONS, *service.migrations))
        for heard in beginning.heard:
            await units.run(CONTEXT, partial(_react, service, heard))
        yield
        await store.drop()
        await store.close()

    async def nothing_wrong() -> list[str]:
        return []

    return create_app(
        service=service.name,
        summary=service.summary,
        routers=service.routers(),
        platform=Platform(
            units=units,
            store=store,
            verifier=TokenVerifier(keys=Keys.from_file(issuer.jwks_file), issuer=ISSUER, audience=AUDIENCE),
            private=PrivateFields.from_file(private_keys_file(issuer.jwks_file.parent)),
        ),
        complaints=nothing_wrong,
        lifespan=lifespan,
    )


async def _react(service: Service, heard: Message, unit: UnitOfWork) -> None:
    await service.reactions[type(heard)](unit, heard)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda beginning: beginning.service.name)
def test_no_input_makes_a_5xx_and_every_answer_is_as_declared(
    beginning: Beginning, mongodb_uri: str, database_prefix: str, tmp_path: Path
) -> None:
    load_all_checks()
    service = beginning.service
    issuer = Issuer(tmp_path)
    app = app_of(beginning, mongodb_uri, issuer, f"{database_prefix}generated_{service.name}")
    first, *others = beginning.roles
    headers = {"Authorization": f"Bearer {issuer.token(role=first, subject='account-7', also=others)}"}
    checks = [status_code_conformance, content_type_conformance, response_schema_conformance]
    with (
        served(app) as address,
        httpx2.Client(base_url=f"{address}/{service.name}/v1", headers=headers, timeout=60) as client,
    ):
        document = client.get("/openapi.json").json()
        reached: set[str] = set()
        for method, path, body in beginning.steps:
            done = client.request(method, path, json=body, headers={"If-Match": "*"})
            assert done.status_code in (200, 201), done.text
            reached.add(_label(document, method, f"/{service.name}/v1{path}"))
        # Tokens have tests of their own; here every call has a good one.
        for _, described in operations(document):
            described.pop("security", None)
        for result in schemathesis.openapi.from_dict(document).get_all_operations():
            assert isinstance(result, Ok), result
            operation = result.ok()
            for mode, examples, about_known in TURNS:
                if examples == MORE_EXAMPLES and operation.label in reached | beginning.seldom:
                    continue
                if mode is GenerationMode.NEGATIVE and _takes_any_text(document, operation):
                    continue  # to look for something wrong takes a second, and there is nothing

                @settings(
                    max_examples=examples,
                    derandomize=True,
                    database=None,
                    deadline=None,
                    report_multiple_bugs=False,  # else it would look for more after the last turn's first
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                @given(
                    case=operation.as_strategy(generation_mode=mode),
                    known=about_known,
                    last=just(examples == MORE_EXAMPLES),
                )
                def one(case: schemathesis.Case[Any], known: bool, last: bool) -> None:
                    if known:
                        _make_known(case, beginning.known)
                    answer = case.call(base_url=address, headers=headers)
                    assert answer.status_code < 500, (case.method, case.formatted_path, case.body, answer.text)
                    case.validate_response(answer, checks=checks)
                    if answer.status_code not in (400, 412, 422, 428):
                        reached.add(case.operation.label)
                        if last:
                            raise Reached

                # Nor can one that takes nothing be given anything wrong.
                with suppress(Unsatisfiable, Reached):
                    one()
    missed = {operation.label for operation in _all(document)} - reached
    assert missed <= beginning.seldom, "none came as far as a use case"


def _takes_any_text(document: dict[str, Any], operation: Any) -> bool:
    """Whether all that it takes is text of any kind in its path."""
    described = document["paths"][operation.path][operation.method]
    free = {"type", "title", "description", "examples"}
    return "requestBody" not in described and all(
        one["in"] == "path" and one["schema"].get("type") == "string" and one["schema"].keys() <= free
        for one in described.get("parameters", ())
    )


def _make_known(case: schemathesis.Case[Any], known: Mapping[str, str]) -> None:
    """About things that are there, whatever their version: else few calls would come as far as a rule."""
    first = case.path.split("/")[3]
    for name in case.path_parameters:
        case.path_parameters[name] = known.get(first if name == "id" else name, case.path_parameters[name])
    if "If-Match" in case.headers or case.method != "GET":
        case.headers["If-Match"] = "*"


def _label(document: dict[str, Any], method: str, path: str) -> str:
    """The operation that a step calls, as the tool names it."""
    [template] = [one for one in document["paths"] if re.fullmatch(re.sub("{[^}]+}", "[^/]+", one), path)]
    return f"{method} {template}"


def _all(document: dict[str, Any]) -> Iterator[Any]:
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        if isinstance(result, Ok):
            yield result.ok()

"""What every service shows beside its own operations: health, figures, documentation, request ids, CORS."""

import re
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from services.events.service import SERVICE as EVENTS
from services.funding.service import SERVICE as FUNDING
from services.governance.service import SERVICE as GOVERNANCE
from services.publications.service import SERVICE as PUBLICATIONS
from shared.http.acting import Platform
from shared.http.app import create_app
from shared.http.openapi import operations
from shared.http.tokens import Keys, TokenVerifier
from shared.outbox.rows import to_row
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import Units
from shared.runtime.service import Service
from tests.integration.http.sample import ROOT, SERVICE
from tests.support.api import Api

SERVICES = (SERVICE, GOVERNANCE, EVENTS, FUNDING, PUBLICATIONS)
KEEP_NO_KEY = {"answerSatisfactionSurvey", "exportPersonalData", "harvestByPost"}
"""A key that is kept would say who answered a survey without a name, and when; and a search changes nothing, nor a
harvest."""
OWN, ELSEWHERE = "https://idm.example", "https://elsewhere.example"


async def _no_keys() -> Any:
    raise ConnectionError


def app_of(service: Service, *, wrong: list[str] | None = None, cors_origins: tuple[str, ...] = ()) -> FastAPI:
    """The surface of ``service`` on a database that nobody asks: nothing here reads or writes."""
    store = Store.connect("mongodb://127.0.0.1:1", database="none", server_trouble_seconds=0.1)

    async def complaints() -> list[str]:
        return wrong or []

    verifier = TokenVerifier(keys=Keys(_no_keys), issuer="i", audience="a")
    return create_app(
        service=service.name,
        summary=service.summary,
        routers=service.routers(),
        platform=Platform(units=Units(store=store, rows=to_row), store=store, verifier=verifier),
        complaints=complaints,
        cors_origins=cors_origins,
        examples=service.examples,
    )


def client_of(app: FastAPI) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://any.example")


async def test_ready_or_a_line_for_each_thing_that_is_wrong() -> None:
    async with client_of(app_of(SERVICE)) as client:
        assert ((await client.get("/livez")).status_code, (await client.get("/readyz")).text) == (200, "ready\n")
    async with client_of(app_of(SERVICE, wrong=["the relay is away", "two\nlines"])) as client:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "the relay is away\ntwo lines\n")
        assert answer.headers["content-type"].startswith("text/plain")
        assert (await client.get("/livez")).status_code == 200


async def test_a_database_that_is_away_is_a_503_and_says_what_to_do() -> None:
    async with client_of(app_of(SERVICE)) as client:
        answer = await client.get(f"{ROOT}/notes")
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:idm:problem:database-away")
        assert answer.headers["retry-after"] == "5"
        assert "Idempotency-Key" in answer.json()["remedy"]


async def test_requests_are_measured_by_their_operation_and_never_by_what_was_sent(notes: Api) -> None:
    for method, path in (("GET", f"{ROOT}/notes/n-secret"), ("BREW", f"{ROOT}/notes"), ("GET", "/nowhere/secret")):
        await notes.call(method, path)
    figures = (await notes.get("/metrics", role=None)).ok()
    assert figures.headers["content-type"].startswith("text/plain")
    counts = [line for line in figures.body.splitlines() if "idm_http_request_seconds_count" in line]
    mine = [line for line in counts if 'service="sample"' in line]
    assert any(f'route="{ROOT}/notes/{{id}}",service="sample",status="404"' in line for line in mine)
    assert any('method="other"' in line for line in mine)
    assert any('route="unmatched"' in line for line in mine)
    assert not re.search("secret|BREW|readyz", "\n".join(mine))


async def test_a_request_id_is_kept_when_it_is_one_and_made_when_not(notes: Api) -> None:
    kept = await notes.post(f"{ROOT}/notes", {"text": "a"}, headers={"X-Request-ID": "proxy:7"})
    assert kept.headers["x-request-id"] == "proxy:7"
    made = set()
    for bad in (None, "", "a b", "x" * 101, "é", "<script>", '"'):
        headers = {} if bad is None else {"X-Request-ID": bad.encode("latin-1")}
        made.add((await notes.post(f"{ROOT}/notes", {"text": "a"}, headers=headers)).ok(201).headers["x-request-id"])
    assert len(made) == 7
    assert all(re.fullmatch(r"[0-9a-f-]{36}", one) for one in made)
    rows = await notes.store["outbox"].find({})
    assert {row["recorded"]["correlation_id"] for row in rows} == {"proxy:7", *made}
    for path in ("/nowhere", "/livez", f"{ROOT}/fails/bug"):
        assert (await notes.get(path, headers={"X-Request-ID": "id-1"})).headers["x-request-id"] == "id-1"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_the_pages_need_nothing_from_another_host(service: Service) -> None:
    async with client_of(app_of(service)) as client:
        for page in ("docs", "redoc"):
            answer = await client.get(f"/{service.name}/v1/{page}")
            assert answer.status_code == 200
            loaded = re.findall(r"""(?:src|href|spec-url)=["']([^"']+)|url: '([^']+)'""", answer.text)
            addresses = [first or second for first, second in loaded]
            assert len(addresses) >= 3
            for address in addresses:
                assert address.startswith(f"/{service.name}/v1/"), address
                assert (await client.get(address)).status_code == 200, address
            assert "//" not in re.sub(r"<!--.*?-->|//[^\n\"']*\n", "", answer.text, flags=re.DOTALL)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_the_document_is_openapi_31_and_complete(service: Service) -> None:
    async with client_of(app_of(service)) as client:
        document = (await client.get(f"/{service.name}/v1/openapi.json")).json()
    assert document["openapi"].startswith("3.1.")
    OPENAPI_31_VALIDATOR.validate(document)
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(names) == len(set(names)) > 5
    for method, operation in operations(document):
        name = operation["operationId"]
        assert operation["summary"], name
        assert operation["description"] != operation["summary"], name
        for status in ("400", "401", "403", "404", "409", "412", "422", "428", "500", "503", "default"):
            [(media_type, content)] = operation["responses"][status]["content"].items()
            assert media_type == "application/problem+json", name
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}, name
        headers = {one["name"]: one for one in operation.get("parameters", ()) if one["in"] == "header"}
        keyed = method != "get" and name not in KEEP_NO_KEY
        assert ("Idempotency-Key" in {one.title() for one in headers}) == keyed, name
        roles = [role for requirement in operation.get("security", ()) for role in requirement.get("bearer", ())]
        assert method == "get" or roles or name in KEEP_NO_KEY, name
    references = set(_references(document))
    assert references <= {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(document["components"]["securitySchemes"]) == {"bearer"}


async def test_no_form_is_described_that_nothing_answers_in(notes: Api) -> None:
    """The framework describes a refusal of its own for every operation that takes something."""
    document = (await notes.get(f"{ROOT}/openapi.json", role=None)).ok().body
    for _, operation in operations(document):
        assert "422" not in operation["responses"] or set(operation["responses"]["422"]["content"]) == {
            "application/problem+json"
        }
    assert not {"HTTPValidationError", "ValidationError"} & set(document["components"]["schemas"])
    references = set(_references(document))
    assert references <= {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


async def test_other_origins_are_let_in_by_configuration_alone() -> None:
    asked = {"Origin": OWN, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "If-Match"}
    async with client_of(app_of(SERVICE)) as client:
        assert (await client.options(f"{ROOT}/notes", headers=asked)).status_code == 405
        assert "access-control-allow-origin" not in (await client.get("/livez", headers=asked)).headers
    async with client_of(app_of(SERVICE, cors_origins=(OWN,))) as client:
        preflight = await client.options(f"{ROOT}/notes", headers=asked)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == OWN
        allowed = preflight.headers["access-control-allow-headers"].lower()
        assert all(name in allowed for name in ("authorization", "if-match", "idempotency-key", "content-type"))
        for path, status in (("/nowhere", 404), (f"{ROOT}/fails/bug", 500), (f"{ROOT}/whoami", 401)):
            answer = await client.get(path, headers={"Origin": OWN})
            assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, OWN)
            shown = answer.headers["access-control-expose-headers"].lower()
            assert all(name in shown for name in ("etag", "link", "x-request-id", "idempotency-replayed"))
            assert "access-control-allow-credentials" not in answer.headers
        stranger = await client.get("/livez", headers={"Origin": ELSEWHERE})
        assert "access-control-allow-origin" not in stranger.headers
        refused = await client.options(f"{ROOT}/notes", headers={**asked, "Origin": ELSEWHERE})
        assert refused.status_code == 400

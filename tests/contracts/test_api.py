"""Schemas and AsyncAPI over HTTP: public, cacheable, and where messages say they are."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from shared.contracts.registry import service_of
from shared.contracts.schemas import schema_of
from shared.persistence.driver import Store
from shared.runtime.service import Service
from tests.contracts.golden import MESSAGES, ROOT, samples, services
from tests.support.api import Api, api_of


@pytest.fixture(params=services(), ids=lambda service: service.name)
async def service_api(
    request: pytest.FixtureRequest, store: Store, tmp_path: Path
) -> AsyncIterator[tuple[Service, Api]]:
    async with api_of(request.param, store=store, folder=tmp_path) as api:
        yield request.param, api


async def test_a_samples_dataschema_leads_to_the_schema_of_its_type(service_api: tuple[Service, Api]) -> None:
    service, api = service_api
    sent = {kind.message_type: kind for kind in MESSAGES if service_of(kind) == service.name}
    listed = (await api.get(f"/{service.name}/v1/schemas", role=None)).ok()
    assert [one["type"] for one in listed.body["items"]] == list(sent)
    addresses = {one["type"]: one["address"] for one in listed.body["items"]}
    for sample in samples():
        if sample.type in sent:
            path = urlsplit(sample.headers["ce_dataschema"]).path
            assert path == addresses[sample.type]
            answer = (await api.get(path, role=None)).ok()
            assert answer.headers["content-type"] == "application/schema+json"
            assert answer.headers["cache-control"] == "public, max-age=300"
            assert answer.body == schema_of(sent[sample.type])
            again = await api.get(path, role=None, headers={"If-None-Match": answer.etag})
            assert (again.status, again.body) == (304, "")


async def test_a_type_of_nobody_or_of_another_service_is_not_found(service_api: tuple[Service, Api]) -> None:
    service, api = service_api
    others = [kind.message_type for kind in MESSAGES if service_of(kind) != service.name]
    for name in ("int.iom.idm.governance.Unheard.v1", "x", others[0]):
        answer = await api.get(f"/{service.name}/v1/schemas/{name}", role=None)
        assert answer.status == 404
        assert answer.headers["content-type"] == "application/problem+json"


async def test_asyncapi_is_served_as_it_is_checked_in_and_as_a_page(service_api: tuple[Service, Api]) -> None:
    service, api = service_api
    document = (await api.get(f"/{service.name}/v1/asyncapi.json", role=None)).ok()
    assert document.headers["content-type"] == "application/json"
    checked_in = ROOT / "docs" / "contracts" / f"{service.name}.asyncapi.json"
    answer = await api.client.get(f"/{service.name}/v1/asyncapi.json")
    assert answer.content == checked_in.read_bytes()
    page = (await api.get(f"/{service.name}/v1/asyncapi", role=None)).ok()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'none';")
    assert page.headers["cache-control"] == "public, max-age=300"
    assert page.body.startswith("<!doctype html>")

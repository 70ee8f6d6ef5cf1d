"""Every operation of a service with examples shows in its OpenAPI document what it was asked, answered and refused.

The framework makes each answer by the form that its operation declares. So an example that has every field of that
form, and no other, and each of its type, is what the service still answers.
"""

import importlib
import json
import pkgutil
from copy import deepcopy
from typing import Any, cast

import pytest
from fastapi import FastAPI

from shared.domain.errors import Rule
from shared.http.app import create_app
from shared.http.examples import JSON, PROBLEM, examples_in
from shared.http.openapi import operations
from shared.runtime.service import Service
from shared.runtime.surface import routers_of
from tests.contracts.golden import services
from tests.support.examples import file_of, misfits

SERVICES = [service for service in services() if service.examples]
_FOR_ALL = "everybody reads it, and nothing is refused but what cannot be read"
WITHOUT = {
    **dict.fromkeys((f"{one}.refusal" for one in ("listCycles", "listPastYears", "listYears")), _FOR_ALL),
    **dict.fromkeys((f"{one}.refusal" for one in ("getCalendar", "drawThemes")), _FOR_ALL),
    **dict.fromkeys((f"{one}.refusal" for one in ("listSchemas", "getAsyncApi", "readAsyncApi")), _FOR_ALL),
    "getAsyncApi.answer": "it is what docs/contracts holds",
}
"""Operation and part, and why there is none."""
_DOCUMENTS: dict[str, dict[str, Any]] = {}


def document_of(service: Service) -> dict[str, Any]:
    """As it is served; nothing is called."""
    if service.name in _DOCUMENTS:
        return _DOCUMENTS[service.name]

    async def complaints() -> list[str]:
        return []

    app: FastAPI = create_app(
        service=service.name,
        summary=service.summary,
        routers=routers_of(service),
        platform=cast("Any", None),
        complaints=complaints,
        examples=service.examples,
    )
    _DOCUMENTS[service.name] = app.openapi()
    return _DOCUMENTS[service.name]


def rules_of(service: str) -> dict[str, Rule]:
    """By slug."""
    package = importlib.import_module(f"services.{service}.domain")
    modules = [
        importlib.import_module(f"{package.__name__}.{one.name}") for one in pkgutil.iter_modules(package.__path__)
    ]
    return {rule.slug: rule for module in modules for rule in vars(module).values() if isinstance(rule, Rule)}


def wanted(operation: dict[str, Any]) -> set[str]:
    """The parts that an example of this operation has: files have no form to show."""
    parts = {"refusal"}
    if JSON in operation.get("requestBody", {}).get("content", {}):
        parts.add("request")
    if any(JSON in answer.get("content", {}) for status, answer in operation["responses"].items() if status[0] == "2"):
        parts.add("answer")
    return parts


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_operation_has_examples_that_fit(service: Service) -> None:
    document = document_of(service)
    assert service.examples is not None
    assert service.examples == file_of(service.name)
    examples = examples_in(service.examples)
    rules = rules_of(service.name)
    missing, wrong = set(), []
    for _, operation in operations(document):
        name = operation["operationId"]
        example = examples.get(name, {})
        missing |= {f"{name}.{part}" for part in wanted(operation) - set(example)}
        wrong += [f"{name}: {one}" for one in misfits(document, operation, example)]
        rule = example.get("refusal", {}).get("body", {}).get("rule")
        if rule and rule["number"].startswith("R") and rules.get(rule["slug"]) != Rule(**rule):
            wrong.append(f"{name}: refusal: the rule {rule['number']} says something else by now")
    known = {operation["operationId"] for _, operation in operations(document)}
    assert set(json.loads(file_of(service.name).read_text("utf-8"))) <= known, "run: make examples"
    assert not wrong, "run: make examples"
    here = {one for one in WITHOUT if one.partition(".")[0] in known}
    assert missing == here, "a test through the API shows it, and make examples records it"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_document_shows_them(service: Service) -> None:
    assert service.examples is not None
    examples = examples_in(service.examples)
    for _, operation in operations(document_of(service)):
        example = examples.get(operation["operationId"], {})
        if "request" in example:
            assert operation["requestBody"]["content"][JSON]["example"] == example["request"]
        for part, media_type in (("answer", JSON), ("refusal", PROBLEM)):
            if part in example:
                shown = operation["responses"][str(example[part]["status"])]["content"][media_type]["example"]
                assert shown == example[part]["body"]
                assert part == "answer" or {"type", "title", "status", "detail"} <= set(shown)


def test_an_example_that_fits_no_more_is_found() -> None:
    [governance] = [service for service in SERVICES if service.name == "governance"]
    assert governance.examples is not None
    document = document_of(governance)
    example = dict(examples_in(governance.examples)["openCycle"])
    [operation] = [one for _, one in operations(document) if one["operationId"] == "openCycle"]
    assert misfits(document, operation, example) == []

    def spoilt(part: str, **change: Any) -> str:
        bad = deepcopy(example)
        body = bad[part] if part == "request" else bad[part]["body"]
        for name, value in change.items():
            body.pop(name) if value is None else body.update({name: value})
        [found] = misfits(document, operation, bad)
        return found

    assert "additional" in spoilt("answer", unheard_of=1).lower()
    assert "required" in spoilt("answer", version=None)
    assert "not of type" in spoilt("answer", year="MMXVIII")
    assert spoilt("request", year="MMXVIII").startswith("request: ")
    assert "required" in spoilt("refusal", detail=None)

"""What the framework's OpenAPI document does not say by itself: tokens and roles, problems, headers of answers."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from shared.http.examples import PROBLEM, Example, examples_in, show
from shared.http.schemas import Problem

BEARER = "bearer"
OPTIONAL_BEARER = "bearer, if any"
_UNSAFE = ("post", "put", "patch", "delete")
_METHODS = ("get", *_UNSAFE)
_FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")
"""What the framework would answer to a payload that does not fit; here that is a :class:`Problem`."""
_SCHEMA = {"schema": {"$ref": "#/components/schemas/Problem"}}


def describe(app: FastAPI, *, examples: Path | None) -> None:
    """Complete the app's OpenAPI 3.1 document, which is made when it is first asked for; ``examples`` is a file."""
    make = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(make(), examples_in(examples) if examples else {})
        return make()

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(document: dict[str, Any], examples: Mapping[str, Example]) -> None:
    components = document.setdefault("components", {})
    components.setdefault("securitySchemes", {}).pop(OPTIONAL_BEARER, None)
    components["securitySchemes"][BEARER] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    components.setdefault("schemas", {}).setdefault(
        "Problem", Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    )
    nested = components["schemas"]["Problem"].pop("$defs", {})
    components["schemas"] = {**nested, **components["schemas"]}
    for name in _FRAMEWORKS_OWN:
        components["schemas"].pop(name, None)
    for method, operation in operations(document):
        if "security" in operation:
            operation["security"] = list(_alternatives(operation["security"]))
        for status, answer in operation["responses"].items():
            if PROBLEM in answer.get("content", {}) or status == "422":
                answer["content"] = {PROBLEM: _SCHEMA}
            elif status.startswith("2"):
                _headers(answer, method=method)
        if any(one["name"] == "validate_only" for one in operation.get("parameters", ())):
            operation["responses"]["204"] = {"description": "It would be done; only that was asked (`validate_only`)"}
        operation["responses"].setdefault("default", {"description": "Another problem", "content": {PROBLEM: _SCHEMA}})
        show(operation, examples.get(operation["operationId"], {}))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation of the document, with its method in small letters."""
    for path in document["paths"].values():
        for method in _METHODS:
            if method in path:
                yield method, path[method]


def _alternatives(security: list[dict[str, list[str]]]) -> Iterator[dict[str, list[str]]]:
    """One requirement for each role: any one of them will do (a list of roles would mean all of them)."""
    for requirement in security:
        if OPTIONAL_BEARER in requirement:
            yield {}
            yield {BEARER: []}
        for role in requirement.get(BEARER, ()):
            yield {BEARER: [role]}


def _headers(answer: dict[str, Any], *, method: str) -> None:
    text = {"schema": {"type": "string"}}
    headers = answer.setdefault("headers", {})
    headers["X-Request-ID"] = {"description": "Yours, or one that was made; tell it to the operator", **text}
    headers["ETag"] = {
        "description": "The version, for `If-Match`; of a public list, what is in it, for `If-None-Match`",
        **text,
    }
    if method in _UNSAFE:
        headers["Idempotency-Replayed"] = {"description": "`true` on the answer to a repeat", **text}

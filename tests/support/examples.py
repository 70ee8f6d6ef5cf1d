"""The examples of the services' OpenAPI documents: recorded from the requests of the tests, and judged.

``make examples`` runs the tests that go through the APIs with ``IDM_EXAMPLES=record``. Of all that an operation was
asked and answered the fullest that is still short is kept. Identifiers, hashes and what is of the day of the run are
replaced, so that the same tests record the same bytes. A run of some tests adds what is missing or does not fit.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
from fastapi import FastAPI
from fastapi.routing import APIRoute

from shared.http.examples import JSON, OF_ALL, PROBLEM, Example
from shared.http.openapi import operations
from shared.runtime.service import Service
from shared.runtime.surface import routers_of

RECORDS = os.environ.get("IDM_EXAMPLES") == "record"
ROOT = Path(__file__).parents[2]
FULL_BYTES = 2_000
"""Beyond this the shortest is kept: a reader wants to see each field once."""
LONGEST_TEXT = 200
A_DAY = date(2026, 3, 2)
"""In the place of the day on which the tests ran."""
_DAYS_BACK = timedelta(days=60)
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b")
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_MOMENT = re.compile(r"\b(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2})?(\.\d+)?")
_UNSIGHTLY = re.compile(r"planted|\\u0000|(.)\1{20}", re.IGNORECASE)
"""What tests send to see that it goes nowhere, or whether it is too long."""

NOTHING = "nothing of the kind is declared"
_PARTS = ("request", "answer", "refusal")
ALL = "all services"
_BARE = Service(name="any", summary="", routers=tuple, migrations=(), reactions={})
OF_EVERY_SERVICE = frozenset(
    route.operation_id for router in routers_of(_BARE) for route in router.routes if isinstance(route, APIRoute)
)
_kept: dict[str, dict[str, dict[str, tuple[Any, ...]]]] = {}
"""Service, or all of them; operation; part: rank and example."""
_documents: dict[str, dict[str, Any]] = {}


def file_of(service: str) -> Path:
    """A service whose answers are recorded has it."""
    return OF_ALL if service == ALL else ROOT / "services" / service / "api" / "examples.json"


def note(app: FastAPI, method: str, path: str, *, request: Any, status: int, media_type: str, body: Any) -> None:
    """Something was asked and answered; kept if it shows the operation better than what is kept."""
    service = app.state.service
    if not file_of(service).parent.is_dir() or "bad_input" in os.environ["PYTEST_CURRENT_TEST"]:
        return
    if service not in _documents:
        _documents[service] = app.openapi()
    operation = _operation(_documents[service], method, path)
    owner = ALL if operation in OF_EVERY_SERVICE else service
    if operation is None or not file_of(owner).exists():
        return
    _documents.setdefault(owner, _documents[service])
    kept = _kept.setdefault(owner, {}).setdefault(operation, {})
    if status >= 400 and media_type == PROBLEM:
        example = _of_no_day({"refusal": {"status": status, "body": body}})
        rule = example["refusal"]["body"].get("rule") is not None
        _keep(kept, "refusal", example, rank=(rule, status == 409))
    elif status in (200, 201) and (media_type == JSON or request is not None):
        asked = {} if request is None else {"request": request}
        answer = {"answer": {"status": status, "body": body}} if media_type == JSON else {}
        _keep(kept, "answer", _of_no_day({**asked, **answer}), rank=())


def _operation(document: dict[str, Any], method: str, path: str) -> str | None:
    """Its id, by the address with the fewest parts that vary."""
    asked = path.partition("?")[0]
    fits = [one for one in document["paths"] if re.fullmatch(re.sub("{[^}]+}", "[^/]+", one), asked)]
    for template in sorted(fits, key=lambda one: one.count("{")):
        if method.lower() in document["paths"][template]:
            return str(document["paths"][template][method.lower()]["operationId"])
    return None


def _keep(kept: dict[str, tuple[Any, ...]], part: str, example: Example, *, rank: tuple[bool, ...]) -> None:
    text = json.dumps(example, ensure_ascii=False)
    fits = len(text) <= FULL_BYTES and not any(len(one) > LONGEST_TEXT for one in _texts(example))
    found = (*rank, not _UNSIGHTLY.search(text), fits, len(text) if fits else -len(text), text)
    kept[part] = max(kept.get(part, ()), found)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _of_no_day(example: Any) -> Any:
    """The same, whatever run it comes from."""
    known: dict[str, str] = {}
    today = datetime.now(UTC).date()

    def named(found: re.Match[str], like: str) -> str:
        number = sum(one.startswith(like[:8]) for one in known.values()) + 1
        return known.setdefault(found[0], like[:-2] + f"{number:02x}")

    def moved(found: re.Match[str]) -> str:
        try:
            day = date.fromisoformat(found[1])
        except ValueError:
            return found[0]
        if day < today - _DAYS_BACK:
            return found[0]
        clock, part = found[2] or "", found[3] or ""
        return f"{A_DAY + (day - today)}{'T09:30:00' if part else clock}{'.' + '0' * (len(part) - 1) if part else ''}"

    text = json.dumps(example, ensure_ascii=False)
    text = _UUID.sub(lambda found: named(found, "0195563a-9c0b-7d2e-8f41-6a1b2c3d4e00"), text)
    text = _HASH.sub(lambda found: named(found, "5f3a" * 16), text)
    return json.loads(_MOMENT.sub(moved, text))


def write() -> None:
    """Into the files, what they miss or have that does not fit, and a rule's refusal where there was another."""
    for service in sorted(_kept):
        document, file = _documents[service], file_of(service)
        there = json.loads(file.read_text("utf-8"))
        examples = {}
        for _, operation in operations(document):
            name = operation["operationId"]
            example = there.get(name, {})
            for new in (json.loads(found[-1]) for found in _kept[service].get(name, {}).values()):
                wrong = tuple(one.partition(":")[0] for one in misfits(document, operation, example))
                if not set(new) <= set(example) - set(wrong) or _rule(new) > _rule(example):
                    example = {**example, **new}
            undeclared = {one.partition(":")[0] for one in misfits(document, operation, example) if NOTHING in one}
            example = {part: value for part, value in example.items() if part not in undeclared}
            if example:
                examples[name] = {part: example[part] for part in _PARTS if part in example}
        file.write_text(json.dumps(examples, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _rule(example: Example) -> bool:
    return "refusal" in example and "rule" in example["refusal"]["body"]


def misfits(document: Mapping[str, Any], operation: Mapping[str, Any], example: Example) -> list[str]:
    """What of the example the operation would not take, or would not answer: a line each, which begins with the part.

    An answer is compared with every field of its form: one that is missing, or that nobody declares, is a misfit.
    """
    found = []
    components = document["components"]
    for part, media_type in (("request", JSON), ("answer", JSON), ("refusal", PROBLEM)):
        if part not in example:
            continue
        if part == "request":
            described, value = operation.get("requestBody", {}), example[part]
        else:
            described, value = operation["responses"].get(str(example[part]["status"]), {}), example[part]["body"]
        schema = described.get("content", {}).get(media_type, {}).get("schema")
        if schema is None:
            found.append(f"{part}: {NOTHING}")
            continue
        whole = {**schema, "components": _all_closed(document) if part == "answer" else components}
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        found += [f"{part}: {error.message}" for error in validator.iter_errors(value)]
    return found


_closed_of: dict[int, tuple[Mapping[str, Any], Any]] = {}


def _all_closed(document: Mapping[str, Any]) -> Any:
    """Made once for each document, which is large and kept beside it."""
    if id(document) not in _closed_of:
        _closed_of[id(document)] = (document, _closed(document["components"]))
    return _closed_of[id(document)][1]


def _closed(node: Any) -> Any:
    """The schemas of what is answered: every field that is declared is there, and no other."""
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    inner = {name: _closed(one) for name, one in node.items()}
    if node.get("type") == "object" and isinstance(node.get("properties"), dict):
        inner.setdefault("additionalProperties", False)
        inner["required"] = sorted(node["properties"])
    return inner

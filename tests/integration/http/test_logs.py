"""One JSON object a line, with ids and nothing personal."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from shared.observability.logs import configure_logs
from tests.integration.http.sample import ROOT, SECRET
from tests.support.api import Api


class Lines:
    def __init__(self, output: io.StringIO) -> None:
        self._output = output

    def read(self) -> list[dict[str, Any]]:
        """What was logged since the last time, each line read as JSON."""
        said = self._output.getvalue()
        self._output.seek(0)
        self._output.truncate()
        return [json.loads(line) for line in said.splitlines()]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    root = logging.getLogger()
    level, output = root.level, io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", output)
        configure_logs(service="sample", level="INFO")
        structlog.configure(cache_logger_on_first_use=False)  # else loggers keep it for the tests that follow
    [ours] = root.handlers
    yield Lines(output)
    root.removeHandler(ours)
    root.setLevel(level)
    structlog.reset_defaults()


async def test_every_request_is_one_line_with_its_ids(notes: Api, lines: Lines) -> None:
    headers = {"X-Request-ID": "request-1", "Idempotency-Key": "key-1"}
    (await notes.post(f"{ROOT}/notes?x=Amina", {"text": "Amina", "id": "n-1"}, headers=headers)).ok(201)
    [line] = lines.read()
    took = line.pop("milliseconds")
    assert took > 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "answered",
        "level": "info",
        "service": "sample",
        "method": "POST",
        "route": f"{ROOT}/notes",
        "status": 201,
        "caller": "account-7",
        "request_id": "request-1",
        "correlation_id": "request-1",
    }
    (await notes.get(f"{ROOT}/notes/n-1?x=Amina", role=None)).ok()
    [line] = lines.read()
    assert (line["route"], line["status"], "caller" in line) == (f"{ROOT}/notes/{{id}}", 200, False)


async def test_probes_are_not_logged(notes: Api, lines: Lines) -> None:
    for path in ("/livez", "/readyz", "/metrics"):
        await notes.get(path, role=None)
    assert lines.read() == []


async def test_g10_a_refusal_is_one_line_without_what_was_sent(notes: Api, lines: Lines) -> None:
    await notes.post(f"{ROOT}/notes", {"text": "a", "name": "Amina", "id": "Amina Example"})
    await notes.get("/Amina/Example")
    headers = {"X-Request-ID": "Amina Example", "Authorization": "Bearer Amina"}
    await notes.get(f"{ROOT}/notes", role=None, headers=headers)
    found = lines.read()
    assert [line["status"] for line in found if line["event"] == "answered"] == [422, 404, 401]
    assert "Amina" not in json.dumps(found)


async def test_g10_a_bug_is_told_by_its_place_and_not_by_what_it_quotes(notes: Api, lines: Lines) -> None:
    for path, kind in (("fails/bug", "LookupError"), ("broken-view", "ValidationError")):
        await notes.get(f"{ROOT}/{path}", headers={"X-Request-ID": "request-2"})
        bug, answered = lines.read()
        assert (bug["level"], bug["request_id"], answered["status"]) == ("error", "request-2", 500)
        assert kind in bug["exception"]
        assert bug["route"] in (f"{ROOT}/fails/{{how}}", f"{ROOT}/broken-view")
        assert "sample.py" in bug["exception"]
        assert SECRET not in json.dumps(bug)


def test_what_libraries_log_is_json_too_and_quotes_no_error(lines: Lines) -> None:
    log = logging.getLogger("a library")
    log.warning("went %s", "wrong")
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as first:
            raise RuntimeError(SECRET) from first
    except RuntimeError:
        log.exception("it failed")
    log.debug("not said")
    plain, failed = lines.read()
    assert (plain["event"], plain["level"], plain["service"]) == ("went wrong", "warning", "sample")
    assert [kind in failed["exception"] for kind in ("RuntimeError", "ValueError", SECRET)] == [True, True, False]

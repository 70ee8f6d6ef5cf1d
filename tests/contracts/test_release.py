"""``python -m services.<name> contracts``: what `make contracts` and a release write."""

import json
from pathlib import Path

import pytest

from shared.contracts.asyncapi import as_text, asyncapi_of
from shared.contracts.schemas import schema_of
from shared.runtime.verbs import main
from tests.contracts.golden import MESSAGES, services


def test_a_release_writes_the_document_and_every_schema(tmp_path: Path) -> None:
    (tmp_path / "released").mkdir()
    for service in services():
        assert main(service, ["contracts", str(tmp_path)]) == 0
    assert list((tmp_path / "released").iterdir()) == []
    for service in services():
        assert main(service, ["contracts", str(tmp_path), "release"]) == 0
        document = as_text(asyncapi_of(service.name, summary=service.summary, hears=service.reactions))
        assert (tmp_path / f"{service.name}.asyncapi.json").read_text("utf-8") == document
    written = {file.name: json.loads(file.read_text("utf-8")) for file in (tmp_path / "released").iterdir()}
    assert written == {f"{kind.message_type}.schema.json": schema_of(kind) for kind in MESSAGES}


def test_without_a_folder_the_document_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    for service in services():
        assert main(service, ["contracts"]) == 0
        printed = json.loads(capsys.readouterr().out)
        assert printed == asyncapi_of(service.name, summary=service.summary, hears=service.reactions)


def test_a_word_it_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(services()[0], ["contracts", "here", "please"]) == 2
    assert "contracts [FOLDER [release]]" in capsys.readouterr().err

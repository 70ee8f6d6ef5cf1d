"""The AsyncAPI documents: complete, up to date, valid for AsyncAPI's own parser, and readable by people."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from shared.contracts.asyncapi import as_text, asyncapi_of, name_of
from shared.contracts.page import page_of
from shared.contracts.registry import service_of, topic_for
from shared.domain.message import Message
from shared.runtime.service import Service
from tests.contracts.golden import MESSAGES, ROOT, read, services

DOCUMENTS = ROOT / "docs" / "contracts"
PARSER = "@asyncapi/parser@3.6.6"
INSTALL_SECONDS = 90
each_service = pytest.mark.parametrize("service", services(), ids=lambda service: service.name)


def _document(service: Service) -> dict[str, Any]:
    return asyncapi_of(service.name, summary=service.summary, hears=service.reactions)


def _sent(service: Service) -> list[type[Message]]:
    return [kind for kind in MESSAGES if service_of(kind) == service.name]


@each_service
def test_what_is_checked_in_is_up_to_date(service: Service) -> None:
    file = DOCUMENTS / f"{service.name}.asyncapi.json"
    assert file.is_file(), "run `make contracts`"
    assert file.read_text("utf-8") == as_text(_document(service)), "run `make contracts`"


def test_nothing_else_is_checked_in() -> None:
    assert {file.name for file in DOCUMENTS.glob("*.json")} == {f"{one.name}.asyncapi.json" for one in services()}


@each_service
def test_each_message_is_said_once_with_its_topic_key_headers_and_facts(service: Service) -> None:
    document = _document(service)
    expected = {
        **{f"send{name_of(kind)}": ("send", kind) for kind in _sent(service)},
        **{f"receive{name_of(kind)}": ("receive", kind) for kind in service.reactions},
    }
    assert set(document["operations"]) == set(expected)
    for name, (action, kind) in expected.items():
        operation = document["operations"][name]
        assert operation["action"] == action
        channel = _find(document, operation["channel"]["$ref"])
        (reference,) = operation["messages"]
        assert reference["$ref"].startswith(operation["channel"]["$ref"] + "/messages/")
        message = _find(document, _find(document, reference["$ref"])["$ref"])
        topic = topic_for(kind)
        assert topic is not None
        assert (channel["address"], channel["bindings"]["kafka"]["partitions"]) == (topic.name, topic.partitions)
        assert message["name"] == kind.message_type
        assert message["bindings"]["kafka"]["key"]["type"] == "string"
        assert message["headers"]["properties"]["ce_type"]["const"] == kind.message_type
    names = [message["name"] for message in document["components"]["messages"].values()]
    assert sorted(names) == sorted({kind.message_type for _, kind in expected.values()})


@each_service
def test_every_reference_leads_somewhere_and_no_part_is_left_over(service: Service) -> None:
    document = _document(service)
    references = re.findall(r'"\$ref": "([^"]+)"', as_text(document))
    for reference in references:
        _find(document, reference)
    parts = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert parts <= set(references)
    assert not [name for name in parts if "__" in name], "two parts of messages have one name"


@each_service
def test_the_golden_samples_are_the_examples_and_fit_the_headers_and_facts_described(service: Service) -> None:
    document = _document(service)
    for message in document["components"]["messages"].values():
        sample = read(message["name"])
        (example,) = message["examples"]
        assert (example["headers"], example["payload"]) == (sample.headers, sample.data)
        jsonschema_rs.validator_for(message["headers"], validate_formats=True).validate(sample.headers)
        assert set(sample.headers) <= set(message["headers"]["properties"]), "a header that the document leaves out"
        whole = {**message["payload"], "components": document["components"]}
        jsonschema_rs.validator_for(whole, validate_formats=True).validate(sample.data)


@pytest.mark.timeout(2 * INSTALL_SECONDS + 90)
def test_asyncapis_own_parser_finds_nothing_wrong(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("AsyncAPI's own parser needs node and npm, which are not here; the other tests looked at the form")
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("asyncapi-parser")
    _install(npm, folder)
    broken = _document(services()[0])
    broken["operations"]["sendNothing"] = {"action": "shout", "channel": {"$ref": "#/channels/none"}}
    (tmp_path / "broken.json").write_text(as_text(broken), "utf-8")
    files = [DOCUMENTS / f"{service.name}.asyncapi.json" for service in services()]
    command = [
        node,
        str(Path(__file__).parent / "parse.cjs"),
        str(folder),
        *map(str, files),
        str(tmp_path / "broken.json"),
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    *found, planted = map(json.loads, said.splitlines())
    for service, one in zip(services(), found, strict=True):
        assert one["wrong"] == []
        assert {kind.message_type for kind in _sent(service)} <= set(one["messages"])
    assert planted["wrong"], "the parser accepts anything"


def _install(npm: str, folder: Path) -> None:
    """Once per version; kept in pytest's cache. A registry may fail once: asked twice, it is a failure."""
    done = folder / f"{PARSER.rpartition('@')[2]}.installed"
    if done.exists():
        return
    flags = ("--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--fetch-retries=0", "--prefix", ".")
    (folder / "package.json").write_text('{"private": true}\n', "utf-8")
    said: list[str] = []
    while not done.exists():
        try:
            subprocess.run(
                [npm, "install", *flags, PARSER],
                cwd=folder,
                check=True,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
            )
        except subprocess.TimeoutExpired:
            said.append(f"it took longer than {INSTALL_SECONDS} s")
        except subprocess.CalledProcessError as failed:
            said.append(failed.stderr.strip()[-500:])
        else:
            done.touch()
        assert len(said) < 2, f"npm is here and cannot install {PARSER}: {'; then '.join(said)}"


class _Page(HTMLParser):
    """What a browser would fetch, what is linked, and what can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)
        self.fetched += [str(found[name]) for name in ("src", "srcset", "data", "action") if name in found]
        self.links += [str(found["href"])] if "href" in found else []
        self.anchors += [str(found["id"])] if "id" in found else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@each_service
def test_the_page_needs_nothing_from_elsewhere_and_says_everything(service: Service) -> None:
    text = page_of(_document(service))
    page = _Page(text)
    assert page.open == []
    assert page.fetched == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "@import" not in text
    assert "url(" not in text
    assert len(page.anchors) == len(set(page.anchors))
    for link in page.links:
        assert link[1:] in page.anchors if link.startswith("#") else "://" not in link, link
    for kind in (*_sent(service), *service.reactions):
        assert kind.message_type in text
        for name in kind.model_fields:
            assert f"<code>{name}</code>" in text


def test_the_page_of_a_service_that_says_nothing_and_what_a_model_says_is_escaped() -> None:
    text = page_of(asyncapi_of("silence", summary="<b>None</b>", hears=()))
    assert _Page(text).open == []
    assert "&lt;b&gt;None&lt;/b&gt;" in text


def _find(document: dict[str, Any], reference: str) -> dict[str, Any]:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    assert isinstance(found, dict)
    return found

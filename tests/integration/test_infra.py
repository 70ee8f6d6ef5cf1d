"""The servers of a run are of the kind that IDM_INFRA says, a run says which, and it leaves nothing on them."""

import asyncio
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient

from shared.contracts.topics import Topic
from shared.domain.message import Audience
from shared.localstack import external
from shared.localstack.infra import open_infra
from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import Endpoints
from shared.outbox.topics import create_topics
from tests.support.database import drop_all
from tests.support.memory import data_in_memory
from tests.support.topic import remove_topics

ROOT = Path(__file__).parents[2]
_NOWHERE = "127.0.0.1:1"


def _choose(monkeypatch: pytest.MonkeyPatch, kind: str, *, mongodb: str = "", kafka: str = "") -> None:
    monkeypatch.setenv("IDM_INFRA", kind)
    monkeypatch.setenv("IDM_MONGODB_URI", mongodb)
    monkeypatch.setenv("IDM_KAFKA_BOOTSTRAP", kafka)


def test_the_servers_of_this_run_are_of_the_kind_that_was_asked_for(servers: Endpoints) -> None:
    kind = os.environ.get("IDM_INFRA", "local")
    assert servers.description.startswith(f"{kind} ")
    assert "MongoDB " in servers.description
    if kind == "local":
        name = {"apache": "Apache Kafka ", "noida": "noida-db "}[os.environ["IDM_LOCAL_KAFKA"]]
        assert name in servers.description


def test_external_servers_are_used_and_named(
    servers: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choose(monkeypatch, "external", mongodb=servers.mongodb_uri, kafka=servers.kafka_bootstrap)
    with open_infra(tmp_path) as found:
        assert (found.mongodb_uri, found.kafka_bootstrap) == (servers.mongodb_uri, servers.kafka_bootstrap)
        assert found.description.startswith("external MongoDB ")
        assert f"Kafka of 1 broker at {servers.kafka_bootstrap}" in found.description
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("away", ["MongoDB", "Kafka"])
def test_an_external_server_that_is_away_gets_one_sentence(
    servers: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    monkeypatch.setattr(external, "_ANSWER_SECONDS", 0.5)
    mongodb = f"mongodb://somebody:hunter2@{_NOWHERE}/" if away == "MongoDB" else servers.mongodb_uri
    _choose(monkeypatch, "external", mongodb=mongodb, kafka=_NOWHERE)
    with pytest.raises(StackUnavailable, match=f"No {away} answers") as told, open_infra(tmp_path):
        pass
    assert "hunter2" not in str(told.value)


def test_containers_without_an_engine_get_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _choose(monkeypatch, "containers")
    monkeypatch.setenv("DOCKER_HOST", f"tcp://{_NOWHERE}")
    with pytest.raises(StackUnavailable, match="No Docker engine answers"), open_infra(tmp_path):
        pass


def _run(*, mongodb: str, kafka: str) -> "subprocess.CompletedProcess[str]":
    """One test in a process beside the one that reports, on these servers."""
    addresses = {"IDM_MONGODB_URI": mongodb, "IDM_KAFKA_BOOTSTRAP": kafka}
    one = "tests/integration/test_mongo_traps.py::test_mongo_trap_5_a_moment_comes_back_as_it_went"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "1", "-p", "no:cacheprovider", one],
        cwd=ROOT,
        env={**os.environ, **addresses, "IDM_INFRA": "external"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_run_of_several_processes_says_on_what_it_ran(servers: Endpoints) -> None:
    run = _run(mongodb=servers.mongodb_uri, kafka=servers.kafka_bootstrap)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "idm: ran on external MongoDB " in run.stdout
    assert f"Kafka of 1 broker at {servers.kafka_bootstrap}" in run.stdout


def test_a_run_of_several_processes_that_has_no_servers_says_why_and_ends(servers: Endpoints) -> None:
    run = _run(mongodb=servers.mongodb_uri, kafka=_NOWHERE)
    assert run.returncode != 0
    assert f"No Kafka answers at {_NOWHERE}" in run.stdout
    assert "node down" not in run.stdout


async def test_a_run_takes_its_databases_and_topics_away_and_no_others(servers: Endpoints) -> None:
    mine, others = f"idm_test_{secrets.token_hex(4)}_", f"idm_test_{secrets.token_hex(4)}_"
    topics = {
        prefix: Topic(name=f"{prefix.replace('_', '.')}one", service="governance", audience=Audience.PUBLIC)
        for prefix in (mine, others)
    }
    await create_topics(servers.kafka_bootstrap, list(topics.values()))
    with MongoClient[dict[str, object]](servers.mongodb_uri) as client:
        for prefix in (mine, others):
            client[f"{prefix}one"].notes.insert_one({})
        drop_all(servers.mongodb_uri, prefix=mine)
        databases = client.list_database_names()
        assert (f"{mine}one" in databases, f"{others}one" in databases) == (False, True)
        drop_all(servers.mongodb_uri, prefix=others)
    await remove_topics(servers.kafka_bootstrap, prefix=topics[mine].name)
    assert await _topics(servers, topics) == {topics[others].name}
    await remove_topics(servers.kafka_bootstrap, prefix=topics[others].name)


async def _topics(servers: Endpoints, made: dict[str, Topic]) -> set[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers.kafka_bootstrap)
    await admin.start()
    try:
        return {topic.name for topic in made.values()} & set(await admin.list_topics())
    finally:
        await asyncio.wait_for(admin.close(), 10)


def test_what_a_killed_run_left_in_memory_is_removed_by_the_next(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    left, running = tmp_path / f"idm-test-{gone.pid}-x", tmp_path / f"idm-test-{os.getpid()}-x"
    for folder in (left, running):
        (folder / "mongodb").mkdir(parents=True)
    with data_in_memory(tmp_path / "stack", memory=tmp_path, needed_bytes=0) as folder:
        (folder / "data" / "kafka").mkdir()
        assert (left.exists(), running.exists()) == (False, True)
        assert (folder / "data").is_symlink()
    assert not (folder / "data").exists()
    with data_in_memory(tmp_path / "other", memory=tmp_path, needed_bytes=2**60) as folder:
        assert not (folder / "data").exists()

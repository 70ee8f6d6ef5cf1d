"""Three brokers, of which one and then another is killed while the demonstration plays (invariants 4, 5 and 7).

They are started, looked at and ended by ``idm stack``, as a developer does; one that was killed is brought back here.
``make test-brokers`` runs it; its name keeps it out of `make test`, for three brokers take most of a small machine.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from cli.local import SERVICES, running_services
from shared.contracts.topics import TOPICS
from shared.localstack.apache import apache_brokers
from shared.localstack.servers import Server
from shared.localstack.stack import LocalStack, is_alive, read_state
from tests.resilience.schedules import judge
from tests.support.probe import eventually

ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = "60"
_SET_FOR_THE_TOPIC = 1
"""Where Kafka says that a setting comes from: not the broker's own file, which elsewhere is another."""


class _Kept(LocalStack):
    """The stack that `idm stack start` keeps in another process: here its brokers are killed and brought back."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, brokers=apache_brokers(3))
        self._state = read_state(folder)

    def kill(self, server: Server) -> None:
        process = self._state["servers"][server.name]["process"]
        psutil.Process(process["pid"]).kill()

        async def lives() -> str | None:
            return f"{server.name} still runs" if is_alive(process) else None

        asyncio.run(eventually(lives, within_seconds=10))


def _idm_stack(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "cli", "stack", *words, "--folder", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalStack]:
    started = _idm_stack(tmp_path, "start", "--kafka", "apache", "--brokers", "3")
    assert started.returncode == 0, started.stdout + started.stderr
    stack = _Kept(tmp_path)
    try:
        yield stack
    finally:
        stopped = _idm_stack(tmp_path, "stop")
        stack.stop()  # what was brought back from here
    assert "Stopped." in stopped.stdout, stopped.stdout + stopped.stderr


async def _topics(stack: LocalStack) -> list[dict[str, object]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.endpoints.kafka_bootstrap)
    await admin.start()
    try:
        names = [name for name in await admin.list_topics() if name.startswith("idm.")]
        return list(await admin.describe_topics(names))
    finally:
        await admin.close()


async def _in_sync(stack: LocalStack) -> dict[str, str]:
    """How many copies of a message each topic of ours wants before it counts as sent, as the topic itself says."""
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.endpoints.kafka_bootstrap)
    await admin.start()
    try:
        names = [name for name in await admin.list_topics() if name.startswith("idm.")]
        said = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    finally:
        await admin.close()
    return {
        topic: value
        for answer in said
        for _, _, _, topic, settings in answer.resources
        for name, value, _, source, *_ in settings
        if name == "min.insync.replicas" and source == _SET_FOR_THE_TOPIC
    }


def _leader(stack: LocalStack, topic: str, *, not_one: Server | None = None) -> Server:
    """A broker that leads a partition of the topic, and is not that one."""
    [described] = [one for one in asyncio.run(_topics(stack)) if one["topic"] == topic]
    partitions: list[dict[str, int]] = described["partitions"]  # type: ignore[assignment]
    leaders = [stack.brokers[partition["leader"] - 1] for partition in partitions]
    return next(leader for leader in leaders if leader is not not_one)


async def _copies_lack(stack: LocalStack) -> str | None:
    for topic in await _topics(stack):
        partitions: list[dict[str, list[int]]] = topic["partitions"]  # type: ignore[assignment]
        for partition in partitions:
            if len(partition["isr"]) != len(stack.brokers):
                return f"{topic['topic']} has a partition with copies on {partition['isr']} alone"
    return None


@pytest.mark.timeout(420)
def test_g7_one_broker_of_three_is_killed_and_then_another_while_a_year_is_played(cluster: LocalStack) -> None:
    folder = cluster.folder
    with running_services(cluster.endpoints, folder, say=lambda _: None) as services:
        asyncio.run(eventually(lambda: _copies_lack(cluster), within_seconds=30))
        assert asyncio.run(_in_sync(cluster)) == {topic.name: "2" for topic in TOPICS}
        against = [word for one in services for word in ("--against", f"{one.name}={one.url}")]
        command = [sys.executable, "-m", "cli", "demo", "demo/2018.yaml", *against, "--folder", str(folder)]
        said: list[str] = []
        killed: list[Server] = []
        # The first is back, with all copies, before the second goes: of three, two must have a message.
        acts = {
            "ThemeSelected": lambda: killed.append(_kill(cluster, "idm.governance.v1", None)),
            "WorkshopScheduled": lambda: cluster.launch(killed[0]),
            "BudgetApproved": lambda: killed.append(_kill(cluster, "idm.funding.v1", killed[0])),
            "AccountsClosed": lambda: cluster.launch(killed[1]),
        }
        with subprocess.Popen(
            [*command, "--patience", _PATIENCE_SECONDS],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as demo:
            assert demo.stdout is not None
            for line in demo.stdout:
                said.append(line)
                for message in [name for name in acts if name in line]:
                    acts.pop(message)()
        assert demo.returncode == 0, "".join(said[-12:])
        assert acts == {}, f"never told: {sorted(acts)}"
        assert len(set(killed)) == 2
        assert all(service.running for service in services), "a service ended by itself"
        endpoints = cluster.endpoints

        async def waits() -> str | None:
            return await asyncio.to_thread(judge.unsettled, endpoints.mongodb_uri)

        asyncio.run(eventually(waits, within_seconds=60))
        assert asyncio.run(judge.faults(endpoints.mongodb_uri, endpoints.kafka_bootstrap, [], [])) == []
        assert {one["topic"] for one in asyncio.run(_topics(cluster))} >= {f"idm.{name}.v1" for name in SERVICES}
        asyncio.run(eventually(lambda: _copies_lack(cluster), within_seconds=60))


def _kill(stack: LocalStack, topic: str, not_one: Server | None) -> Server:
    asyncio.run(eventually(lambda: _copies_lack(stack), within_seconds=60))
    victim = _leader(stack, topic, not_one=not_one)
    assert _idm_stack(stack.folder, "status").returncode == 0
    stack.kill(victim)
    assert _idm_stack(stack.folder, "status").returncode == 1, "that a broker is gone is told"
    return victim

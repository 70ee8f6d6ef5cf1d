"""All databases are restored together, to one moment, and partners see that history began anew (invariant 11).

On the small broker: nothing is killed here, and it starts in a moment.
"""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from shared.localstack.issuer import Issuer
from shared.localstack.processes import Surroundings, migrate
from shared.localstack.servers import KAFKA
from shared.localstack.stack import LocalStack
from tests.resilience import checker
from tests.resilience.platform import Platform

SERVICES = ("governance", "events", "funding", "publications")


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with LocalStack(tmp_path / "stack", kafka=KAFKA) as stack:
        surroundings = Surroundings(
            endpoints=stack.endpoints,
            issuer=Issuer(tmp_path / "issuer"),
            folder=tmp_path / "logs",
            extra={"IDM_RELAY_LEASE_SECONDS": "2"},
        )
        migrate(SERVICES, surroundings)
        one = Platform(stack=stack, surroundings=surroundings)
        try:
            yield one
        finally:
            one.stop()


def _idm(platform: Platform, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli", *map(str, words)],
        env=platform.surroundings.environment(port=0),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _drop_databases(platform: Platform) -> None:
    with MongoClient[dict[str, object]](platform.stack.endpoints.mongodb_uri) as client:
        for service in SERVICES:
            client.drop_database(f"idm_{service}")


def _lose_kafka(platform: Platform) -> None:
    platform.stack.kill(KAFKA)
    shutil.rmtree(platform.stack.folder / "data" / KAFKA.data)
    platform.stack.launch(KAFKA)


async def test_g11_all_databases_are_restored_to_one_moment_or_none(platform: Platform, tmp_path: Path) -> None:
    governance, events = await platform.start("governance"), await platform.start("events")
    load = platform.load_on(governance)
    await load.prepare()
    deciding = asyncio.create_task(load.until_stopped())
    await load.more(24)
    known = dict(load.acknowledged)
    backup = tmp_path / "platform.backup"
    taken = await asyncio.to_thread(_idm, platform, "backup", "--to", backup)
    assert taken.returncode == 0, taken.stdout
    await load.more(24)  # the last of them after the backup: lost
    load.stop()
    await deciding

    def refused(file: Path) -> str:
        done = _idm(platform, "restore", "--from", file)
        assert done.returncode == 1, done.stdout
        return " ".join(done.stdout.split())

    assert "runs: stop all services" in await asyncio.to_thread(refused, backup)
    for process in (governance, events):
        await asyncio.to_thread(process.stop)
    assert "is not empty" in await asyncio.to_thread(refused, backup)
    await asyncio.to_thread(_drop_databases, platform)
    await asyncio.to_thread(migrate, SERVICES, platform.surroundings)
    assert "The topics hold messages" in await asyncio.to_thread(refused, backup)
    await asyncio.to_thread(_lose_kafka, platform)
    await asyncio.to_thread(migrate, SERVICES, platform.surroundings)
    restored = await asyncio.to_thread(_idm, platform, "restore", "--from", backup)
    assert restored.returncode == 0, restored.stdout

    for process in (governance, events):
        await platform.restart(process)
    load.acknowledged = known
    await platform.settled(load)
    [epoch] = await checker.epochs(platform.stack.endpoints.kafka_bootstrap)
    assert int(epoch) > 1
    await load.flips(2)
    await platform.settled(load)

"""A broker that lost its data is rebuilt from the outboxes while the services run (invariant 11)."""

import asyncio
import shutil
import subprocess
import sys

from shared.localstack.apache import APACHE_KAFKA
from tests.resilience import checker
from tests.resilience.platform import Platform
from tests.support.migrated import migrate_all
from tests.support.probe import eventually


def _idm(platform: Platform, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "cli", "outbox", *words, "--service", "governance"],
        env=platform.surroundings.environment(port=0),
        capture_output=True,
        text=True,
        check=False,
    )


async def test_g11_a_lost_broker_is_rebuilt_by_republishing(platform: Platform) -> None:
    governance, _ = await platform.start("governance"), await platform.start("events")
    load = platform.load_on(governance)
    await load.prepare()
    await load.flips(2)
    await platform.settled(load)
    assert "0 missing" in (await asyncio.to_thread(_idm, platform, "verify")).stdout

    await asyncio.to_thread(platform.stack.kill, APACHE_KAFKA)
    shutil.rmtree(platform.stack.folder / "data" / APACHE_KAFKA.data)
    await asyncio.to_thread(platform.stack.launch, APACHE_KAFKA)
    await migrate_all(platform.stack.endpoints)
    lost = await asyncio.to_thread(_idm, platform, "verify")
    assert lost.returncode == 1
    assert "missing: idm.governance.v1 cycle-2003 1" in lost.stdout

    again = await asyncio.to_thread(_idm, platform, "republish")
    assert again.returncode == 0, again.stdout
    await load.flips(2)

    async def missing() -> str | None:
        found = await asyncio.to_thread(_idm, platform, "verify")
        whole = "0 wait, 0 missing" in found.stdout
        return None if whole else found.stdout

    await eventually(missing, within_seconds=60)
    await platform.settled(load)
    epoch = await asyncio.to_thread(_idm, platform, "new-epoch")
    assert "Epoch 2 has begun" in epoch.stdout
    await load.flips(1)
    await platform.settled(load)
    assert await checker.epochs(platform.stack.endpoints.kafka_bootstrap) == {"1", "2"}
    assert "wait to be sent" in (await asyncio.to_thread(_idm, platform, "status")).stdout

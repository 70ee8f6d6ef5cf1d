"""Servers die and come back, members come and go, all under load (invariants 4, 5 and 7)."""

import asyncio
import signal

import httpx2
from pymongo import MongoClient

from shared.localstack.apache import APACHE_KAFKA
from shared.localstack.processes import ServiceProcess
from shared.localstack.servers import MONGODB, Server
from tests.resilience.load import Load
from tests.resilience.platform import Platform
from tests.support.probe import eventually

BACKLOG = 300


async def _killed_and_restarted(platform: Platform, server: Server) -> None:
    governance, events = await platform.start("governance"), await platform.start("events")
    load = platform.load_on(governance)
    await load.prepare()
    running = asyncio.create_task(load.until_stopped())
    try:
        await load.more(50)
        if server is MONGODB:
            await _away_while_lanes_are_full(platform, load, events)
            await load.more(50)
        for _round in range(2):
            await asyncio.to_thread(platform.stack.kill, server)
            if server is APACHE_KAFKA:
                await load.more(50)  # decisions go on while the broker is away

            async def unready() -> str | None:
                return None if await _complains(platform) else f"{server.name} is gone and nobody complains"

            await eventually(unready)
            await asyncio.to_thread(platform.stack.launch, server)
            await load.more(50)
    finally:
        load.stop()
        await running
    assert governance.running
    assert events.running
    await platform.settled(load)


async def _away_while_lanes_are_full(platform: Platform, load: Load, events: ServiceProcess) -> None:
    """A backlog reaches events when its database is gone, and stays in work for longer than one attempt lasts.

    Without it mongod is back before a transaction gives up, and no batch ever meets a database that is away.
    """
    events.send(signal.SIGSTOP)
    try:
        await load.more(BACKLOG)
        await asyncio.to_thread(platform.stack.kill, MONGODB)
    finally:
        events.send(signal.SIGCONT)

    async def no_lane_waits() -> str | None:
        async with httpx2.AsyncClient(timeout=10) as client:
            said = (await client.get(f"{events.url}/readyz")).text
        return None if "tried again" in said else f"no lane of events keeps a batch to try it again: {said}"

    await eventually(no_lane_waits)
    await asyncio.to_thread(platform.stack.launch, MONGODB)


async def _complains(platform: Platform) -> bool:
    async with httpx2.AsyncClient(timeout=10) as client:
        answers = [await client.get(f"{process.url}/readyz") for process in platform.processes]
    return any(answer.status_code == 503 for answer in answers)


async def test_g7_the_broker_is_killed_and_restarted_under_load(platform: Platform) -> None:
    await _killed_and_restarted(platform, APACHE_KAFKA)


async def test_g7_the_database_is_killed_and_restarted_under_load(platform: Platform) -> None:
    await _killed_and_restarted(platform, MONGODB)


async def test_g4_the_relay_that_holds_the_lease_is_killed_and_another_takes_over(platform: Platform) -> None:
    first, _ = await platform.start("governance"), await platform.start("events")
    holder = _holder(platform)
    assert holder
    second = await platform.start("governance", label="-2")
    load = platform.load_on(second)
    await load.prepare()
    await load.flips(2)
    assert _holder(platform) == holder
    running = asyncio.create_task(load.until_stopped())
    await load.more(20)
    first.kill()

    async def nobody() -> str | None:
        return "nobody took the lease over" if _holder(platform) == holder else None

    await eventually(nobody, within_seconds=10)
    await load.more(20)
    load.stop()
    await running
    await platform.restart(first)
    await platform.settled(load)


async def test_g5_two_members_while_one_leaves_and_returns(platform: Platform) -> None:
    governance, first = await platform.start("governance"), await platform.start("events")
    second = await platform.start("events", label="-2")
    load = platform.load_on(governance)
    await load.prepare()
    running = asyncio.create_task(load.until_stopped())
    try:
        for leaves in (second, first):
            await load.more(60)
            await asyncio.to_thread(leaves.stop)
            await load.more(60)
            await platform.restart(leaves)
        await load.more(60)
        second.kill()
        await load.more(60)
        await platform.restart(second)
        await load.more(60)
    finally:
        load.stop()
        await running
    await platform.settled(load)


async def test_g9_a_service_told_to_stop_drains_and_ends(platform: Platform) -> None:
    governance, events = await platform.start("governance"), await platform.start("events")
    load = platform.load_on(governance)
    await load.prepare()
    running = asyncio.create_task(load.until_stopped())
    await load.more(30)
    assert await asyncio.to_thread(events.stop) in (0, -signal.SIGTERM)
    assert await asyncio.to_thread(governance.stop) in (0, -signal.SIGTERM)
    load.stop()
    await running
    await platform.restart(governance)
    await platform.restart(events)
    await platform.settled(load)


def _holder(platform: Platform) -> str:
    with MongoClient[dict[str, str]](platform.stack.endpoints.mongodb_uri, serverSelectionTimeoutMS=5_000) as client:
        found = client["idm_governance"]["leases"].find_one({"_id": "relay"})
    return found["holder"] if found else ""

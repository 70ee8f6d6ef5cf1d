"""Play one schedule: real servers, six service processes, load, crashes, and the judge at the end."""

import asyncio
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from shared.localstack.apache import APACHE_KAFKA
from shared.localstack.issuer import Issuer
from shared.localstack.processes import ServiceProcess, Surroundings
from shared.localstack.servers import MONGODB, Server, StackUnavailable
from shared.localstack.stack import LocalStack, read_state
from tests.resilience.schedules import judge, story
from tests.resilience.schedules.client import Client, Refused
from tests.resilience.schedules.plan import PROCESSES, Fault, Kind, plan
from tests.support.memory import data_in_memory
from tests.support.migrated import migrate_all
from tests.support.probe import eventually

LANES = (range(2003, 2024, 3), range(2004, 2024, 3), range(2005, 2024, 3))
"""Years that are played one after another, three at a time, until the last fault is over."""
SERVICES = ("governance", "events", "funding", "publications")
HEALTHY_SECONDS = 90.0
"""Within so long after the last fault everything is ready, and everything recorded has travelled."""
_SHORT = {"IDM_RELAY_LEASE_SECONDS": "2", "IDM_DELIVERY_SECONDS": "3", "IDM_STOP_SECONDS": "5"}
_SERVERS: dict[str, Server] = {"mongodb": MONGODB, "kafka": APACHE_KAFKA}


@dataclass(kw_only=True)
class Verdict:
    """``faults``: a sentence each; ``ended``: exit codes of processes that ended by themselves, and how often."""

    seed: int
    plan: list[Fault]
    faults: list[str]
    seconds: float
    changes: int
    attempts: int
    ended: Counter[int] = field(default_factory=Counter)


class Platform:
    """Six processes that are started again whenever they end, as an operator's restart policy does."""

    def __init__(self, stack: LocalStack, surroundings: Surroundings) -> None:
        self.stack = stack
        self.processes = {
            name: ServiceProcess(name.removesuffix("-2"), surroundings, label="-2" if name.endswith("-2") else "")
            for name in PROCESSES
        }
        self.ended: Counter[int] = Counter()
        self._away: set[str] = set()

    def addresses(self) -> dict[str, list[str]]:
        return {name: [process.url for process in self.processes.values() if process.name == name] for name in SERVICES}

    def start(self) -> None:
        for process in self.processes.values():
            process.start()
        for process in self.processes.values():
            process.await_ready()

    async def keep_up(self) -> None:
        """Until it is cancelled: what ended by itself is started again, and how it ended is noted."""
        while True:
            for name, process in self.processes.items():
                if name not in self._away and not process.running:
                    self.ended[process.exit_code or 0] += 1
                    process.start()
            await asyncio.sleep(0.5)

    async def suffer(self, fault: Fault) -> None:
        """Do what the schedule says, wait, and put it right again."""
        if fault.target in _SERVERS:
            await self._server(fault, _SERVERS[fault.target])
            return
        process = self.processes[fault.target]
        if fault.kind is Kind.FREEZE:
            process.send(signal.SIGSTOP)
            await asyncio.sleep(fault.lasts_seconds)
            process.send(signal.SIGCONT)
            return
        self._away.add(fault.target)
        await asyncio.to_thread(process.kill if fault.kind is Kind.KILL else process.stop)
        await asyncio.sleep(fault.lasts_seconds)
        process.start()
        self._away.discard(fault.target)

    async def _server(self, fault: Fault, server: Server) -> None:
        if fault.kind is Kind.STEP_DOWN:
            await asyncio.to_thread(_step_down, self.stack.endpoints.mongodb_uri, int(fault.lasts_seconds) + 1)
            return
        if fault.kind is Kind.FREEZE:
            known = read_state(self.stack.folder)["servers"][server.name]["process"]
            frozen = psutil.Process(int(known["pid"]))
            frozen.suspend()
            await asyncio.sleep(fault.lasts_seconds)
            frozen.resume()
            return
        await asyncio.to_thread(self.stack.kill, server)
        await asyncio.sleep(fault.lasts_seconds)
        await asyncio.to_thread(self.stack.launch, server)

    async def healthy(self) -> str | None:
        """What is not ready; ``None`` when all is."""
        for name, process in self.processes.items():
            if not process.running:
                return f"{name} does not run"
            try:
                await asyncio.to_thread(process.await_ready)
            except StackUnavailable as why:
                return str(why)
        return await asyncio.to_thread(judge.unsettled, self.stack.endpoints.mongodb_uri)

    def stop(self) -> None:
        for process in self.processes.values():
            process.send(signal.SIGTERM)
        for process in self.processes.values():
            process.stop()


def _step_down(uri: str, seconds: int) -> None:
    """The primary of one is nobody's for so long, then elects itself again."""
    with MongoClient[dict[str, object]](uri, serverSelectionTimeoutMS=5_000) as client:
        try:
            client.admin.command({"replSetStepDown": seconds, "force": True})
        except PyMongoError:
            return  # it closes every connection, ours too


def play(seed: int) -> Verdict:
    """One schedule on servers of its own, from nothing to the verdict; nothing is left running."""
    began = time.monotonic()
    faults = plan(seed)
    with tempfile.TemporaryDirectory(prefix="idm-schedule-") as temporary:
        folder = Path(temporary)
        with data_in_memory(folder), LocalStack(folder, kafka=APACHE_KAFKA) as stack:
            issuer = Issuer(folder / "issuer")
            surroundings = Surroundings(endpoints=stack.endpoints, issuer=issuer, folder=folder / "logs", extra=_SHORT)
            asyncio.run(migrate_all(stack.endpoints))
            platform = Platform(stack, surroundings)
            try:
                platform.start()
                client = Client(addresses=platform.addresses(), issuer=issuer, seed=seed)
                found = asyncio.run(_suffer(platform, client, faults))
            finally:
                platform.stop()
    return Verdict(
        seed=seed,
        plan=faults,
        faults=found,
        seconds=time.monotonic() - began,
        changes=len(client.book),
        attempts=sum(len(one.attempts) for one in client.book),
        ended=platform.ended,
    )


async def _suffer(platform: Platform, client: Client, faults: list[Fault]) -> list[str]:
    keeper = asyncio.create_task(platform.keep_up())
    told: list[int] = []
    stuck: list[str] = []
    try:
        crashes = asyncio.create_task(_crash(platform, faults))

        async def lane(years: range) -> None:
            for year in years:
                if crashes.done():
                    return
                told.append(year)
                await story.tell(client, year)

        try:
            await story.begin(client)
        except (Refused, AssertionError) as why:
            stuck.append(f"the beginning: {why!r}")
        ends = await asyncio.gather(*map(lane, LANES), return_exceptions=True)
        await crashes
        stuck += [f"a story: {error!r}" for error in ends if error]
        try:
            await eventually(platform.healthy, within_seconds=HEALTHY_SECONDS)
        except AssertionError as why:
            stuck.append(str(why))
        if keeper.done():
            stuck.append(f"nobody started again what ended: {keeper.exception()!r}")
    finally:
        keeper.cancel()
        await client.close()
    endpoints = platform.stack.endpoints
    return [*stuck, *await judge.faults(endpoints.mongodb_uri, endpoints.kafka_bootstrap, client.book, told)]


async def _crash(platform: Platform, faults: list[Fault]) -> None:
    began = time.monotonic()

    async def one(fault: Fault) -> None:
        await asyncio.sleep(max(0.0, began + fault.at_seconds - time.monotonic()))
        await platform.suffer(fault)

    await asyncio.gather(*map(one, faults))

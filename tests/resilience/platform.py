"""The platform as its operators run it: real processes on real servers, and what must hold at the end."""

import asyncio
from dataclasses import dataclass, field

from shared.localstack.processes import ServiceProcess, Surroundings
from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import LocalStack
from tests.resilience import checker
from tests.resilience.load import Load
from tests.support.probe import eventually

_NAMED_AT_MOST = 10
WRAPPER = "tests.resilience.wrapped"


@dataclass(kw_only=True)
class Platform:
    stack: LocalStack
    surroundings: Surroundings
    processes: list[ServiceProcess] = field(default_factory=list)

    async def start(self, name: str, *, label: str = "") -> ServiceProcess:
        process = ServiceProcess(name, self.surroundings, label=label)
        self.processes.append(process)
        process.start()
        await asyncio.to_thread(process.await_ready)
        return process

    async def restart(self, process: ServiceProcess) -> None:
        process.start()
        await asyncio.to_thread(process.await_ready)

    def load_on(self, governance: ServiceProcess) -> Load:
        return Load(url=governance.url, issuer=self.surroundings.issuer)

    async def crash(self, process: ServiceProcess, *, at: str, after: int = 0) -> None:
        """Start ``process`` so that it kills itself at that line; :meth:`died` waits for it.

        Answers when it is ready, or dead already over work that waited for it.
        """
        extra = {"CRASH_SERVICE": process.name, "CRASH_AT": at, "CRASH_AFTER": str(after)}
        process.start(module=WRAPPER, extra=extra)
        try:
            await asyncio.to_thread(process.await_ready)
        except StackUnavailable:
            await self.died(process)

    async def died(self, process: ServiceProcess) -> None:
        async def lives() -> str | None:
            return "it still runs" if process.running else None

        await eventually(lives, within_seconds=60)
        assert process.exit_code == -9, f"it ended with {process.exit_code}: see {process.log}"

    async def settled(self, load: Load) -> None:
        """Everything travelled, and nothing was lost, doubled or reordered."""
        endpoints = self.stack.endpoints

        async def waits() -> str | None:
            return await asyncio.to_thread(checker.not_settled, endpoints.mongodb_uri)

        wrong: list[str] = []
        try:
            await eventually(waits, within_seconds=60)
        except AssertionError as still:
            wrong.append(str(still))
        wrong += await checker.faults(endpoints.mongodb_uri, endpoints.kafka_bootstrap, load.acknowledged)
        assert wrong == [], "\n".join(wrong[:_NAMED_AT_MOST])
        assert load.refused == []
        assert load.acknowledged, "nothing was acknowledged: the test showed nothing"

    def stop(self) -> None:
        for process in self.processes:
            process.stop()

"""Governance as it is, and the same commands bare: two processes, each on a database with the same beginning."""

import secrets
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from benchmarks.ground import Ground
from benchmarks.wire import Connections
from services.governance.domain.agenda import standing_items
from services.governance.service import SERVICE
from shared.persistence.driver import Document, Store

CONSULTATION = "talk"
YEARS = range(2003, 2067)
"""More than are ever in flight at once: commands on one thing wait for each other, bare or not."""
FORMATS = ("two_workshops", "single_conference")


class Governance:
    """A client of one of the two, which remembers what it asked for."""

    def __init__(self, client: Connections) -> None:
        self._client = client
        self._flips: Counter[int] = Counter()

    async def register_body(self) -> None:
        body = {
            "id": f"body-{secrets.token_hex(8)}",
            "name": {"en": "A State"},
            "type": "member_state",
            "country": "CH",
        }
        status, answer = await self._client.post("/governance/v1/bodies", body)
        assert status == 201, answer

    async def flip_format(self, year: int) -> str:
        """The year's other format; answers it."""
        format = FORMATS[self._flips[year] % len(FORMATS)]
        self._flips[year] += 1
        body = {
            "format": format,
            "consultation": CONSULTATION,
            "deviation_reason": f"turn {self._flips[year]}",
            "occurred_on": "2026-01-01",
        }
        status, answer = await self._client.post(f"/governance/v1/cycles/cycle-{year}/format", body)
        assert status == 200, answer
        return format


def beginning() -> Mapping[str, list[Document]]:
    """A consultation with a Member State, and a cycle for each of the years, that nothing was told of yet."""
    attended = {"attendance": [{"body": "state-a", "type": "member_state"}], "state": "open", "opened_on": "2002-02-01"}
    talk = {
        "title": {"en": "Consultation"},
        "planned_on": "2002-02-01",
        "closed_on": None,
        "items": [],
        "agenda": [item.model_dump(mode="json") for item in standing_items()],
        **attended,
    }
    own = {"format": None, "theme_slate": None, "theme": None, "topic_slate": None, "topics": None}
    return {
        "consultations": [{"_id": CONSULTATION, "version": 1, "sequence": 0, **talk}],
        "cycles": [
            {"_id": f"cycle-{year}", "version": 1, "sequence": 0, "year": year, "opened_on": "2002-03-01", **own}
            for year in YEARS
        ],
    }


@asynccontextmanager
async def governance_store(ground: Ground, *, prefix: str) -> AsyncIterator[Store]:
    """A governance database with the beginning in it; dropped afterwards."""
    async with ground.store(prefix=prefix, service=SERVICE.name, migrations=SERVICE.migrations) as store:
        for collection, documents in beginning().items():
            await store[collection].insert_many(documents)
        yield store


@asynccontextmanager
async def both_governances(
    ground: Ground, *, ours_prefix: str | None = None, floor_prefix: str | None = None, topic: str | None = None
) -> AsyncIterator[tuple[Governance, Governance]]:
    """The real service and the bare one, as processes. What the bare one sends goes to ``topic``."""
    ours_prefix, floor_prefix = ours_prefix or ground.new_prefix(), floor_prefix or ground.new_prefix()
    await ground.platform_topics()
    extra = {"IDM_BENCH_TOPIC": topic or await ground.topic()}
    async with (
        governance_store(ground, prefix=ours_prefix),
        governance_store(ground, prefix=floor_prefix),
    ):
        with (
            ground.process("governance", prefix=ours_prefix) as service,
            ground.process("bare", prefix=floor_prefix, module="benchmarks.bare.governance", extra=extra) as bare,
        ):
            async with (
                Connections(service.url, headers=ground.headers) as ours,
                Connections(bare.url, headers=ground.headers) as floor,
            ):
                yield Governance(ours), Governance(floor)

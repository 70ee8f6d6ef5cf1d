"""Figure 2: one unit of work after another, without HTTP and without Kafka."""

from collections.abc import AsyncGenerator
from typing import Any

from benchmarks.bare.rows import to_row
from benchmarks.bare.transaction import transact
from benchmarks.ground import Ground
from benchmarks.harness import Bound, Figure, Line, Sample, per_second
from benchmarks.sample import CONTEXT, BenchCycle
from shared.outbox import rows
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import UnitOfWork, Units, to_document

STREAMS = 50


async def ours(store: Store, *, commands: int) -> Sample:
    units = Units(store=store, rows=rows.to_row)

    async def one(identifier: str) -> None:
        async def work(unit: UnitOfWork) -> None:
            cycle = await unit.load(BenchCycle, identifier)
            cycle.decide(unit.act())
            unit.save(cycle)

        await units.run(CONTEXT, work)

    async def all_of_them() -> None:
        for number in range(commands):
            await one(f"cycle-{number % STREAMS}")

    return await per_second(commands, all_of_them)


async def floor(client: Any, database: str, *, commands: int) -> Sample:
    cycles, outbox = client[database]["cycles"], client[database]["outbox"]

    async def one(identifier: str) -> None:
        async def work(session: Any) -> None:
            cycle = await cycles.find_one({"_id": identifier}, session=session)
            version = cycle["version"]
            cycle |= {"version": version + 1, "sequence": cycle["sequence"] + 1, "reason": f"turn {version}"}
            changed = await cycles.replace_one({"_id": identifier, "version": version}, cycle, session=session)
            assert changed.matched_count == 1
            row = to_row(
                "int.iom.idm.governance.FormatDecided.v1",
                aggregate="cycle",
                stream=identifier,
                version=cycle["version"],
                sequence=cycle["sequence"],
                topic="idm.governance.v1",
                data={
                    "cycle": identifier,
                    "year": 2018,
                    "format": "two_workshops",
                    "consultation": "consultation-1",
                    "decided_on": "2026-03-01",
                    "deviation_reason": cycle["reason"],
                },
            )
            await outbox.insert_one(row, session=session)

        await transact(client, work)

    async def all_of_them() -> None:
        for number in range(commands):
            await one(f"cycle-{number % STREAMS}")

    return await per_second(commands, all_of_them)


async def begin(store: Store) -> None:
    """The cycles that the units change."""
    made = [BenchCycle(id=f"cycle-{number}") for number in range(STREAMS)]
    for cycle in made:
        cycle.decide(CONTEXT.act())
    await store["cycles"].insert_many([to_document(cycle) for cycle in made])


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    commands = ground.size(500, quick=20)
    async with ground.store() as store, ground.store() as beside:
        for each in (store, beside):
            await begin(each)
        with ground.driver() as client:
            yield Line(
                name="one after another",
                unit="units/s",
                bound=Bound(limit=0.85),
                ours=lambda: ours(store, commands=commands),
                floor=lambda: floor(client, beside.database, commands=commands),
            )


FIGURE = Figure(
    number=2, title="Unit of work, no HTTP", floor="the same reads and writes in a bare driver transaction", lines=lines
)

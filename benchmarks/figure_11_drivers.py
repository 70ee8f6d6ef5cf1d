"""Figure 11: PyMongo's own asynchronous client in place of Motor, the platform on both."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from benchmarks import figure_02_unit_of_work, figure_05_consume
from benchmarks.figure_01_commands import decide_format, side
from benchmarks.governing import Governance, governance_store
from benchmarks.ground import Ground
from benchmarks.harness import Figure, Line, Sample
from benchmarks.wire import Connections
from shared.persistence.driver import Driver


@asynccontextmanager
async def governance_on(ground: Ground, driver: Driver) -> AsyncIterator[Governance]:
    """The real service as a process, on this driver."""
    prefix = ground.new_prefix()
    async with governance_store(ground, prefix=prefix):
        with ground.process("governance", prefix=prefix, extra={"IDM_MONGODB_DRIVER": driver.value}) as service:
            async with Connections(service.url, headers=ground.headers) as client:
                yield Governance(client)


async def lines(ground: Ground) -> AsyncGenerator[Line, None]:
    await ground.platform_topics()
    async with governance_on(ground, Driver.PYMONGO) as pymongo, governance_on(ground, Driver.MOTOR) as motor:
        for in_flight in (1, 32):
            commands = ground.size(400 if in_flight == 1 else 1_600, quick=in_flight)
            yield Line(
                name=f"decideFormat over HTTP, {in_flight} in flight",
                unit="commands/s",
                bound=None,
                ours=side(pymongo, decide_format, in_flight=in_flight, commands=commands),
                floor=side(motor, decide_format, in_flight=in_flight, commands=commands),
            )
    units = ground.size(500, quick=20)
    async with ground.store(driver=Driver.PYMONGO) as by_pymongo, ground.store() as by_motor:
        for each in (by_pymongo, by_motor):
            await figure_02_unit_of_work.begin(each)
        yield Line(
            name="units of work, one after another",
            unit="units/s",
            bound=None,
            ours=lambda: figure_02_unit_of_work.ours(by_pymongo, commands=units),
            floor=lambda: figure_02_unit_of_work.ours(by_motor, commands=units),
        )
    topic, count = await figure_05_consume.filled_topic(ground)

    async def consume(driver: Driver) -> Sample:
        return await figure_05_consume.ours(ground, topic, count=count, driver=driver)

    yield Line(
        name=f"consume, {count:,} messages",
        unit="messages/s",
        bound=None,
        ours=lambda: consume(Driver.PYMONGO),
        floor=lambda: consume(Driver.MOTOR),
    )


FIGURE = Figure(number=11, title="PyMongo's client", floor="the platform on Motor", lines=lines)

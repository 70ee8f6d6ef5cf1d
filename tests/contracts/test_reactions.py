"""Every service hears every golden sample as its consumer would, on a real database: one effect, nothing held."""

import pytest

from shared.contracts.catalogue import REGISTRY
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.rows import to_row
from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.driver import Document, Store
from shared.persistence.migrations import migrate
from shared.persistence.unit_of_work import Units
from shared.runtime.service import Service, topics_heard
from tests.contracts.golden import Sample, samples, services

NOTHING_TO_DO = {("funding", "int.iom.idm.events.WorkshopPostponed.v1")}
"""The sample is of a seminar, which has no budget that would have a day."""


@pytest.mark.parametrize("service", services(), ids=lambda service: service.name)
async def test_g6_every_reaction_accepts_every_sample_it_hears(service: Service, store: Store) -> None:
    await migrate(store, service.migrations)
    inbox = Inbox(
        consumer=service.name, store=store, units=Units(store=store, rows=to_row), reactions=service.reactions
    )
    heard = [sample for sample in samples() if sample.topic in topics_heard(service)]
    wanted = {kind.message_type for kind in service.reactions}
    assert wanted <= {sample.type for sample in heard}
    assert all(REGISTRY.find(name) for name in wanted)

    for sample in heard:
        before = await _state(service, store)
        for arrival in _up_to(sample, heard):
            await inbox.take([arrival])
        assert await store[HELD].find({}) == [], sample.type
        changed = await _state(service, store) != before
        meant = sample.type in wanted and (service.name, sample.type) not in NOTHING_TO_DO
        assert changed == meant, f"{sample.type}: {'an' if changed else 'no'} effect"

    once = await _state(service, store)
    for sample in heard:
        await inbox.take([sample.arrival()])
    assert await _state(service, store) == once
    assert await store[HELD].find({}) == []
    positions = {one["_id"]: one["done"] for one in await store[POSITIONS].find({})}
    assert positions == {f"{service.name}|{sample.topic}|{sample.key}": sample.sequence for sample in heard}


def _up_to(sample: Sample, heard: list[Sample]) -> list[Arrival]:
    """The sample, and before it what its stream told of types that have their sample in another stream."""
    stream = (sample.topic, sample.key)
    has = {one.sequence for one in heard if (one.topic, one.key) == stream and one.sequence < sample.sequence}
    arrival = sample.arrival()
    between = []
    for number in range(max(has, default=0) + 1, sample.sequence):
        changed = {"ce_sequence": str(number).encode(), "ce_type": b"int.iom.idm.golden.OfNoInterest.v1"}
        headers = [(name, changed.get(name, value)) for name, value in arrival.headers]
        between.append(Arrival(**{**vars(arrival), "headers": headers}))
    return [*between, arrival]


async def _state(service: Service, store: Store) -> dict[str, list[Document]]:
    """Everything but the positions."""
    names = {migration.name.removeprefix("collection ") for migration in service.migrations} | {"outbox"}
    return {name: await store[name].find({}, sort=[("_id", 1)]) for name in sorted(names)}

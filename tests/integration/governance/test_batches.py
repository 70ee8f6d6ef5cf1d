"""Several messages of one year in one batch of a lane: each sees what the one before it left."""

from collections import defaultdict
from dataclasses import replace

from services.governance.domain.chain import Chain
from services.governance.reactions import REACTIONS
from shared.messaging.inbox import Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.storage import HELD
from shared.persistence.driver import Store
from shared.persistence.unit_of_work import Units
from tests.contracts.golden import samples


async def test_a_year_told_in_one_batch_is_kept_whole(units: Units, store: Store) -> None:
    inbox = Inbox(consumer="governance", store=store, units=units, reactions=REACTIONS)
    known = {kind.message_type for kind in REACTIONS}
    # The first message of each stream that governance hears, whatever its number in the sample was.
    firsts: dict[tuple[str, str], Arrival] = {}
    for sample in samples():
        if sample.type in known:
            firsts.setdefault((sample.topic, sample.key), sample.arrival())
    topics: dict[str, list[Arrival]] = defaultdict(list)
    for (topic, _), one in firsts.items():
        headers = [(name, b"1" if name == "ce_sequence" else value) for name, value in one.headers]
        topics[topic].append(replace(one, headers=headers))
    assert max(map(len, topics.values())) > 1, "no batch has several messages of the year"

    for batch in topics.values():  # a lane's batch is of one topic
        await inbox.take(batch)
    assert await store[HELD].find({}) == []
    chain = Chain.of(await store[Chain.collection].find_one({"_id": "cycle-2018"}) or {})
    assert chain.workshops
    assert len(chain.reviews) == 3

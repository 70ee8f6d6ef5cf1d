"""A batch reads what its messages will ask for in one round trip, and is otherwise as if it did not."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from shared.contracts.cloudevents import to_wire
from shared.contracts.governance import FormatDecided
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate, Recorded
from shared.domain.message import Audience, Message
from shared.messaging.inbox import ROUNDS, Inbox
from shared.messaging.incoming import Arrival
from shared.outbox.rows import to_row
from shared.outbox.storage import HELD
from shared.persistence.driver import Collection, Document, Store
from shared.persistence.staging import Fact
from shared.persistence.unit_of_work import UnitOfWork, Units
from tests.sample import ACT, CONTEXT
from tests.support.tally import THE_BUG, Tally, heard, note

STREAMS = tuple(f"cycle-{number}" for number in range(20))


def _arrival(stream: str, sequence: int, *, says: str = "") -> Arrival:
    message = FormatDecided(
        cycle=stream, year=2018, format="two_workshops", consultation=says or f"c{sequence}", decided_on=ACT.occurred_on
    )
    recorded = Recorded(message=message, act=ACT, version=sequence, sequence=sequence)
    wire = to_wire(to_row(Fact(stream=stream, recorded=recorded, context=CONTEXT)), epoch=1, base_url="http://x")
    return Arrival(topic=wire.topic, partition=0, offset=sequence, key=wire.key, headers=wire.headers, value=wire.value)


class Misnaming(Message, type="int.iom.idm.events.Misnaming.v1", aggregate="misnamed", audience=Audience.AUDIT):
    pass


class Misnamed(Aggregate, type="misnamed", collection="misnamed"):
    def misname(self, act: Act) -> None:
        self.record(Misnaming(), act=act)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the database was asked, by ``collection.method``."""
    counted: Counter[str] = Counter()
    for method in ("find", "find_one"):
        real = getattr(Collection, method)

        async def asking(
            self: Collection, where: Mapping[str, Any], real: Any = real, method: str = method, **rest: Any
        ) -> Any:
            counted[f"{self._inner.name}.{method}"] += 1
            return await real(self, where, **rest)

        monkeypatch.setattr(Collection, method, asking)
    return counted


async def on_format(unit: UnitOfWork, message: FormatDecided) -> None:
    if message.consultation == THE_BUG:
        await unit.find(Tally, "tally-nobody")
        raise LookupError("a bug in the reaction")
    await note(unit, message.cycle, message.consultation)


def _inbox(store: Store, reaction: Any = on_format) -> Inbox:
    return Inbox(
        consumer="events", store=store, units=Units(store=store, rows=to_row), reactions={FormatDecided: reaction}
    )


async def test_a_batch_asks_once_for_all_the_documents_its_messages_change(store: Store, reads: Counter[str]) -> None:
    inbox = _inbox(store)
    await inbox.take([_arrival(stream, 1) for stream in STREAMS])
    assert reads == {"positions.find": 1, "tallies.find": 1, "outbox.find": 1}
    reads.clear()
    await inbox.take([_arrival(stream, number) for number in (2, 3) for stream in STREAMS])
    assert reads == {"positions.find": 1, "tallies.find": 1}
    for stream in STREAMS:
        assert heard(await store["tallies"].find_one({"_id": f"tally-{stream}"})) == ["c1", "c2", "c3"]


async def test_an_identifier_of_something_else_is_refused_though_it_was_read_with_others(
    store: Store,
) -> None:
    await _inbox(store).take([_arrival("cycle-1", 1)])

    async def taking(unit: UnitOfWork, message: FormatDecided) -> None:
        other = Misnamed(id="tally-cycle-1")
        other.misname(unit.act())
        await unit.add(other)

    await _inbox(store, taking).take([_arrival("cycle-2", 1), _arrival("cycle-3", 1)])
    whys = [held["why"] for held in await store[HELD].find({})]
    assert whys == ["the reaction raised AlreadyExists: already-exists"] * 2


async def test_one_message_alone_runs_once(store: Store, reads: Counter[str]) -> None:
    ran: list[str] = []

    async def noting(unit: UnitOfWork, message: FormatDecided) -> None:
        ran.append(message.consultation)
        await on_format(unit, message)

    await _inbox(store, noting).take([_arrival("cycle-1", 1)])
    assert ran == ["c1"]


async def test_a_failing_message_is_dead_once_and_the_others_are_done(store: Store) -> None:
    await _inbox(store).take([_arrival("cycle-1", 1), _arrival("cycle-2", 1, says=THE_BUG), _arrival("cycle-3", 1)])
    [held] = await store[HELD].find({})
    assert (held["stream"], held["state"]) == ("cycle-2", "dead")
    assert held["why"].startswith("the reaction raised LookupError")
    assert {document["_id"] for document in await store["tallies"].find({})} == {"tally-cycle-1", "tally-cycle-3"}


async def test_what_a_document_leads_to_is_read_too_however_long_the_chain(store: Store, reads: Counter[str]) -> None:
    """In the last round it is read one by one, and nothing is missing."""
    length = ROUNDS + 2
    await store["links"].insert_many([{"_id": f"link-{number}", "next": number + 1} for number in range(length)])
    seen: list[int] = []

    async def following(unit: UnitOfWork, message: FormatDecided) -> None:
        number = 0
        while (link := await unit.find_document("links", f"link-{number}")) is not None:
            number = link["next"]
            link["next"] = -1  # a copy of its own: nobody else sees this
        seen.append(number)
        await note(unit, message.cycle, str(number))

    await _inbox(store, following).take([_arrival("cycle-1", 1), _arrival("cycle-2", 1)])
    assert seen[-2:] == [length, length]
    assert reads["links.find"] == ROUNDS - 1
    assert heard(await store["tallies"].find_one({"_id": "tally-cycle-2"})) == [str(length)]


async def test_a_question_that_is_not_by_identifier_is_asked_once(store: Store, reads: Counter[str]) -> None:
    documents: list[Document] = [{"_id": f"link-{number}", "next": number} for number in range(3)]
    await store["links"].insert_many(documents)
    reads.clear()

    async def asking(unit: UnitOfWork, message: FormatDecided) -> None:
        found = await unit.query("links", {"next": {"$gt": 0}}, limit=10)
        await note(unit, message.cycle, str(len(found)))

    await _inbox(store, asking).take([_arrival("cycle-1", 1), _arrival("cycle-2", 1)])
    assert reads["links.find"] == 1
    assert heard(await store["tallies"].find_one({"_id": "tally-cycle-1"})) == ["2"]

"""What the figures are measured with is what they say it is."""

from collections import Counter
from datetime import UTC, datetime

from benchmarks.bare import rows as bare
from benchmarks.figure_05_consume import on_the_wire
from benchmarks.figure_06_dead_messages import with_dead_ones
from benchmarks.figure_08_lists import RARE, bodies
from benchmarks.figure_10_memory import STREAMS, messages
from benchmarks.pages import PAGE
from benchmarks.sample import CONTEXT, REACTIONS, THE_BUG, row, rows
from services.events.reactions import REACTIONS as OF_EVENTS
from shared.contracts.cloudevents import WireMessage
from shared.contracts.governance import FormatDecided
from shared.messaging.incoming import Arrival, Unreadable, Wanted, content_of, place_of


def _arrival(message: WireMessage, offset: int = 0) -> Arrival:
    return Arrival(
        topic=message.topic, partition=0, offset=offset, key=message.key, headers=message.headers, value=message.value
    )


def test_every_fiftieth_message_is_dead_in_a_stream_of_its_own_and_there_are_no_gaps() -> None:
    mixed = list(with_dead_ones(on_the_wire(rows(streams=100, each=10))))
    dead = []
    done: Counter[str] = Counter()
    for number, message in enumerate(mixed, start=1):
        place, content = place_of(_arrival(message)), content_of(_arrival(message), REACTIONS)
        assert place is not None
        assert place.sequence == done[place.stream] + 1
        done[place.stream] += 1
        is_a_bug = isinstance(content, Wanted) and content.message.deviation_reason == THE_BUG  # type: ignore[attr-defined]
        if isinstance(content, Unreadable) or is_a_bug:
            dead.append((number, place.stream, "a bug" if is_a_bug else content.why.split()[0]))  # type: ignore[union-attr]
    assert len(mixed) == 1_000
    assert [number for number, _, _ in dead] == list(range(50, 1_001, 50))
    assert len({stream for _, stream, _ in dead}) == 20
    assert {why for _, _, why in dead} == {"a bug", "not", "unknown"}


def test_the_rare_type_fills_one_page_however_many_bodies_there_are() -> None:
    for count in (1_000, 100_000):
        assert sum(body["type"] == RARE for body in bodies(count)) == PAGE


def test_the_messages_for_the_memory_figure_are_heard_by_events_in_order() -> None:
    last: dict[str, tuple[int, str]] = {}
    for message in messages(3 * STREAMS):
        arrival = _arrival(message)
        place, content = place_of(arrival), content_of(arrival, OF_EVENTS)
        assert place is not None
        assert isinstance(content, Wanted)
        assert isinstance(content.message, FormatDecided)
        sequence, format = last.get(place.stream, (0, ""))
        assert place.sequence == sequence + 1
        assert content.message.format.value != format, "a format that stands is no change"
        last[place.stream] = (place.sequence, content.message.format.value)
    assert len(last) == STREAMS


def test_a_bare_row_and_its_record_have_what_the_platform_s_have() -> None:
    """Else the floor would write or send less."""
    ours = row("cycle-1", 1, act=CONTEXT.act(), topic="a-topic")
    recorded = ours["recorded"]
    floor = bare.to_row(
        recorded["type"],
        aggregate="cycle",
        stream="cycle-1",
        version=1,
        sequence=1,
        topic="a-topic",
        data=recorded["data"],
    )
    assert floor.keys() == ours.keys()
    assert floor["recorded"].keys() == recorded.keys()
    assert floor["recorded"]["data"] == recorded["data"]
    assert floor["delivery"] == ours["delivery"]
    assert datetime.fromisoformat(floor["recorded"]["recorded_at"]).tzinfo is UTC
    [wire] = on_the_wire([ours])
    sent = bare.to_record(floor)
    assert {name for name, _ in sent["headers"]} == {name for name, _ in wire.headers}
    assert (sent["topic"], sent["key"]) == (wire.topic, wire.key)

"""What becomes of arrivals: done once and in order, dropped as duplicates, or held (invariants 5 and 6)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from shared.domain.act import Actor, Role
from shared.domain.errors import DomainError
from shared.domain.moment import to_millisecond
from shared.messaging.incoming import (
    Arrival,
    Content,
    Place,
    Unreadable,
    Unwanted,
    Wanted,
    arrival_of,
    content_of,
    fingerprint,
    kept_of,
    place_of,
    recorded_at_of,
)
from shared.messaging.reactions import Reactions
from shared.observability.metrics import AGE, MESSAGES
from shared.outbox.positions import HeldState, Position, held_id, hold, mark_dead, positions_of, release
from shared.outbox.storage import HELD, POSITIONS
from shared.persistence.context import Context
from shared.persistence.driver import Store, Trouble, trouble_of
from shared.persistence.reading import WrittenByAnotherVersion
from shared.persistence.snapshot import NotReadYet
from shared.persistence.unit_of_work import Transaction, Units

_log = structlog.get_logger(__name__)
ROUNDS = 4
"""In how many a batch is done: what a message loads, and what that names, and what that names, each in one read."""
GAP = "a gap before it"
ANOTHER_VERSION = "another version of this service has written what it changes"
"""Why a message waits and is not dead: an instance that can read it does it by itself (decision 0021)."""
_DRAINED_AT_ONCE = 100
_DRAINS_AT_ONCE = 5


@dataclass(kw_only=True)
class _Result:
    outcomes: Counter[str] = field(default_factory=Counter)
    freed: set[str] = field(default_factory=set)
    """Streams that moved on while they hold something."""


@dataclass(frozen=True, kw_only=True)
class _Placed:
    """A record that has a place in a stream, and what it says."""

    arrival: Arrival
    place: Place
    content: Content


class Inbox:
    """One consumer's processing, whatever brings the records. ``consumer`` is the service's name."""

    def __init__(self, *, consumer: str, store: Store, units: Units, reactions: Reactions) -> None:
        self._consumer = consumer
        self._store = store
        self._units = units
        self._reactions = reactions

    async def take(self, arrivals: Sequence[Arrival], beat: Callable[[], None] = lambda: None) -> None:
        """Process consecutive records of one partition in one transaction: effects and positions, or nothing.

        A write that the database refuses is traced to its message by taking one at a time; that one is
        held. Raises for what may pass (``trouble_of`` says AWAY or RACE); then nothing was written.
        """
        try:
            result = await self._units.transact(lambda transaction: self._work(transaction, arrivals))
        except Exception as error:
            if trouble_of(error) is not Trouble.REFUSED:
                raise
            if len(arrivals) > 1:
                for arrival in arrivals:
                    beat()
                    await self.take([arrival])
                return
            why = f"the database refuses its effect: {type(error).__name__}"
            result = await self._units.transact(lambda transaction: self._work(transaction, arrivals, refused=why))
        for outcome, count in result.outcomes.items():
            MESSAGES.labels(self._consumer, arrivals[0].topic, outcome).inc(count)
        if result.outcomes["done"] and (recorded_at := recorded_at_of(arrivals[-1])) is not None:
            # One of each batch: they were done in one moment.
            age = (datetime.now(UTC) - recorded_at).total_seconds()
            AGE.labels(self._consumer, arrivals[0].topic).observe(max(age, 0.0))
        # What a gap held back may be next now. Only a hint: retry_waiting comes by anyway.
        for stream in result.freed:
            beat()
            await self.retry_stream(arrivals[0].topic, stream)

    async def retry_waiting(self) -> int:
        """Do what waits and is next in its stream by now; answers how many were done."""
        waiting = await self._store[HELD].aggregate(
            [
                {"$match": {"consumer": self._consumer, "state": HeldState.WAITING.value}},
                {"$group": {"_id": {"topic": "$topic", "stream": "$stream"}}},
            ]
        )
        done = 0
        for found in waiting:
            done += await self.retry_stream(found["_id"]["topic"], found["_id"]["stream"])
        return done

    async def retry_stream(self, topic: str, stream: str) -> int:
        """Do a stream's waiting messages in order, some hundreds at most, until one is not next or cannot be done."""
        total = 0
        for _ in range(_DRAINS_AT_ONCE):
            try:
                done = await self._units.transact(
                    lambda transaction: self._drain(transaction, topic, stream, limit=_DRAINED_AT_ONCE)
                )
            except Exception as error:
                if trouble_of(error) is not Trouble.REFUSED:
                    raise
                done = await self._retry_one(topic, stream)
            total += done
            if done == 0:
                break
        return total

    async def _retry_one(self, topic: str, stream: str) -> int:
        """Do the next waiting message alone, so that what the database refuses is known."""
        try:
            return await self._units.transact(lambda transaction: self._drain(transaction, topic, stream, limit=1))
        except Exception as error:
            if trouble_of(error) is not Trouble.REFUSED:
                raise
            why = f"the database refuses its effect: {type(error).__name__}"
        return await self._units.transact(
            lambda transaction: self._drain(transaction, topic, stream, limit=1, refused=why)
        )

    async def _work(
        self, transaction: Transaction, arrivals: Sequence[Arrival], *, refused: str | None = None
    ) -> _Result:
        """Do them in rounds: what a message asks for is read for all of them together, before it runs again.

        Only its own stream waits for it; streams do not need each other's order. The last round reads one by one.
        """
        topic = arrivals[0].topic
        result = _Result()
        placed: list[_Placed] = []
        for arrival in arrivals:
            place = place_of(arrival)
            if place is not None:
                placed.append(_Placed(arrival=arrival, place=place, content=content_of(arrival, self._reactions)))
                continue
            # With a print of it: another record may stand there when the topic was made again.
            identifier = f"{self._consumer}|{topic}|@{arrival.partition}|{arrival.offset}|{fingerprint(arrival)}"
            why = "no readable stream and sequence"
            hold(
                transaction, identifier, kept_of(arrival, None, consumer=self._consumer), state=HeldState.DEAD, why=why
            )
            result.outcomes["dead"] += 1
        positions = await positions_of(
            transaction, consumer=self._consumer, topic=topic, streams={one.place.stream for one in placed}
        )
        held = await self._already_held(transaction, topic, placed, positions)
        for rounds_left in reversed(range(ROUNDS)):
            transaction.snapshot.gathers = rounds_left > 0 and len(placed) > 1
            stopped: list[_Placed] = []
            behind: set[str] = set()
            for one in placed:
                position = positions[one.place.stream]
                if one.place.stream in behind:
                    stopped.append(one)
                    continue
                try:
                    outcome = await self._one(transaction, one, position, held, refused=refused)
                except NotReadYet:
                    stopped.append(one)
                    behind.add(one.place.stream)
                    continue
                result.outcomes[outcome] += 1
                if position.held and outcome == "done":
                    result.freed.add(one.place.stream)
            if not stopped:
                break
            await transaction.snapshot.read_gathered()
            placed = stopped
        for position in positions.values():
            if position.changed:
                transaction.also(POSITIONS, position.write())
        return result

    async def _one(
        self,
        transaction: Transaction,
        one: _Placed,
        position: Position,
        held: set[str],
        *,
        refused: str | None,
    ) -> str:
        arrival, place = one.arrival, one.place
        identifier = held_id(consumer=self._consumer, topic=arrival.topic, stream=place.stream, sequence=place.sequence)
        if place.sequence <= position.done or identifier in held:
            return "duplicate"
        if place.sequence == position.done + 1:
            why = refused or await self._do(transaction, one.content)
            if why is None:
                position.note_done(place.sequence)
                return "done"
            state = HeldState.WAITING if why == ANOTHER_VERSION else HeldState.DEAD
        else:
            state = HeldState.WAITING
            why = f"number {position.done + 1} of its stream is held" if position.held else GAP
            _log.warning("held behind", stream=place.stream, sequence=place.sequence, done=position.done)
        hold(transaction, identifier, kept_of(arrival, place, consumer=self._consumer), state=state, why=why)
        held.add(identifier)
        position.note_held(place.sequence)
        return state.value

    async def do(self, transaction: Transaction, arrival: Arrival) -> str | None:
        """Run the reaction as a unit of its own; answers why it cannot be processed, ``None`` when it was."""
        return await self._do(transaction, content_of(arrival, self._reactions))

    async def _do(self, transaction: Transaction, content: Content) -> str | None:
        if isinstance(content, Unwanted):
            return None
        if isinstance(content, Unreadable):
            return content.why
        unit = transaction.unit(self._context(content))
        with structlog.contextvars.bound_contextvars(message_id=content.id, correlation_id=content.correlation_id):
            try:
                await content.reaction(unit, content.message)
            except WrittenByAnotherVersion as error:
                _log.warning("a message waits for another version", kind=str(error))
                return ANOTHER_VERSION
            except Exception as error:
                if trouble_of(error) is not Trouble.NOT_OURS:
                    raise
                # The slug of a refusal is ours; any other text may quote a payload (invariant 10).
                said = error.slug if isinstance(error, DomainError) else "see the log of this service"
                _log.error("a reaction failed", exc_info=error)
                return f"the reaction raised {type(error).__name__}: {said}"
        unit.keep()
        return None

    def _context(self, content: Wanted) -> Context:
        now = to_millisecond(datetime.now(UTC))
        return Context(
            actor=Actor(subject=f"service:{self._consumer}", role=Role.SYSTEM),
            recorded_at=now,
            correlation_id=content.correlation_id,
            causation_id=content.id,
            traceparent=content.traceparent,
            # The sender's clock may be a little ahead of ours at midnight.
            occurred_on=content.occurred_on and min(content.occurred_on, now.date()),
        )

    async def _drain(
        self, transaction: Transaction, topic: str, stream: str, *, limit: int, refused: str | None = None
    ) -> int:
        """Do up to ``limit`` held messages that wait and are next in their stream; answers how many were done."""
        position = (await positions_of(transaction, consumer=self._consumer, topic=topic, streams=[stream]))[stream]
        kept = await transaction.collection(HELD).find(
            {"consumer": self._consumer, "topic": topic, "stream": stream, "sequence": {"$gt": position.done}},
            sort=[("sequence", 1)],
            limit=limit,
            session=transaction.session,
        )
        done = 0
        for document in kept:
            if document["sequence"] != position.done + 1 or document["state"] != HeldState.WAITING.value:
                break
            why = refused or await self.do(transaction, arrival_of(document))
            if why == ANOTHER_VERSION:
                break
            position.changed = True
            if why is not None:
                mark_dead(transaction, document["_id"], why=why)
                break
            release(transaction, document["_id"])
            position.note_done(document["sequence"])
            position.note_released()
            done += 1
        if position.changed:
            transaction.also(POSITIONS, position.write())
        return done

    async def _already_held(
        self,
        transaction: Transaction,
        topic: str,
        placed: Sequence[_Placed],
        positions: Mapping[str, Position],
    ) -> set[str]:
        """Which of these records are held already; only streams that hold something can have any."""
        ids = [
            held_id(consumer=self._consumer, topic=topic, stream=one.place.stream, sequence=one.place.sequence)
            for one in placed
            if positions[one.place.stream].held
        ]
        if not ids:
            return set()
        found = await transaction.collection(HELD).find(
            {"_id": {"$in": ids}}, projection={"_id": 1}, session=transaction.session
        )
        return {document["_id"] for document in found}

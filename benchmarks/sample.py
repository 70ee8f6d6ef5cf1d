"""The smallest thing the platform can carry: an aggregate that records, and one that counts what it was told.

The platform's own figures are measured with it, so that they stay comparable while the services' rules grow.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from shared.contracts.facts import YearFormat
from shared.contracts.governance import FormatDecided
from shared.domain.act import Act, Actor, Role
from shared.domain.aggregate import Aggregate, Recorded
from shared.domain.message import Audience, Message
from shared.messaging.reactions import Reactions
from shared.outbox.rows import to_row
from shared.persistence.context import Context
from shared.persistence.driver import Document
from shared.persistence.seals import sealed
from shared.persistence.staging import Fact
from shared.persistence.unit_of_work import UnitOfWork

CONTEXT = Context(
    actor=Actor(subject="account-bench", role=Role.ADMINISTRATION),
    recorded_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    correlation_id="correlation-1",
    causation_id="request-1",
)
THE_BUG = "a-bug"
THE_REFUSED = "refused"


class BenchCycle(Aggregate, type="cycle", collection="cycles"):
    """``reason`` changes each time, so that every save is a change."""

    reason: str = ""

    def decide(self, act: Act) -> None:
        self.reason = f"turn {self.version}"
        self.record(_decision(self.id, act, reason=self.reason), act=act)


class Counted(Message, type="int.iom.idm.events.Counted.v1", aggregate="tally", audience=Audience.AUDIT):
    what: str


class Tally(Aggregate, type="tally", collection="tallies"):
    heard: int = 0
    last: str = ""

    def note(self, act: Act, *, what: str) -> None:
        self.heard, self.last = self.heard + 1, what
        self.record(Counted(what=what), act=act)


async def on_format_decided(unit: UnitOfWork, message: FormatDecided) -> None:
    """One effect: the stream's tally counts the message. The reason may name a bug, as product code may have one."""
    if message.deviation_reason == THE_BUG:
        raise LookupError("a bug in the reaction")
    identifier = f"tally-{message.cycle}"
    tally = await unit.find(Tally, identifier)
    if tally is None:
        tally = Tally(id=identifier)
        tally.note(unit.act(), what=message.deviation_reason or "")
        await unit.add(tally)
    else:
        tally.note(unit.act(), what=message.deviation_reason or "")
        unit.save(tally)


REACTIONS: Reactions = {FormatDecided: on_format_decided}


def rows(*, streams: int, each: int, topic: str | None = None, prefix: str = "cycle") -> Iterator[Document]:
    """Outbox rows as the platform makes them, ``each`` of every stream, all the streams' first ones first."""
    act = CONTEXT.act()
    for sequence in range(1, each + 1):
        for stream in range(streams):
            yield row(f"{prefix}-{stream}", sequence, act=act, topic=topic)


def row(stream: str, sequence: int, *, act: Act, topic: str | None = None, reason: str | None = None) -> Document:
    """One row, to be sent to ``topic`` instead of the table's when that is given."""
    message = _decision(stream, act, reason=reason or f"turn {sequence}")
    recorded = Recorded(message=message, act=act, version=sequence, sequence=sequence)
    made = to_row(Fact(stream=stream, recorded=recorded, context=CONTEXT))
    if topic is not None:
        made["recorded"]["topic"] = topic
    [with_seal] = sealed([made], last={})
    return with_seal


def _decision(cycle: str, act: Act, *, reason: str) -> FormatDecided:
    return FormatDecided(
        cycle=cycle,
        year=2018,
        format=YearFormat.TWO_WORKSHOPS,
        consultation="consultation-1",
        decided_on=act.occurred_on,
        deviation_reason=reason,
    )

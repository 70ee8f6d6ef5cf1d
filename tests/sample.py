"""A small aggregate that records both a message that travels and one that stays in the log."""

from datetime import UTC, date, datetime

from shared.contracts.facts import YearFormat
from shared.contracts.governance import CycleOpened, FormatDecided
from shared.domain.act import Act, Actor, Role
from shared.domain.aggregate import Aggregate
from shared.domain.message import Audience, Message
from shared.persistence.context import Context


class CycleRenamed(Message, type="int.iom.idm.governance.CycleRenamed.v1", aggregate="cycle", audience=Audience.AUDIT):
    name: str


class SampleCycle(Aggregate, type="cycle", collection="cycles"):
    name: str = ""

    def open(self, act: Act) -> None:
        self.record(CycleOpened(cycle=self.id, year=2018, opened_on=act.occurred_on), act=act)

    def rename(self, act: Act, *, name: str) -> None:
        self.name = name
        self.record(CycleRenamed(name=name), act=act)

    def decide_format(self, act: Act) -> None:
        self.record(
            FormatDecided(
                cycle=self.id,
                year=2018,
                format=YearFormat.TWO_WORKSHOPS,
                consultation="consultation-1",
                decided_on=act.occurred_on,
            ),
            act=act,
        )


CONTEXT = Context(
    actor=Actor(subject="account-7", role=Role.ADMINISTRATION),
    recorded_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    correlation_id="correlation-1",
    causation_id="request-1",
)
ACT = CONTEXT.act(date(2017, 5, 4))

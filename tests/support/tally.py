"""A consumer's side for tests: one aggregate per stream that counts what it was told, in order."""

from typing import Any

from shared.contracts.governance import CycleOpened, FormatDecided
from shared.domain.act import Act
from shared.domain.aggregate import Aggregate
from shared.domain.message import Audience, Message
from shared.messaging.reactions import Reactions
from shared.persistence.unit_of_work import UnitOfWork

THE_BUG = "a-bug"


class Counted(Message, type="int.iom.idm.events.Counted.v1", aggregate="tally", audience=Audience.AUDIT):
    what: str


class Tally(Aggregate, type="tally", collection="tallies"):
    heard: tuple[str, ...] = ()

    def note(self, act: Act, *, what: str) -> None:
        self.heard = (*self.heard, what)
        self.record(Counted(what=what), act=act)


async def note(unit: UnitOfWork, cycle: str, what: str) -> None:
    identifier = f"tally-{cycle}"
    tally = await unit.find(Tally, identifier)
    if tally is None:
        tally = Tally(id=identifier)
        tally.note(unit.act(), what=what)
        await unit.add(tally)
    else:
        tally.note(unit.act(), what=what)
        unit.save(tally)


async def on_opened(unit: UnitOfWork, message: CycleOpened) -> None:
    await note(unit, message.cycle, f"opened {message.year}")


async def on_format(unit: UnitOfWork, message: FormatDecided) -> None:
    if message.consultation == THE_BUG:
        raise LookupError("a bug in the reaction")
    await note(unit, message.cycle, message.consultation)


REACTIONS: Reactions = {CycleOpened: on_opened, FormatDecided: on_format}


def heard(document: dict[str, Any] | None) -> list[str]:
    return list(document["heard"]) if document else []

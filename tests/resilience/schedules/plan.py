"""A schedule of crashes, made of its seed alone: what is done to what, when, and for how long."""

import random
from dataclasses import dataclass
from enum import StrEnum

FIRST_SECONDS, LAST_SECONDS = 1.0, 22.0
"""Faults begin within this time of a schedule; its load runs on until its stories are told."""
PROCESSES = ("governance", "governance-2", "events", "events-2", "funding", "publications")
"""Two of governance, so that a relay has a successor; two of events, so that partitions change hands."""
SERVERS = ("mongodb", "kafka")


class Kind(StrEnum):
    KILL = "kill -9"
    TERMINATE = "SIGTERM"
    FREEZE = "SIGSTOP"
    STEP_DOWN = "step down"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """``lasts_seconds``: how long it stays away, or still."""

    at_seconds: float
    kind: Kind
    target: str
    lasts_seconds: float

    def __str__(self) -> str:
        return f"{self.at_seconds:5.1f} s  {self.kind} {self.target} for {self.lasts_seconds:.1f} s"


_OF_A_PROCESS = ((Kind.KILL, 0.0, 4.0), (Kind.TERMINATE, 0.0, 4.0), (Kind.FREEZE, 1.0, 16.0))
_OF_A_SERVER = {
    "mongodb": ((Kind.KILL, 0.5, 6.0), (Kind.FREEZE, 1.0, 8.0), (Kind.STEP_DOWN, 1.0, 3.0)),
    "kafka": ((Kind.KILL, 0.5, 8.0), (Kind.FREEZE, 1.0, 14.0)),
}
"""Kinds with the shortest and longest time. Freezes last longer than each time-out of the services but the
watchdog's: the lease and the delivery of a relay, the session of a group member."""


def plan(seed: int) -> list[Fault]:
    """Three to six faults in the order of their beginning; two of one target never overlap."""
    chance = random.Random(seed)
    faults: list[Fault] = []
    free_at: dict[str, float] = {}
    for at in sorted(chance.uniform(FIRST_SECONDS, LAST_SECONDS) for _ in range(chance.randint(3, 6))):
        target = chance.choice(SERVERS) if chance.random() < 0.35 else chance.choice(PROCESSES)
        kind, shortest, longest = chance.choice(_OF_A_SERVER.get(target, _OF_A_PROCESS))
        lasts = chance.uniform(shortest, longest)
        if at < free_at.get(target, 0.0):
            continue
        # A frozen database and a killed broker may meet; what one target does is told apart by its own times.
        free_at[target] = at + lasts + 6.0
        faults.append(Fault(at_seconds=round(at, 1), kind=kind, target=target, lasts_seconds=round(lasts, 1)))
    return faults

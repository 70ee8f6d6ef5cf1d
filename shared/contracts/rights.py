"""Who may do what on Kafka, derived from the topics table and from what a service hears; never written twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from shared.contracts.topics import TOPICS
from shared.domain.message import Audience

PARTNER_GROUPS = "partner."
"""A partner's consumer groups begin so; those of our services begin with “idm.”."""


class Resource(IntEnum):
    """Kafka's numbers of what a right is on."""

    TOPIC = 2
    GROUP = 3


class Operation(IntEnum):
    """Kafka's numbers of what may be done."""

    READ = 3
    WRITE = 4
    CREATE = 5
    DESCRIBE = 8


@dataclass(frozen=True, kw_only=True)
class Right:
    """One thing that a user may do. ``beginning`` means: on everything whose name begins so."""

    resource: Resource
    name: str
    operation: Operation
    beginning: bool = False


def rights_of_service(service: str, *, hears: Iterable[str]) -> frozenset[Right]:
    """It makes and writes its own topics, reads those it hears, and keeps the offsets of its own group."""
    own = [topic.name for topic in TOPICS if topic.service == service]
    return frozenset(
        [
            *(_on(name, operation) for name in own for operation in (Operation.CREATE, Operation.WRITE)),
            *(_on(name, Operation.DESCRIBE) for name in own),
            *(_on(name, Operation.READ) for name in hears),
            Right(resource=Resource.GROUP, name=f"idm.{service}", operation=Operation.READ),
        ]
    )


def rights_of_partner(partner: str) -> frozenset[Right]:
    """It reads what partners may read, in groups of its own: another partner in its group would take its messages."""
    public = [topic.name for topic in TOPICS if topic.audience is Audience.PUBLIC]
    own = f"{PARTNER_GROUPS}{partner}"
    group = Right(resource=Resource.GROUP, name=own, operation=Operation.READ)
    # With the dot, so that “a” does not stand for “ab” too.
    more = Right(resource=Resource.GROUP, name=f"{own}.", operation=Operation.READ, beginning=True)
    return frozenset([*(_on(name, Operation.READ) for name in public), group, more])


def _on(topic: str, operation: Operation) -> Right:
    return Right(resource=Resource.TOPIC, name=topic, operation=operation)
